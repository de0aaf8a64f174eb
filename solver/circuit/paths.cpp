#include "solver/circuit/paths.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "solver/circuit/device.hpp"

namespace ohmscope {

namespace {

/// Calls visit(rows, columns) for every summand that is there at a frequency.
template <class Visit>
void for_each_summand(const SystemAtFrequency& at, Visit&& visit) {
  for (const Stamp& s : at.system->resistive) visit(s.rows, s.columns);
  if (at.frequency > 0) {
    for (const Stamp& s : at.system->storage) visit(s.rows, s.columns);
  }
  for (const ComplexStamp& s : at.dependent) {
    if (!s.value.is_zero()) visit(s.rows, s.columns);
  }
}

bool are_same(const UnknownPair& a, const UnknownPair& b) {
  const auto equal = [](Unknown x, Unknown y) { return x.exists() ? x.index == y.index : !y.exists(); };
  return (equal(a.positive, b.positive) && equal(a.negative, b.negative)) ||
         (equal(a.positive, b.negative) && equal(a.negative, b.positive));
}

/// A current between two nodes is a path if it is theirs: driven by their voltages, or an unknown of an element there.
/// Those of controlled sources are not.
bool conduct(const Circuit& circuit, const MnaSystem& mna, const UnknownPair& rows, const UnknownPair& columns) {
  const auto is_node = [&](Unknown unknown) { return unknown.index < mna.node_unknowns; };  // or ground
  if (!is_node(rows.positive) || !is_node(rows.negative)) return false;
  if (is_node(columns.positive)) return are_same(rows, columns);
  const ElementId element = mna.element_of(columns.positive.index);
  if (circuit.element(element).type->sets_current) return false;
  const auto pins = circuit.pins(element);
  const auto is_pin = [&](Unknown row) {
    return !row.exists() || std::find(pins.begin(), pins.end(), mna.node_of(row.index)) != pins.end();
  };
  return is_pin(rows.positive) && is_pin(rows.negative);
}

/// Elements of which an equation holds their own currents alone: what flows into one port flows out of another, and
/// none of it across. A line without losses to its return is one at 0 Hz.
std::unordered_set<ElementId> wires(const MnaSystem& mna, const SystemAtFrequency& at) {
  struct Row {
    int own = 0;
    bool holds_others = false;
  };
  std::vector<Row> rows_of_branches(mna.branch_element.size());
  for_each_summand(at, [&](const UnknownPair& rows, const UnknownPair& columns) {
    if (!rows.positive.exists() || mna.is_node(rows.positive.index)) return;
    Row& row = rows_of_branches[rows.positive.at() - static_cast<std::size_t>(mna.node_unknowns)];
    const Unknown current = columns.positive;
    const bool is_own = current.exists() && !mna.is_node(current.index) &&
                        mna.element_of(current.index) == mna.element_of(rows.positive.index);
    is_own ? void(++row.own) : void(row.holds_others = true);
  });
  std::unordered_set<ElementId> found;
  for (std::size_t k = 0; k < rows_of_branches.size(); ++k) {
    if (rows_of_branches[k].own > 1 && !rows_of_branches[k].holds_others) found.insert(mna.branch_element[k]);
  }
  return found;
}

/// Joins the ends of wires that come in pairs. As much current comes back through one as flows through the other, so
/// that either is a path only where the ends of the other are joined.
void join_wires(const MnaSystem& mna, std::vector<std::pair<UnknownPair, UnknownPair>> ports, Parts& parts) {
  const auto node = [&](Unknown unknown) { return mna.node_of(unknown.index); };
  for (bool has_grown = true; has_grown;) {
    const auto is_done = [&](const std::pair<UnknownPair, UnknownPair>& line) {
      const auto& [a, b] = line;
      const bool positive = parts.are_joined(node(a.positive), node(b.positive));
      const bool negative = parts.are_joined(node(a.negative), node(b.negative));
      if (positive) parts.join(node(a.negative), node(b.negative));
      if (negative) parts.join(node(a.positive), node(b.positive));
      return positive || negative;
    };
    has_grown = std::erase_if(ports, is_done) > 0;
  }
}

std::vector<bool> led_to_ground(const Circuit& circuit, const MnaSystem& mna, const SystemAtFrequency& at) {
  Parts parts(circuit.node_count());
  const std::unordered_set<ElementId> through = wires(mna, at);
  std::unordered_map<ElementId, UnknownPair> first_ports;
  std::vector<std::pair<UnknownPair, UnknownPair>> lines;
  const auto join = [&](Unknown a, Unknown b) { parts.join(mna.node_of(a.index), mna.node_of(b.index)); };
  for_each_summand(at, [&](const UnknownPair& rows, const UnknownPair& columns) {
    if (!conduct(circuit, mna, rows, columns)) return;
    const bool is_current = !mna.is_node(columns.positive.index);
    if (!is_current || !through.contains(mna.element_of(columns.positive.index)))
      return join(rows.positive, rows.negative);
    const auto [other, is_first] = first_ports.try_emplace(mna.element_of(columns.positive.index), rows);
    if (!is_first) lines.emplace_back(other->second, rows);
  });
  join_wires(mna, std::move(lines), parts);
  std::vector<bool> grounded;
  for (NodeId node = 0; node < static_cast<NodeId>(circuit.node_count()); ++node)
    grounded.push_back(parts.are_joined(node, ground));
  return grounded;
}

}  // namespace

std::vector<bool> nodes_led_to_ground(const Circuit& circuit, double frequency) {
  const MnaSystem mna = assemble(circuit);
  return led_to_ground(circuit, mna, at_frequency(mna.system, frequency));
}

Parts::Parts(std::size_t count) : next_(count) { std::iota(next_.begin(), next_.end(), ground); }

NodeId Parts::top(NodeId node) {
  const auto next = [&](NodeId n) -> NodeId& { return next_[static_cast<std::size_t>(n)]; };
  while (next(node) != node) {
    next(node) = next(next(node));  // the way up is halved as it is gone
    node = next(node);
  }
  return node;
}

Paths::Paths(const Circuit& circuit, double frequency)
    : mna_(assemble(circuit)),
      rows_of_(static_cast<std::size_t>(mna_.system.columns)),
      columns_of_(static_cast<std::size_t>(mna_.system.rows)) {
  const SystemAtFrequency at = at_frequency(mna_.system, frequency);
  for_each_summand(at, [&](const UnknownPair& rows, const UnknownPair& columns) { add(rows, columns); });
  grounded_ = led_to_ground(circuit, mna_, at);
  find_fixed(circuit.node_count());
}

void Paths::add(const UnknownPair& rows, const UnknownPair& columns) {
  for (const Unknown row : {rows.positive, rows.negative}) {
    for (const Unknown column : {columns.positive, columns.negative}) {
      if (!row.exists() || !column.exists()) continue;
      rows_of_[column.at()].push_back(row.index);
      columns_of_[row.at()].push_back(column.index);
    }
  }
}

/// By sources and shorts: a branch whose equation holds the voltages of the two nodes its current flows between, alone.
void Paths::find_fixed(std::size_t nodes) {
  Parts parts(nodes);
  for (std::int32_t branch = mna_.node_unknowns; branch < mna_.system.rows; ++branch) {
    std::vector<std::int32_t> voltages = columns_of_[static_cast<std::size_t>(branch)];
    std::vector<std::int32_t> balances = rows_of_[static_cast<std::size_t>(branch)];
    std::sort(voltages.begin(), voltages.end());
    std::sort(balances.begin(), balances.end());
    if (voltages.empty() || voltages.size() > 2 || voltages != balances || !mna_.is_node(voltages.back())) continue;
    const NodeId other = voltages.size() == 2 ? mna_.node_of(voltages.back()) : ground;
    parts.join(mna_.node_of(voltages.front()), other);
  }
  fixed_.resize(static_cast<std::size_t>(mna_.system.columns));
  for (std::int32_t k = 0; k < mna_.node_unknowns; ++k)
    fixed_[static_cast<std::size_t>(k)] = parts.are_joined(mna_.node_of(k), ground);
}

/// What an equation that something acts on passes on: its own unknown; where that is fixed, the currents that fix it.
std::vector<std::int32_t> Paths::moved_by(std::int32_t row) const {
  if (!fixed_[static_cast<std::size_t>(row)]) return {row};
  std::vector<std::int32_t> currents;
  for (const std::int32_t column : columns_of_[static_cast<std::size_t>(row)]) {
    if (!mna_.is_node(column)) currents.push_back(column);
  }
  return currents;
}

bool Paths::act_back_on(ElementId element) const {
  const std::int32_t own = mna_.first_branch[static_cast<std::size_t>(element)];
  std::vector<bool> reached(rows_of_.size());
  std::vector<std::int32_t> waiting{own};
  while (!waiting.empty()) {
    const auto unknown = static_cast<std::size_t>(waiting.back());
    waiting.pop_back();
    for (const std::int32_t row : rows_of_[unknown]) {
      if (row == own) return true;
      for (const std::int32_t next : moved_by(row)) {
        if (!reached[static_cast<std::size_t>(next)]) waiting.push_back(next);
        reached[static_cast<std::size_t>(next)] = true;
      }
    }
  }
  return false;
}

}  // namespace ohmscope
