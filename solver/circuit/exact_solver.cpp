#include "solver/circuit/exact_solver.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

#include "solver/linear/elimination.hpp"
#include "solver/linear/klu.hpp"
#include "solver/linear/multiprecision.hpp"

namespace ohmscope {

namespace {

constexpr int most_steps = 12;

ComplexDD take(const std::vector<ComplexDD>& x, UnknownPair pair) {
  ComplexDD value;
  if (pair.positive.exists()) value += x[pair.positive.at()];
  if (pair.negative.exists()) value -= x[pair.negative.at()];
  return value;
}

double larger(const std::vector<ComplexDD>& x, UnknownPair pair) {
  if (!pair.positive.exists() || !pair.negative.exists()) return 0;
  return std::fmax(norm_max(x[pair.positive.at()]), norm_max(x[pair.negative.at()]));
}

/// Largest |correction| / |value| over the targets; infinite if any is not finite. Corrections come from factors in
/// doubles: a difference of two of them is no smaller than their rounding. No target is 0: one that comes out as 0 has
/// underflowed, and where something amplifies that may not be the end of it (`zero_counts`).
double relative_change(const std::vector<ComplexDD>& x, const std::vector<ComplexDD>& correction,
                       const std::vector<UnknownPair>& targets, bool zero_counts) {
  double worst = 0;
  for (const UnknownPair& target : targets) {
    const double change = std::fmax(abs(take(correction, target)), larger(correction, target) * 0x1p-53);
    if (change == 0 && (!zero_counts || !take(x, target).is_zero())) continue;
    const double ratio = change / abs(take(x, target));
    if (!(ratio <= worst)) worst = std::isfinite(ratio) ? ratio : HUGE_VAL;
  }
  return worst;
}

/// Whether a correction is small in all unknowns. Those of the targets alone may vanish by chance where the equations
/// are too ill-conditioned for the factors.
bool is_small(const std::vector<ComplexDD>& correction, const std::vector<ComplexDD>& x) {
  constexpr double beside_itself = 1e-3;
  constexpr double beside_the_largest = 1e-12;
  double largest = 0;
  for (const ComplexDD& value : x) largest = std::fmax(largest, norm_max(value));
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double change = norm_max(correction[i]);
    if (change > beside_itself * norm_max(x[i]) && change > beside_the_largest * largest) return false;
  }
  return true;
}

}  // namespace

/// The regular part of the system at 0 Hz, or at all other frequencies at which its sample holds: structure, pattern,
/// factors.
class ExactSolver::Core {
 public:
  Core(const SystemAtFrequency& sample, std::int32_t trailing) : structure_(sample, trailing) {
    for (const ComplexStamp& stamp : sample.dependent) sampled_.push_back(stamp.value);
    const auto& elimination = structure_.elimination();
    rows_.assign(static_cast<std::size_t>(sample.system->rows), -1);
    columns_.assign(static_cast<std::size_t>(sample.system->columns), -1);
    number(elimination.pivot_rows(), rows_);
    number(elimination.pivot_columns(), columns_);
    std::vector<Coordinate> coordinates;
    for_each_entry(sample, [&](std::int32_t row, std::int32_t column, const ComplexDD& /*value*/) {
      const Coordinate c{rows_[static_cast<std::size_t>(row)], columns_[static_cast<std::size_t>(column)]};
      if (c.row >= 0 && c.column >= 0) coordinates.push_back(c);
    });
    const auto size = static_cast<std::int32_t>(elimination.rank());
    auto built = make_pattern(size, size, coordinates);
    slots_ = std::move(built.slots);
    if (size > 0) klu_.emplace(std::move(built.pattern));
  }

  [[nodiscard]] const Structure& structure() const { return structure_; }
  /// Whether what holds at the sample holds at this frequency. G + s C is the same for all s but by unlikely chance,
  /// and so are lines as long as none lets nothing through that did; values from a table may cancel at one frequency.
  [[nodiscard]] bool holds(const SystemAtFrequency& at) const {
    return std::equal(sampled_.begin(), sampled_.end(), at.dependent.begin(), at.dependent.end(),
                      [&](const ComplexDD& value, const ComplexStamp& stamp) {
                        return at.system->tabulated ? value == stamp.value : value.is_zero() == stamp.value.is_zero();
                      });
  }

