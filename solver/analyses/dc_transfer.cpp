#include "solver/analyses/dc_transfer.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "solver/analyses/response_class.hpp"
#include "solver/circuit/exact_solver.hpp"
#include "solver/circuit/mna_system.hpp"
#include "solver/circuit/paths.hpp"

namespace ohmscope {

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The circuit at 0 Hz, its sources zeroed.
class AtDc {
 public:
  explicit AtDc(const Circuit& circuit) : mna_(assemble(circuit)), solver_(mna_.system) { solver_.set_frequency(0); }

  /// Of what stands across a pair to 1 V or 1 A there: classes as of driving-point impedances.
  double at_port(UnknownPair pair) {
    switch (Solvability(solver_.structure()).of(pair, pair)) {
      case ResponseClass::undefined:
        return nan;
      case ResponseClass::infinite:
        return inf;
      default:
        return solved(pair, pair);
    }
  }

  /// Of the unknowns `columns` to 1 V or 1 A in the equations `rows` elsewhere. Where these bear no source, it may
  /// still be others alone that determine the output; where nothing does, it may not be the source's doing.
  double transfer(UnknownPair rows, UnknownPair columns) {
    switch (Solvability(solver_.structure()).of(rows, columns)) {
      case ResponseClass::undefined:
        return is_beside_contradictions(rows, columns) ? solved(rows, columns) : nan;
      case ResponseClass::infinite:
        return grows(rows, columns).value_or(are_joined(rows, columns)) ? inf : nan;
      default:
        return solved(rows, columns);
    }
  }

  /// That a source sees: driven by 1 A it is the voltage, by 1 V one through the current that leaves the source.
  double resistance_at(ElementId source) {
    const double found = at_port(rows_of(source));
    if (!is_voltage_source(source)) return found;
    if (found == 0) return inf;
    return std::isinf(found) ? 0 : -1 / found;
  }

  /// Where a source stands in the equations.
  [[nodiscard]] UnknownPair rows_of(ElementId source) const {
    const auto& all = mna_.system.sources;
    const auto stamp = std::find_if(all.begin(), all.end(), [&](const auto& s) { return s.element == source; });
    assert(stamp != all.end());
    return stamp->rows;
  }
  [[nodiscard]] const SolverCounters& counters() const { return solver_.counters(); }

 private:
  [[nodiscard]] bool is_voltage_source(ElementId source) const {
    return mna_.first_branch[static_cast<std::size_t>(source)] >= 0;
  }

  double solved(UnknownPair rows, UnknownPair columns) {
    if (is_zero_response(solver_.structure(), mna_.system, rows, columns)) return 0;
    ExactSolver::Task task{.b = unit_between<ComplexDD>(mna_.system, rows), .targets = {columns}};
    solver_.solve({&task, 1});
    return task.solved ? task.values[0].to_complex().real() : nan;
  }

  [[nodiscard]] bool is_beside_contradictions(UnknownPair rows, UnknownPair columns) const {
    const Structure& structure = solver_.structure();
    const bool determined = between(columns, structure.free_motion()).is_zero();
    const std::vector<Residue> b = unit_between<Residue>(mna_.system, rows);
    return determined && between(columns, moved_by_contradictions(structure, b)).is_zero();
  }

