#pragma once

#include <optional>
#include <span>
#include <vector>

#include "netlist/expression.hpp"
#include "solver/circuit/transfer_function.hpp"

namespace ohmscope {

/// A number, or what is one once the frequency is known.
struct StepValue {
  StepValue(double known = 0) : number(known) {}  // NOLINT(google-explicit-constructor): numbers are such quantities
  explicit StepValue(TransferFunction::Slot step) : slot(step) {}
  double number = 0;
  std::optional<TransferFunction::Slot> slot;  ///< of the step that gives the value; none: it is the number
};

/// Writes down what is to be done once the frequency is known.
class TransferSteps {
 public:
  using Op = TransferFunction::Op;

  StepValue append(Op op) { return append(TransferFunction::Step{op}); }
  StepValue append(Op op, const StepValue& a) { return append({op, slot_of(a)}); }
  StepValue append(Op op, const StepValue& a, const StepValue& b);
  /// What an operator of arithmetic other than the power makes of its operands; nothing if `op` is none of these.
  std::optional<StepValue> arithmetic(Expression::Op op, std::span<const StepValue> operands);
  /// `a` where the condition is not 0, or else `b`.
  StepValue choose(const StepValue& condition, const StepValue& a, const StepValue& b);
  StepValue call(TransferFunction::Call::Function function, std::span<const StepValue> operands);

  /// The steps that lead to `value`, and no others.
  [[nodiscard]] TransferFunction function_of(const StepValue& value);

 private:
  using Slot = TransferFunction::Slot;
  StepValue append(const TransferFunction::Step& step);
  Slot slot_of(const StepValue& value);

  TransferFunction all_;
};

/// The quotient of two polynomials in s; the coefficients are those of 1, s, s² …, at least one in each, and one of the
/// denominator is not 0.
[[nodiscard]] TransferFunction quotient(std::vector<double> numerator, std::vector<double> denominator);

}  // namespace ohmscope
