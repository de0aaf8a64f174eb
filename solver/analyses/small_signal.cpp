#include "solver/analyses/small_signal.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <numeric>
#include <optional>

#include "solver/analyses/lane_sweep.hpp"
#include "solver/analyses/response_class.hpp"
#include "solver/circuit/element_current.hpp"
#include "solver/circuit/exact_solver.hpp"
#include "solver/circuit/mna_system.hpp"

namespace ohmscope {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Each that is named costs a pass over the circuit.
constexpr std::size_t most_clashes = 64;

/// What the structure says of the driven circuit: valid until the solver finds a new one.
struct Findings {
  std::vector<bool> undetermined;                  ///< by column
  std::vector<bool> contradictory;                 ///< by column: depends on equations that contradict one another
  std::vector<bool> zero;                          ///< by column: exactly 0
  std::vector<Residue> values;                     ///< by column
  std::vector<std::vector<std::int32_t>> clashes;  ///< rows that contradict one another, independent ones apart
};

/// The rows that `row`'s equation contradicts, itself among them.
std::vector<std::int32_t> clash_of(const Elimination<Residue>& elimination, std::int32_t row) {
  const std::vector<Residue> w = elimination.left_null_vector(std::array{row}, std::array{Residue::one()});
  std::vector<std::int32_t> rows;
  for (std::size_t r = 0; r < w.size(); ++r) {
    if (!w[r].is_zero()) rows.push_back(static_cast<std::int32_t>(r));
  }
  return rows;
}

/// Joins `clash` to those of `clashes` that share a row with it.
void add_clash(std::vector<std::vector<std::int32_t>>& clashes, std::vector<std::int32_t> clash) {
  const auto overlaps = [&](const std::vector<std::int32_t>& other) {
    std::vector<std::int32_t> common;
    std::set_intersection(other.begin(), other.end(), clash.begin(), clash.end(), std::back_inserter(common));
    return !common.empty();
  };
  for (std::size_t k = 0; k < clashes.size();) {
    if (!overlaps(clashes[k])) {
      ++k;
      continue;
    }
    std::vector<std::int32_t> joined;
    std::set_union(clashes[k].begin(), clashes[k].end(), clash.begin(), clash.end(), std::back_inserter(joined));
    clash = std::move(joined);
    clashes.erase(clashes.begin() + static_cast<std::ptrdiff_t>(k));
  }
  clashes.push_back(std::move(clash));
}

/// Names the first contradictions apart; marks the columns that depend on which equation of any of them is dropped.
void find_contradictions(const Structure& structure, const std::vector<Residue>& b, Findings& found) {
  const std::vector<std::int32_t> rows = structure.elimination().contradicting_rows(b);
  for (std::size_t k = 0; k < std::min(rows.size(), most_clashes); ++k) {
    add_clash(found.clashes, clash_of(structure.elimination(), rows[k]));
  }
  std::sort(found.clashes.begin(), found.clashes.end());
  const std::vector<Residue> moved = moved_by_contradictions(structure, b);
  for (std::size_t c = 0; c < moved.size(); ++c) found.contradictory[c] = !moved[c].is_zero();
}

Findings look(const Structure& structure, const LinearSystem& system, bool ac) {
  const auto& elimination = structure.elimination();
  const std::vector<Residue> b = excitation<Residue>(system, ac);
  Findings found{structure.undetermined(), std::vector<bool>(static_cast<std::size_t>(system.columns)), {}, {}, {}};
  auto solution = elimination.solve(b);
  for (const Residue& x : solution.x) found.zero.push_back(x.is_zero());
  found.values = std::move(solution.x);
  if (!solution.consistent) find_contradictions(structure, b, found);
  return found;
}

class Analysis {
 public:
  Analysis(const Circuit& circuit, bool ac, const Currents& wanted)
      : circuit_(circuit), ac_(ac), mna_(assemble(circuit)), solver_(mna_.system) {
    for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
      if (mna_.first_branch[static_cast<std::size_t>(id)] >= 0) branches_.push_back(id);
    }
    for (const ElementId id : wanted) {
      if (mna_.first_branch[static_cast<std::size_t>(id)] < 0) others_.emplace_back(circuit, mna_, id);
    }
  }

  SmallSignalResult run(const std::vector<double>& frequencies, const Progress& progress, const TakePoint& taken) {
    SmallSignalResult result{all_currents(), frequencies, std::vector<SignalValues>(frequencies.size()), {}};
    const std::vector<std::size_t> open = side_by_side(result, progress, taken);
    std::size_t done = frequencies.size() - open.size();
    for (const std::size_t k : open) {
      result.points[k] = at(frequencies[k]);
      if (taken) taken(result, k);
      tell(progress, ++done, frequencies.size());
    }
    result.counters += solver_.counters();
    return result;
  }

