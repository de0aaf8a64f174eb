#include "app/result_plots.hpp"

#include <algorithm>

#include "results/plot_names.hpp"

namespace ohmscope {

namespace {

using results::Values;

// An impedance is nothing but its number.
Values values_of(const std::vector<Impedance>& impedances) {
  static_assert(sizeof(Impedance) == sizeof(std::complex<double>));
  return Values({Values::Kind::complex128, reinterpret_cast<const std::byte*>(impedances.data()), impedances.size(),
                 sizeof(Impedance)});
}

bool has_imaginary_parts(const AnalysisResult& result) {
  return std::any_of(result.values.begin(), result.values.end(), [](const auto& values) {
    return std::any_of(values.begin(), values.end(), [](std::complex<double> value) { return value.imag() != 0; });
  });
}

results::Plot points_of(const AnalysisType& type, const AnalysisResult& result) {
  results::Plot plot{.type = std::string(type.name), .name = std::string(results::plot_name(type.name))};
  plot.is_complex = type.is_complex || has_imaginary_parts(result);
  plot.references = result.references;
  if (results::plot_has_axis(plot.name)) {  // that an operating point is at 0 Hz need not be said
    for (const Axis& axis : result.axes) plot.axes.push_back({axis.name, axis.unit, Values::of(axis.values)});
  }
  for (std::size_t s = 0; s < result.signals.size(); ++s) {
    const auto& values = result.values[s];
    plot.signals.push_back({result.signals[s].name, result.signals[s].unit,
                            plot.is_complex ? Values::of(values) : Values::real_parts_of(values)});
  }
  return plot;
}

results::Plot figures_of(const AnalysisType& type, const AnalysisResult& result) {
  results::Plot plot{.type = std::string(type.name), .name = std::string(results::plot_name(type.name))};
  if (!result.signals.empty()) plot.name += results::totals;
  plot.is_complex = type.is_complex && result.signals.empty();
  for (const Figure& figure : result.figures) {
    const std::complex<double> value(figure.value, figure.imaginary);
    plot.signals.push_back({figure.name, figure.unit,
                            plot.is_complex ? Values(std::vector<std::complex<double>>{value})
                                            : Values(std::vector<double>{figure.value})});
  }
  return plot;
}

// One point for each value of an outer sweep.
results::Plot measurements_of(const AnalysisType& type, const AnalysisResult& result) {
  results::Plot plot{.type = std::string(type.name), .name = std::string(results::plot_name(type.name)) + " measured"};
  for (const Measurement& measured : result.measurements) plot.is_complex = plot.is_complex || measured.is_complex;
  if (result.axes.size() > 1) {
    std::vector<double> outer;
    const std::size_t inner = result.points() / result.measurements.front().values.size();
    for (std::size_t k = 0; k < result.points(); k += inner) outer.push_back(result.axes[1].values[k]);
    plot.axes.push_back({result.axes[1].name, result.axes[1].unit, Values(std::move(outer))});
  }
  for (const Measurement& measured : result.measurements) {
    plot.signals.push_back({measured.name, measured.unit,
                            plot.is_complex ? Values::of(measured.values) : Values::real_parts_of(measured.values)});
  }
  return plot;
}

}  // namespace

void add_plots(results::Document& document, const AnalysisType& type, const AnalysisResult& result) {
  if (!result.signals.empty()) document.plots.push_back(points_of(type, result));
  if (!result.figures.empty()) document.plots.push_back(figures_of(type, result));
  if (!result.measurements.empty()) document.plots.push_back(measurements_of(type, result));
}

results::Plot plot_of(const ChainResult& result) {
  results::Plot plot{.type = "chain", .name = "chain " + result.name, .is_complex = true};
  plot.axes.push_back({"frequency", "Hz", Values::of(result.frequencies)});
  for (const StageResult& stage : result.stages) {
    plot.signals.push_back({stage.name + ".local.zin", "ohm", values_of(stage.local.zin)});
    plot.signals.push_back({stage.name + ".local.zout", "ohm", values_of(stage.local.zout)});
    plot.signals.push_back({stage.name + ".overall.zin", "ohm", values_of(stage.overall.zin)});
    plot.signals.push_back({stage.name + ".overall.zout", "ohm", values_of(stage.overall.zout)});
  }
  for (const StageResult& stage : result.stages)
    plot.signals.push_back({fmt::format("v({}.{})", result.name, stage.name), "V", Values::of(stage.voltage)});
  return plot;
}

results::Plot sensitivities_plot(std::string type, std::string name, const std::vector<double>& frequencies) {
  results::Plot plot{.type = std::move(type), .name = std::move(name)};
  plot.axes.push_back({"frequency", "Hz", Values::of(frequencies)});
  return plot;
}

void add_sensitivities(results::Plot& plot, std::string_view impedance, const ImpedanceSensitivities& sensitivities) {
  for (std::size_t v = 0; v < sensitivities.names.size(); ++v) {
    plot.signals.push_back(
        {fmt::format("sens({},{})", impedance, sensitivities.names[v]), "", Values(sensitivities.values[v])});
  }
}

results::Plot plot_of(const std::vector<NamedPort>& ports, const std::vector<double>& frequencies,
                      const std::vector<std::vector<Impedance>>& impedances) {
  results::Plot plot{.type = "port", .name = "port impedances", .is_complex = true};
  plot.axes.push_back({"frequency", "Hz", Values::of(frequencies)});
  for (std::size_t p = 0; p < ports.size(); ++p)
    plot.signals.push_back({fmt::format("z({})", ports[p].port.name), "ohm", values_of(impedances[p])});
  return plot;
}

}  // namespace ohmscope
