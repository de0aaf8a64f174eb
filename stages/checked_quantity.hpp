#pragma once

#include <cstddef>
#include <limits>

#include "solver/circuit/impedance.hpp"

namespace ohmscope {

/// The magnitudes (ohms) around a comparison, against which a difference that cancels is judged.
struct Scale {
  double largest = 0;
  double smallest = std::numeric_limits<double>::infinity();
  void add(const Impedance& z);
};

/// The comparison of one impedance by two roads over all frequencies.
struct CheckedQuantity {
  double max_error = 0;        ///< relative; infinite where one road has 0 or infinity and the other does not
  double worst_frequency = 0;  ///< Hz, where max_error occurs
  Impedance by_rule;           ///< there
  Impedance by_mna;            ///< there
  std::size_t compared = 0;    ///< points
  std::size_t skipped = 0;     ///< points at which either road is undefined

  /// Takes in one more point; frequency in Hz.
  void add(double frequency, const Impedance& rule, const Impedance& mna, const Scale& scale);
};

}  // namespace ohmscope
