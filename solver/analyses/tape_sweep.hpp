#pragma once

#include <complex>
#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "solver/circuit/port_tape.hpp"

namespace ohmscope {

/// Receives a port's impedance in ohms at frequency number `k`; called from several threads at once.
using TakeImpedance = std::function<void(std::size_t k, std::complex<double> z)>;

/// The impedance of the tape's port at those of the frequencies (Hz) of these numbers at which it is accurate, in
/// blocks on all processors; the result is the same on any number of them. Returns the other numbers.
[[nodiscard]] std::vector<std::size_t> sweep_tape(const PortTape& tape, std::span<const double> frequencies,
                                                  std::span<const std::size_t> numbers, const TakeImpedance& take);

}  // namespace ohmscope
