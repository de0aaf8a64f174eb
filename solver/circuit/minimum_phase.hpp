#pragma once

#include <span>
#include <vector>

namespace ohmscope {

/// The phase, in radians, of the impedance without poles and zeros in the right half plane that has these magnitudes at
/// these frequencies (Hz, strictly rising, at least two; all positive): Bode's integral over the slope of the
/// magnitude,
///
///     phase(f) = 1/pi * integral over u of  d ln|Z| / du * ln coth(|u - ln f| / 2),    u = ln of the frequency,
///
/// exactly for the line that joins the points in a plot of both logarithms. Beyond its ends the line is prolonged with
/// its slope over the last tenth of a decade. What a measurement leaves out there is most of the error: near its ends.
[[nodiscard]] std::vector<double> minimum_phase(std::span<const double> frequencies,
                                                std::span<const double> magnitudes);

}  // namespace ohmscope
