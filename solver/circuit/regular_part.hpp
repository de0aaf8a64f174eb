#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "solver/circuit/linear_system.hpp"
#include "solver/circuit/structure.hpp"
#include "solver/linear/sparse_matrix.hpp"

namespace ohmscope {

/// The part of a system that has one solution: its independent equations in the unknowns that these fix. Made from the
/// system at one frequency, it serves all frequencies at which the structure is the same.
class RegularPart {
 public:
  /// `trailing`: see Structure.
  explicit RegularPart(const SystemAtFrequency& sample, std::int32_t trailing = 0);

  [[nodiscard]] const Structure& structure() const { return structure_; }
  /// Number of equations, and of unknowns.
  [[nodiscard]] std::size_t size() const { return structure_.elimination().rank(); }
  /// By row of the system: its number in this part, or -1.
  [[nodiscard]] const std::vector<std::int32_t>& rows() const { return rows_; }
  /// By column of the system: its number in this part, or -1.
  [[nodiscard]] const std::vector<std::int32_t>& columns() const { return columns_; }
  /// By row of the system: whether it is a single summand, which makes two unknowns equal.
  [[nodiscard]] const std::vector<bool>& single() const { return single_; }
  /// Square, in this part's own numbers.
  [[nodiscard]] const SparsePattern& pattern() const { return pattern_; }

  /// Whether what holds at the sample holds at this frequency. G + s C and rational functions are the same for all s
  /// but by unlikely chance, and so are lines as long as none lets nothing through that did; of arbitrary values it is
  /// known only where they are the same (see LinearSystem).
  [[nodiscard]] bool holds(const SystemAtFrequency& at) const;

  /// Calls visit(slot, value) for every summand of every entry, slots along the pattern.
  template <class Visit>
  void for_each_slot(const SystemAtFrequency& at, Visit&& visit) const {
    std::size_t next = 0;
    for_each_entry(at, [&](std::int32_t row, std::int32_t column, const ComplexDD& value) {
      if (rows_[static_cast<std::size_t>(row)] < 0 || columns_[static_cast<std::size_t>(column)] < 0) return;
      visit(static_cast<std::size_t>(slots_[next++]), value);
    });
  }

 private:
  void find_single_rows(const SystemAtFrequency& sample);

  Structure structure_;
  std::vector<ComplexDD> sampled_;  // values of the stamps that depend on the frequency
  std::vector<std::int32_t> rows_;
  std::vector<std::int32_t> columns_;
  std::vector<bool> single_;
  std::vector<std::int32_t> slots_;
  SparsePattern pattern_;
};

}  // namespace ohmscope
