#include "solver/analyses/driving_point.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <optional>

#include "solver/analyses/lane_sweep.hpp"
#include "solver/analyses/port_inverse.hpp"
#include "solver/analyses/response_class.hpp"
#include "solver/analyses/shorted_ports.hpp"
#include "solver/analyses/tape_sweep.hpp"
#include "solver/circuit/exact_solver.hpp"
#include "solver/circuit/mna_system.hpp"
#include "solver/circuit/port_tape.hpp"

namespace ohmscope {

namespace {

std::vector<ResponseClass> classify(const Structure& structure, std::span<const UnknownPair> ports) {
  const Solvability solvability(structure);
  std::vector<ResponseClass> classes;
  for (const UnknownPair& port : ports) classes.push_back(solvability.of(port, port));
  return classes;
}

/// The ports at all frequencies of one structure.
class Ports {
 public:
  Ports(const RegularPart& part, const SystemAtFrequency& sample, std::span<const UnknownPair> ports)
      : classes_(classify(part.structure(), ports)) {
    constexpr std::size_t few = 16;  // are solved for one by one
    std::vector<UnknownPair> pairs;
    for (std::size_t p = 0; p < ports.size(); ++p) {
      if (classes_[p] != ResponseClass::regular) continue;
      regular_.push_back(p);
      pairs.push_back(ports[p]);
    }
    if (pairs.size() > few) inverse_.emplace(part, sample, pairs);
    for (std::size_t k = 0; k < pairs.size(); ++k) {
      const std::optional<bool> known = inverse_ ? inverse_->zero()[k] : std::nullopt;
      const bool zero = known ? *known : is_zero_response(part.structure(), *sample.system, pairs[k], pairs[k]);
      if (zero) classes_[regular_[k]] = ResponseClass::zero;
    }
  }
  [[nodiscard]] const std::vector<ResponseClass>& classes() const { return classes_; }

  /// Whether one inversion takes less time than solving for each.
  [[nodiscard]] bool one_inversion_pays() const { return inverse_ && inverse_->pays(); }
  /// By port: the value at a frequency, where one inversion gives it.
  [[nodiscard]] std::vector<std::optional<ComplexDD>> invert(const SystemAtFrequency& at) const {
    std::vector<std::optional<ComplexDD>> values(classes_.size());
    const auto found = inverse_->values(at);
    for (std::size_t k = 0; k < found.size(); ++k) values[regular_[k]] = found[k];
    return values;
  }

 private:
  std::vector<ResponseClass> classes_;
  std::vector<std::size_t> regular_;  // by port of the inverse
  std::optional<PortInverse> inverse_;
};

class PortSweep {
 public:
  PortSweep(const Circuit& circuit, const std::vector<Port>& ports)
      : circuit_(circuit), mna_(assemble(circuit)), solver_(mna_.system) {
    for (const Port& port : ports)
      pairs_.emplace_back(MnaSystem::voltage(port.positive), MnaSystem::voltage(port.negative));
  }

  /// [p][k]: port p at frequency k.
  std::vector<std::vector<Impedance>> run(const std::vector<double>& frequencies, const Progress& progress) {
    z_.assign(pairs_.size(), std::vector<Impedance>(frequencies.size()));
    std::vector<std::size_t> open(frequencies.size());
    std::iota(open.begin(), open.end(), std::size_t{0});
    const std::vector<std::size_t> others = put_shorts(frequencies.size());
    if (others.empty()) return std::move(z_);
    open = one_by_one(others, std::move(open), [&](std::size_t port, std::vector<std::size_t> numbers) {
      return by_tape_of_whole(port, frequencies, std::move(numbers));
    });
    if (open.empty()) return std::move(z_);
    if (mna_.system.columns == 0) mna_ = assemble(circuit_);
    const auto sample = std::find_if(open.begin(), open.end(), [&](std::size_t k) { return frequencies[k] != 0; });
    if (sample != open.end())
      open = side_by_side(move_to(frequencies[*sample]), frequencies, std::move(open), progress);
    std::size_t done = frequencies.size() - open.size();
    for (const std::size_t k : open) {
      at(frequencies[k], k);
      tell(progress, ++done, frequencies.size());
    }
    return std::move(z_);
  }
  [[nodiscard]] SolverCounters counters() const {
    SolverCounters counters = solver_.counters();
    counters += lane_counters_;
    counters.inversions = inversions_;
    return counters;
  }

