#include "solver/circuit/circuit.hpp"

#include <cassert>

#include "solver/circuit/device.hpp"

namespace ohmscope {

namespace {

constexpr unsigned char lower(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 'A' && byte <= 'Z' ? static_cast<unsigned char>(byte + ('a' - 'A')) : byte;
}

}  // namespace

std::size_t Circuit::CaselessHash::operator()(std::string_view text) const {
  std::uint64_t hash = 14695981039346656037U;  // FNV-1a
  for (const char c : text) hash = (hash ^ lower(c)) * 1099511628211U;
  return hash;
}

bool Circuit::CaselessEqual::operator()(std::string_view a, std::string_view b) const {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

Circuit::Circuit() : node_names_{"0"} {
  nodes_.emplace("0", ground);
  nodes_.emplace("gnd", ground);
}

NodeId Circuit::node(std::string_view name) {
  if (const auto found = nodes_.find(name); found != nodes_.end()) return found->second;
  const auto id = static_cast<NodeId>(node_names_.size());
  node_names_.emplace_back(name);
  nodes_.emplace(name, id);
  return id;
}

std::optional<NodeId> Circuit::find_node(std::string_view name) const {
  const auto found = nodes_.find(name);
  return found == nodes_.end() ? std::nullopt : std::optional(found->second);
}

bool Circuit::alias(std::string_view name, NodeId node) { return nodes_.emplace(name, node).second; }

std::optional<ElementId> Circuit::add(const DeviceType& type, std::string_view name, std::span<const NodeId> pins,
                                      std::span<const double> values, std::span<const ElementId> references,
                                      std::uint32_t origin, std::shared_ptr<const ImpedanceTable> table) {
  assert(pins.size() == type.pins.size() && values.size() == type.parameters.size() &&
         references.size() == type.references.size());
  const auto id = static_cast<ElementId>(elements_.size());
  if (!element_ids_.emplace(name, id).second) return std::nullopt;
  element_names_.emplace_back(name);
  elements_.push_back({&type, static_cast<std::uint32_t>(pins_.size()), static_cast<std::uint32_t>(values_.size()),
                       static_cast<std::uint32_t>(references_.size()), origin});
  pins_.insert(pins_.end(), pins.begin(), pins.end());
  values_.insert(values_.end(), values.begin(), values.end());
  references_.insert(references_.end(), references.begin(), references.end());
  if (table) tables_.emplace(id, std::move(table));
  return id;
}

std::optional<ElementId> Circuit::find_element(std::string_view name) const {
  const auto found = element_ids_.find(name);
  return found == element_ids_.end() ? std::nullopt : std::optional(found->second);
}

std::span<const NodeId> Circuit::pins(ElementId id) const {
  return std::span(pins_).subspan(element(id).first_pin, element(id).type->pins.size());
}

std::span<const double> Circuit::values(ElementId id) const {
  return std::span(values_).subspan(element(id).first_value, element(id).type->parameters.size());
}

std::span<const ElementId> Circuit::references(ElementId id) const {
  return std::span(references_).subspan(element(id).first_reference, element(id).type->references.size());
}

const ImpedanceTable* Circuit::table(ElementId id) const { return shared_table(id).get(); }

std::shared_ptr<const ImpedanceTable> Circuit::shared_table(ElementId id) const {
  const auto found = tables_.find(id);
  return found == tables_.end() ? nullptr : found->second;
}

ElementView view(const Circuit& circuit, ElementId id) {
  return {id, circuit.pins(id), circuit.values(id), circuit.references(id), circuit.table(id)};
}

}  // namespace ohmscope
