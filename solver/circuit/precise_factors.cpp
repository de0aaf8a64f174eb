#include "solver/circuit/precise_factors.hpp"

#include <algorithm>
#include <limits>

#include "solver/linear/elimination.hpp"
#include "solver/linear/multiprecision.hpp"

namespace ohmscope {

class PreciseFactors::Factors {
 public:
  Factors() = default;
  Factors(const Factors&) = delete;
  Factors& operator=(const Factors&) = delete;
  virtual ~Factors() = default;
  virtual void solve(ExactSolver::Task& task) const = 0;
};

template <unsigned digits>
class PreciseFactors::FactorsOf : public Factors {
 public:
  FactorsOf(const RegularPart& part, const SystemAtFrequency& at, const Klu& order)
      : part_(part), at_(at), elimination_(matrix(part, at), order.column_order(), order.row_order()) {}

  void solve(ExactSolver::Task& task) const override {
    if (elimination_.rank() < part_.size()) return;
    std::vector<ComplexDD> x = task.x.empty() ? std::vector<ComplexDD>(part_.columns().size()) : task.x;
    const Residual residual = residual_of(at_, x, task.b);  // exact: x holds only the given values
    std::vector<Number> b(part_.size());
    for (std::size_t row = 0; row < part_.rows().size(); ++row) {
      const std::int32_t place = part_.rows()[row];
      if (place >= 0) b[static_cast<std::size_t>(place)] = Number(residual.value[row]);
    }
    const auto solution = elimination_.solve(std::move(b));
    for (std::size_t column = 0; column < x.size(); ++column) {
      const std::int32_t place = part_.columns()[column];
      if (place >= 0) x[column] = solution.x[static_cast<std::size_t>(place)].to_dd();
    }
    // A small difference of two large unknowns is taken before they are rounded.
    const auto precise = [&](Unknown unknown) {
      if (!unknown.exists()) return Number{};
      const std::int32_t place = part_.columns()[unknown.at()];
      return place < 0 ? Number(x[unknown.at()]) : solution.x[static_cast<std::size_t>(place)];
    };
    for (const auto& [p, n] : task.targets) task.values.push_back((precise(p) - precise(n)).to_dd());
    task.x = std::move(x);
    task.solved = true;
  }

 private:
  using Number = PreciseComplex<digits>;

  static SparseMatrix<Number> matrix(const RegularPart& part, const SystemAtFrequency& at) {
    SparseMatrix<Number> sums{part.pattern(), {}};
    sums.values.resize(sums.pattern.size());
    part.for_each_slot(at, [&](std::size_t slot, const ComplexDD& value) { sums.values[slot] += Number(value); });
    return sums;
  }

  const RegularPart& part_;
  const SystemAtFrequency& at_;
  Elimination<Number> elimination_;
};

PreciseFactors::PreciseFactors(const RegularPart& part, const SystemAtFrequency& at, const Klu& order) {
  int lowest = std::numeric_limits<int>::max();
  int highest = std::numeric_limits<int>::min();
  part.for_each_slot(at, [&](std::size_t /*slot*/, const ComplexDD& value) {
    if (value.is_zero()) return;
    lowest = std::min(lowest, std::ilogb(norm_max(value)));
    highest = std::max(highest, std::ilogb(norm_max(value)));
  });
  constexpr int bits_to_spare = 200;  // of the 332 in 100 digits
  if (highest - lowest < bits_to_spare) {
    factors_ = std::make_unique<FactorsOf<100>>(part, at, order);
  } else {
    factors_ = std::make_unique<FactorsOf<700>>(part, at, order);
  }
}

PreciseFactors::~PreciseFactors() = default;

void PreciseFactors::solve(ExactSolver::Task& task) const { factors_->solve(task); }

}  // namespace ohmscope
