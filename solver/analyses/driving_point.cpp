#include "solver/analyses/driving_point.hpp"

#include <algorithm>

#include "solver/circuit/exact_solver.hpp"
#include "solver/circuit/mna_system.hpp"

namespace ohmscope {

namespace {

/// What the structure alone says of a port.
enum class PortClass { zero, infinite, undefined, regular };

/// With I into the port, A x = b I and V = b.x. If that has no solution, I must be 0; if b.x is not the same on all
/// solutions, V is free.
PortClass classify(const Structure& structure, UnknownPair port, std::int32_t size) {
  const std::vector<Residue> b = Structure::difference(port, size);
  const auto solution = structure.elimination().solve(b);
  const bool determined = structure.elimination().determines(b);
  if (!solution.consistent) return determined ? PortClass::undefined : PortClass::infinite;
  if (!determined) return PortClass::undefined;
  Residue v;
  if (port.positive.exists()) v += solution.x[port.positive.at()];
  if (port.negative.exists()) v -= solution.x[port.negative.at()];
  return v.is_zero() ? PortClass::zero : PortClass::regular;
}

std::vector<ComplexDD> unit_current(UnknownPair port, std::int32_t size) {
  std::vector<ComplexDD> b(static_cast<std::size_t>(size));
  if (port.positive.exists()) b[port.positive.at()] += 1.0;
  if (port.negative.exists()) b[port.negative.at()] -= 1.0;
  return b;
}

class PortSweep {
 public:
  PortSweep(const Circuit& circuit, const std::vector<Port>& ports) : mna_(assemble(circuit)), solver_(mna_.system) {
    for (const Port& port : ports)
      pairs_.emplace_back(MnaSystem::voltage(port.positive), MnaSystem::voltage(port.negative));
  }

  /// By port.
  std::vector<Impedance> at(double frequency) {
    solver_.set_frequency(frequency);
    const std::vector<PortClass>& classes = classes_at(frequency);
    std::vector<Impedance> z(pairs_.size());
    std::vector<std::size_t> regular;
    for (std::size_t p = 0; p < pairs_.size(); ++p) {
      if (classes[p] == PortClass::zero) z[p] = Impedance::zero();
      if (classes[p] == PortClass::infinite) z[p] = Impedance::infinite();
      if (classes[p] == PortClass::regular) regular.push_back(p);
    }
    for (std::size_t begin = 0; begin < regular.size(); begin += batch) {
      solve({regular.data() + begin, std::min(batch, regular.size() - begin)}, z);
    }
    return z;
  }

 private:
  static constexpr std::size_t batch = 8;

  const std::vector<PortClass>& classes_at(double frequency) {
    std::vector<PortClass>& classes = frequency == 0 ? dc_ : ac_;
    if (solver_.structure_is_new()) {
      classes.clear();
      for (const UnknownPair& pair : pairs_) {
        classes.push_back(classify(solver_.structure(), pair, mna_.system.rows));
      }
    }
    return classes;
  }

  /// For equations that are singular at this very frequency, not by structure.
  [[nodiscard]] Impedance at_this_frequency(UnknownPair pair) const {
    const PortClass by_values = classify(Structure(solver_.at()), pair, mna_.system.rows);
    if (by_values == PortClass::zero) return Impedance::zero();
    return by_values == PortClass::infinite ? Impedance::infinite() : Impedance::undefined();
  }

  void solve(std::span<const std::size_t> members, std::vector<Impedance>& z) {
    std::vector<ExactSolver::Task> tasks;
    for (const std::size_t p : members) {
      tasks.push_back({.b = unit_current(pairs_[p], mna_.system.rows), .x = {}, .targets = {pairs_[p]}});
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
  std::vector<PortClass> dc_;
  std::vector<PortClass> ac_;
};

}  // namespace

std::vector<std::vector<Impedance>> driving_point_impedances(const Circuit& circuit, const std::vector<Port>& ports,
                                                             const std::vector<double>& frequencies) {
  PortSweep sweep(circuit, ports);
  std::vector<std::vector<Impedance>> z(ports.size());
  for (const double frequency : frequencies) {
    const std::vector<Impedance> point = sweep.at(frequency);
    for (std::size_t p = 0; p < ports.size(); ++p) z[p].push_back(point[p]);
  }
  return z;
}

}  // namespace ohmscope
