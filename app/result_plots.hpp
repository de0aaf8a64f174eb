#pragma once

#include "app/analyses/analysis.hpp"
#include "app/ports.hpp"
#include "results/document.hpp"
#include "solver/analyses/sensitivity.hpp"
#include "stages/chain_analysis.hpp"

namespace ohmscope {

/// Results as plain data for files. All of them point to the numbers given, which must outlive them.

/// Adds a plot of what an analysis tells at each point, and one of what it tells once.
void add_plots(results::Document& document, const AnalysisType& type, const AnalysisResult& result);

/// `STAGE.local.zin` and its kin of each stage, then `v(CHAIN.STAGE)`.
[[nodiscard]] results::Plot plot_of(const ChainResult& result);

/// A plot called `name` without signals, for add_sensitivities().
[[nodiscard]] results::Plot sensitivities_plot(std::string type, std::string name,
                                               const std::vector<double>& frequencies);
/// `sens(IMPEDANCE,VALUE)` for each value: d ln|Z| / d ln(value).
void add_sensitivities(results::Plot& plot, std::string_view impedance, const ImpedanceSensitivities& sensitivities);

/// `z(PORT)` of each port over the frequencies (Hz).
[[nodiscard]] results::Plot plot_of(const std::vector<NamedPort>& ports, const std::vector<double>& frequencies,
                                    const std::vector<std::vector<Impedance>>& impedances);

}  // namespace ohmscope
