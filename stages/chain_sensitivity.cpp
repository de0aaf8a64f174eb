#include "stages/chain_sensitivity.hpp"

#include <algorithm>
#include <complex>
#include <limits>
#include <map>

#include "solver/analyses/response_slopes.hpp"
#include "solver/circuit/impedance_table.hpp"
#include "solver/devices/registry.hpp"
#include "stages/reduced_chain.hpp"

namespace ohmscope {

namespace {

using Complex = std::complex<double>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Of one impedance of a stage, before what ends its other port.
struct Side {
  std::vector<std::string> names;         ///< [v], of the stage's values
  std::vector<std::vector<Complex>> own;  ///< [v][k]: d ln Z / d ln(value)
  std::vector<Complex> through;           ///< [k]: d ln Z / d ln of the impedance at the other port
};

/// What ends a port: nothing, a short, or an impedance.
enum class End { open, shorted, finite };

End end_of(const Impedance& z) {
  if (!z.is_finite()) return End::open;
  return z.value() == 0.0 ? End::shorted : End::finite;
}

/// The impedances, along the frequencies.
std::shared_ptr<const ImpedanceTable> table_of(const std::vector<double>& frequencies,
                                               const std::vector<Impedance>& impedances) {
  std::map<double, Complex> points;
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    if (end_of(impedances[k]) == End::finite) points.emplace(frequencies[k], impedances[k].value());
  }
  std::vector<double> at;
  std::vector<Complex> values;
  for (const auto& [frequency, value] : points) {
    at.push_back(frequency);
    values.push_back(value);
  }
  return std::make_shared<const ImpedanceTable>("end", std::move(at), std::move(values));
}

/// Ends a port by names that no deck can write. An impedance is seen through a transformer, whose ratio n stands for
/// it: what it looks like is n^2 times what it is.
std::optional<ElementId> add_end(End end, NodeId node, const std::vector<double>& frequencies,
                                 const std::vector<Impedance>& impedances, Circuit& circuit) {
  if (end == End::open) return std::nullopt;
  if (end == End::shorted) {
    const NodeId pins[] = {node, ground};
    const double off[] = {0, 0, 0};
    circuit.add(devices::voltage_source, "\nshort", pins, off);
    return std::nullopt;
  }
  const NodeId behind[] = {circuit.node("\nend"), ground};
  circuit.add(devices::measured, "\nend", behind, {}, {}, 0, table_of(frequencies, impedances));
  const NodeId pins[] = {node, ground, behind[0], ground};
  const double ratio = 1;
  return circuit.add(devices::ideal_transformer, "\nratio", pins, {&ratio, 1});
}

/// Fills in the frequencies of these numbers.
void solve(const Circuit& circuit, NodeId port, const std::vector<double>& frequencies,
           const std::vector<std::size_t>& numbers, std::optional<ElementId> ratio, Side& side,
           SolverCounters& counters) {
  const MnaSystem mna = assemble(circuit);
  ResponseSlopes responses(circuit, mna, {{UnknownPair(MnaSystem::voltage(port))}});
  const std::vector<ElementValue>& values = responses.slopes().values();
  if (side.names.empty()) {
    for (const ElementValue& value : values) {
      if (value.element != ratio) side.names.push_back(value_name(circuit, value));
    }
    side.own.assign(side.names.size(), std::vector<Complex>(frequencies.size(), nan));
  }
  for (const std::size_t k : numbers) {
    const ResponseSlopesAt found = std::move(responses.at(frequencies[k]).front());
    side.through[k] = found.response.is_zero() || !found.response.is_finite() ? nan : 0;
    if (found.response.is_zero()) continue;
    const auto relative = [&](std::size_t v) { return (found.slopes[v] / found.response).to_complex(); };
    for (std::size_t v = 0; v < side.names.size(); ++v) side.own[v][k] = relative(v);
    if (ratio) side.through[k] = relative(side.names.size()) / 2.0;  // it is the last
  }
  counters += responses.counters();
}

}  // namespace

class ChainSensitivities::State {
 public:
  State(const Chain& chain, const std::vector<double>& frequencies, Elaborator& elaborator, const Progress& progress)
      : chain_(chain), frequencies_(frequencies), elaborator_(elaborator), reduced_(chain, frequencies, elaborator) {
    if (!reduced_.coupling()) solve_all(progress);
  }

  [[nodiscard]] ImpedanceSensitivities of(std::size_t stage, StageImpedance which) {
    const bool is_sensor = chain_.spec(stage).is_sensor();
    switch (which) {
      case StageImpedance::local_zin:
        return is_sensor ? ImpedanceSensitivities{} : from_right({alone(stage, true)}, 0);
      case StageImpedance::local_zout:
        return from_right({alone(stage, false)}, 0);
      case StageImpedance::overall_zin:
        if (is_sensor) return {};
        return reduced_.coupling() ? of_whole(stage, chain_.stages.size(), true) : from_right(in_, stage);
      default:
        return reduced_.coupling() ? of_whole(0, stage + 1, false) : from_left(stage);
    }
  }
  [[nodiscard]] SolverCounters counters() const {
    SolverCounters sum = counters_;
    sum += reduced_.counters();
    return sum;
  }

 private:
  void solve_all(const Progress& progress) {
    const std::size_t count = chain_.stages.size();
    const std::vector<Impedance> row(frequencies_.size());
    std::vector<std::vector<Impedance>> right(count + 1, row), left(count + 1, row);  // by cut
    for (std::size_t n = 0; n < frequencies_.size(); ++n) {
      const ReducedChain::AtFrequency at = reduced_.at(n);
      for (std::size_t cut = 0; cut <= count; ++cut) {
        right[cut][n] = at.right[cut].seen_from_left().to_impedance();
        left[cut][n] = at.left[cut].seen_from_right().to_impedance();
      }
    }
    for (std::size_t m = 0; m < count; ++m) {
      in_.push_back(chain_.spec(m).is_sensor() ? Side{} : solved(m, true, right[m + 1]));
      out_.push_back(solved(m, false, left[m]));
      tell(progress, m + 1, count);
    }
  }

