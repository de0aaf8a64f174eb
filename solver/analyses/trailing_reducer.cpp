#include "solver/analyses/trailing_reducer.hpp"

#include <algorithm>
#include <optional>

#include "solver/circuit/exact_solver.hpp"

namespace ohmscope {

namespace {

/// Between 1e-13, good for an answer, and the 32 digits of the solution: relations are combined further.
constexpr double relation_accuracy = 1e-28;

}  // namespace

class TrailingReducer::State {
 public:
  State(LinearSystem system, std::int32_t trailing)
      : system_(std::move(system)), trailing_(trailing), solver_(system_, trailing_) {}

  PortRelation at(double frequency, bool afresh) {
    solver_.set_frequency(frequency, afresh);
    std::optional<Skeleton>& skeleton = frequency == 0 ? dc_ : ac_;
    if (solver_.structure_is_new()) skeleton = find_skeleton(frequency);
    std::vector<ExactSolver::Task> tasks;
    for (const Free& free : skeleton->free) {
      ExactSolver::Task task;
      task.b.resize(static_cast<std::size_t>(system_.rows));
      task.x.resize(static_cast<std::size_t>(system_.columns));
      task.x[static_cast<std::size_t>(free.column)] = 1.0;
      for (std::size_t d = 0; d < skeleton->dependent.size(); ++d) {
        if (!free.exact[d].is_zero()) task.targets.emplace_back(Unknown{skeleton->dependent[d]});
      }
      tasks.push_back(std::move(task));
    }
    solver_.solve(tasks, relation_accuracy);
    // Singular at this very frequency, not by structure: no equation, so that everything that depends on it is
    // undefined.
    if (!std::all_of(tasks.begin(), tasks.end(), [](const auto& task) { return task.solved; }))
      return {{}, skeleton->sample};
    return relation(*skeleton, tasks);
  }
  [[nodiscard]] const SolverCounters& counters() const { return solver_.counters(); }

 private:
  /// One of the variables in terms of which the others are expressed.
  struct Free {
    std::int32_t column;
    std::vector<Residue> exact;  ///< by dependent variable: its value per unit of this one
  };
  /// Which of the trailing variables depend on which.
  struct Skeleton {
    std::vector<std::int32_t> dependent;  ///< columns
    std::vector<Free> free;
    double sample;  ///< Hz
  };

  [[nodiscard]] std::int32_t first_trailing() const { return system_.columns - trailing_; }

  [[nodiscard]] Skeleton find_skeleton(double frequency) const {
    const auto& elimination = solver_.structure().elimination();
    Skeleton skeleton{{}, {}, frequency};
    for (const std::int32_t column : elimination.pivot_columns()) {
      if (column >= first_trailing()) skeleton.dependent.push_back(column);
    }
    const auto& free = elimination.free_columns();
    for (std::size_t f = 0; f < free.size(); ++f) {
      if (free[f] < first_trailing()) continue;
      std::vector<Residue> values(free.size());
      values[f] = Residue::one();
      const std::vector<Residue> x = elimination.null_vector(values);
      Free entry{free[f], {}};
      for (const std::int32_t d : skeleton.dependent) entry.exact.push_back(x[static_cast<std::size_t>(d)]);
      skeleton.free.push_back(std::move(entry));
    }
    return skeleton;
  }

  /// One row a dependent variable: it, minus what the free ones make of it, is 0.
  PortRelation relation(const Skeleton& skeleton, const std::vector<ExactSolver::Task>& tasks) const {
    PortRelation result{{}, skeleton.sample};
    const auto place = [&](std::int32_t column) { return static_cast<std::size_t>(column - first_trailing()); };
    for (std::size_t d = 0; d < skeleton.dependent.size(); ++d) {
      PortRelation::Row row{std::vector<ComplexDD>(static_cast<std::size_t>(trailing_)),
                            std::vector<Residue>(static_cast<std::size_t>(trailing_))};
      row.coefficients[place(skeleton.dependent[d])] = 1.0;
      row.exact[place(skeleton.dependent[d])] = Residue::one();
      for (std::size_t f = 0; f < tasks.size(); ++f) {
        const Free& free = skeleton.free[f];
        if (free.exact[d].is_zero()) continue;
        row.coefficients[place(free.column)] = -tasks[f].x[static_cast<std::size_t>(skeleton.dependent[d])];
        row.exact[place(free.column)] = -free.exact[d];
      }
      result.rows.push_back(std::move(row));
    }
    return result;
  }

  LinearSystem system_;
  std::int32_t trailing_;
  ExactSolver solver_;
  std::optional<Skeleton> dc_;
  std::optional<Skeleton> ac_;
};

TrailingReducer::TrailingReducer(LinearSystem system, std::int32_t trailing)
    : state_(std::make_unique<State>(std::move(system), trailing)) {}
TrailingReducer::~TrailingReducer() = default;

PortRelation TrailingReducer::at(double frequency, bool afresh) { return state_->at(frequency, afresh); }
const SolverCounters& TrailingReducer::counters() const { return state_->counters(); }

}  // namespace ohmscope