  void start(const SystemAtFrequency& at, SolverCounters& counters) {
    at_ = &at;
    counters_ = &counters;
    precise_.reset();
    factored_ = false;
  }

  void solve(std::span<Task> tasks, double accuracy) {
    if (structure_.elimination().rank() == 0) {
      for (Task& task : tasks) task.solved = true;
      return;
    }
    if (!factored_) factored_ = factor(false);
    std::vector<Task*> open;
    for (Task& task : tasks) open.push_back(&task);
    if (factored_) open = refine(open, accuracy);
    if (open.empty()) return;
    if (!fresh_) {
      factored_ = factor(true);
      if (factored_) open = refine(open, accuracy);
    }
    for (Task* task : open) solve_precisely(*task);
  }

 private:
  /// Ascending numbers for the rows (columns) that take part, in their natural order.
  static void number(const std::vector<std::int32_t>& members, std::vector<std::int32_t>& numbers) {
    for (const std::int32_t m : members) numbers[static_cast<std::size_t>(m)] = 0;
    std::int32_t next = 0;
    for (std::int32_t& n : numbers) {
      if (n == 0) n = next++;
    }
  }

  /// Calls visit(slot, value) for every entry that takes part.
  template <class Visit>
  void for_each_slot(Visit&& visit) const {
    std::size_t next = 0;
    for_each_entry(*at_, [&](std::int32_t row, std::int32_t column, const ComplexDD& value) {
      if (rows_[static_cast<std::size_t>(row)] < 0 || columns_[static_cast<std::size_t>(column)] < 0) return;
      visit(static_cast<std::size_t>(slots_[next++]), value);
    });
  }

  bool factor(bool afresh) {
    std::vector<ComplexDD> sums(klu_->pattern().size());
    for_each_slot([&](std::size_t slot, const ComplexDD& value) { sums[slot] += value; });
    std::vector<std::complex<double>> values(sums.size());
    for (std::size_t i = 0; i < sums.size(); ++i) values[i] = sums[i].to_complex();
    fresh_ = afresh || !ever_factored_;
    ++(fresh_ ? counters_->factorizations : counters_->refactorizations);
    const bool ok = fresh_ ? klu_->factor(values) : klu_->refactor(values);
    ever_factored_ = ever_factored_ || ok;
    return ok;
  }

  /// Refines all tasks together; returns those that did not settle.
  std::vector<Task*> refine(std::vector<Task*> open, double accuracy) {
    std::vector<Task*> failed;
    std::vector<std::vector<ComplexDD>> x;
    x.reserve(open.size());
    for (const Task* task : open) {
      x.push_back(task->x.empty() ? std::vector<ComplexDD>(columns_.size()) : task->x);
    }
    std::vector<double> last(open.size(), HUGE_VAL);
    for (int step = 0; !open.empty(); ++step) {
      const auto corrections = correct(open, x);
      std::size_t kept = 0;
      for (std::size_t k = 0; k < open.size(); ++k) {
        for (std::size_t i = 0; i < x[k].size(); ++i) x[k][i] += corrections[k][i];
        const double change = relative_change(x[k], corrections[k], open[k]->targets, !structure_.reciprocal());
        if (step == 1 && change > counters_->worst_correction) counters_->worst_correction = change;
        // After a step with relative change c the error is about c times the rate of convergence, which the first
        // step does not tell yet.
        const double rate = step == 1 ? 1.0 : change / last[k];
        if (step > 0 && change * std::fmin(1.0, rate) <= accuracy && is_small(corrections[k], x[k])) {
          if (!worth_its_digits(*open[k], x[k], accuracy)) {
            failed.push_back(open[k]);
            continue;
          }
          for (const UnknownPair& target : open[k]->targets) open[k]->values.push_back(take(x[k], target));
          open[k]->x = std::move(x[k]);
          open[k]->solved = true;
        } else if (step == most_steps || (step > 1 && rate > 0.5) || !std::isfinite(change)) {
          failed.push_back(open[k]);
        } else {
          open[kept] = open[k];
          last[kept] = change;
          if (kept != k) x[kept] = std::move(x[k]);
          ++kept;
        }
      }
      open.resize(kept);
      x.resize(kept);
    }
    return failed;
  }

