#pragma once

#include <functional>

#include "netlist/evaluation.hpp"

namespace ohmscope {

/// Expressions over plain numbers; see Evaluation.
class NumbersAlgebra {
 public:
  using Value = double;

  explicit NumbersAlgebra(const EvaluationRules& rules) : rules_(rules) {}
  [[nodiscard]] static std::optional<double> number(double value) { return value; }
  [[nodiscard]] double operate(const Expression::Step& step, std::span<const double> operands, Remark& remark) const;
  [[nodiscard]] static std::optional<double> probe(const Probe& /*probe*/) { return std::nullopt; }
  [[nodiscard]] static std::optional<double> variable(std::string_view /*name*/) { return std::nullopt; }

 private:
  [[nodiscard]] double call(const Expression::Step& step, std::span<const double> operands, Remark& remark) const;

  const EvaluationRules& rules_;
};

/// What `step`, an operator or a built-in function, does with numbers that are not known yet. It outlives the step.
[[nodiscard]] std::function<double(std::span<const double>)> operation_of(const Expression::Step& step,
                                                                          const EvaluationRules& rules);
/// Whether `step` is a power by `^`, which other simulators take for the exclusive or.
[[nodiscard]] bool is_caret_read_otherwise(const Expression::Step& step, const EvaluationRules& rules);
inline constexpr const char* caret_remark =
    "'^' is the power here; to LTspice and PSpice it is the exclusive or, and '**' the power";

/// Tells the user of an error or a warning; false if it is an error.
bool report(const Remark& remark, Diagnostics& diagnostics);

}  // namespace ohmscope
