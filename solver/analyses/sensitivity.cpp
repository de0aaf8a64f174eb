#include "solver/analyses/sensitivity.hpp"

#include <cmath>
#include <limits>

#include "solver/analyses/response_class.hpp"
#include "solver/analyses/stamp_slopes.hpp"
#include "solver/circuit/exact_solver.hpp"
#include "solver/circuit/mna_system.hpp"

namespace ohmscope {

namespace {

/// The solution for a unit across a port, of the equations or of their adjoint.
class UnitSolution {
 public:
  /// `wanted`: the differences that will be asked for.
  UnitSolution(ExactSolver& solver, const LinearSystem& system, UnknownPair port, std::vector<UnknownPair> wanted)
      : exact_(solver.structure().elimination().solve(unit_between<Residue>(system, port)).x) {
    wanted.push_back(port);
    std::erase_if(wanted, [&](const UnknownPair& pair) { return between(pair, exact_).is_zero(); });
    task_.b = unit_between<ComplexDD>(system, port);
    task_.targets = std::move(wanted);
    solver.solve({&task_, 1});
  }
  [[nodiscard]] bool exists() const { return task_.solved; }
  /// Exactly 0 where the structure says so.
  [[nodiscard]] ComplexDD across(UnknownPair pair) const {
    return between(pair, exact_).is_zero() ? ComplexDD{} : between(pair, task_.x);
  }

 private:
  std::vector<Residue> exact_;
  ExactSolver::Task task_;
};

/// With A x = b, A' z = b and Z = b.x = b.z:  dZ = -z.dA x.
class Sensitivities {
 public:
  explicit Sensitivities(const Circuit& circuit)
      : mna_(assemble(circuit)),
        adjoint_(transposed(mna_.system)),
        solver_(mna_.system),
        adjoint_solver_(adjoint_),
        slopes_(circuit, mna_),
        values_(slopes_.values()) {}

  [[nodiscard]] const std::vector<ElementValue>& values() const { return values_; }
  [[nodiscard]] SolverCounters counters() const {
    SolverCounters sum = solver_.counters();
    sum += adjoint_solver_.counters();
    return sum;
  }

  void move_to(double frequency) {
    solver_.set_frequency(frequency);
    adjoint_solver_.set_frequency(frequency);
    at_frequency_.clear();
    for (const ElementValue& value : values_) at_frequency_.push_back(slopes_.at(value, frequency));
  }

  /// d ln|Z| / d ln(value) of every value at the frequency in hand.
  [[nodiscard]] std::vector<double> of(const Port& port) {
    std::vector<double> result(values_.size(), std::numeric_limits<double>::quiet_NaN());
    const UnknownPair pair{MnaSystem::voltage(port.positive), MnaSystem::voltage(port.negative)};
    const Structure& structure = solver_.structure();
    if (Solvability(structure).of(pair, pair) != ResponseClass::regular) return result;
    if (is_zero_response(structure, mna_.system, pair, pair)) return result;
    const UnitSolution x(solver_, mna_.system, pair, pairs([](const ComplexStamp& s) { return s.columns; }));
    const UnitSolution z(adjoint_solver_, adjoint_, pair, pairs([](const ComplexStamp& s) { return s.rows; }));
    if (!x.exists() || !z.exists()) return result;
    const ComplexDD Z = x.across(pair);
    for (std::size_t v = 0; v < values_.size(); ++v) {
      ComplexDD sum;
      for (const ComplexStamp& s : at_frequency_[v]) sum -= z.across(s.rows) * s.value * x.across(s.columns);
      result[v] = (sum / Z).to_complex().real();
    }
    return result;
  }

 private:
  template <class Side>
  [[nodiscard]] std::vector<UnknownPair> pairs(const Side& side) const {
    std::vector<UnknownPair> all;
    for (const auto& stamps : at_frequency_) {
      for (const ComplexStamp& stamp : stamps) all.push_back(side(stamp));
    }
    return all;
  }

  MnaSystem mna_;
  LinearSystem adjoint_;
  ExactSolver solver_;
  ExactSolver adjoint_solver_;
  StampSlopes slopes_;
  std::vector<ElementValue> values_;
  std::vector<std::vector<ComplexStamp>> at_frequency_;  ///< by value: p dA/dp
};

}  // namespace

SensitivityResult port_sensitivities(const Circuit& circuit, const std::vector<Port>& ports,
                                     const std::vector<double>& frequencies, const Progress& progress) {
  Sensitivities sensitivities(circuit);
  SensitivityResult result{sensitivities.values(), {}, {}};
  result.of_ports.assign(ports.size(), std::vector(result.values.size(), std::vector<double>(frequencies.size())));
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    sensitivities.move_to(frequencies[k]);
    for (std::size_t p = 0; p < ports.size(); ++p) {
      const std::vector<double> found = sensitivities.of(ports[p]);
      for (std::size_t v = 0; v < found.size(); ++v) result.of_ports[p][v][k] = found[v];
    }
    tell(progress, k + 1, frequencies.size());
  }
  result.counters = sensitivities.counters();
  return result;
}

}  // namespace ohmscope
