#include "netlist/numbers_algebra.hpp"

#include <cmath>
#include "netlist/codes.hpp"

namespace ohmscope {

namespace {

using Op = Expression::Op;
using Step = Expression::Step;
using Operands = std::span<const double>;

double truth(bool holds) { return holds ? 1 : 0; }

double binary(Op op, double a, double b) {
  switch (op) {
    case Op::add:
      return a + b;
    case Op::subtract:
      return a - b;
    case Op::multiply:
      return a * b;
    case Op::divide:
      return a / b;
    case Op::less:
      return truth(a < b);
    case Op::less_equal:
      return truth(a <= b);
    case Op::greater:
      return truth(a > b);
    case Op::greater_equal:
      return truth(a >= b);
    case Op::equal:
      return truth(a == b);
    case Op::not_equal:
      return truth(a != b);
    case Op::logical_and:
      return truth(a != 0 && b != 0);
    default:
      return truth(a != 0 || b != 0);
  }
}

bool is_truth(double x) { return x == 0 || x == 1; }

/// Why an operation has no finite value.
std::string complaint(const Step& step, Operands operands) {
  const bool divides = step.op == Op::divide || step.name == "%" || step.name == "\\";
  if (divides && operands[1] == 0) return "division by zero";
  if (step.op != Op::call)
    return fmt::format("'{}' of {} has no finite value", step.name, fmt::join(operands, " and "));
  const Function* function = find_function(step.name);
  if (function->takes_points) {
    for (std::size_t k = 3; k < operands.size(); k += 2) {
      if (!(operands[k] > operands[k - 2]))
        return fmt::format("the points of '{}' do not ascend: {} follows {}", step.name, operands[k], operands[k - 2]);
    }
  }
  return fmt::format("'{}' of {} has no finite value", step.name, fmt::join(operands, ", "));
}

bool is_power(const Step& step) {
  return step.op == Op::power ||
         (step.op == Op::call && (equal_ignoring_case(step.name, "pow") || equal_ignoring_case(step.name, "pwr")));
}

/// Whether other simulators have another value for `^` or for the step at 0. In transfer functions all read a power.
bool is_other_elsewhere(const Step& step, Operands operands, double value, const EvaluationRules& rules) {
  if (step.op == Op::power)
    return step.name == "^" && !rules.laplace && value != truth((operands[0] != 0) != (operands[1] != 0));
  return step.op == Op::call && equal_ignoring_case(step.name, "u") && operands[0] == 0;
}

}  // namespace

double NumbersAlgebra::operate(const Step& step, Operands operands, Remark& remark) const {
  double value = 0;
  switch (step.op) {
    case Op::call:
      value = call(step, operands, remark);
      break;
    case Op::negate:
      return -operands[0];
    case Op::logical_not:
      return truth(operands[0] == 0);
    case Op::power:
      value = power(operands[0], operands[1], rules_);
      break;
    default:
      value = binary(step.op, operands[0], operands[1]);
  }
  if (!std::isfinite(value)) {
    remark = {Remark::Kind::error, step.span, complaint(step, operands)};
  } else if (rules_.dialect == Dialect::ngspice && is_other_elsewhere(step, operands, value, rules_)) {
    remark = {Remark::Kind::warning, step.span,
              step.op == Op::power
                  ? caret_remark
                  : fmt::format("'{}' of 0 is {} here, as in ngspice, and 0 in LTspice", step.name, value)};
  } else if (is_power(step) && reads(rules_.dialect, Reading::power_of_magnitude) && operands[0] < 0) {
    if (auto message = power_remark(step.name, operands[0], operands[1], value); !message.empty())
      remark = {Remark::Kind::warning, step.span, std::move(message)};
  }
  return value;
}

double NumbersAlgebra::call(const Step& step, Operands operands, Remark& remark) const {
  const Function& function = *find_function(step.name);
  const bool random = function.kind == Function::Kind::statistical ||
                      (equal_ignoring_case(function.name, "limit") && operands.size() == 2);
  if (random) {
    remark = {Remark::Kind::warning, step.span,
              fmt::format("'{}' has its nominal value, {}: nothing is random here", step.name, operands[0])};
  }
  if (function.name == "^" && !(is_truth(operands[0]) && is_truth(operands[1]))) {
    remark = {Remark::Kind::warning, step.span,
              fmt::format("'^' of {} and {} is the exclusive or of truth values in this dialect; '**' is the power",
                          operands[0], operands[1])};
  }
  return function.value(operands, rules_);
}

std::function<double(Operands)> operation_of(const Step& step, const EvaluationRules& rules) {
  switch (step.op) {
    case Op::call:
      return [function = find_function(step.name), rules](Operands a) { return function->value(a, rules); };
    case Op::negate:
      return [](Operands a) { return -a[0]; };
    case Op::logical_not:
      return [](Operands a) { return truth(a[0] == 0); };
    case Op::power:
      return [rules](Operands a) { return power(a[0], a[1], rules); };
    case Op::choose:
      return [](Operands a) { return a[0] != 0 ? a[1] : a[2]; };
    default:
      return [op = step.op](Operands a) { return binary(op, a[0], a[1]); };
  }
}

bool is_caret_read_otherwise(const Step& step, const EvaluationRules& rules) {
  return step.op == Op::power && step.name == "^" && !rules.laplace && rules.dialect == Dialect::ngspice;
}

bool report(const Remark& remark, Diagnostics& diagnostics) {
  if (remark.kind == Remark::Kind::warning)
    diagnostics.warning(codes::read_otherwise, remark.span, "{}", remark.message);
  if (remark.kind == Remark::Kind::error) diagnostics.error(codes::no_value, remark.span, "{}", remark.message);
  return remark.kind != Remark::Kind::error;
}

}  // namespace ohmscope
