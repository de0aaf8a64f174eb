#include "solver/circuit/exact_solver.hpp"

#include <algorithm>
#include <cmath>
#include <complex>

#include "solver/circuit/precise_factors.hpp"
#include "solver/circuit/refinement.hpp"
#include "solver/linear/klu.hpp"

namespace ohmscope {

namespace {

constexpr int most_steps = 12;

double larger(const std::vector<ComplexDD>& x, UnknownPair pair) {
  if (!pair.positive.exists() || !pair.negative.exists()) return 0;
  return std::fmax(norm_max(x[pair.positive.at()]), norm_max(x[pair.negative.at()]));
}

/// Of each target what its error is measured by: its own size, or of one of little weight a part of the heaviest.
std::vector<double> sizes(const std::vector<ComplexDD>& x, const ExactSolver::Task& task, bool reciprocal) {
  std::vector<double> sizes;
  for (const UnknownPair& target : task.targets)
    sizes.push_back(std::fmax(abs(between(target, x)), reciprocal ? refinement::least_value : 0));
  double heaviest = 0;
  for (std::size_t k = 0; k < task.weights.size(); ++k) heaviest = std::fmax(heaviest, task.weights[k] * sizes[k]);
  for (std::size_t k = 0; k < task.weights.size(); ++k) {
    if (task.weights[k] > 0) sizes[k] = std::fmax(sizes[k], refinement::negligible * heaviest / task.weights[k]);
  }
  return sizes;
}

/// Largest |correction| / size over the targets; infinite if any is not finite. Corrections come from factors in
/// doubles: a difference of two of them is no smaller than their rounding. No target is 0: one that comes out as 0 has
/// underflowed, and where something amplifies that may not be the end of it (`zero_counts`).
double relative_change(const std::vector<double>& sizes, const std::vector<ComplexDD>& correction,
                       const std::vector<UnknownPair>& targets, bool zero_counts) {
  double worst = 0;
  for (std::size_t k = 0; k < targets.size(); ++k) {
    const double change =
        std::fmax(abs(between(targets[k], correction)), larger(correction, targets[k]) * refinement::correction_place);
    if (change == 0 && (!zero_counts || sizes[k] != 0)) continue;
    const double ratio = change / sizes[k];
    if (!(ratio <= worst)) worst = std::isfinite(ratio) ? ratio : HUGE_VAL;
  }
  return worst;
}

/// How far the summands of A x and b would have to be changed, each by itself and in proportion to itself, for x to be
/// the exact solution (Oettli and Prager, Numer. Math. 6 (1964)): as far as the element values, which the summands are
/// proportional to. Rows of one summand leave nothing to change. What is rounding is left to worth_its_digits; what
/// underflows has no digits.
double backward_error(const Residual& residual, const RegularPart& part) {
  double worst = 0;
  for (std::size_t row = 0; row < residual.value.size(); ++row) {
    if (part.rows()[row] < 0 || part.single()[row]) continue;
    const double size = norm_max(residual.value[row]);
    if (size <= std::fmax(worst * residual.flow[row], refinement::mere_rounding * residual.rounding[row]) ||
        size < refinement::least_residual) {
      continue;
    }
    worst = size / residual.flow[row];
  }
  return worst;
}

/// A right-hand side on its way to a solution.
struct Iterate {
  ExactSolver::Task* task;
  std::vector<ComplexDD> x;
  Residual residual = {};  // before the last correction
  std::vector<ComplexDD> correction = {};
  double backward = 1;  // backward error before the last correction
  double last_backward = 1;
  double change = HUGE_VAL;  // relative, by the last correction
  double last_change = HUGE_VAL;
};

}  // namespace

/// The regular part of the system at 0 Hz, or at all other frequencies at which its sample holds, and its factors.
class ExactSolver::Core {
 public:
  Core(const SystemAtFrequency& sample, std::int32_t trailing) : part_(sample, trailing) {}

  [[nodiscard]] const RegularPart& part() const { return part_; }

  void start(const SystemAtFrequency& at, SolverCounters& counters) {
    at_ = &at;
    counters_ = &counters;
    precise_.reset();
    factored_ = false;
  }

