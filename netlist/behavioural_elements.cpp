#include "netlist/function_form.hpp"
#include "netlist/instances.hpp"
#include "solver/circuit/source_function.hpp"
#include "solver/devices/function_source.hpp"
#include "solver/devices/registry.hpp"

// Sources that are written as expressions, in the elements that they are made of. The first has the card's name, the
// others that name and a number in brackets, as no name of a deck holds.
// Terms that depend on `hertz` are sources by a function of s, of a voltage: of a current, an H source makes one.
namespace ohmscope {

namespace {

const DeviceType& transfer_source(bool is_voltage) {
  return is_voltage ? devices::transfer_voltage : devices::transfer_current;
}

}  // namespace

/// False if something is wrong.
bool InstanceOpener::add_behavioural(const CardView& card, Scope& scope) {
  const auto source = behavioural_.read(card, scope);
  if (!source) return false;
  if (source->two_port != nullptr) return add_two_port(*source, card, scope);
  const std::string name = scope.prefix + std::string(state_.sources.text(card.words.front()));
  const auto parts = parts_of(source->form, source->is_voltage || source->transfer, name, card, scope);
  if (!parts) return false;
  return source->transfer ? add_transfer(*source, *parts, name, card, scope)
                          : add_sum(*source, *parts, name, card, scope);
}

/// Its pins are those of the control and then the output's.
bool InstanceOpener::add_two_port(const BehaviouralSource& source, const CardView& card, Scope& scope) {
  const LinearForm::Term& term = source.form.terms.front();
  const NodeId pins[] = {node(scope, term.probe.first), node(scope, term.probe.second),
                         node(scope, state_.sources.text(source.positive)),
                         node(scope, state_.sources.text(source.negative))};
  const std::string name = scope.prefix + std::string(state_.sources.text(card.words.front()));
  const std::span<const double> values(&term.coefficient, source.two_port->parameters.size());
  return add_element(*source.two_port, name, pins, values, {}, card).has_value();
}

/// A linear source is a sum of controlled sources and a constant one: in series for a voltage, in parallel for a
/// current, behind a source of 0 V through which the sum flows.
bool InstanceOpener::add_sum(const BehaviouralSource& source, const std::vector<Part>& parts, const std::string& name,
                             const CardView& card, Scope& scope) {
  NodeId positive = node(scope, state_.sources.text(source.positive));
  const NodeId negative = node(scope, state_.sources.text(source.negative));
  const auto numbered = [&](std::size_t k) { return k == 0 ? name : fmt::format("{}({})", name, k + 1); };
  if (source.is_voltage) return add_in_series(parts, positive, negative, name, numbered, card);
  const std::size_t first = parts.size() > 1 ? 1 : 0;
  if (first > 0) {
    const NodeId inner = netlist_.circuit.node(name + "(0)");
    const NodeId pins[] = {positive, inner};
    const double off[] = {0, 0, 0};
    if (!add_element(devices::voltage_source, name, pins, off, {}, card)) return false;
    positive = inner;
  }
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const NodeId pins[] = {positive, negative};
    if (!add_part(parts[k], numbered(k + first), pins, card)) return false;
  }
  return true;
}

/// The function is of one voltage: its input's, or that of a node at which sources in series make the input.
bool InstanceOpener::add_transfer(const BehaviouralSource& source, const std::vector<Part>& parts,
                                  const std::string& name, const CardView& card, Scope& scope) {
  std::vector<NodeId> pins{node(scope, state_.sources.text(source.positive)),
                           node(scope, state_.sources.text(source.negative))};
  std::vector<double> gain{1};
  if (parts.size() == 1 && parts.front().type == &devices::vcvs) {
    pins.insert(pins.end(), parts.front().control.begin(), parts.front().control.end());
    gain = parts.front().values;
  } else {
    const NodeId input = netlist_.circuit.node(name + "(0)");
    pins.insert(pins.end(), {input, ground});
    const auto numbered = [&](std::size_t k) { return fmt::format("{}({})", name, k + 2); };
    if (!add_in_series(parts, input, ground, name, numbered, card)) return false;
  }
  state_.note_response(card.span, source.transfer);
  return add_element(transfer_source(source.is_voltage), name, pins, gain, {}, card, source.transfer).has_value();
}

/// Voltages that add up from `positive` to `negative`; `name_of` names the elements.
template <class NameOf>
bool InstanceOpener::add_in_series(const std::vector<Part>& parts, NodeId positive, NodeId negative,
                                   const std::string& name, const NameOf& name_of, const CardView& card) {
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const bool is_last = k + 1 == parts.size();
    const NodeId next = is_last ? negative : netlist_.circuit.node(fmt::format("{}({})", name, k + 1));
    const NodeId pins[] = {positive, next};
    if (!add_part(parts[k], name_of(k), pins, card)) return false;
    positive = next;
  }
  return true;
}

