#pragma once

#include <vector>

#include "solver/analyses/sensitivity.hpp"
#include "solver/circuit/mna_system.hpp"

namespace ohmscope {

/// How the equations' summands hang on the values of elements.
class StampSlopes {
 public:
  /// `mna` is that of `circuit`; both must outlive it.
  StampSlopes(const Circuit& circuit, const MnaSystem& mna);

  /// p dA/dp at a frequency (Hz) for a value p: what the summands of its element, and of those that refer to it, change
  /// by. From four values beside p, to about 1e-16 of it; those that do not change are left out.
  [[nodiscard]] std::vector<ComplexStamp> at(ElementValue value, double frequency);

  /// All values that are neither 0 nor infinite and that the equations depend on.
  [[nodiscard]] std::vector<ElementValue> values();

 private:
  std::vector<ComplexStamp> stamps_with(ElementValue value, double number, double frequency);

  const MnaSystem& mna_;
  Circuit varied_;
  std::vector<std::vector<ElementId>> touched_;  ///< by element: itself and those that refer to it
};

}  // namespace ohmscope