 private:
  static constexpr std::size_t batch = 8;
  static constexpr std::size_t worth_pivots = 4;  ///< frequencies; fewer are done sooner one by one

  const Ports& move_to(double frequency) {
    solver_.set_frequency(frequency);
    std::optional<Ports>& ports = frequency == 0 ? dc_ : ac_;
    if (solver_.structure_is_new()) ports.emplace(solver_.part(), solver_.at(), pairs_);
    return *ports;
  }

  /// Fills in ports of 0 ohm that are seen to be such; returns the others.
  std::vector<std::size_t> put_shorts(std::size_t frequencies) {
    const std::vector<bool> shorted = shorted_ports(mna_, pairs_);
    std::vector<std::size_t> others;
    for (std::size_t p = 0; p < pairs_.size(); ++p) {
      if (shorted[p]) {
        z_[p].assign(frequencies, Impedance::zero());
      } else {
        others.push_back(p);
      }
    }
    return others;
  }

  static Impedance exact(ResponseClass kind) {
    if (kind == ResponseClass::zero) return Impedance::zero();
    return kind == ResponseClass::infinite ? Impedance::infinite() : Impedance::undefined();
  }

  /// For equations that are singular at this very frequency, not by structure.
  [[nodiscard]] Impedance at_this_frequency(UnknownPair pair) const {
    const Structure structure(solver_.at());
    const ResponseClass kind = classify(structure, {&pair, 1}).front();
    if (kind != ResponseClass::regular) return exact(kind);
    return is_zero_response(structure, mna_.system, pair, pair) ? Impedance::zero() : Impedance::undefined();
  }

  /// Fills in the frequencies of these numbers that need no care of their own; returns the others.
  std::vector<std::size_t> side_by_side(const Ports& ports, const std::vector<double>& frequencies,
                                        std::vector<std::size_t> numbers, const Progress& progress) {
    const std::vector<std::size_t> regular = put_exact(ports, numbers);
    if (regular.empty() || ports.one_inversion_pays()) return numbers;
    numbers = one_by_one(regular, std::move(numbers), [&](std::size_t port, std::vector<std::size_t> its) {
      return by_tape(&solver_.part(), port, frequencies, std::move(its));
    });
    std::vector<LaneSolver::Task> tasks;
    for (const std::size_t p : regular)
      tasks.push_back({unit_between<ComplexDD>(mna_.system, pairs_[p]), {pairs_[p]}, true});
    const auto take = [&](std::size_t k, std::span<const LaneSolver::Solution> solutions, std::size_t lane) {
      for (std::size_t t = 0; t < regular.size(); ++t) {
        z_[regular[t]][k] = solutions[t].value(pairs_[regular[t]], lane).to_complex();
      }
    };
    return sweep_lanes({mna_.system, solver_.part(), tasks}, frequencies, numbers, take, lane_counters_, progress);
  }

  /// Fills in one port after the other by fill(port, numbers), which returns the frequencies' numbers that it has to
  /// leave; returns those of which any port is left. Tapes of many ports take longer than one factorisation for all.
  template <class Fill>
  std::vector<std::size_t> one_by_one(std::span<const std::size_t> ports, std::vector<std::size_t> numbers,
                                      const Fill& fill) {
    constexpr std::size_t most_tapes = 8;
    if (ports.size() > most_tapes) return numbers;
    std::vector<std::size_t> left;
    for (const std::size_t port : ports) {
      const std::vector<std::size_t> of_port = fill(port, numbers);
      if (of_port.size() == numbers.size()) return numbers;  // no chain to the other ports either
      std::vector<std::size_t> joined;
      std::set_union(left.begin(), left.end(), of_port.begin(), of_port.end(), std::back_inserter(joined));
      left = std::move(joined);
    }
    lane_counters_.by_tape += numbers.size() - left.size();
    return left;
  }

  /// Fills in a port where a tape of the whole system gives it; returns the other frequencies' numbers.
  std::vector<std::size_t> by_tape_of_whole(std::size_t port, const std::vector<double>& frequencies,
                                            std::vector<std::size_t> numbers) {
    const std::size_t open = numbers.size();
    if (std::all_of(numbers.begin(), numbers.end(), [&](std::size_t k) { return frequencies[k] == 0; })) return numbers;
    if (mna_.system.columns == 0) mna_ = assemble(circuit_);
    const auto tape = PortTape::of_chain(std::move(mna_.system), pairs_[port]);
    if (tape) numbers = run(*tape, port, frequencies, std::move(numbers));
    if (numbers.empty()) return numbers;
    if (mna_.system.columns == 0) mna_ = assemble(circuit_);
    const bool may_help = !tape || numbers.size() < open;
    return may_help ? by_tape(nullptr, port, frequencies, std::move(numbers)) : numbers;
  }