bool InstanceOpener::add_part(const Part& part, const std::string& name, std::span<const NodeId> output,
                              const CardView& card) {
  std::vector<NodeId> pins(output.begin(), output.end());
  pins.insert(pins.end(), part.control.begin(), part.control.end());
  return add_element(*part.type, name, pins, part.values, part.references, card, part.data).has_value();
}

/// The element whose current `probe` is: a voltage source, or another that has one among the unknowns.
std::optional<ElementId> InstanceOpener::find_current(const Scope& scope, const Probe& probe) {
  constexpr std::string_view letters = "VEHLB";
  for (const Scope* at = &scope; at != nullptr; at = at->enclosing.get()) {
    const auto id = netlist_.circuit.find_element(at->prefix + std::string(probe.first));
    if (!id) continue;
    const DeviceType& type = *netlist_.circuit.element(*id).type;
    if (type.branches != nullptr && letters.find(type.letter) != std::string_view::npos) return id;
    break;
  }
  return find_reference(scope, probe.first, probe.span, "V");
}

/// A node whose voltage against ground is as many volts as the current is amperes.
std::optional<NodeId> InstanceOpener::sense(const Probe& current, std::size_t number, const std::string& name,
                                            const CardView& card, Scope& scope) {
  const auto reference = find_current(scope, current);
  if (!reference) return std::nullopt;
  const std::string sensed = fmt::format("{}(i{})", name, number);
  const NodeId pins[] = {netlist_.circuit.node(sensed), ground};
  const std::vector<double> ohms = values_for(devices::ccvs, {1}, {{*reference}});
  return add_part({&devices::ccvs, {}, {*reference}, ohms}, sensed, pins, card) ? std::optional(pins[0]) : std::nullopt;
}

std::optional<std::vector<InstanceOpener::Part>> InstanceOpener::function_part(const FunctionForm& form,
                                                                               bool is_voltage, const std::string& name,
                                                                               const CardView& card, Scope& scope) {
  FunctionBias bias;
  bias.function = form.function;
  Part part{is_voltage ? &devices::function_voltage : &devices::function_current, {}, {}, {form.factor}};
  part.data.bias = std::make_shared<const FunctionBias>(std::move(bias));
  for (std::size_t k = 0; k < form.controls.size(); ++k) {
    const Probe& probe = form.controls[k];
    const auto first = probe.is_current ? sense(probe, k + 1, name, card, scope) : node(scope, probe.first);
    if (!first) return std::nullopt;
    const bool is_to_ground = probe.is_current || probe.second.empty();
    part.control.insert(part.control.end(), {*first, is_to_ground ? ground : node(scope, probe.second)});
  }
  return std::vector<Part>{std::move(part)};
}

std::optional<std::vector<InstanceOpener::Part>> InstanceOpener::parts_of(const LinearForm& form, bool is_voltage,
                                                                          const std::string& name, const CardView& card,
                                                                          Scope& scope) {
  using namespace devices;
  if (form.function) return function_part(*form.function, is_voltage, name, card, scope);
  std::vector<Part> parts;
  for (const auto& [probe, coefficient, transfer] : form.terms) {
    if (probe.is_current) {
      if (transfer) {
        const auto sensed = sense(probe, parts.size() + 1, name, card, scope);
        if (!sensed) return std::nullopt;
        parts.push_back({&transfer_source(is_voltage), {*sensed, ground}, {}, {coefficient}, transfer});
        continue;
      }
      const auto reference = find_current(scope, probe);
      if (!reference) return std::nullopt;
      const DeviceType& type = is_voltage ? ccvs : cccs;
      parts.push_back({&type, {}, {*reference}, values_for(type, {coefficient}, {{*reference}})});
    } else {
      const NodeId first = node(scope, probe.first);
      const NodeId second = probe.second.empty() ? ground : node(scope, probe.second);
      const DeviceType& type = transfer ? transfer_source(is_voltage) : is_voltage ? vcvs : vccs;
      parts.push_back({&type, {first, second}, {}, {coefficient}, transfer});
    }
  }
  if (form.constant != 0 || parts.empty())
    parts.push_back({is_voltage ? &voltage_source : &current_source, {}, {}, {form.constant, 0, 0}});
  return parts;
}

}  // namespace ohmscope