  void solve(std::span<Task> tasks, double accuracy) {
    if (part_.size() == 0) {
      for (Task& task : tasks) task.solved = true;
      return;
    }
    if (!klu_) klu_.emplace(part_.pattern());  // not before: often all frequencies are solved side by side
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
  bool factor(bool afresh) {
    std::vector<ComplexDD> sums(klu_->pattern().size());
    part_.for_each_slot(*at_, [&](std::size_t slot, const ComplexDD& value) { sums[slot] += value; });
    std::vector<std::complex<double>> values(sums.size());
    for (std::size_t i = 0; i < sums.size(); ++i) values[i] = sums[i].to_complex();
    fresh_ = afresh || !ever_factored_;
    ++(fresh_ ? counters_->factorizations : counters_->refactorizations);
    const bool ok = fresh_ ? klu_->factor(values) : klu_->refactor(values);
    ever_factored_ = ever_factored_ || ok;
    return ok;
  }

  /// Refines all tasks together; returns those that did not settle.
  std::vector<Task*> refine(const std::vector<Task*>& tasks, double accuracy) {
    std::vector<Task*> failed;
    std::vector<Iterate> open;
    for (Task* task : tasks) {
      open.push_back({task, task->x.empty() ? std::vector<ComplexDD>(part_.columns().size()) : task->x});
    }
    for (int step = 0; !open.empty(); ++step) {
      correct(open);
      std::erase_if(open, [&](Iterate& iterate) {
        const Verdict verdict = judge(iterate, step, accuracy);
        if (verdict == Verdict::accept) accept(iterate);
        if (verdict == Verdict::give_up) failed.push_back(iterate.task);
        return verdict != Verdict::go_on;
      });
    }
    return failed;
  }

  /// One step of all: x += the solution of A d = b - A x, in doubles.
  void correct(std::vector<Iterate>& open) {
    std::vector<std::complex<double>> right(part_.size() * open.size());
    for (std::size_t k = 0; k < open.size(); ++k) {
      Iterate& iterate = open[k];
      iterate.residual = residual_of(*at_, iterate.x, iterate.task->b);
      iterate.last_backward = iterate.backward;
      iterate.backward = backward_error(iterate.residual, part_);
      for (std::size_t row = 0; row < part_.rows().size(); ++row) {
        const std::int32_t place = part_.rows()[row];
        if (place >= 0) right[k * part_.size() + at(place)] = iterate.residual.value[row].to_complex();
      }
    }
    klu_->solve(right, static_cast<std::int32_t>(open.size()));
    counters_->solves += open.size();
    const bool reciprocal = part_.structure().reciprocal();
    for (std::size_t k = 0; k < open.size(); ++k) {
      Iterate& iterate = open[k];
      iterate.correction = spread(std::span(right).subspan(k * part_.size(), part_.size()));
      for (std::size_t i = 0; i < iterate.x.size(); ++i) iterate.x[i] += iterate.correction[i];
      iterate.last_change = iterate.change;
      iterate.change = relative_change(sizes(iterate.x, *iterate.task, reciprocal), iterate.correction,
                                       iterate.task->targets, !reciprocal);
    }
  }

  enum class Verdict { accept, go_on, give_up };
  /// After a step with relative change c the error is about c times the rate of convergence, which the first step does
  /// not tell yet. But where a pivot has lost its digits a step may change little and mend nothing: that leaves a
  /// residual beside the flows of some equation.
  Verdict judge(const Iterate& iterate, int step, double accuracy) {
    const double change = iterate.change;
    if (step == 1) counters_->worst_correction = std::fmax(counters_->worst_correction, change);
    const double rate = step == 1 ? 1.0 : change / iterate.last_change;
    const double left = iterate.backward * std::fmin(1.0, iterate.backward / iterate.last_backward);
    const bool settled = change * std::fmin(1.0, rate) <= accuracy && left <= refinement::tolerable_backward * accuracy;
    if (step > 0 && settled) return worth_its_digits(iterate, accuracy) ? Verdict::accept : Verdict::give_up;
    if (step == most_steps || (step > 1 && rate > 0.5) || !std::isfinite(change)) return Verdict::give_up;
    return Verdict::go_on;
  }

  void accept(Iterate& iterate) {
    Task& task = *iterate.task;
    for (const UnknownPair& target : task.targets) task.values.push_back(between(target, iterate.x));
    task.x = std::move(iterate.x);
    task.solved = true;
  }

  /// Whether the residual's own rounding leaves the targets alone: the error it may cause is solved for. It matters
  /// where a current is what large ones leave over, or a large value meets two unknowns that nearly agree.
  bool worth_its_digits(const Iterate& iterate, double accuracy) {
    const std::vector<UnknownPair>& targets = iterate.task->targets;
    const double tolerable = refinement::tolerable_rounding(accuracy);
    const std::vector<double> sizes = ohmscope::sizes(iterate.x, *iterate.task, part_.structure().reciprocal());
    for (std::size_t k = 0; k < targets.size(); ++k) {
      if (larger(iterate.x, targets[k]) * refinement::last_place > tolerable * sizes[k]) return false;
    }
    std::vector<std::complex<double>> error(part_.size());
    for (std::size_t row = 0; row < part_.rows().size(); ++row) {
      const std::int32_t place = part_.rows()[row];
      if (place >= 0) error[at(place)] = iterate.residual.rounding[row] * refinement::unlike(row);
    }
    klu_->solve(error, 1);
    return relative_change(sizes, spread(error), targets, false) <= tolerable;
  }

  /// A solution of the regular part by column of the system, 0 elsewhere.
  [[nodiscard]] std::vector<ComplexDD> spread(std::span<const std::complex<double>> solution) const {
    std::vector<ComplexDD> x(part_.columns().size());
    for (std::size_t column = 0; column < x.size(); ++column) {
      const std::int32_t place = part_.columns()[column];
      if (place >= 0) x[column] = ComplexDD(solution[at(place)]);
    }
    return x;
  }

  void solve_precisely(Task& task) {
    if (!precise_) {
      precise_.emplace(part_, *at_, *klu_);
      ++counters_->precise;
    }
    for (std::size_t column = 0; column < task.x.size(); ++column) {
      if (part_.columns()[column] >= 0) task.x[column] = {};
    }
    precise_->solve(task);
  }

  static std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

  RegularPart part_;
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

void ExactSolver::set_frequency(double frequency, bool afresh) {
  at_ = at_frequency(*system_, frequency);
  std::unique_ptr<Core>& core = frequency == 0 ? dc_ : ac_;
  structure_is_new_ = afresh || !core || !core->part().holds(*at_);
  if (structure_is_new_) core = std::make_unique<Core>(*at_, trailing_);
  core_ = core.get();
  core_->start(*at_, counters_);
}

const RegularPart& ExactSolver::part() const { return core_->part(); }
const SystemAtFrequency& ExactSolver::at() const { return *at_; }

void ExactSolver::solve(std::span<Task> tasks, double accuracy) { core_->solve(tasks, accuracy); }

}  // namespace ohmscope
