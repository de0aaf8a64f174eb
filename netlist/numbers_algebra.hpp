#pragma once

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

/// Tells the user of an error or a warning; false if it is an error.
bool report(const Remark& remark, Diagnostics& diagnostics);

}  // namespace ohmscope
