#include "stages/chain_settings.hpp"

#include <cmath>
#include <functional>

#include "netlist/codes.hpp"
#include "netlist/text.hpp"
#include "solver/circuit/device.hpp"
#include "stages/stage_type.hpp"

namespace ohmscope {

namespace {

/// A number among a stage's values.
struct StageNumber {
  double value;
  std::function<void(StageValues&, double)> set;
  const StageParameter* parameter = nullptr;  ///< null: a part of a one-port or of an op-amp
};

std::size_t leaf_count(const OnePort& port) {
  if (!port.is_composite()) return 1;
  std::size_t count = 0;
  for (const OnePort& part : port.parts()) count += leaf_count(part);
  return count;
}

double leaf_value(const OnePort& port, std::size_t leaf) {
  if (!port.is_composite()) return port.value();
  for (const OnePort& part : port.parts()) {
    const std::size_t count = leaf_count(part);
    if (leaf < count) return leaf_value(part, leaf);
    leaf -= count;
  }
  return 0;
}

OnePort with_leaf(const OnePort& port, std::size_t leaf, double value) {
  switch (port.kind()) {
    case OnePort::Kind::resistance:
      return OnePort::resistance(value);
    case OnePort::Kind::inductance:
      return OnePort::inductance(value);
    case OnePort::Kind::capacitance:
      return OnePort::capacitance(value);
    case OnePort::Kind::measured:
      return port;
    default:
      break;
  }
  constexpr auto done = static_cast<std::size_t>(-1);
  std::vector<OnePort> parts;
  for (const OnePort& part : port.parts()) {
    const std::size_t count = leaf_count(part);
    parts.push_back(leaf < count ? with_leaf(part, leaf, value) : part);
    if (leaf != done) leaf = leaf < count ? done : leaf - count;
  }
  return port.kind() == OnePort::Kind::series ? OnePort::series(std::move(parts)) : OnePort::parallel(std::move(parts));
}

std::vector<StageNumber> numbers_of(const StageSpec& spec) {
  std::vector<StageNumber> all;
  for (const StageParameter& parameter : spec.type->parameters) {
    const std::string name(parameter.name);
    if (const auto number = spec.values.numbers.find(name); number != spec.values.numbers.end()) {
      all.push_back(
          {number->second, [name](StageValues& values, double value) { values.numbers[name] = value; }, &parameter});
    }
    const auto port = spec.values.one_ports.find(name);
    if (port == spec.values.one_ports.end()) continue;
    for (std::size_t leaf = 0; leaf < leaf_count(port->second); ++leaf) {
      all.push_back({leaf_value(port->second, leaf), [name, leaf](StageValues& values, double value) {
                       OnePort& changed = values.one_ports.find(name)->second;
                       changed = with_leaf(changed, leaf, value);
                     }});
    }
  }
  for (double OpampValues::*member : {&OpampValues::A0, &OpampValues::GBW, &OpampValues::Rin, &OpampValues::Cin,
                                      &OpampValues::Rout, &OpampValues::en, &OpampValues::in}) {
    all.push_back(
        {spec.values.opamp.*member, [member](StageValues& values, double value) { values.opamp.*member = value; }});
  }
  return all;
}

Circuit drawn(const StageSpec& spec, const StageValues& values, const std::string& prefix) {
  Netlist netlist;
  const NodeId in = netlist.circuit.node("in");
  const NodeId out = spec.type->joins_in_and_out ? in : netlist.circuit.node("out");
  Drawing drawing(netlist, prefix, in, out, 0);
  spec.type->draw(values, drawing);
  return std::move(netlist.circuit);
}

/// Which of the circuit's values a setting means: of an element, its k-th.
struct Target {
  ElementId element;
  std::size_t value;
};
std::optional<Target> target_of(const Circuit& circuit, const Setting& setting) {
  const std::optional<ElementId> element = circuit.find_element(setting.name);
  if (!element) return std::nullopt;
  const auto parameters = circuit.element(*element).type->parameters;
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    if (setting.parameter.empty() || parameters[k].name == setting.parameter) return Target{*element, k};
  }
  return std::nullopt;
}

/// Whether two circuits of a stage differ in that value alone.
bool differ_there_alone(const Circuit& a, const Circuit& b, const Target& there) {
  if (a.element_count() != b.element_count()) return false;
  for (ElementId id = 0; id < static_cast<ElementId>(a.element_count()); ++id) {
    const auto of_a = a.values(id);
    const auto of_b = b.values(id);
    for (std::size_t k = 0; k < of_a.size(); ++k) {
      const bool is_there = id == there.element && k == there.value;
      const bool is_same = of_a[k] == of_b[k] || (of_a[k] != of_a[k] && of_b[k] != of_b[k]);
      if (is_same == is_there) return false;
    }
  }
  return true;
}

/// The number that the element's value is, and nothing else hangs on.
const StageNumber* find_number(const std::vector<StageNumber>& numbers, const StageSpec& spec,
                               const std::string& prefix, const Setting& setting) {
  const Circuit as_written = drawn(spec, spec.values, prefix);
  const std::optional<Target> target = target_of(as_written, setting);
  if (!target) return nullptr;
  for (const StageNumber& number : numbers) {
    if (as_written.values(target->element)[target->value] != number.value) continue;
    const double other = number.value == 0 || std::isinf(number.value) ? 1 : 0.75 * number.value;
    StageValues changed = spec.values;
    number.set(changed, other);
    const Circuit varied = drawn(spec, changed, prefix);
    if (differ_there_alone(as_written, varied, *target) && varied.values(target->element)[target->value] == other)
      return &number;
  }
  return nullptr;
}

void refuse(const Setting& setting, const std::string& why, Diagnostics& diagnostics) {
  diagnostics.error(codes::bad_sweep, setting.place, "'{}' cannot be stepped: {}", setting.name, why)
      .with_hint("write the value on the stage's line as {X}, and '.step param X …'");
}

void apply(Chain& chain, std::size_t stage, const Setting& setting, Diagnostics& diagnostics) {
  StageSpec& spec = chain.specs[chain.stages[stage].spec];
  if (spec.count > 1) return refuse(setting, "the stages of an array share one line", diagnostics);
  if (spec.type == nullptr) return;
  const std::vector<StageNumber> numbers = numbers_of(spec);
  const StageNumber* number = find_number(numbers, spec, chain.node_name(stage), setting);
  if (number == nullptr) return refuse(setting, "it is no value of its stage's line, or not its own", diagnostics);
  if (number->parameter != nullptr && !contains(number->parameter->range, setting.value))
    return refuse(setting,
                  fmt::format("{} is out of its range, expected {}", setting.value, describe(number->parameter->range)),
                  diagnostics);
  number->set(spec.values, setting.value);
}

}  // namespace

void apply_settings(std::vector<Chain>& chains, const Settings& settings, Diagnostics& diagnostics) {
  for (const Setting& setting : settings) {
    if (setting.kind != Setting::Kind::element) continue;
    for (Chain& chain : chains) {
      const std::string prefix = chain.name + ".";
      if (!equal_ignoring_case(std::string_view(setting.name).substr(0, prefix.size()), prefix)) continue;
      const std::string_view rest = std::string_view(setting.name).substr(prefix.size());
      if (const auto stage = chain.find_stage(rest.substr(0, rest.find('.'))))
        apply(chain, *stage, setting, diagnostics);
      else
        refuse(setting, "it belongs to the chain itself", diagnostics);
    }
  }
}

}  // namespace ohmscope
