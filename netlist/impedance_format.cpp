#include <algorithm>
#include <cmath>

#include "netlist/codes.hpp"
#include "netlist/impedance_file.hpp"
#include "netlist/impedance_points.hpp"
#include "netlist/text.hpp"
#include "solver/circuit/minimum_phase.hpp"

namespace ohmscope {

namespace {

constexpr std::size_t most_points_of_minimum_phase = 10000;  // its time grows with their square

/// Gives the magnitudes the phase that belongs to them.
ImpedanceFault add_minimum_phase(ImpedancePoints& points) {
  std::vector<double> magnitudes;
  for (const std::complex<double>& value : points.values) magnitudes.push_back(std::abs(value));
  const bool has_logarithms = points.frequencies.front() > 0 &&
                              std::all_of(magnitudes.begin(), magnitudes.end(), [](double m) { return m > 0; });
  if (magnitudes.size() < 2 || !has_logarithms)
    return "minphase needs at least two points, all of them above 0 Hz and 0 ohm";
  if (magnitudes.size() > most_points_of_minimum_phase)
    return fmt::format("minphase takes {} points at most, found {}: export them with fewer points an octave",
                       most_points_of_minimum_phase, magnitudes.size());
  const std::vector<double> phases = minimum_phase(points.frequencies, magnitudes);
  for (std::size_t k = 0; k < phases.size(); ++k) points.values[k] = std::polar(magnitudes[k], phases[k]);
  return std::nullopt;
}

}  // namespace

bool set_impedance_option(std::string_view word, ImpedanceOptions& options) {
  if (equal_ignoring_case(word, impedance_option_names[0])) return options.minimum_phase = true;
  if (equal_ignoring_case(word, impedance_option_names[1])) return options.extrapolate = true;
  return false;
}

std::shared_ptr<const ImpedanceTable> parse_impedance(std::string_view text, ImpedanceFormat format,
                                                      const ImpedanceOptions& options, const std::string& name,
                                                      Span mention, Diagnostics& diagnostics) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  if (text.find('\0') != std::string_view::npos) {
    diagnostics.error(codes::bad_measured_file, mention, "'{}' is not a text file", name);
    return nullptr;
  }
  ImpedancePoints points;
  const bool is_table = format == ImpedanceFormat::columns;
  if (const auto fault = is_table ? read_impedance_columns(text, points) : read_impedance_touchstone(text, points)) {
    const std::string place = points.line > 0 ? fmt::format(", line {}", points.line) : "";
    diagnostics.error(codes::bad_measured_file, mention, "'{}'{}: {}", name, place, *fault);
    return nullptr;
  }
  if (points.frequencies.empty()) {
    diagnostics.error(codes::bad_measured_file, mention, "'{}' holds no points", name);
    return nullptr;
  }
  if (!points.has_phase && !options.minimum_phase) {
    diagnostics
        .error(codes::bad_measured_file, mention, "'{}' has no phase, expected frequency, magnitude and phase", name)
        .with_hint(fmt::format("Z({}, minphase) computes it from the magnitude", name));
    return nullptr;
  }
  if (const ImpedanceFault fault = options.minimum_phase ? add_minimum_phase(points) : std::nullopt) {
    diagnostics.error(codes::bad_measured_file, mention, "'{}': {}", name, *fault);
    return nullptr;
  }
  return std::make_shared<const ImpedanceTable>(name, std::move(points.frequencies), std::move(points.values),
                                                options.extrapolate);
}

}  // namespace ohmscope
