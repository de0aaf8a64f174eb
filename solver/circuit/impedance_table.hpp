#pragma once

#include <complex>
#include <optional>
#include <string>
#include <vector>

namespace ohmscope {

/// A measured impedance: frequencies (Hz, strictly rising from 0 or more) and values (ohms), interpolated between its
/// points: logarithm of the magnitude and unwrapped phase, linear over the logarithm of the frequency. Beside a point
/// at 0 Hz or of 0 ohm, which have no logarithm, that axis is linear instead.
///
/// Where it is to be extrapolated, it goes on beyond its ends with the phase that the point there has, and as the power
/// of the frequency that belongs to that phase (Bode, Network Analysis and Feedback Amplifier Design (1945)): f^(phase
/// / 90 degrees), so that a resistance, an inductance and a capacitance stay what they are. At 0 Hz there is nothing.
class ImpedanceTable {
 public:
  /// `name` is for messages. Both vectors have the same size, at least 1.
  ImpedanceTable(std::string name, std::vector<double> frequencies, std::vector<std::complex<double>> values,
                 bool is_extrapolated = false);

  /// The value at `frequency`, exactly as given at the points, or nothing outside the table.
  [[nodiscard]] std::optional<std::complex<double>> at(double frequency) const;
  [[nodiscard]] bool covers(double frequency) const {
    return (frequency >= lowest() && frequency <= highest()) || (is_extrapolated_ && frequency > 0);
  }
  /// The same impedance times a factor.
  [[nodiscard]] ImpedanceTable times(double factor) const;
  [[nodiscard]] const std::string& name() const { return name_; }
  /// Its points, Hz.
  [[nodiscard]] const std::vector<double>& frequencies() const { return frequencies_; }
  [[nodiscard]] double lowest() const { return frequencies_.front(); }
  [[nodiscard]] double highest() const { return frequencies_.back(); }
  bool operator==(const ImpedanceTable&) const = default;

 private:
  std::string name_;
  std::vector<double> frequencies_;
  std::vector<std::complex<double>> values_;
  bool is_extrapolated_;
};

}  // namespace ohmscope
