#pragma once

#include <complex>
#include <string>
#include <utility>
#include <vector>

#include "solver/circuit/bias.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::testing {

using Given = std::vector<std::pair<std::string, double>>;

/// A model of a device, as a card would have it, and where it is looked at.
struct ModelCase {
  std::string name;
  const DeviceType* type;
  std::string ngspice_type;
  Given model;
  Given card;
  bool slopes_are_ngspices = true;  ///< false: ngspice's are not those of its own currents
  std::size_t noisy_bias = 0;       ///< where its noise is looked at

  /// Voltages of its pins; one set after the other.
  [[nodiscard]] std::vector<std::vector<double>> biases() const;
};

/// All of them, those of one device together.
[[nodiscard]] const std::vector<ModelCase>& model_cases();

/// Values in the order of a type's table: defaults, and those given by name or alias.
[[nodiscard]] std::vector<double> values_of(const DeviceType& type, const Given& given);

/// A device between the voltages of its pins, the last of which are inner nodes at the pins they belong to.
struct AtVoltages {
  AtVoltages(const DeviceType& type, const Given& given, double celsius, std::vector<double> pins);
  AtVoltages(const ModelCase& model, double celsius, const std::vector<double>& pins);

  /// Out of the circuit into pin number `pin`.
  [[nodiscard]] double current(std::size_t pin) const;
  /// What a volt at pin `driven` makes of it.
  [[nodiscard]] std::complex<double> admittance(std::size_t pin, std::size_t driven, double frequency) const;
  /// Squared density of its noise, A^2/Hz.
  [[nodiscard]] double noise(std::size_t pin, double frequency) const;

  [[nodiscard]] std::size_t outer(std::size_t pin) const;
  /// 1 if a flow or control begins at a pin, -1 if it ends there.
  [[nodiscard]] double part(const TerminalPair& pair, std::size_t pin) const;

  const Nonlinear& device;
  std::vector<double> volts;
  Bias bias;
  std::vector<double> prepared;
};

}  // namespace ohmscope::testing
