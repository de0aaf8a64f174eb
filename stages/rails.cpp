#include "stages/rails.hpp"

#include <algorithm>
#include <cassert>
#include <unordered_map>
#include <unordered_set>

#include "netlist/text.hpp"
#include "solver/analyses/port_relation.hpp"
#include "solver/circuit/paths.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {

namespace {

/// Whether a node or element called `name` is of the chain or instance `owner`.
bool belongs_to(std::string_view name, std::string_view owner) {
  return name.size() > owner.size() && name[owner.size()] == '.' &&
         equal_ignoring_case(name.substr(0, owner.size()), owner);
}

/// By element: whether it, or one that it refers to, lies on a node of the chain, or is a part of one that does.
std::vector<bool> elements_on(const Chain& chain, const Circuit& circuit) {
  std::vector<bool> found(circuit.element_count());
  std::unordered_set<std::string_view> wholes;
  const auto is_of_chain = [&](NodeId node) { return belongs_to(circuit.node_name(node), chain.name); };
  const auto is_found = [&](ElementId id) { return found[static_cast<std::size_t>(id)]; };
  for (bool more = true; more;) {
    more = false;
    for (std::size_t k = 0; k < found.size(); ++k) {
      const auto id = static_cast<ElementId>(k);
      const auto pins = circuit.pins(id);
      const auto references = circuit.references(id);
      const std::string_view whole = whole_of(circuit.element_name(id));
      if (found[k] || !(std::any_of(pins.begin(), pins.end(), is_of_chain) ||
                        std::any_of(references.begin(), references.end(), is_found) || wholes.contains(whole)))
        continue;
      found[k] = true;
      more = wholes.insert(whole).second || more;
    }
  }
  return found;
}

/// By a row of v_k alone, but for the sources, while any current will do: neither that nor another rail moves it.
bool is_fixed(const PortRelation& relation, std::size_t port) {
  const auto fixes = [&](const PortRelation::Row& row) {
    for (std::size_t k = 0; k + 1 < row.exact.size(); ++k) {
      if (row.exact[k].is_zero() == (k == 2 * port)) return false;
    }
    return true;
  };
  const auto limits = [&](const PortRelation::Row& row) { return !row.exact[2 * port + 1].is_zero(); };
  return std::any_of(relation.rows.begin(), relation.rows.end(), fixes) &&
         std::none_of(relation.rows.begin(), relation.rows.end(), limits);
}

/// The voltages and currents that an equation of the rails ties together.
void join_rails_of(const PortRelation::Row& row, Parts& groups) {
  std::optional<NodeId> first;
  for (std::size_t k = 0; k + 1 < row.exact.size(); ++k) {
    const auto rail = static_cast<NodeId>(k / 2);
    if (row.exact[k].is_zero()) continue;
    if (first) groups.join(*first, rail);
    first = rail;
  }
}

}  // namespace

std::vector<std::string> nodes_beyond(const Circuit& circuit, std::string_view prefix,
                                      const std::vector<NodeId>& pins) {
  std::vector<std::string> names;
  for (std::size_t k = 1; k < circuit.node_count(); ++k) {
    const auto node = static_cast<NodeId>(k);
    const bool is_pin = std::find(pins.begin(), pins.end(), node) != pins.end();
    if (!is_pin && !belongs_to(circuit.node_name(node), prefix)) names.emplace_back(circuit.node_name(node));
  }
  return names;
}

Rails::Rails(const Chain& chain, const std::vector<std::string>& names, Elaborator& elaborator) : names_(names) {
  elaborator.add_top(deck_);
  find_elements(chain);
}

void Rails::find_elements(const Chain& chain) {
  const Circuit& circuit = deck_.circuit;
  const std::vector<bool> left_out = elements_on(chain, circuit);
  Parts islands(circuit.node_count() + circuit.element_count());
  const auto element = [&](ElementId id) { return static_cast<NodeId>(circuit.node_count()) + id; };
  for (std::size_t k = 0; k < left_out.size(); ++k) {
    if (left_out[k]) continue;
    const auto id = static_cast<ElementId>(k);
    for (const NodeId pin : circuit.pins(id)) {
      if (pin != ground) islands.join(element(id), pin);
    }
    for (const ElementId other : circuit.references(id)) islands.join(element(id), element(other));
  }
  std::vector<bool> is_reached(circuit.node_count() + circuit.element_count());
  for (const std::string& name : names_) {
    if (const auto node = circuit.find_node(name)) is_reached[static_cast<std::size_t>(islands.top(*node))] = true;
  }
  for (std::size_t k = 0; k < left_out.size(); ++k) {
    const auto id = static_cast<ElementId>(k);
    if (!left_out[k] && is_reached[static_cast<std::size_t>(islands.top(element(id)))]) elements_.push_back(id);
  }
}

void Rails::add_to(Circuit& circuit) const {
  const auto has = [&](const std::string& name) { return circuit.find_node(name).has_value(); };
  if (std::any_of(names_.begin(), names_.end(), has)) copy_elements(circuit);
}

void Rails::copy_elements(Circuit& circuit) const {
  const Circuit& deck = deck_.circuit;
  std::unordered_map<ElementId, ElementId> copies;
  for (const ElementId id : elements_) {
    std::vector<NodeId> pins;
    for (const NodeId pin : deck.pins(id)) pins.push_back(circuit.node(deck.node_name(pin)));
    std::vector<ElementId> references;
    for (const ElementId other : deck.references(id)) references.push_back(copies.at(other));
    const auto add_as = [&](const std::string& name) {
      return circuit.add(*deck.element(id).type, name, pins, deck.values(id), references, 0, deck.frequency_data(id));
    };
    const std::string name(deck.element_name(id));
    auto copy = add_as(name);
    if (!copy) copy = add_as("\n" + name);  // no deck can write a name with a line end, so this one is free
    assert(copy);
    copies.emplace(id, *copy);
  }
}

Circuit Rails::circuit() const {
  Circuit circuit;
  for (const std::string& name : names_) circuit.node(name);
  copy_elements(circuit);
  return circuit;
}

std::vector<std::optional<std::size_t>> Rails::groups(const std::vector<double>& frequencies) const {
  const Circuit behind = circuit();
  std::vector<NodeId> ports;
  for (const std::string& name : names_) ports.push_back(*behind.find_node(name));
  PortReducer reducer(behind, ports);
  std::vector<bool> yields(names_.size());
  Parts groups(names_.size());
  for (const double frequency : frequencies) {
    const PortRelation relation = reducer.at(frequency);
    for (std::size_t port = 0; port < ports.size(); ++port) yields[port] = yields[port] || !is_fixed(relation, port);
    for (const PortRelation::Row& row : relation.rows) join_rails_of(row, groups);
  }
  std::vector<std::optional<std::size_t>> result(names_.size());
  for (std::size_t k = 0; k < names_.size(); ++k) {
    if (yields[k]) result[k] = static_cast<std::size_t>(groups.top(static_cast<NodeId>(k)));
  }
  return result;
}

}  // namespace ohmscope
