#pragma once

#include <complex>
#include <cstdint>
#include <vector>

#include "solver/circuit/circuit.hpp"
#include "solver/circuit/linear_system.hpp"

namespace ohmscope {

/// What a device writes its equations with. Unknowns are node voltages and branch currents; row k of the system is the
/// current balance of node k (currents that leave it add up to what sources bring), or the equation of branch k.
class Stamper {
 public:
  /// For the constant parts of the element that begin_element names next.
  Stamper(const Circuit& circuit, const std::vector<std::int32_t>& first_branch, LinearSystem& system)
      : circuit_(circuit), first_branch_(first_branch), system_(&system) {}
  /// For the parts that depend on the frequency.
  Stamper(const Circuit& circuit, const std::vector<std::int32_t>& first_branch,
          std::vector<ComplexStamp>& at_frequency)
      : circuit_(circuit), first_branch_(first_branch), at_frequency_(&at_frequency) {}
  /// For the sources of noise.
  Stamper(const Circuit& circuit, const std::vector<std::int32_t>& first_branch, std::vector<NoiseStamp>& noise)
      : circuit_(circuit), first_branch_(first_branch), noise_(&noise) {}
  /// For the same as polynomials of s.
  Stamper(const Circuit& circuit, const std::vector<std::int32_t>& first_branch, std::vector<PowerStamp>& powers)
      : circuit_(circuit), first_branch_(first_branch), powers_(&powers) {}
  void begin_element(ElementId id) { element_ = id; }

  [[nodiscard]] static Unknown node(NodeId node) { return {node - 1}; }
  [[nodiscard]] static UnknownPair across(NodeId p, NodeId n) { return {node(p), node(n)}; }
  /// This element's k-th branch current.
  [[nodiscard]] Unknown branch(int k = 0) const { return branch_of(element_, k); }
  /// Another element's branch current.
  [[nodiscard]] Unknown branch_of(ElementId id, int k = 0) const {
    return {first_branch_[static_cast<std::size_t>(id)] + k};
  }
  /// The first value of another element: a coupled inductor's L.
  [[nodiscard]] double value_of(ElementId id) const { return circuit_.values(id)[0]; }

  /// value * (x[columns.positive] - x[columns.negative]) joins row `rows.positive` and, with the opposite sign, row
  /// `rows.negative`. For an admittance y between nodes p and n: add(across(p, n), across(p, n), y).
  void add(UnknownPair rows, UnknownPair columns, DoubleDouble value) {
    system_->resistive.push_back({rows, columns, value});
  }
  /// The same times s.
  void add_s(UnknownPair rows, UnknownPair columns, DoubleDouble value) {
    system_->storage.push_back({rows, columns, value});
  }
  /// The same at the frequency in hand.
  void add_at(UnknownPair rows, UnknownPair columns, ComplexDD value) {
    at_frequency_->push_back({rows, columns, value});
  }
  /// The same times s^power.
  void add_power(UnknownPair rows, UnknownPair columns, DoubleDouble value, int power) {
    powers_->push_back({rows, columns, value, power});
  }
  /// Branch current `i` flows from p to n; its own row opens with v(p) - v(n).
  void voltage_branch(Unknown i, NodeId p, NodeId n) {
    add(across(p, n), i, 1.0);
    add(i, across(p, n), 1.0);
  }
  /// A source's value on the right of row `rows.positive`, with the opposite sign in `rows.negative`.
  void source(UnknownPair rows, double dc, std::complex<double> ac) {
    system_->sources.push_back({rows, dc, ac, element_});
  }
  /// A source of noise on the right of row `rows.positive`, with the opposite sign in `rows.negative`.
  void noise(UnknownPair rows, double density) { noise_->push_back({rows, density}); }

 private:
  const Circuit& circuit_;
  const std::vector<std::int32_t>& first_branch_;
  LinearSystem* system_ = nullptr;
  std::vector<ComplexStamp>* at_frequency_ = nullptr;
  std::vector<NoiseStamp>* noise_ = nullptr;
  std::vector<PowerStamp>* powers_ = nullptr;
  ElementId element_ = 0;
};

}  // namespace ohmscope
