#include "netlist/evaluate.hpp"

#include <cmath>
#include <numbers>

#include "netlist/evaluation.hpp"
#include "netlist/numbers_algebra.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

constexpr double boltzmann_by_charge = 1.380649e-23 / 1.602176634e-19;  // V/K; both exact in the SI of 2019
constexpr double absolute_zero = -273.15;                               // degrees Celsius

}  // namespace

std::optional<std::size_t> argument_of(const UserFunction* function, std::string_view name) {
  if (function == nullptr) return std::nullopt;
  const auto& formal = function->arguments;
  const auto found = std::find_if(formal.begin(), formal.end(),
                                  [&](std::string_view argument) { return equal_ignoring_case(argument, name); });
  return found == formal.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - formal.begin()));
}

const UserFunction* Names::function(std::string_view /*name*/, const UserFunction* /*caller*/) const { return nullptr; }

std::vector<std::string_view> Names::function_names() const { return {}; }

std::optional<double> predefined(std::string_view name, const EvaluationRules& rules) {
  if (equal_ignoring_case(name, "pi")) return std::numbers::pi;
  if (equal_ignoring_case(name, "e")) return std::numbers::e;
  if (equal_ignoring_case(name, "temper") || equal_ignoring_case(name, "temp")) return rules.temperature;
  if (equal_ignoring_case(name, "vt")) return boltzmann_by_charge * (rules.temperature - absolute_zero);
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
