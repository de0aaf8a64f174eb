#include "solver/analyses/pole_zero.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <memory>
#include <tuple>

#include "solver/analyses/first_order.hpp"
#include "solver/analyses/pencil_roots.hpp"
#include "solver/circuit/exact_solver.hpp"
#include "solver/circuit/mna_system.hpp"
#include "solver/linear/scaled_complex.hpp"

namespace ohmscope {

namespace {

/// A pole and a zero that are nearer than that, relative to themselves, are one.
constexpr double same = 1e-13;
/// So near are at least those that the finite field knows to be one.
constexpr double near = 1e-6;
/// Beyond, greatest common divisors take too long.
constexpr std::size_t highest_exact_degree = 20'000;

/// A determinant's roots, and its image in the finite field.
struct Factored {
  ResiduePolynomial polynomial{Residue::one()};
  std::vector<ComplexDD> roots;
  bool converged = true;
  bool is_part = false;  ///< some roots, and the polynomial, are not known
};

void append(Factored& all, const PencilRoots& found) {
  all.roots.insert(all.roots.end(), found.roots.begin(), found.roots.end());
  all.converged = all.converged && found.converged;
}

Factored factored(const MatrixPencil& pencil, const std::function<void()>& told) {
  Factored all;
  for (const MatrixPencil& block : pencil.blocks()) {
    if (block.is_singular(false)) return {{}, {}, true};
    if (block.degree_bound() > most_states) {
      all.is_part = true;
      append(all, roots_near_zero(block, roots_of_many, told));
      continue;
    }
    const ResiduePolynomial polynomial = block.characteristic();
    if (all.polynomial.size() + polynomial.size() < highest_exact_degree)
      all.polynomial = product(all.polynomial, polynomial);
    if (polynomial.size() > 1) append(all, roots_of(block, polynomial, told));
  }
  return all;
}

/// Takes out of both lists what they have in common: at least `count` pairs.
std::vector<ComplexDD> take_common(std::vector<ComplexDD>& poles, std::vector<ComplexDD>& zeros, std::size_t count) {
  struct Match {
    double distance;
    std::size_t pole, zero;
  };
  std::vector<Match> matches;
  for (std::size_t z = 0; z < zeros.size(); ++z) {
    for (std::size_t p = 0; p < poles.size(); ++p) {
      const double size = std::fmax(abs(poles[p]), abs(zeros[z]));
      const double distance = size == 0 ? 0 : abs(poles[p] - zeros[z]) / size;
      if (distance <= near) matches.push_back({distance, p, z});
    }
  }
  std::stable_sort(matches.begin(), matches.end(), [](auto& a, auto& b) { return a.distance < b.distance; });
  std::vector<bool> pole_is_taken(poles.size());
  std::vector<bool> zero_is_taken(zeros.size());
  std::vector<ComplexDD> common;
  for (const Match& match : matches) {
    if (common.size() >= count && match.distance > same) break;
    if (pole_is_taken[match.pole] || zero_is_taken[match.zero]) continue;
    pole_is_taken[match.pole] = zero_is_taken[match.zero] = true;
    common.push_back(poles[match.pole]);
  }
  const auto remove = [](std::vector<ComplexDD>& roots, const std::vector<bool>& is_taken) {
    std::size_t next = 0;
    std::erase_if(roots, [&](const ComplexDD&) { return is_taken[next++]; });
  };
  remove(poles, pole_is_taken);
  remove(zeros, zero_is_taken);
  return common;
}

/// Nearest to 0 first, the upper of two conjugates before the lower.
std::vector<std::complex<double>> in_order(const std::vector<ComplexDD>& roots) {
  std::vector<std::complex<double>> sorted;
  for (const ComplexDD& root : roots) sorted.push_back(root.to_complex());
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    const auto key = [](const std::complex<double>& s) {
      return std::tuple(std::abs(s), -s.real(), std::fabs(s.imag()), -s.imag());
    };
    return key(a) < key(b);
  });
  return sorted;
}

class PoleZeroSearch {
 public:
  PoleZeroSearch(const Circuit& circuit, const PoleZeroQuestion& question)
      : mna_(assemble(circuit)),
        powers_(polynomial_part(circuit, mna_)),
        output_(MnaSystem::voltage(question.positive), MnaSystem::voltage(question.negative)) {
    const auto& sources = mna_.system.sources;
    const auto driving =
        std::find_if(sources.begin(), sources.end(), [&](const auto& s) { return s.element == question.source; });
    assert(driving != sources.end());
    input_ = driving->rows;
    if (question.as_current) drive_by_current(driving->rows.positive);
    system_ = first_order(mna_.system, powers_.stamps);
  }

