#include "solver/analyses/driving_point.hpp"

#include <algorithm>
#include <optional>

#include "solver/analyses/port_inverse.hpp"
#include "solver/circuit/exact_solver.hpp"
#include "solver/circuit/mna_system.hpp"

namespace ohmscope {

namespace {

/// What the structure alone says of a port.
enum class PortClass { zero, infinite, undefined, regular };

/// With I into the port, A x = b I and V = b.x. If that has no solution, I must be 0; if b.x is not the same on all
/// solutions, V is free. Both: infinite; neither: there is one value, 0 or not (regular).
std::vector<PortClass> by_solvability(const Structure& structure, std::span<const UnknownPair> ports) {
  const std::vector<Residue> motion = structure.free_motion();
  const std::vector<Residue> redundancy = structure.redundancy();
  std::vector<PortClass> classes;
  for (const UnknownPair& port : ports) {
    const bool solvable = between(port, redundancy).is_zero();
    const bool determined = between(port, motion).is_zero();
    const PortClass agreed = solvable ? PortClass::regular : PortClass::infinite;
    classes.push_back(solvable == determined ? agreed : PortClass::undefined);
  }
  return classes;
}

/// Of a port with one value.
bool is_zero(const Structure& structure, const LinearSystem& system, UnknownPair port) {
  return between(port, structure.elimination().solve(unit_between<Residue>(system, port)).x).is_zero();
}

/// The ports at all frequencies of one structure.
class Ports {
 public:
  Ports(const RegularPart& part, const SystemAtFrequency& sample, std::span<const UnknownPair> ports)
      : classes_(by_solvability(part.structure(), ports)) {
    constexpr std::size_t few = 16;  // are solved for one by one
    std::vector<UnknownPair> pairs;
    for (std::size_t p = 0; p < ports.size(); ++p) {
      if (classes_[p] != PortClass::regular) continue;
      regular_.push_back(p);
      pairs.push_back(ports[p]);
    }
    if (pairs.size() > few) inverse_.emplace(part, sample, pairs);
    for (std::size_t k = 0; k < pairs.size(); ++k) {
      const std::optional<bool> known = inverse_ ? inverse_->zero()[k] : std::nullopt;
      const bool zero = known ? *known : is_zero(part.structure(), *sample.system, pairs[k]);
      if (zero) classes_[regular_[k]] = PortClass::zero;
    }
  }
  [[nodiscard]] const std::vector<PortClass>& classes() const { return classes_; }

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
  std::vector<PortClass> classes_;
  std::vector<std::size_t> regular_;  // by port of the inverse
  std::optional<PortInverse> inverse_;
};

class PortSweep {
 public:
  PortSweep(const Circuit& circuit, const std::vector<Port>& ports) : mna_(assemble(circuit)), solver_(mna_.system) {
    for (const Port& port : ports)
      pairs_.emplace_back(MnaSystem::voltage(port.positive), MnaSystem::voltage(port.negative));
  }

  /// By port.
  std::vector<Impedance> at(double frequency) {
    solver_.set_frequency(frequency);
    std::optional<Ports>& ports = frequency == 0 ? dc_ : ac_;
    if (solver_.structure_is_new()) ports.emplace(solver_.part(), solver_.at(), pairs_);
    std::vector<std::optional<ComplexDD>> values(pairs_.size());
    if (ports->one_inversion_pays()) {
      values = ports->invert(solver_.at());
      ++inversions_;
    }
    std::vector<Impedance> z(pairs_.size());
    std::vector<std::size_t> open;
    for (std::size_t p = 0; p < pairs_.size(); ++p) {
      const PortClass kind = ports->classes()[p];
      if (kind != PortClass::regular) {
        z[p] = exact(kind);
      } else if (values[p]) {
        z[p] = values[p]->to_complex();
      } else {
        open.push_back(p);
      }
    }
    for (std::size_t begin = 0; begin < open.size(); begin += batch) {
      solve({open.data() + begin, std::min(batch, open.size() - begin)}, z);
    }
    return z;
  }
  [[nodiscard]] SolverCounters counters() const {
    SolverCounters counters = solver_.counters();
    counters.inversions = inversions_;
    return counters;
  }

 private:
  static constexpr std::size_t batch = 8;

  static Impedance exact(PortClass kind) {
    if (kind == PortClass::zero) return Impedance::zero();
    return kind == PortClass::infinite ? Impedance::infinite() : Impedance::undefined();
  }

  /// For equations that are singular at this very frequency, not by structure.
  [[nodiscard]] Impedance at_this_frequency(UnknownPair pair) const {
    const Structure structure(solver_.at());
    const PortClass kind = by_solvability(structure, {&pair, 1}).front();
    if (kind != PortClass::regular) return exact(kind);
    return is_zero(structure, mna_.system, pair) ? Impedance::zero() : Impedance::undefined();
  }

  void solve(std::span<const std::size_t> members, std::vector<Impedance>& z) {
    std::vector<ExactSolver::Task> tasks;
    for (const std::size_t p : members) {
      tasks.push_back({.b = unit_between<ComplexDD>(mna_.system, pairs_[p]), .x = {}, .targets = {pairs_[p]}});
    }
    solver_.solve(tasks);
    for (std::size_t k = 0; k < members.size(); ++k) {
      z[members[k]] =
          tasks[k].solved ? Impedance(tasks[k].values[0].to_complex()) : at_this_frequency(pairs_[members[k]]);
    }
  }

  MnaSystem mna_;
  ExactSolver solver_;
  std::vector<UnknownPair> pairs_;
  std::optional<Ports> dc_;
  std::optional<Ports> ac_;
  std::size_t inversions_ = 0;
};

}  // namespace

PortSweepResult sweep_ports(const Circuit& circuit, const std::vector<Port>& ports,
                            const std::vector<double>& frequencies, const Progress& progress) {
  PortSweep sweep(circuit, ports);
  PortSweepResult result{std::vector<std::vector<Impedance>>(ports.size()), {}};
  std::size_t done = 0;
  for (const double frequency : frequencies) {
    const std::vector<Impedance> point = sweep.at(frequency);
    for (std::size_t p = 0; p < ports.size(); ++p) result.z[p].push_back(point[p]);
    tell(progress, ++done, frequencies.size());
  }
  result.counters = sweep.counters();
  return result;
}

std::vector<std::vector<Impedance>> driving_point_impedances(const Circuit& circuit, const std::vector<Port>& ports,
                                                             const std::vector<double>& frequencies) {
  return sweep_ports(circuit, ports, frequencies).z;
}

}  // namespace ohmscope