  /// Whether the residual's own rounding leaves the targets alone. It matters only where a large value meets two
  /// unknowns that nearly agree; then the error it may cause is solved for.
  bool worth_its_digits(const Task& task, const std::vector<ComplexDD>& x, double accuracy) {
    const double tolerable = std::fmax(100 * accuracy, 1e-20);
    const double harmless = 1e-7 * tolerable;  // beside the largest flow: not worth a solution
    for (const UnknownPair& target : task.targets) {
      if (larger(x, target) * 0x1p-104 > tolerable * norm_max(take(x, target))) return false;
    }
    const ProductRounding rounding = rounding_of_product(*at_, x);
    std::vector<std::complex<double>> error(structure_.elimination().rank());
    double largest = 0;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      if (rows_[row] < 0) continue;
      largest = std::fmax(largest, rounding.rows[row]);
      // Signs are mixed, or the errors of a current that leaves one node for the next would cancel.
      error[static_cast<std::size_t>(rows_[row])] = row % 3 == 0 ? -rounding.rows[row] : rounding.rows[row];
    }
    if (largest <= harmless * rounding.largest_flow) return true;
    klu_->solve(error, 1);
    std::vector<ComplexDD> spread(columns_.size());
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      if (columns_[column] >= 0) spread[column] = ComplexDD(error[static_cast<std::size_t>(columns_[column])]);
    }
    return relative_change(x, spread, task.targets, false) <= tolerable;
  }

  /// For each task the solution of A d = b - A x, in doubles.
  std::vector<std::vector<ComplexDD>> correct(const std::vector<Task*>& tasks,
                                              const std::vector<std::vector<ComplexDD>>& x) {
    const std::size_t size = structure_.elimination().rank();
    std::vector<std::complex<double>> right(size * tasks.size());
    for (std::size_t k = 0; k < tasks.size(); ++k) {
      const std::vector<ComplexDD> residual = residual_of(*tasks[k], x[k]);
      for (std::size_t row = 0; row < rows_.size(); ++row) {
        if (rows_[row] >= 0) right[k * size + static_cast<std::size_t>(rows_[row])] = residual[row].to_complex();
      }
    }
    klu_->solve(right, static_cast<std::int32_t>(tasks.size()));
    counters_->solves += tasks.size();
    std::vector<std::vector<ComplexDD>> corrections(tasks.size(), std::vector<ComplexDD>(columns_.size()));
    for (std::size_t k = 0; k < tasks.size(); ++k) {
      for (std::size_t column = 0; column < columns_.size(); ++column) {
        if (columns_[column] < 0) continue;
        corrections[k][column] = ComplexDD(right[k * size + static_cast<std::size_t>(columns_[column])]);
      }
    }
    return corrections;
  }

  [[nodiscard]] std::vector<ComplexDD> residual_of(const Task& task, const std::vector<ComplexDD>& x) const {
    std::vector<ComplexDD> residual = task.b;
    residual.resize(rows_.size());
    subtract_product(*at_, x, residual);
    return residual;
  }

  void solve_precisely(Task& task) {
    if (!precise_) precise_.emplace(*this);
    precise_->solve(task);
  }

  /// Factors of 100 digits, or of 700 where the values are so far apart that 100 would lose one beside another.
  class PreciseFactors {
   public:
    explicit PreciseFactors(const Core& core) : core_(core) {
      ++core.counters_->precise;
      int lowest = std::numeric_limits<int>::max();
      int highest = std::numeric_limits<int>::min();
      core.for_each_slot([&](std::size_t /*slot*/, const ComplexDD& value) {
        if (value.is_zero()) return;
        lowest = std::min(lowest, std::ilogb(norm_max(value)));
        highest = std::max(highest, std::ilogb(norm_max(value)));
      });
      constexpr int bits_to_spare = 200;  // of the 332 in 100 digits
      if (highest - lowest < bits_to_spare) {
        normal_.emplace(eliminate<100>());
      } else {
        extreme_.emplace(eliminate<700>());
      }
    }
    void solve(Task& task) const { normal_ ? solve_with(*normal_, task) : solve_with(*extreme_, task); }

   private:
    template <unsigned digits>
    using Factors = Elimination<PreciseComplex<digits>>;

    template <unsigned digits>
    [[nodiscard]] Factors<digits> eliminate() const {
      SparseMatrix<PreciseComplex<digits>> matrix{core_.klu_->pattern(), {}};
      matrix.values.resize(matrix.pattern.size());
      core_.for_each_slot(
          [&](std::size_t slot, const ComplexDD& value) { matrix.values[slot] += PreciseComplex<digits>(value); });
      return {matrix, core_.klu_->column_order(), core_.klu_->row_order()};
    }

    template <unsigned digits>
    void solve_with(const Factors<digits>& factors, Task& task) const {
      using Number = PreciseComplex<digits>;
      if (factors.rank() < core_.structure_.elimination().rank()) return;
      std::vector<ComplexDD> x = task.x.empty() ? std::vector<ComplexDD>(core_.columns_.size()) : task.x;
      const std::vector<ComplexDD> residual = core_.residual_of(task, x);  // exact: x holds only the given values
      std::vector<Number> b(factors.rank());
      for (std::size_t row = 0; row < residual.size(); ++row) {
        if (core_.rows_[row] >= 0) b[static_cast<std::size_t>(core_.rows_[row])] = Number(residual[row]);
      }
      const auto solution = factors.solve(std::move(b));
      for (std::size_t column = 0; column < x.size(); ++column) {
        const std::int32_t place = core_.columns_[column];
        if (place >= 0) x[column] = solution.x[static_cast<std::size_t>(place)].to_dd();
      }
      // A small difference of two large unknowns is taken before they are rounded.
      const auto precise = [&](Unknown unknown) {
        if (!unknown.exists()) return Number{};
        const std::int32_t place = core_.columns_[unknown.at()];
        return place < 0 ? Number(x[unknown.at()]) : solution.x[static_cast<std::size_t>(place)];
      };
      for (const auto& [p, n] : task.targets) task.values.push_back((precise(p) - precise(n)).to_dd());
      task.x = std::move(x);
      task.solved = true;
    }

    const Core& core_;
    std::optional<Factors<100>> normal_;
    std::optional<Factors<700>> extreme_;
  };

  Structure structure_;
  std::vector<ComplexDD> sampled_;     // values of the stamps that depend on the frequency
  std::vector<std::int32_t> rows_;     // number in the core, or -1
  std::vector<std::int32_t> columns_;  // likewise
  std::vector<std::int32_t> slots_;
  std::optional<Klu> klu_;
  std::optional<PreciseFactors> precise_;
  const SystemAtFrequency* at_ = nullptr;
  SolverCounters* counters_ = nullptr;
  bool factored_ = false;
  bool ever_factored_ = false;
  bool fresh_ = false;
};

ExactSolver::ExactSolver(const LinearSystem& system, std::int32_t trailing) : system_(&system), trailing_(trailing) {}
ExactSolver::~ExactSolver() = default;

void ExactSolver::set_frequency(double frequency) {
  at_ = at_frequency(*system_, frequency);
  std::unique_ptr<Core>& core = frequency == 0 ? dc_ : ac_;
  structure_is_new_ = !core || !core->holds(*at_);
  if (structure_is_new_) core = std::make_unique<Core>(*at_, trailing_);
  core_ = core.get();
  core_->start(*at_, counters_);
}

const Structure& ExactSolver::structure() const { return core_->structure(); }
const SystemAtFrequency& ExactSolver::at() const { return *at_; }

void ExactSolver::solve(std::span<Task> tasks, double accuracy) { core_->solve(tasks, accuracy); }

}  // namespace ohmscope
