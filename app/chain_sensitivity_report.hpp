#pragma once

#include <functional>

#include "app/parameter_slopes.hpp"
#include "app/sensitivity_report.hpp"
#include "results/csv_writer.hpp"
#include "results/document.hpp"
#include "stages/chain_sensitivity.hpp"

namespace ohmscope {

/// A chain whose sensitivities are asked for.
struct ChainReport {
  const Chain& chain;
  std::vector<std::size_t> stages;  ///< those asked for, by index
  ChainSensitivities sensitivities;
  const ParameterSensitivities& parameters;

  /// To values and parameters.
  [[nodiscard]] ImpedanceSensitivities of(std::size_t stage, StageImpedance which) const;
};

/// The member "sensitivities" of a stage.
void write_json(JsonWriter& json, const ChainReport& report, std::size_t stage);
/// A row for each impedance, value and frequency (Hz); `heading` says what they are, `begin_row` writes what
/// stands before each.
void write_csv_heading(CsvWriter& csv);
void write_csv(CsvWriter& csv, const ChainReport& report, const std::vector<double>& frequencies,
               const std::function<void()>& begin_row);
/// As plain data for files: `sens(STAGE.overall.zin,VALUE)` and its kin over the frequencies (Hz), which must outlive
/// it.
[[nodiscard]] results::Plot plot_of(const ChainReport& report, const std::vector<double>& frequencies);
/// A table for each stage and overall impedance, what matters most first.
void print(Output& out, const ChainReport& report, const Frequencies& frequencies);

}  // namespace ohmscope
