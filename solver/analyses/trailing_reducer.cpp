#include "solver/analyses/trailing_reducer.hpp"

#include <algorithm>
#include <optional>

#include "solver/circuit/exact_solver.hpp"
#include "solver/circuit/lane_solver.hpp"

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
    const Skeleton& skeleton = move_to(frequency, afresh);
    std::vector<ExactSolver::Task> tasks;
    for (const Free& free : skeleton.free) {
      ExactSolver::Task task;
      task.b.resize(static_cast<std::size_t>(system_.rows));
      task.x.resize(static_cast<std::size_t>(system_.columns));
      task.x[static_cast<std::size_t>(free.column)] = 1.0;
      task.targets = targets(skeleton, free);
      tasks.push_back(std::move(task));
    }
    solver_.solve(tasks, relation_accuracy);
    // Singular at this very frequency, not by structure: no equation, so that everything that depends on it is
    // undefined.
    if (!std::all_of(tasks.begin(), tasks.end(), [](const auto& task) { return task.solved; }))
      return {{}, skeleton.sample};
    return relation(skeleton,
                    [&](std::size_t f, std::int32_t column) { return tasks[f].x[static_cast<std::size_t>(column)]; });
  }

  std::vector<PortRelation> at_all(std::span<const double> frequencies) {
    std::vector<PortRelation> relations(frequencies.size());
    std::vector<std::size_t> others;
    const auto sample = std::find_if(frequencies.begin(), frequencies.end(), [](double f) { return f != 0; });
    if (sample != frequencies.end()) move_to(*sample, false);
    Open open;
    for (std::size_t k = 0; k < frequencies.size(); ++k) {
      SystemAtFrequency at = at_frequency(system_, frequencies[k]);
      if (frequencies[k] == 0 || !solver_.part().holds(at)) {
        others.push_back(k);
      } else {
        open.numbers.push_back(k);
        open.at.push_back(std::move(at));
      }
    }
    const std::vector<std::size_t> left = side_by_side(open, relations);
    others.insert(others.end(), left.begin(), left.end());
    for (const std::size_t k : others) relations[k] = at(frequencies[k], false);
    return relations;
  }

  [[nodiscard]] SolverCounters counters() const {
    SolverCounters counters = solver_.counters();
    counters += lane_counters_;
    return counters;
  }

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

  /// Frequencies at which the part in hand holds, none of them 0, and their numbers.
  struct Open {
    std::vector<std::size_t> numbers;
    std::vector<SystemAtFrequency> at;
  };

  const Skeleton& move_to(double frequency, bool afresh) {
    solver_.set_frequency(frequency, afresh);
    std::optional<Skeleton>& skeleton = frequency == 0 ? dc_ : ac_;
    if (solver_.structure_is_new()) {
      skeleton = find_skeleton(frequency);
      if (frequency != 0) lanes_.reset();
    }
    return *skeleton;
  }

  /// What depends on `free`, other than by being 0.
  static std::vector<UnknownPair> targets(const Skeleton& skeleton, const Free& free) {
    std::vector<UnknownPair> targets;
    for (std::size_t d = 0; d < skeleton.dependent.size(); ++d) {
      if (!free.exact[d].is_zero()) targets.emplace_back(Unknown{skeleton.dependent[d]});
    }
    return targets;
  }

  /// One of a free variable, brought to the right-hand side.
  [[nodiscard]] std::vector<ComplexDD> right_side(const Free& free, const SystemAtFrequency& at) const {
    std::vector<ComplexDD> b(static_cast<std::size_t>(system_.rows));
    for_each_entry(at, [&](std::int32_t row, std::int32_t column, const ComplexDD& value) {
      if (column == free.column) b[static_cast<std::size_t>(row)] -= value;
    });
    return b;
  }

  /// Nothing where they are not the same at all frequencies.
  [[nodiscard]] std::vector<LaneSolver::Task> lane_tasks(const Skeleton& skeleton, const Open& open) const {
    std::vector<LaneSolver::Task> tasks;
    for (const Free& free : skeleton.free) {
      LaneSolver::Task task{.b = right_side(free, open.at.front()), .targets = targets(skeleton, free)};
      task.accuracy = relation_accuracy;
      if (task.b != right_side(free, open.at.back())) return {};
      tasks.push_back(std::move(task));
    }
    return tasks;
  }

  /// Fills in what settles in lanes, and returns the other numbers. Pivots that serve few frequencies are given up.
  std::vector<std::size_t> side_by_side(const Open& open, std::vector<PortRelation>& relations) {
    constexpr std::size_t worth_lanes = 3;
    if (open.at.size() < worth_lanes || solver_.part().size() == 0) return open.numbers;
    const std::vector<LaneSolver::Task> tasks = lane_tasks(*ac_, open);
    if (tasks.empty()) return open.numbers;
    if (!lanes_) lanes_.emplace(solver_.part(), open.at[open.at.size() / 2]);
    LaneMemory memory;
    std::vector<std::size_t> left;
    const std::size_t width = LaneSolver::width();
    for (std::size_t first = 0; first < open.at.size(); first += width) {
      const std::span at = std::span(open.at).subspan(first, std::min(width, open.at.size() - first));
      const auto solutions = lanes_->solve(at, tasks, lane_counters_, memory);
      for (std::size_t lane = 0; lane < at.size(); ++lane) {
        const std::size_t k = open.numbers[first + lane];
        if (!std::all_of(solutions.begin(), solutions.end(), [&](auto& s) { return s.settled(lane); })) {
          left.push_back(k);
          continue;
        }
        relations[k] = relation(
            *ac_, [&](std::size_t f, std::int32_t column) { return solutions[f].value(Unknown{column}, lane); });
      }
    }
    if (2 * left.size() > open.at.size()) lanes_.reset();
    return left;
  }

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

  /// One row a dependent variable: it, minus what the free ones make of it, is 0. value(f, column): what one of the
  /// f-th free variable makes of the variable in a column.
  template <class Value>
  PortRelation relation(const Skeleton& skeleton, const Value& value) const {
    PortRelation result{{}, skeleton.sample};
    const auto place = [&](std::int32_t column) { return static_cast<std::size_t>(column - first_trailing()); };
    for (std::size_t d = 0; d < skeleton.dependent.size(); ++d) {
      PortRelation::Row row{std::vector<ComplexDD>(static_cast<std::size_t>(trailing_)),
                            std::vector<Residue>(static_cast<std::size_t>(trailing_))};
      row.coefficients[place(skeleton.dependent[d])] = 1.0;
      row.exact[place(skeleton.dependent[d])] = Residue::one();
      for (std::size_t f = 0; f < skeleton.free.size(); ++f) {
        const Free& free = skeleton.free[f];
        if (free.exact[d].is_zero()) continue;
        row.coefficients[place(free.column)] = -value(f, skeleton.dependent[d]);
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
  std::optional<LaneSolver> lanes_;  ///< of the part at frequencies other than 0
  SolverCounters lane_counters_;
};

TrailingReducer::TrailingReducer(LinearSystem system, std::int32_t trailing)
    : state_(std::make_unique<State>(std::move(system), trailing)) {}
TrailingReducer::~TrailingReducer() = default;

PortRelation TrailingReducer::at(double frequency, bool afresh) { return state_->at(frequency, afresh); }
std::vector<PortRelation> TrailingReducer::at_all(std::span<const double> frequencies) {
  return state_->at_all(frequencies);
}
SolverCounters TrailingReducer::counters() const { return state_->counters(); }

}  // namespace ohmscope
