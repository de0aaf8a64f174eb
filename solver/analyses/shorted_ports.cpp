#include "solver/analyses/shorted_ports.hpp"

#include <algorithm>
#include <utility>

namespace ohmscope {

namespace {

using Ends = std::pair<std::int32_t, std::int32_t>;  ///< the lower one first; -1: ground

Ends ends_of(const UnknownPair& pair) { return std::minmax({pair.positive.index, pair.negative.index}); }

/// All stamps that have to do with a branch.
struct Branch {
  std::size_t in_equation = 0;  ///< stamps in its row
  std::size_t of_current = 0;   ///< stamps in its column
  Ends compared{-1, -1};        ///< what its equation compares
  Ends joined{-1, -1};          ///< where its current flows
};

}  // namespace

std::vector<bool> shorted_ports(const MnaSystem& mna, const std::vector<UnknownPair>& ports) {
  std::vector<bool> shorted(ports.size());
  if (mna.system.frequency_dependent) return shorted;
  std::vector<Branch> branches(mna.branch_element.size());
  const auto look_at = [&](const Stamp& stamp) {
    if (stamp.value.is_zero()) return;
    for (const Unknown row : {stamp.rows.positive, stamp.rows.negative}) {
      if (row.index < mna.node_unknowns) continue;
      Branch& branch = branches[static_cast<std::size_t>(row.index - mna.node_unknowns)];
      ++branch.in_equation;
      branch.compared = ends_of(stamp.columns);
    }
    for (const Unknown column : {stamp.columns.positive, stamp.columns.negative}) {
      if (column.index < mna.node_unknowns) continue;
      Branch& branch = branches[static_cast<std::size_t>(column.index - mna.node_unknowns)];
      ++branch.of_current;
      branch.joined = ends_of(stamp.rows);
    }
  };
  for (const auto* stamps : {&mna.system.resistive, &mna.system.storage})
    std::for_each(stamps->begin(), stamps->end(), look_at);
  for (const Branch& branch : branches) {
    const bool is_short = branch.in_equation == 1 && branch.of_current == 1 && branch.compared == branch.joined;
    if (!is_short) continue;
    for (std::size_t p = 0; p < ports.size(); ++p) shorted[p] = shorted[p] || ends_of(ports[p]) == branch.joined;
  }
  return shorted;
}

}  // namespace ohmscope
