#include "netlist/evaluate.hpp"

#include <cmath>
#include <numbers>

#include "netlist/evaluation.hpp"
#include "netlist/numbers_algebra.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

Names::Callee Names::callee(std::string_view /*name*/) const { return {}; }

std::vector<std::string_view> Names::function_names() const { return {}; }

std::optional<double> predefined(std::string_view name, const EvaluationRules& rules) {
  if (equal_ignoring_case(name, "pi")) return std::numbers::pi;
  if (equal_ignoring_case(name, "e")) return std::numbers::e;
  if (equal_ignoring_case(name, "temper")) return rules.temperature;
  if (rules.behavioural && equal_ignoring_case(name, "time")) return 0.0;
  return std::nullopt;
}

bool is_predefined(std::string_view name, const EvaluationRules& rules) { return predefined(name, rules).has_value(); }

std::optional<double> evaluate(const Expression& expression, const Names& names, const EvaluationRules& rules,
                               Diagnostics& diagnostics) {
  NumbersAlgebra algebra(rules);
  Evaluation evaluation(algebra, rules, diagnostics);
  const auto value = evaluation.run(expression, names);
  return value && report(evaluation.remark(), diagnostics) ? value : std::nullopt;
}

}  // namespace ohmscope