  PoleZeroResult run(const std::function<void()>& told) {
    PoleZeroResult result;
    result.causes = powers_.others;
    if (!result.causes.empty()) return failed(result, PoleZeroResult::Outcome::irrational);
    solver_ = std::make_unique<ExactSolver>(system_);
    solver_->set_frequency(1);
    if (!has_value()) return failed(result, PoleZeroResult::Outcome::undefined);
    Factored poles = factored(pencil(false), told);
    Factored zeros = factored(pencil(true), told);
    const bool is_nothing = zeros.polynomial.empty();  // H = 0
    if (is_nothing) zeros.roots = poles.roots;
    const std::size_t common =
        is_nothing ? poles.roots.size() : greatest_common_divisor(poles.polynomial, zeros.polynomial).size() - 1;
    result.cancelled = in_order(take_common(poles.roots, zeros.roots, common));
    result.is_part = poles.is_part || zeros.is_part;
    if (is_nothing || !result.is_part) result.gain = is_nothing ? 0 : gain(poles.roots, zeros.roots);
    result.poles = in_order(poles.roots);
    result.zeros = in_order(zeros.roots);
    if (!poles.converged || !zeros.converged) return failed(result, PoleZeroResult::Outcome::inaccurate);
    return result;
  }

 private:
  static PoleZeroResult failed(PoleZeroResult& result, PoleZeroResult::Outcome outcome) {
    result.outcome = outcome;
    return std::move(result);
  }

  /// The equation of the source's branch becomes i = 1.
  void drive_by_current(Unknown branch) {
    std::erase_if(mna_.system.resistive, [&](const Stamp& stamp) { return stamp.rows.positive.index == branch.index; });
    mna_.system.resistive.push_back({branch, branch, 1.0});
  }

  /// Whether the source's 1 V or 1 A contradicts nothing, and the output has one value then.
  [[nodiscard]] bool has_value() const {
    const Structure& structure = solver_->structure();
    return structure.elimination().solve(unit_between<Residue>(system_, input_)).consistent &&
           between(output_, structure.free_motion()).is_zero();
  }

  /// What has one solution, for the zeros with a column for the source and a row for the output.
  [[nodiscard]] MatrixPencil pencil(bool for_zeros) const {
    const RegularPart& part = solver_->part();
    std::vector<PencilTerm> terms;
    const auto row_of = [&](Unknown row) { return row.exists() ? part.rows()[row.at()] : -1; };
    const auto column_of = [&](Unknown column) { return column.exists() ? part.columns()[column.at()] : -1; };
    const auto add = [&](std::int32_t row, std::int32_t column, DoubleDouble value, bool times_s) {
      if (row >= 0 && column >= 0) terms.push_back({row, column, value, times_s});
    };
    const auto spread = [&](const std::vector<Stamp>& stamps, bool times_s) {
      for (const auto& [rows, columns, value] : stamps) {
        add(row_of(rows.positive), column_of(columns.positive), value, times_s);
        add(row_of(rows.positive), column_of(columns.negative), -value, times_s);
        add(row_of(rows.negative), column_of(columns.positive), -value, times_s);
        add(row_of(rows.negative), column_of(columns.negative), value, times_s);
      }
    };
    spread(system_.resistive, false);
    spread(system_.storage, true);
    const auto size = static_cast<std::int32_t>(part.size());
    if (!for_zeros) return {size, std::move(terms)};
    add(row_of(input_.positive), size, 1.0, false);
    add(row_of(input_.negative), size, -1.0, false);
    add(size, column_of(output_.positive), 1.0, false);
    add(size, column_of(output_.negative), -1.0, false);
    return {size + 1, std::move(terms)};
  }

  /// From the value at a frequency near to the roots, but near to none of them.
  [[nodiscard]] double gain(const std::vector<ComplexDD>& poles, const std::vector<ComplexDD>& zeros) const {
    std::vector<double> sizes;
    for (const auto* roots : {&poles, &zeros}) {
      for (const ComplexDD& root : *roots) {
        if (!root.is_zero()) sizes.push_back(abs(root));
      }
    }
    std::sort(sizes.begin(), sizes.end());
    double omega = sizes.empty() ? 1 : sizes[sizes.size() / 2];
    const auto is_near = [&](double size) { return std::fabs(size / omega - 1) < 0.01; };
    while (std::any_of(sizes.begin(), sizes.end(), is_near)) omega *= 1.0625;
    solver_->set_frequency(omega / (2 * pi_dd.hi));
    ExactSolver::Task task{.b = unit_between<ComplexDD>(system_, input_), .targets = {output_}};
    solver_->solve({&task, 1});
    if (!task.solved) return std::numeric_limits<double>::quiet_NaN();
    ScaledComplex gain(task.values.front());
    const ComplexDD s(0.0, solver_->at().omega);
    for (const ComplexDD& pole : poles) gain = normalized(gain * ScaledComplex(s - pole));
    for (const ComplexDD& zero : zeros) gain = normalized(gain / ScaledComplex(s - zero));
    return gain.plain().re.hi;
  }

  MnaSystem mna_;
  PolynomialPart powers_;
  UnknownPair output_;
  UnknownPair input_{Unknown{}};
  LinearSystem system_;
  std::unique_ptr<ExactSolver> solver_;
};

}  // namespace

PoleZeroResult pole_zero(const Circuit& circuit, const PoleZeroQuestion& question, const std::function<void()>& told) {
  return PoleZeroSearch(circuit, question).run(told);
}

}  // namespace ohmscope
