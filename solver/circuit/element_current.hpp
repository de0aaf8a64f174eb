#pragma once

#include <vector>

#include "solver/circuit/mna_system.hpp"

namespace ohmscope {

/// The current of an element that has none among the unknowns, from its first pin through it: what its own equations
/// take out of that node's balance. (Of an element from ground, what they bring to its second.)
class ElementCurrent {
 public:
  /// `circuit` and `mna` must outlive it.
  ElementCurrent(const Circuit& circuit, const MnaSystem& mna, ElementId id);

  [[nodiscard]] ElementId element() const { return element_; }
  /// The summands of the current at a frequency in Hz: value * (x[p] - x[n]).
  struct Summand {
    UnknownPair difference;
    ComplexDD value;
  };
  [[nodiscard]] std::vector<Summand> at(double frequency) const;
  /// What joins them at DC: the part of a nonlinear device's current that no unknown moves, in amperes.
  [[nodiscard]] double constant() const;

 private:
  ElementId element_;
  Unknown row_;
  double sign_ = 1;
  LinearSystem stamps_;
};

}  // namespace ohmscope
