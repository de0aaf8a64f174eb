#include "results/one_impedance.hpp"

#include <fmt/format.h>

#include <cmath>

#include "results/fault.hpp"

namespace ohmscope::results {

namespace {

/// How the user chooses, by where the impedances come from.
std::string how_to_choose(const Plot& plot) {
  if (plot.type == "port") return "choose one with --port NODE, or a column with 'ohmscope convert --signal NAME'";
  if (plot.type == "chain")
    return "write all of them to a .h5 or .raw file, then 'ohmscope convert IN OUT --signal STAGE.overall.zin'";
  return "choose one with 'ohmscope convert --signal NAME'";
}

}  // namespace

FrequencyAndImpedance only_impedance_of(const Document& document, std::string_view format) {
  FrequencyAndImpedance found{};
  std::size_t count = 0;
  std::string names;
  std::string hint = "it takes an impedance in ohm over a frequency in Hz";
  for (const Plot& plot : document.plots) {
    if (plot.axes.size() != 1 || plot.axes.front().unit != "Hz") continue;
    for (const Column& signal : plot.signals) {
      if (signal.unit != "ohm") continue;
      found = {&plot.axes.front(), &signal};
      if (++count <= 4) names += (count == 1 ? "" : ", ") + signal.name;
      hint = how_to_choose(plot);
    }
  }
  if (count == 0) throw Fault(fmt::format("a {} file holds one impedance, and here is none", format), hint);
  if (count > 1) {
    const char* more = count > 4 ? ", …" : "";
    throw Fault(fmt::format("a {} file holds one impedance, and here are {}: {}{}", format, count, names, more), hint);
  }
  for (std::size_t k = 0; k < found.impedance->values.size(); ++k) {
    const std::complex<double> z = found.impedance->values[k];
    if (std::isfinite(z.real()) && std::isfinite(z.imag())) continue;
    throw Fault(fmt::format("a {} file holds finite impedances, and {} is {} at {} Hz", format, found.impedance->name,
                            std::isnan(z.real()) || std::isnan(z.imag()) ? "undefined" : "infinite",
                            found.frequency->values.real(k)),
                "leave that frequency out");
  }
  return found;
}

Document one_impedance(std::vector<double> frequencies, std::vector<std::complex<double>> impedances) {
  Plot plot{.type = "port", .name = "port impedances", .is_complex = true};
  plot.axes.push_back({"frequency", "Hz", Values(std::move(frequencies))});
  plot.signals.push_back({"z", "ohm", Values(std::move(impedances))});
  return {.title = "", .date = "", .plots = {plot}};
}

}  // namespace ohmscope::results
