#pragma once

#include <cstdint>
#include <vector>

#include "solver/circuit/linear_system.hpp"
#include "solver/linear/elimination.hpp"
#include "solver/linear/residue.hpp"

namespace ohmscope {

/// What the equations decide before any rounding: which of them are independent, which unknowns they determine, what is
/// exactly 0. Found by eliminating the same equations in a finite field (see Residue), once for 0 Hz and once for a
/// sample of all other frequencies; where equations depend on the frequency by more than G + s C, for each.
class Structure {
 public:
  /// `trailing`: that many last columns are eliminated last, in their order, so that they are expressed by one another.
  explicit Structure(const SystemAtFrequency& sample, std::int32_t trailing = 0);

  [[nodiscard]] const Elimination<Residue>& elimination() const { return elimination_; }
  /// Every unknown is determined, whatever the sources.
  [[nodiscard]] bool regular() const {
    return elimination_.free_columns().empty() && elimination_.redundant_rows().empty();
  }

  /// The equations are symmetric: nothing amplifies.
  [[nodiscard]] bool reciprocal() const { return reciprocal_; }

  /// A solution of the equations without sources, arbitrary where they leave room: the value of a linear form that is
  /// 0 on it is determined (but by unlikely chance, as with all residues). One entry a column.
  [[nodiscard]] std::vector<Residue> free_motion() const;
  /// A combination of the equations that leaves no unknown, arbitrary likewise: right-hand sides on which it is 0
  /// contradict no equation. One entry a row.
  [[nodiscard]] std::vector<Residue> redundancy() const;
  /// By column: whether nothing determines it.
  [[nodiscard]] std::vector<bool> undetermined() const;

 private:
  struct Order {
    std::vector<std::int32_t> columns;
    std::vector<std::int32_t> preferred_rows;
  };
  static SparseMatrix<Residue> residues(const SystemAtFrequency& sample);
  static Order order_for(const SparsePattern& pattern, std::int32_t trailing);
  Structure(const SparseMatrix<Residue>& matrix, Order order);

  static bool is_symmetric(const SparseMatrix<Residue>& matrix);

  Order order_;
  bool reciprocal_;
  Elimination<Residue> elimination_;
};

}  // namespace ohmscope
