#include <algorithm>
#include <string>
#include <unordered_set>

#include "solver/analyses/bias_system.hpp"
#include "solver/circuit/paths.hpp"
#include "stages/chain.hpp"
#include "stages/codes.hpp"

namespace ohmscope {

namespace {

/// "20 kHz"
std::string hertz(double frequency) {
  if (frequency >= 1e9) return fmt::format("{:.12g} GHz", frequency / 1e9);
  if (frequency >= 1e6) return fmt::format("{:.12g} MHz", frequency / 1e6);
  if (frequency >= 1e3) return fmt::format("{:.12g} kHz", frequency / 1e3);
  return fmt::format("{:.12g} Hz", frequency);
}

/// By node: whether it is one of the chain's.
std::vector<bool> chain_nodes(const Circuit& circuit, const Chain& chain) {
  std::vector<bool> found(circuit.node_count(), false);
  const auto mark = [&](std::string_view name) {
    if (const auto node = circuit.find_node(name)) found[static_cast<std::size_t>(*node)] = true;
  };
  if (!chain.has_sensor()) mark(chain.input_node_name());
  for (std::size_t k = 0; k < chain.stages.size(); ++k) mark(chain.node_name(k));
  return found;
}

/// An element on a chain's node.
struct Attached {
  ElementId element;
  NodeId node;
};

std::vector<Attached> attached_elements(const Circuit& circuit, std::size_t first, const std::vector<bool>& nodes) {
  std::vector<Attached> attached;
  for (auto id = static_cast<ElementId>(first); id < static_cast<ElementId>(circuit.element_count()); ++id) {
    const auto pins = circuit.pins(id);
    const auto pin =
        std::find_if(pins.begin(), pins.end(), [&](NodeId n) { return nodes[static_cast<std::size_t>(n)]; });
    const bool is_told = !attached.empty() &&
                         whole_of(circuit.element_name(attached.back().element)) == whole_of(circuit.element_name(id));
    if (pin != pins.end() && !is_told) attached.push_back({id, *pin});
  }
  return attached;
}

}  // namespace

void check_measured_range(const Chain& chain, const std::vector<double>& frequencies, Diagnostics& diagnostics) {
  for (const StageSpec& spec : chain.specs) {
    for (const MeasuredUse& use : spec.measured) {
      const ImpedanceTable& table = *use.table;
      const auto outside = [&](double frequency) { return !table.covers(frequency); };
      const auto first = std::find_if(frequencies.begin(), frequencies.end(), outside);
      if (first == frequencies.end()) continue;
      diagnostics
          .error(codes::outside_measured_range, use.span, "frequency {} lies outside '{}' ({} to {})", hertz(*first),
                 table.name(), hertz(table.lowest()), hertz(table.highest()))
          .with_hint(*first > 0 ? fmt::format("Z({}, extrapolate) prolongs it", table.name()) : "");
    }
  }
}

void warn_about_attached_elements(const Netlist& flat, std::size_t first_of_top, const std::vector<Chain>& chains,
                                  Diagnostics& diagnostics) {
  constexpr std::size_t most_notes = 3;
  const Circuit& circuit = flat.circuit;
  if (circuit.element_count() == first_of_top) return;
  for (const Chain& chain : chains) {
    const std::vector<Attached> attached = attached_elements(circuit, first_of_top, chain_nodes(circuit, chain));
    if (attached.empty()) continue;
    const auto named = [&](const Attached& a) {
      return fmt::format("{} at '{}'", whole_of(circuit.element_name(a.element)), circuit.node_name(a.node));
    };
    const bool several = attached.size() > 1;
    Diagnostic& warning = diagnostics.warning(
        codes::attached_elements, flat.origin_of(attached.front().element),
        "'chain' and 'check' look at the chain alone; {}{} in 'run' and 'port' only", named(attached.front()),
        several ? fmt::format(" and {} more take part", attached.size() - 1) : std::string(" takes part"));
    for (std::size_t k = 1; k < std::min(attached.size(), most_notes + 1); ++k) {
      warning.note(flat.origin_of(attached[k].element), named(attached[k]));
    }
  }
}

void warn_about_floating_interfaces(const Netlist& flat, const std::vector<Chain>& chains, Diagnostics& diagnostics) {
  if (chains.empty()) return;
  const std::vector<bool> grounded = nodes_led_to_ground(with_sample_biases(flat.circuit, {}), 0);
  for (const Chain& chain : chains) {
    std::unordered_set<std::uint32_t> told;  // specs
    for (std::size_t k = 0; chain.is_sound && k + 1 < chain.stages.size(); ++k) {
      const std::string name = chain.node_name(k);
      const std::optional<NodeId> node = flat.circuit.find_node(name);
      if (!node || grounded[static_cast<std::size_t>(*node)] || !told.insert(chain.stages[k].spec).second) continue;
      diagnostics
          .warning(codes::floating_interface, chain.spec(k).span,
                   "node '{}' between stages '{}' and '{}' floats at 0 Hz: nothing conducts from it to ground", name,
                   chain.stage_name(k), chain.stage_name(k + 1))
          .with_hint("a real input needs a way for its bias current: 'bias shunt Z=10meg' there, for example");
    }
  }
}

}  // namespace ohmscope