  /// Whether the source drives the output beyond all bounds, or what leaves the output open is something else: whether
  /// the response to it has a pole at 0 as a conductance from every node to ground, and a resistance in every branch,
  /// vanish together. With N the free motions, A N = 0, and W the combinations of equations that leave no unknown,
  /// W' A = 0, it grows as c.N (W' D N)^-1 W' b, D these conductances and resistances. Nothing where W' D N is
  /// singular, or large.
  [[nodiscard]] std::optional<bool> grows(UnknownPair rows, UnknownPair columns) const {
    constexpr std::size_t most = 100;
    const auto& elimination = solver_.structure().elimination();
    const std::size_t count = elimination.free_columns().size();
    if (count == 0 || count > most || elimination.redundant_rows().size() != count) return std::nullopt;
    std::vector<std::vector<Residue>> motions;  // N
    for (std::size_t k = 0; k < count; ++k) {
      std::vector<Residue> free(count);
      free[k] = Residue::one();
      motions.push_back(elimination.null_vector(free));
    }
    std::vector<std::vector<Residue>> combinations;  // W
    std::vector<Residue> right;                      // W' b
    for (const std::int32_t redundant : elimination.redundant_rows()) {
      combinations.push_back(elimination.left_null_vector(std::array{redundant}, std::array{Residue::one()}));
      right.push_back(between(rows, combinations.back()));
    }
    const std::optional<std::vector<Residue>> shares = solve_dense(loaded(combinations, motions), right);
    if (!shares) return std::nullopt;
    Residue response;
    for (std::size_t k = 0; k < count; ++k) response += (*shares)[k] * between(columns, motions[k]);
    return !response.is_zero();
  }

  /// W' D N, D arbitrary, by column.
  static SparseMatrix<Residue> loaded(const std::vector<std::vector<Residue>>& combinations,
                                      const std::vector<std::vector<Residue>>& motions) {
    SparseMatrix<Residue> product;
    product.pattern.rows = static_cast<std::int32_t>(combinations.size());
    for (const std::vector<Residue>& n : motions) {
      for (std::size_t k = 0; k < combinations.size(); ++k) {
        const std::vector<Residue>& w = combinations[k];
        Residue sum;
        for (std::size_t r = 0; r < w.size(); ++r) {
          if (!w[r].is_zero() && !n[r].is_zero()) sum += w[r] * Residue::scrambled(r + 1) * n[r];
        }
        product.pattern.row_index.push_back(static_cast<std::int32_t>(k));
        product.values.push_back(sum);
      }
      product.pattern.column_begin.push_back(static_cast<std::int32_t>(product.values.size()));
    }
    return product;
  }

  /// Nothing if the matrix is singular.
  static std::optional<std::vector<Residue>> solve_dense(const SparseMatrix<Residue>& matrix,
                                                         const std::vector<Residue>& right) {
    std::vector<std::int32_t> order(right.size());
    std::iota(order.begin(), order.end(), 0);
    const Elimination<Residue> elimination(matrix, order, std::vector<std::int32_t>(right.size(), -1));
    if (elimination.rank() < right.size()) return std::nullopt;
    return elimination.solve(right).x;
  }

  /// Whether equations lead from one to the other. Rows and columns have the same numbers.
  [[nodiscard]] bool are_joined(UnknownPair rows, UnknownPair columns) const {
    Parts parts(static_cast<std::size_t>(mna_.system.rows));
    for_each_entry(solver_.at(),
                   [&](std::int32_t row, std::int32_t column, const ComplexDD& /*value*/) { parts.join(row, column); });
    const auto meet = [&](Unknown row, Unknown column) {
      return row.exists() && column.exists() && parts.top(row.index) == parts.top(column.index);
    };
    return meet(rows.positive, columns.positive) || meet(rows.positive, columns.negative) ||
           meet(rows.negative, columns.positive) || meet(rows.negative, columns.negative);
  }

  MnaSystem mna_;
  ExactSolver solver_;
};

}  // namespace

DcTransfer dc_transfer(const Circuit& circuit, const TransferOutput& output, ElementId source) {
  AtDc at_dc(circuit);
  // The row and the column of a voltage source's branch have one number, as those of a node.
  const UnknownPair measured =
      output.current_of ? at_dc.rows_of(*output.current_of)
                        : UnknownPair{MnaSystem::voltage(output.positive), MnaSystem::voltage(output.negative)};
  DcTransfer result;
  result.transfer = at_dc.transfer(at_dc.rows_of(source), measured);
  result.input_resistance = at_dc.resistance_at(source);
  result.output_resistance = output.current_of ? at_dc.resistance_at(*output.current_of) : at_dc.at_port(measured);
  result.counters = at_dc.counters();
  return result;
}

}  // namespace ohmscope