  SmallSignalResult run(const std::vector<ElementId>& sources, const std::vector<std::vector<double>>& settings,
                        const Progress& progress, const TakePoint& taken) {
    SmallSignalResult result{all_currents(), std::vector<double>(settings.size(), 0.0), {}, {}};
    solver_.set_frequency(0);
    const Summands summands = summands_at(0);
    for (const std::vector<double>& values : settings) {
      for (SourceStamp& stamp : mna_.system.sources) {
        const auto source = std::find(sources.begin(), sources.end(), stamp.element);
        if (source != sources.end()) stamp.dc = values[static_cast<std::size_t>(source - sources.begin())];
      }
      const Findings findings = look(solver_.structure(), mna_.system, ac_);
      result.points.push_back(report(findings, summands, solve(findings, summands)));
      if (taken) taken(result, result.points.size() - 1);
      tell(progress, result.points.size(), settings.size());
    }
    result.counters = solver_.counters();
    return result;
  }

 private:
  [[nodiscard]] std::vector<ElementId> all_currents() const {
    std::vector<ElementId> elements = branches_;
    for (const ElementCurrent& other : others_) elements.push_back(other.element());
    return elements;
  }

  /// Fills in the points that need no care of their own; returns the others' numbers.
  std::vector<std::size_t> side_by_side(SmallSignalResult& result, const Progress& progress, const TakePoint& taken) {
    const std::vector<double>& frequencies = result.frequencies;
    std::vector<std::size_t> numbers(frequencies.size());
    std::iota(numbers.begin(), numbers.end(), std::size_t{0});
    const auto sample = std::find_if(frequencies.begin(), frequencies.end(), [](double f) { return f != 0; });
    if (sample == frequencies.end() || frequencies.size() < 2) return numbers;
    const Findings& findings = move_to(*sample);
    const LaneSolver::Task task{excitation<ComplexDD>(mna_.system, ac_), targets(findings, summands_at(*sample))};
    const auto take = [&](std::size_t k, std::span<const LaneSolver::Solution> solutions, std::size_t lane) {
      std::vector<ComplexDD> x;
      for (std::int32_t c = 0; c < mna_.system.columns; ++c) x.push_back(solutions[0].value(Unknown{c}, lane));
      result.points[k] = report(findings, summands_at(frequencies[k]), x);
      if (taken) taken(result, k);
    };
    return sweep_lanes({mna_.system, solver_.part(), {&task, 1}}, frequencies, numbers, take, result.counters,
                       progress);
  }

  /// Of `others_`, at a frequency.
  using Summands = std::vector<std::vector<ElementCurrent::Summand>>;
  [[nodiscard]] Summands summands_at(double frequency) const {
    Summands summands;
    for (const ElementCurrent& other : others_) summands.push_back(other.at(frequency));
    return summands;
  }

  const Findings& move_to(double frequency) {
    solver_.set_frequency(frequency);
    std::optional<Findings>& findings = frequency == 0 ? at_dc_ : at_ac_;
    if (solver_.structure_is_new()) findings = look(solver_.structure(), mna_.system, ac_);
    return *findings;
  }

  SignalValues at(double frequency) {
    const Findings& findings = move_to(frequency);
    const Summands summands = summands_at(frequency);
    return report(findings, summands, solve(findings, summands));
  }

  /// What must be accurate: all that is known and not 0.
  static std::vector<UnknownPair> targets(const Findings& findings, const Summands& summands) {
    std::vector<UnknownPair> targets;
    for (std::size_t c = 0; c < findings.zero.size(); ++c) {
      if (known(findings, c) && !findings.zero[c]) targets.emplace_back(Unknown{static_cast<std::int32_t>(c)});
    }
    for (const auto& current : summands) {
      for (const auto& [difference, value] : current) {
        if (known(findings, difference) && !is_zero(findings, difference)) targets.push_back(difference);
      }
    }
    return targets;
  }

  std::vector<ComplexDD> solve(const Findings& findings, const Summands& summands) {
    ExactSolver::Task task;
    task.b = excitation<ComplexDD>(mna_.system, ac_);
    task.targets = targets(findings, summands);
    solver_.solve({&task, 1});
    return task.solved ? task.x : std::vector<ComplexDD>(findings.zero.size(), ComplexDD{nan});
  }

