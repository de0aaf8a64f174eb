#include "netlist/transfer_steps.hpp"

namespace ohmscope {

namespace {

using Op = TransferFunction::Op;
using Slot = TransferFunction::Slot;
using Step = TransferFunction::Step;

/// Calls `use` with each operand of `step`, which it may change; `call` is the step's, if it is one.
template <class Use>
void for_each_operand(Step& step, TransferFunction::Call* call, const Use& use) {
  if (call != nullptr) {
    for (Slot& operand : call->operands) use(operand);
  } else if (step.op >= Op::negate) {
    use(step.a);
    if (step.op >= Op::add && step.op <= Op::choose) use(step.b);
    if (step.op == Op::choose) use(step.c);
  }
}

}  // namespace

StepValue TransferSteps::append(const Step& step) {
  all_.steps.push_back(step);
  return StepValue(static_cast<Slot>(all_.steps.size() - 1));
}

Slot TransferSteps::slot_of(const StepValue& value) {
  return value.slot ? *value.slot : *append({Op::number, 0, 0, value.number}).slot;
}

StepValue TransferSteps::append(Op op, const StepValue& a, const StepValue& b) {
  const Slot first = slot_of(a);
  return append({op, first, slot_of(b)});
}

std::optional<StepValue> TransferSteps::arithmetic(Expression::Op op, std::span<const StepValue> operands) {
  switch (op) {
    case Expression::Op::negate:
      return append(Op::negate, operands[0]);
    case Expression::Op::add:
      return append(Op::add, operands[0], operands[1]);
    case Expression::Op::subtract:
      return append(Op::subtract, operands[0], operands[1]);
    case Expression::Op::multiply:
      return append(Op::multiply, operands[0], operands[1]);
    case Expression::Op::divide:
      return append(Op::divide, operands[0], operands[1]);
    default:
      return std::nullopt;
  }
}

StepValue TransferSteps::choose(const StepValue& condition, const StepValue& a, const StepValue& b) {
  Step step{Op::choose, slot_of(condition)};
  step.b = slot_of(a);
  step.c = slot_of(b);
  return append(step);
}

StepValue TransferSteps::call(TransferFunction::Call::Function function, std::span<const StepValue> operands) {
  TransferFunction::Call call{std::move(function), {}};
  for (const StepValue& operand : operands) call.operands.push_back(slot_of(operand));
  all_.calls.push_back(std::move(call));
  return append({Op::call, static_cast<Slot>(all_.calls.size() - 1)});
}

TransferFunction quotient(std::vector<double> numerator, std::vector<double> denominator) {
  const auto drop_zeros = [](std::vector<double>& p) {
    while (!p.empty() && p.back() == 0) p.pop_back();
  };
  drop_zeros(numerator);
  drop_zeros(denominator);
  while (!numerator.empty() && numerator.front() == 0 && denominator.front() == 0) {
    numerator.erase(numerator.begin());
    denominator.erase(denominator.begin());
  }
  TransferSteps steps;
  const StepValue s = steps.append(Op::s);
  const auto written = [&](const std::vector<double>& p) {
    StepValue sum = 0.0;
    for (std::size_t k = p.size(); k-- > 0;)
      sum = k + 1 == p.size() ? StepValue(p[k]) : steps.append(Op::add, steps.append(Op::multiply, sum, s), p[k]);
    return sum;
  };
  const StepValue over = written(numerator);
  TransferFunction function = steps.function_of(steps.append(Op::divide, over, written(denominator)));
  function.polynomials = {std::move(numerator), std::move(denominator)};
  return function;
}

TransferFunction TransferSteps::function_of(const StepValue& value) {
  const Slot last = slot_of(value);
  std::vector<bool> needed(last + 1);
  needed[last] = true;
  for (Slot k = last + 1; k-- > 0;) {
    Step& step = all_.steps[k];
    TransferFunction::Call* call = step.op == Op::call ? &all_.calls[step.a] : nullptr;
    if (needed[k]) for_each_operand(step, call, [&](Slot operand) { needed[operand] = true; });
  }
  TransferFunction function;
  std::vector<Slot> place(last + 1);
  for (Slot k = 0; k <= last; ++k) {
    if (!needed[k]) continue;
    place[k] = static_cast<Slot>(function.steps.size());
    Step step = all_.steps[k];
    TransferFunction::Call* call = nullptr;
    if (step.op == Op::call) {
      function.calls.push_back(all_.calls[step.a]);
      step.a = static_cast<Slot>(function.calls.size() - 1);
      call = &function.calls.back();
    }
    for_each_operand(step, call, [&](Slot& operand) { operand = place[operand]; });
    function.steps.push_back(step);
  }
  return function;
}

}  // namespace ohmscope
