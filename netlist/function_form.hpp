#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "netlist/evaluate.hpp"
#include "solver/circuit/source_function.hpp"

namespace ohmscope {

/// A function of voltages and currents: the controls of `function`, and what it is multiplied by.
struct FunctionForm {
  std::shared_ptr<const SourceFunction> function;
  std::vector<Probe> controls;  ///< in order of first appearance, each once
  double factor = 1;
};

/// `form` in other hands, its factor `times` what it is.
[[nodiscard]] inline std::shared_ptr<const FunctionForm> shared(FunctionForm form, double times = 1) {
  form.factor *= times;
  return std::make_shared<const FunctionForm>(std::move(form));
}

/// Evaluates to a function of v() and i() with exact derivatives. Reports mistakes as evaluate() does, and `hertz`.
[[nodiscard]] std::optional<FunctionForm> function_form(const Expression& expression, const Names& names,
                                                        const EvaluationRules& rules, Diagnostics& diagnostics);
/// table(control, x1, y1, …); `place` is where that is said.
[[nodiscard]] FunctionForm table_of(const Probe& control, std::span<const double> points, Span place,
                                    const EvaluationRules& rules);
/// SPICE's polynomial p0 + p1 u1 + … + pn un + p11 u1² + p12 u1 u2 + …: in each degree those with most of the first
/// control come first.
[[nodiscard]] FunctionForm polynomial_of(std::vector<Probe> controls, std::span<const double> coefficients, Span place,
                                         const EvaluationRules& rules);

/// The current through a resistance that depends on voltages or currents, of the voltage `across` it. `written` is the
/// place of its value.
[[nodiscard]] FunctionForm conductance_of(const LinearForm& resistance, const Probe& across, Span written);

}  // namespace ohmscope