  /// A stage by itself: its input (`looks_right`) before these impedances at its output, or the other way round.
  Side solved(std::size_t stage, bool looks_right, const std::vector<Impedance>& ends) {
    Side side{{}, {}, std::vector<Complex>(frequencies_.size(), nan)};
    const bool has_other_port = looks_right || !chain_.spec(stage).is_sensor();
    for (const End end : {End::open, End::shorted, End::finite}) {
      std::vector<std::size_t> numbers;
      for (std::size_t k = 0; k < ends.size(); ++k) {
        if ((has_other_port ? end_of(ends[k]) : End::open) == end) numbers.push_back(k);
      }
      if (numbers.empty()) continue;
      DrawnStages drawn = draw_with_rails(chain_, stage, stage + 1, reduced_.rails(), false, elaborator_);
      const NodeId other = looks_right ? drawn.out : drawn.in;
      const auto ratio = add_end(end, other, frequencies_, ends, drawn.netlist.circuit);
      solve(drawn.netlist.circuit, looks_right ? drawn.in : drawn.out, frequencies_, numbers, ratio, side, counters_);
    }
    drop_supplies(chain_.node_name(stage) + ".", side);
    return side;
  }

  /// What stands behind a rail that nothing moves says nothing, to no stage.
  static void drop_supplies(const std::string& prefix, Side& side) {
    std::size_t kept = 0;
    for (std::size_t v = 0; v < side.names.size(); ++v) {
      const auto is_nothing = [](const Complex& s) { return s == 0.0 || std::isnan(s.real()); };
      const bool is_own = side.names[v].starts_with(prefix);
      if (!is_own && std::all_of(side.own[v].begin(), side.own[v].end(), is_nothing)) continue;
      if (kept != v) {
        side.names[kept] = std::move(side.names[v]);
        side.own[kept] = std::move(side.own[v]);
      }
      ++kept;
    }
    side.names.resize(kept);
    side.own.resize(kept);
  }

  /// The stage's input with its output open, or its output with its input at 0 ohm.
  Side alone(std::size_t stage, bool looks_right) {
    const Impedance end = looks_right ? Impedance::infinite() : Impedance::zero();
    return solved(stage, looks_right, std::vector<Impedance>(frequencies_.size(), end));
  }

  void add(const Side& side, const std::vector<Complex>& factor, ImpedanceSensitivities& result) const {
    for (std::size_t v = 0; v < side.names.size(); ++v) {
      result.names.push_back(side.names[v]);
      std::vector<double>& row = result.values.emplace_back();
      for (std::size_t k = 0; k < factor.size(); ++k)
        row.push_back(factor[k] == 0.0 ? 0 : (factor[k] * side.own[v][k]).real());
    }
  }

  /// What does not get through a stage at all may have no sensitivity of its own.
  static void multiply(std::vector<Complex>& factor, const std::vector<Complex>& through) {
    for (std::size_t k = 0; k < factor.size(); ++k) factor[k] = factor[k] == 0.0 ? 0 : factor[k] * through[k];
  }

  [[nodiscard]] ImpedanceSensitivities from_right(const std::vector<Side>& sides, std::size_t first) const {
    ImpedanceSensitivities result;
    std::vector<Complex> factor(frequencies_.size(), 1);
    for (std::size_t m = first; m < sides.size(); ++m) {
      add(sides[m], factor, result);
      multiply(factor, sides[m].through);
    }
    return result;
  }
  [[nodiscard]] ImpedanceSensitivities from_left(std::size_t last) const {
    ImpedanceSensitivities result;
    std::vector<Complex> factor(frequencies_.size(), 1);
    for (std::size_t m = last + 1; m-- > 0;) {
      add(out_[m], factor, result);
      multiply(factor, out_[m].through);
    }
    return result;
  }

  [[nodiscard]] ImpedanceSensitivities of_whole(std::size_t first, std::size_t last, bool looks_right) {
    const DrawnStages drawn = draw_with_rails(chain_, first, last, reduced_.rails(), !looks_right, elaborator_);
    std::vector<std::size_t> numbers;
    for (std::size_t k = 0; k < frequencies_.size(); ++k) numbers.push_back(k);
    Side side{{}, {}, std::vector<Complex>(frequencies_.size(), nan)};
    solve(drawn.netlist.circuit, looks_right ? drawn.in : drawn.out, frequencies_, numbers, std::nullopt, side,
          counters_);
    return from_right({std::move(side)}, 0);
  }

  const Chain& chain_;
  const std::vector<double>& frequencies_;
  Elaborator& elaborator_;
  ReducedChain reduced_;
  std::vector<Side> in_, out_;  // by stage; empty where stages act on each other
  SolverCounters counters_;
};

ChainSensitivities::ChainSensitivities(const Chain& chain, const std::vector<double>& frequencies,
                                       Elaborator& elaborator, const Progress& progress)
    : state_(std::make_unique<State>(chain, frequencies, elaborator, progress)) {}

ChainSensitivities::ChainSensitivities(ChainSensitivities&&) noexcept = default;
ChainSensitivities::~ChainSensitivities() = default;

ImpedanceSensitivities ChainSensitivities::of(std::size_t stage, StageImpedance which) const {
  return state_->of(stage, which);
}

SolverCounters ChainSensitivities::counters() const { return state_->counters(); }

}  // namespace ohmscope
