#pragma once

#include <complex>
#include <functional>
#include <optional>
#include <string>

#include "netlist/evaluate.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

/// What an expression over results means at one of their points.
struct WavePoint {
  std::function<std::complex<double>(const Probe&)> probe;
  std::function<std::optional<std::complex<double>>(std::string_view name)> variable;
};

/// What values an expression over results has.
struct WaveKind {
  bool is_complex = false;
  std::string unit = {};  ///< where it is plain
};
/// `of_probe` says it of v() and i(), `of_variable` of other names.
[[nodiscard]] WaveKind kind_of(const Expression& expression, const EvaluationRules& rules,
                               const std::function<WaveKind(const Probe&)>& of_probe,
                               const std::function<WaveKind(std::string_view)>& of_variable);

/// Evaluates over complex numbers: + - * / **, mag (or abs), re, im, ph, db, sqrt, exp, ln (or log), log10, and of real
/// values all that other expressions have; ph is in radians in ngspice and in degrees elsewhere. NaN where it has no
/// value. Reports names and functions that are not known.
[[nodiscard]] std::optional<std::complex<double>> wave_value(const Expression& expression, const Names& names,
                                                             const EvaluationRules& rules, const WavePoint& point,
                                                             Diagnostics& diagnostics);

}  // namespace ohmscope
