#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "solver/linear/sparse_matrix.hpp"

namespace ohmscope {

/// Lists of one kind, one after the other.
template <class T>
struct Lists {
  std::vector<std::size_t> begin{0};
  std::vector<T> items;

  void close() { begin.push_back(items.size()); }
  [[nodiscard]] std::span<const T> operator[](std::size_t k) const {
    return std::span(items).subspan(begin[k], begin[k + 1] - begin[k]);
  }
};

/// Where the factors of P A Q = L U have entries, by supernodes: runs of pivots whose columns of L reach the same rows,
/// so that they are dense panels and act on one another as such (Ng and Peyton, SIAM J. Sci. Comput. 14 (1993)). U is
/// taken to have the pattern of L's transpose: this is for circuits that are nearly symmetric, with many entries a
/// column, as meshes are. Indices are places in the order of elimination.
///
/// A panel has a row for each place that its pivots reach, themselves first, and a column for each pivot. One panel is
/// of L, another of U's transpose, but where A is symmetric from a supernode's first pivot on: U is L's transpose
/// there.
struct Supernodes {
  std::vector<std::int32_t> row_order;      ///< row of A that is the pivot's, by place
  std::vector<std::int32_t> column_order;   ///< likewise
  std::vector<std::int32_t> first{0};       ///< by supernode: its first pivot; at the end the number of pivots
  Lists<std::int32_t> rows;                 ///< by supernode: places of its panel's rows, ascending
  std::vector<std::size_t> panel{0};        ///< by supernode: entries of all panels of L before its own
  std::vector<std::size_t> upper_panel{0};  ///< likewise of U's; those of no size are L's transpose

  /// An entry of A, and the one of all panels' where it starts from.
  struct Source {
    std::int32_t slot;
    std::size_t entry;
  };
  Lists<Source> lower, upper;  ///< by supernode: on and below the diagonal; above it, if it has a panel of U

  /// Rows `begin` to `end` of an earlier supernode's panel are pivots of this one.
  struct Update {
    std::int32_t from, begin, end;
  };
  Lists<Update> updates;  ///< by supernode

  [[nodiscard]] std::size_t size() const { return row_order.size(); }
  [[nodiscard]] std::size_t count() const { return first.size() - 1; }
  [[nodiscard]] bool is_symmetric(std::size_t s) const { return upper_panel[s] == upper_panel[s + 1]; }
  [[nodiscard]] std::size_t width(std::size_t s) const { return static_cast<std::size_t>(first[s + 1] - first[s]); }
};

/// Of a square pattern; the orders name each row and column once. The result's are these, rearranged without changing
/// what the factors are (a postorder of the elimination tree; Liu, SIAM J. Matrix Anal. Appl. 11 (1990)). What is left
/// of A after its first `apart` pivots is symmetric; these share no panel with the others. Nothing if L would have more
/// than `most_entries`.
[[nodiscard]] std::optional<Supernodes> find_supernodes(const SparsePattern& pattern,
                                                        std::span<const std::int32_t> row_order,
                                                        std::span<const std::int32_t> column_order, std::size_t apart,
                                                        std::size_t most_entries);

}  // namespace ohmscope
