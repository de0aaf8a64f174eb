#include "solver/circuit/circuit.hpp"

#include <algorithm>
#include <cassert>

#include "solver/circuit/device.hpp"

namespace ohmscope {

Circuit::Circuit() {
  node("0");
  alias("gnd", ground);
}

void Circuit::reserve(std::size_t elements) {
  elements_.reserve(elements);
  pins_.reserve(2 * elements);
  values_.reserve(elements + elements / 8);  // sources have a few
  element_names_.reserve(elements);
  const std::size_t nodes = elements / 2 + elements / 16;
  node_names_.reserve(nodes);
  node_of_name_.reserve(nodes);
  name_of_node_.reserve(nodes);
}

NodeId Circuit::node(std::string_view name) { return node_called(node_names_.add(name)); }

NodeId Circuit::node_within(std::string_view prefix, std::string_view name) {
  return node_called(node_names_.add_within(prefix, name));
}

NodeId Circuit::node_called(NameTable::Added name) {
  if (name.is_new) {
    node_of_name_.push_back(static_cast<NodeId>(node_count()));
    name_of_node_.push_back(name.index);
  }
  return node_of_name_[name.index];
}

std::optional<NodeId> Circuit::find_node(std::string_view name) const {
  const auto index = node_names_.find(name);
  return index ? std::optional(node_of_name_[*index]) : std::nullopt;
}

bool Circuit::alias(std::string_view name, NodeId node) {
  const bool is_new = node_names_.add(name).is_new;
  if (is_new) node_of_name_.push_back(node);
  return is_new;
}

std::optional<ElementId> Circuit::add(const DeviceType& type, std::string_view name, std::span<const NodeId> pins,
                                      std::span<const double> values, std::span<const ElementId> references,
                                      std::uint32_t origin, FrequencyData data) {
  if (!element_names_.add(name).is_new) return std::nullopt;
  const ElementId id = append(type, pins, values, references, origin);
  if (data.table || data.transfer || data.network || data.bias) frequency_data_.emplace(id, std::move(data));
  return id;
}

std::optional<ElementId> Circuit::add_within(const DeviceType& type, std::string_view prefix, std::string_view name,
                                             std::span<const NodeId> pins, std::span<const double> values,
                                             std::uint32_t origin) {
  if (!element_names_.add_within(prefix, name).is_new) return std::nullopt;
  return append(type, pins, values, {}, origin);
}

ElementId Circuit::append(const DeviceType& type, std::span<const NodeId> pins, std::span<const double> values,
                          std::span<const ElementId> references, std::uint32_t origin) {
  assert(pins.size() == type.pins.size() || (type.repeats_pins && pins.size() % type.pins.size() == 0));
  assert(values.size() == type.parameters.size() && references.size() == type.references.size());
  elements_.push_back(
      {number_of(type), static_cast<std::uint32_t>(pins_.size()), static_cast<std::uint32_t>(values_.size()), origin});
  pins_.insert(pins_.end(), pins.begin(), pins.end());
  pins_.insert(pins_.end(), references.begin(), references.end());
  values_.insert(values_.end(), values.begin(), values.end());
  return static_cast<ElementId>(elements_.size() - 1);
}

std::optional<ElementId> Circuit::find_element(std::string_view name) const {
  const auto index = element_names_.find(name);
  return index ? std::optional(static_cast<ElementId>(*index)) : std::nullopt;
}

std::uint32_t Circuit::number_of(const DeviceType& type) {
  const auto known = std::find(types_.begin(), types_.end(), &type);
  const auto number = static_cast<std::uint32_t>(known - types_.begin());
  if (known == types_.end()) types_.push_back(&type);
  return number;
}

std::span<const NodeId> Circuit::pins(ElementId id) const {
  const Stored& element = elements_[static_cast<std::size_t>(id)];
  const DeviceType& type = *types_[element.type];
  if (!type.repeats_pins) return std::span(pins_).subspan(element.first_pin, type.pins.size());
  const auto next = static_cast<std::size_t>(id) + 1;
  const std::size_t end = next < elements_.size() ? elements_[next].first_pin : pins_.size();
  return std::span(pins_).subspan(element.first_pin, end - element.first_pin - type.references.size());
}

std::span<const double> Circuit::values(ElementId id) const {
  const Stored& element = elements_[static_cast<std::size_t>(id)];
  return std::span(values_).subspan(element.first_value, types_[element.type]->parameters.size());
}

std::span<const ElementId> Circuit::references(ElementId id) const {
  const Stored& element = elements_[static_cast<std::size_t>(id)];
  const DeviceType& type = *types_[element.type];
  return std::span(pins_).subspan(element.first_pin + pins(id).size(), type.references.size());
}

const FrequencyData& Circuit::frequency_data(ElementId id) const {
  static const FrequencyData none;
  const auto found = frequency_data_.find(id);
  return found == frequency_data_.end() ? none : found->second;
}

std::optional<double> Circuit::noise_temperature(ElementId id) const {
  const auto found = noise_temperatures_.find(id);
  return found == noise_temperatures_.end() ? std::nullopt : std::optional(found->second);
}

ElementView view(const Circuit& circuit, ElementId id) {
  const FrequencyData& data = circuit.frequency_data(id);
  return {id,
          circuit.pins(id),
          circuit.values(id),
          circuit.references(id),
          data.table.get(),
          data.transfer.get(),
          data.network.get(),
          circuit.element(id).type->nonlinear,
          data.bias.get()};
}

}  // namespace ohmscope