  static bool known(const Findings& findings, std::size_t column) {
    return !findings.undetermined[column] && !findings.contradictory[column];
  }
  static bool known(const Findings& findings, const UnknownPair& pair) {
    return (!pair.positive.exists() || known(findings, pair.positive.at())) &&
           (!pair.negative.exists() || known(findings, pair.negative.at()));
  }
  static bool is_zero(const Findings& findings, const UnknownPair& pair) {
    return between(pair, findings.values).is_zero();
  }

  static std::complex<double> current(const Findings& findings, const std::vector<ElementCurrent::Summand>& summands,
                                      const std::vector<ComplexDD>& x) {
    ComplexDD sum;
    for (const auto& [difference, value] : summands) {
      if (!known(findings, difference)) return {nan, nan};
      if (is_zero(findings, difference)) continue;
      sum += value * between(difference, x);
    }
    return sum.to_complex();
  }

  SignalValues report(const Findings& findings, const Summands& others, const std::vector<ComplexDD>& x) const {
    SignalValues values;
    const auto value = [&](std::int32_t column) -> std::complex<double> {
      const auto c = static_cast<std::size_t>(column);
      if (!known(findings, c)) return {nan, nan};
      return findings.zero[c] ? std::complex<double>{} : x[c].to_complex();
    };
    values.voltages.emplace_back();
    for (std::int32_t c = 0; c < mna_.node_unknowns; ++c) values.voltages.push_back(value(c));
    for (const ElementId id : branches_)
      values.currents.push_back(value(mna_.first_branch[static_cast<std::size_t>(id)]));
    for (std::size_t k = 0; k < others.size(); ++k)
      values.currents.push_back(current(findings, others[k], x) + (ac_ ? 0.0 : others_[k].constant()));
    values.solvable = findings.clashes.empty();
    for (const std::vector<std::int32_t>& clash : findings.clashes) {
      Contradiction& contradiction = values.contradictions.emplace_back();
      for (const std::int32_t row : clash) name(row, contradiction.nodes, contradiction.elements);
      contradiction.branches = contradiction.elements;
      add_neighbours(contradiction);
    }
    for (std::size_t c = 0; c < findings.undetermined.size(); ++c) {
      if (!findings.undetermined[c]) continue;
      name(static_cast<std::int32_t>(c), values.undetermined.nodes, values.undetermined.elements);
    }
    return values;
  }

  /// Adds the elements that meet at the nodes named.
  void add_neighbours(Contradiction& contradiction) const {
    if (contradiction.nodes.empty()) return;
    std::vector<bool> named(circuit_.node_count());
    for (const NodeId node : contradiction.nodes) named[static_cast<std::size_t>(node)] = true;
    std::vector<ElementId>& elements = contradiction.elements;
    for (ElementId id = 0; id < static_cast<ElementId>(circuit_.element_count()); ++id) {
      const auto pins = circuit_.pins(id);
      if (std::any_of(pins.begin(), pins.end(), [&](NodeId pin) { return named[static_cast<std::size_t>(pin)]; })) {
        elements.push_back(id);
      }
    }
    std::sort(elements.begin(), elements.end());
    elements.erase(std::unique(elements.begin(), elements.end()), elements.end());
  }

  /// Adds the node or the element that an unknown or an equation belongs to.
  void name(std::int32_t index, std::vector<NodeId>& nodes, std::vector<ElementId>& elements) const {
    if (mna_.is_node(index)) {
      nodes.push_back(mna_.node_of(index));
    } else if (elements.empty() || elements.back() != mna_.element_of(index)) {
      elements.push_back(mna_.element_of(index));
    }
  }

  const Circuit& circuit_;
  bool ac_;
  MnaSystem mna_;
  ExactSolver solver_;
  std::vector<ElementId> branches_;
  std::vector<ElementCurrent> others_;
  std::optional<Findings> at_dc_;
  std::optional<Findings> at_ac_;
};

}  // namespace

SmallSignalResult ac_analysis(const Circuit& circuit, const std::vector<double>& frequencies, const Currents& currents,
                              const Progress& progress, const TakePoint& take) {
  return Analysis(circuit, true, currents).run(frequencies, progress, take);
}

SmallSignalResult operating_point(const Circuit& circuit, const Currents& currents) {
  return Analysis(circuit, false, currents).run({0.0}, {}, {});
}

SmallSignalResult operating_points(const Circuit& circuit, const std::vector<ElementId>& sources,
                                   const std::vector<std::vector<double>>& settings, const Currents& currents,
                                   const Progress& progress, const TakePoint& take) {
  return Analysis(circuit, false, currents).run(sources, settings, progress, take);
}

}  // namespace ohmscope