  /// The same for one of the ports by tapes whose pivots one of the frequencies chooses, of a part or, without one, of
  /// the whole system. What some pivots do not reach, stricter ones may.
  std::vector<std::size_t> by_tape(const RegularPart* part, std::size_t port, const std::vector<double>& frequencies,
                                   std::vector<std::size_t> numbers) {
    for (const double least_pivot : {0.001, 0.1}) {
      if (numbers.size() < worth_pivots) break;
      const SystemAtFrequency middle = at_frequency(mna_.system, frequencies[numbers[numbers.size() / 2]]);
      const auto tape = PortTape::write(middle, part, pairs_[port], least_pivot);
      if (!tape) break;
      numbers = run(*tape, port, frequencies, std::move(numbers));
    }
    return numbers;
  }

  std::vector<std::size_t> run(const PortTape& tape, std::size_t port, const std::vector<double>& frequencies,
                               std::vector<std::size_t> numbers) {
    const auto take = [&](std::size_t k, std::complex<double> z) { z_[port][k] = z; };
    return sweep_tape(tape, frequencies, numbers, take);
  }

  /// What the structure says of the ports, at frequencies of these numbers; returns the ports of which more is to be
  /// said.
  std::vector<std::size_t> put_exact(const Ports& ports, std::span<const std::size_t> numbers) {
    std::vector<std::size_t> regular;
    for (std::size_t p = 0; p < pairs_.size(); ++p) {
      const ResponseClass kind = ports.classes()[p];
      if (kind == ResponseClass::regular) {
        regular.push_back(p);
        continue;
      }
      for (const std::size_t k : numbers) z_[p][k] = exact(kind);
    }
    return regular;
  }

  /// All ports at one frequency, number k.
  void at(double frequency, std::size_t k) {
    const Ports& ports = move_to(frequency);
    std::vector<std::size_t> open = put_exact(ports, {&k, 1});
    if (ports.one_inversion_pays()) {
      const auto values = ports.invert(solver_.at());
      ++inversions_;
      std::erase_if(open, [&](std::size_t p) {
        if (values[p]) z_[p][k] = values[p]->to_complex();
        return values[p].has_value();
      });
    }
    for (std::size_t begin = 0; begin < open.size(); begin += batch) {
      solve({open.data() + begin, std::min(batch, open.size() - begin)}, k);
    }
  }

  void solve(std::span<const std::size_t> members, std::size_t frequency) {
    std::vector<ExactSolver::Task> tasks;
    for (const std::size_t p : members) {
      tasks.push_back({.b = unit_between<ComplexDD>(mna_.system, pairs_[p]), .x = {}, .targets = {pairs_[p]}});
    }
    solver_.solve(tasks);
    for (std::size_t k = 0; k < members.size(); ++k) {
      z_[members[k]][frequency] =
          tasks[k].solved ? Impedance(tasks[k].values[0].to_complex()) : at_this_frequency(pairs_[members[k]]);
    }
  }

  const Circuit& circuit_;
  MnaSystem mna_;
  ExactSolver solver_;
  std::vector<UnknownPair> pairs_;
  std::vector<std::vector<Impedance>> z_;
  std::optional<Ports> dc_;
  std::optional<Ports> ac_;
  std::size_t inversions_ = 0;
  SolverCounters lane_counters_;
};

}  // namespace

PortSweepResult sweep_ports(const Circuit& circuit, const std::vector<Port>& ports,
                            const std::vector<double>& frequencies, const Progress& progress) {
  PortSweep sweep(circuit, ports);
  PortSweepResult result;
  result.z = sweep.run(frequencies, progress);
  result.counters = sweep.counters();
  return result;
}

std::vector<std::vector<Impedance>> driving_point_impedances(const Circuit& circuit, const std::vector<Port>& ports,
                                                             const std::vector<double>& frequencies) {
  return sweep_ports(circuit, ports, frequencies).z;
}

}  // namespace ohmscope
