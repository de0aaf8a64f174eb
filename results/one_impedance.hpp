#pragma once

#include <complex>
#include <string_view>
#include <vector>

#include "results/document.hpp"

namespace ohmscope::results {

struct FrequencyAndImpedance {
  const Column* frequency;
  const Column* impedance;
};

/// The one impedance over frequency that a document holds, for a `format` (".zma") that takes no other. Throws Fault,
/// with a hint how to choose, if there are several or none, or if it is somewhere infinite or undefined.
[[nodiscard]] FrequencyAndImpedance only_impedance_of(const Document& document, std::string_view format);

/// A document of an impedance (ohm) over frequencies (Hz).
[[nodiscard]] Document one_impedance(std::vector<double> frequencies, std::vector<std::complex<double>> impedances);

}  // namespace ohmscope::results
