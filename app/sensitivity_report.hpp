#pragma once

#include "app/ports.hpp"
#include "app/render/csv.hpp"
#include "app/render/json.hpp"
#include "solver/analyses/sensitivity.hpp"

namespace ohmscope {

/// What `--sens` tells of ports: d ln|Z| / d ln(value) for every value of the circuit.
struct SensitivityReport {
  std::vector<std::string> names;  ///< [v]: "R1"; of an element with several values "X1.GBW"
  SensitivityResult result;
};

[[nodiscard]] SensitivityReport sensitivity_report(const Circuit& circuit, SensitivityResult result);

/// The member "sensitivities" of port number `port`: an array along the frequencies for each value.
void write_json(JsonWriter& json, const SensitivityReport& report, std::size_t port);
/// A row for each port, value and frequency (Hz).
void write_csv(CsvWriter& csv, const SensitivityReport& report, const std::vector<NamedPort>& ports,
               const std::vector<double>& frequencies);
/// A table for each port, what matters most first.
void print(Output& out, const SensitivityReport& report, const std::vector<NamedPort>& ports,
           const Frequencies& frequencies);

}  // namespace ohmscope
