#include "netlist/instances.hpp"
#include "solver/devices/registry.hpp"

// Sources that are written as expressions, in the elements that they are made of.
namespace ohmscope {

/// A linear source is a sum of controlled sources and a constant one: in series for a voltage, in parallel for a
/// current, behind a source of 0 V through which the sum flows. The first has the card's name, the others that name and
/// a number in brackets, as no name of a deck holds.
/// False if something is wrong.
bool InstanceOpener::add_behavioural(const Deferred& deferred) {
  Scope& scope = *deferred.scope;
  const auto source = behavioural_.read(*deferred.card, scope);
  if (!source) return false;
  const auto parts = parts_of(*source, scope);
  if (!parts) return false;
  const std::string name = scope.prefix + std::string(state_.sources.text(deferred.card->words.front()));
  NodeId positive = node(scope, state_.sources.text(source->positive));
  const NodeId negative = node(scope, state_.sources.text(source->negative));
  const bool is_sum = !source->is_voltage && parts->size() > 1;
  if (is_sum) {
    const NodeId inner = netlist_.circuit.node(name + "(0)");
    const NodeId pins[] = {positive, inner};
    const double off[] = {0, 0, 0};
    if (!add_element(devices::voltage_source, name, pins, off, {}, *deferred.card)) return false;
    positive = inner;
  }
  for (std::size_t k = 0; k < parts->size(); ++k) {
    const Part& part = (*parts)[k];
    const bool in_series = source->is_voltage && k + 1 < parts->size();
    const NodeId next = in_series ? netlist_.circuit.node(fmt::format("{}({})", name, k + 1)) : negative;
    std::vector<NodeId> pins{positive, next};
    pins.insert(pins.end(), part.control.begin(), part.control.end());
    const std::string part_name = k == 0 && !is_sum ? name : fmt::format("{}({})", name, k + (is_sum ? 2 : 1));
    if (!add_element(*part.type, part_name, pins, part.values, part.references, *deferred.card)) return false;
    if (in_series) positive = next;
  }
  return true;
}

std::optional<std::vector<InstanceOpener::Part>> InstanceOpener::parts_of(const BehaviouralSource& source,
                                                                          const Scope& scope) {
  using namespace devices;
  std::vector<Part> parts;
  for (const auto& [probe, coefficient] : source.form.terms) {
    if (probe.is_current) {
      const auto reference = find_reference(scope, probe.first, probe.span, "V");
      if (!reference) return std::nullopt;
      const DeviceType& type = source.is_voltage ? ccvs : cccs;
      parts.push_back({&type, {}, {*reference}, values_for(type, {coefficient}, {{*reference}})});
    } else {
      const NodeId first = node(scope, probe.first);
      const NodeId second = probe.second.empty() ? ground : node(scope, probe.second);
      parts.push_back({source.is_voltage ? &vcvs : &vccs, {first, second}, {}, {coefficient}});
    }
  }
  if (source.form.constant != 0 || parts.empty())
    parts.push_back({source.is_voltage ? &voltage_source : &current_source, {}, {}, {source.form.constant, 0, 0}});
  return parts;
}

}  // namespace ohmscope
