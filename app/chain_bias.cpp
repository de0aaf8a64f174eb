#include "app/chain_bias.hpp"

#include "app/bias_codes.hpp"
#include "app/device_points.hpp"
#include "app/operating_point.hpp"
#include "app/text.hpp"
#include "netlist/text.hpp"
#include "solver/analyses/bias_point.hpp"
#include "solver/devices/registry.hpp"
#include "stages/rails.hpp"

namespace ohmscope {

namespace {

constexpr std::size_t most_names = 8;

// Elements of the stages of one line: of all members of an array.
std::vector<ElementId> nonlinear_of(const Chain& chain, std::uint32_t spec, const Circuit& circuit) {
  std::vector<ElementId> found;
  for (std::size_t k = 0; k < chain.stages.size(); ++k) {
    if (chain.stages[k].spec != spec) continue;
    const std::string prefix = chain.node_name(k) + ".";
    for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
      const std::string_view name = circuit.element_name(id).substr(0, prefix.size());
      if (circuit.element(id).type->nonlinear != nullptr && equal_ignoring_case(name, prefix)) found.push_back(id);
    }
  }
  return found;
}

void warn_of_idle_transistors(Session& session, const Circuit& circuit, const std::vector<ElementId>& ids, Span place) {
  for (const ElementId id : ids) {
    const DeviceType* type = circuit.element(id).type;
    const std::string_view region = region_of(circuit, id);
    if (type == &devices::diode || (region != "off" && region != "saturated")) continue;
    session.diagnostics.warning(codes::idle_device, place, "'{}' is {} at the operating point of the whole chain",
                                circuit.element_name(id), region);
  }
}

}  // namespace

Netlist whole_chain(Session& session, const Chain& chain) {
  Netlist whole;
  draw_chain(chain, *session.elaborator, whole);
  const std::vector<std::string> rails = nodes_beyond(whole.circuit, chain.name, {});
  if (!rails.empty()) Rails(chain, rails, *session.elaborator).add_to(whole.circuit);
  return whole;
}

bool find_chain_bias(Session& session, const Chain& chain) {
  if (!chain.is_sound) return true;
  const Chain shorter = abridged(chain);
  const Netlist sample = whole_chain(session, shorter);
  if (!is_nonlinear(sample.circuit)) return true;
  std::vector<std::uint32_t> biased;
  for (std::uint32_t spec = 0; spec < chain.specs.size(); ++spec) {
    if (nonlinear_of(shorter, spec, sample.circuit).empty()) continue;
    biased.push_back(spec);
    if (chain.specs[spec].count < 2) continue;
    session.diagnostics
        .error(codes::nonlinear_array, chain.specs[spec].span,
               "stages '{}' have diodes or transistors: arrays of such are not supported yet", chain.specs[spec].name)
        .with_hint("each has an operating point of its own: write them one a line");
    return false;
  }
  if (const auto& nominal = session.deck.nominal_temperature) {
    session.diagnostics
        .error(codes::nonlinear_array, *nominal, "'tnom' in chains with diodes or transistors is not supported yet")
        .with_hint("models may have a tnom each");
    return false;
  }
  Netlist whole = whole_chain(session, chain);
  if (!find_operating_point(session, whole)) return false;
  std::vector<std::string> names;
  for (const std::uint32_t spec : biased) names.push_back(chain.specs[spec].name);
  if (!names.empty())
    session.diagnostics.add(
        codes::biased_stage, Severity::note, chain.specs[biased.front()].span,
        fmt::format("seen as biased in the whole chain, local impedances too: {}", quoted_names(names, most_names)));
  for (const std::uint32_t spec : biased)
    warn_of_idle_transistors(session, whole.circuit, nonlinear_of(chain, spec, whole.circuit), chain.specs[spec].span);
  return true;
}

}  // namespace ohmscope
