#include <fmt/format.h>

#include "netlist/impedance_points.hpp"
#include "results/touchstone.hpp"

namespace ohmscope {

namespace {

/// Ohms from what the file holds; nothing if that is infinite.
std::optional<std::complex<double>> ohms(std::complex<double> value, const results::NetworkData& data) {
  if (data.parameter == results::NetworkParameter::z) return value;
  const bool is_admittance = data.parameter == results::NetworkParameter::y;
  const std::complex<double> divisor = is_admittance ? value : 1.0 - value;
  if (divisor == 0.0) return std::nullopt;
  return is_admittance ? 1.0 / divisor : data.references.front() * (1.0 + value) / divisor;
}

}  // namespace

ImpedanceFault read_impedance_touchstone(std::string_view text, ImpedancePoints& points) {
  const results::TouchstoneFile file = results::read_touchstone(text, 1);
  points.line = file.fault.line;
  if (!file.data) return file.fault.text;
  for (std::size_t k = 0; k < file.data->frequencies.size(); ++k) {
    const double frequency = file.data->frequencies[k];
    const auto value = ohms(file.data->at(k, 0, 0), *file.data);
    if (!value) return fmt::format("the impedance at {:.6g} Hz is infinite, expected a finite one", frequency);
    points.frequencies.push_back(frequency);
    points.values.push_back(*value);
  }
  return std::nullopt;
}

}  // namespace ohmscope
