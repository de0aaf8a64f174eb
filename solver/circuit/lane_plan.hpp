#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "solver/circuit/linear_system.hpp"
#include "solver/circuit/regular_part.hpp"
#include "solver/linear/lane_array.hpp"
#include "solver/linear/lu_pattern.hpp"
#include "solver/linear/supernodes.hpp"

namespace ohmscope {

/// What LaneSolver computes from, the same at all frequencies: the entries of the regular part's matrix as sums
/// g + s c + h, and its rows summand by summand. Rows and unknowns go by their place in the order of elimination; place
/// size() stands for ground, whose voltage is 0, and for unknowns that take no part.
struct LanePlan {
  std::optional<Supernodes> supernodes;  ///< of fill-heavy circuits, as meshes are
  LuPattern factors;                     ///< of the others

  struct Entry {
    double g = 0;
    double c = 0;
  };
  std::vector<Entry> entries;  ///< by slot of the pattern

  /// A stamp that depends on the frequency in more than s: where `stamp` of SystemAtFrequency::dependent joins.
  struct DependentEntry {
    std::size_t slot;
    std::size_t stamp;
    double sign;
  };
  std::vector<DependentEntry> dependent_entries;
  std::size_t dependent_stamps = 0;

  /// value * (x[positive] - x[negative]), taken from a row.
  struct Summand {
    std::int32_t positive;
    std::int32_t negative;
    DoubleDouble value;
  };
  /// Likewise, with sign * the value of `stamp`.
  struct DependentSummand {
    std::int32_t positive;
    std::int32_t negative;
    std::size_t stamp;
    double sign;
  };
  /// Summands of all rows by place: those of row k from begin[k] to begin[k + 1].
  template <class T>
  struct Rows {
    std::vector<std::size_t> begin;
    std::vector<T> summands;
  };
  Rows<Summand> resistive, storage;
  Rows<DependentSummand> dependent;

  std::vector<std::int32_t> row;              ///< by place: row of the system
  std::vector<std::int32_t> mirror;           ///< by place: that of the column which the row is, if A is symmetric
  std::vector<bool> single;                   ///< by place: see RegularPart
  std::vector<std::int32_t> place_of_column;  ///< by column of the system
  std::vector<double> unlike;                 ///< by place: from -1 to 1, no two rows alike

  [[nodiscard]] std::size_t size() const { return row.size(); }
  [[nodiscard]] std::size_t factor_entries() const {
    if (supernodes) return supernodes->panel.back() + supernodes->upper_panel.back();
    return factors.lower_row.size() + factors.upper_row.size();
  }
  [[nodiscard]] std::size_t place(Unknown x) const {
    return x.exists() ? static_cast<std::size_t>(place_of_column[x.at()]) : size();
  }
};

/// What came of one right-hand side. Numbers of all lanes by place: real parts, then imaginary ones.
struct LaneOutcome {
  LaneArray high, low;        ///< the solution, to 106 bits
  LaneArray first_change;     ///< by lane: relative, by the first correction
  std::vector<bool> settled;  ///< by lane: the targets are accurate
};

/// The constant stamps at s = j: G is the real part, C the imaginary one.
[[nodiscard]] SystemAtFrequency constant_at(const SystemAtFrequency& sample);

/// Of the part's matrix, by slot of its pattern; stamps that depend on the frequency in more than s are left out.
[[nodiscard]] std::vector<LanePlan::Entry> constant_entries(const RegularPart& part, const SystemAtFrequency& sample);

/// Pivots are those that KLU chooses for `sample`, a singular sample leaves an empty plan.
[[nodiscard]] LanePlan plan_lanes(const RegularPart& part, const SystemAtFrequency& sample);

}  // namespace ohmscope
