#include "netlist/function_tape.hpp"

#include <cmath>
#include <limits>

#include "netlist/numbers_algebra.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

using Op = Expression::Op;

bool is_choice(Op op, const std::string& name) {
  return op == Op::choose || (op == Op::call && find_function(name)->kind == Function::Kind::choice);
}

bool divides(Op op, const std::string& name) { return op == Op::divide || name == "%" || name == "\\"; }

}  // namespace

TapeValue FunctionTape::control() {
  TapeValue value;
  value.slot = static_cast<std::uint32_t>(numbers_.size());
  controls_.push_back(*value.slot);
  numbers_.push_back(0);
  is_varying_.push_back(true);
  return value;
}

std::uint32_t FunctionTape::slot_of(const TapeValue& value) {
  if (value.slot) return *value.slot;
  numbers_.push_back(value.number);
  is_varying_.push_back(false);
  return static_cast<std::uint32_t>(numbers_.size() - 1);
}

TapeValue FunctionTape::apply(const Expression::Step& step, std::span<const TapeValue> operands,
                              const EvaluationRules& rules) {
  Operation operation{step.op,
                      std::string(step.name),
                      step.span,
                      operation_of(step, rules),
                      slopes_of(step, rules),
                      rules.dialect == Dialect::ngspice,
                      0,
                      0,
                      static_cast<std::uint32_t>(operands.size())};
  std::vector<std::uint32_t> slots;
  for (const TapeValue& operand : operands) slots.push_back(slot_of(operand));
  operation.first = static_cast<std::uint32_t>(operands_.size());
  operands_.insert(operands_.end(), slots.begin(), slots.end());
  TapeValue value;
  value.slot = operation.slot = static_cast<std::uint32_t>(numbers_.size());
  numbers_.push_back(0);
  is_varying_.push_back(true);
  operations_.push_back(std::move(operation));
  return value;
}

void FunctionTape::finish(const TapeValue& result) { result_ = slot_of(result); }

std::vector<double> FunctionTape::values(std::span<const double> u) const {
  std::vector<double> values = numbers_;
  for (std::size_t k = 0; k < controls_.size(); ++k) values[controls_[k]] = u[k];
  std::vector<double> given;
  for (const Operation& operation : operations_) {
    given.clear();
    for (const std::uint32_t slot : operands(operation)) given.push_back(values[slot]);
    values[operation.slot] = operation.value(given);
  }
  return values;
}

double FunctionTape::evaluate(std::span<const double> u, std::span<double> slopes) const {
  const std::vector<double> all = values(u);
  std::vector<double> weight(all.size());  // derivative of the result by each value
  weight[result_] = 1;
  std::vector<double> given;
  std::vector<double> own;
  for (auto operation = operations_.rbegin(); operation != operations_.rend(); ++operation) {
    const double outer = weight[operation->slot];
    if (outer == 0 || operation->slopes == nullptr) continue;
    given.clear();
    for (const std::uint32_t slot : operands(*operation)) given.push_back(all[slot]);
    own.assign(given.size(), 0);
    operation->slopes(given, all[operation->slot], own);
    for (std::size_t k = 0; k < own.size(); ++k) {
      if (own[k] != 0) weight[operands(*operation)[k]] += outer * own[k];
    }
  }
  for (std::size_t k = 0; k < controls_.size(); ++k) slopes[k] = weight[controls_[k]];
  return all[result_];
}

/// Whether the result depends on each value: not on what a condition leaves out.
std::vector<bool> FunctionTape::used(std::span<const double> values) const {
  std::vector<bool> is_used(values.size());
  is_used[result_] = true;
  for (auto operation = operations_.rbegin(); operation != operations_.rend(); ++operation) {
    if (!is_used[operation->slot]) continue;
    const auto slots = operands(*operation);
    if (is_choice(operation->op, operation->name)) {
      is_used[slots[0]] = is_used[slots[values[slots[0]] != 0 ? 1 : 2]] = true;
    } else {
      for (const std::uint32_t slot : slots) is_used[slot] = true;
    }
  }
  return is_used;
}

std::optional<SourceFunction::Fault> FunctionTape::fault(std::span<const double> u) const {
  const std::vector<double> all = values(u);
  const std::vector<bool> is_used = used(all);
  std::vector<double> given;
  std::vector<double> own;
  for (const Operation& operation : operations_) {
    if (!is_used[operation.slot]) continue;
    given.clear();
    for (const std::uint32_t slot : operands(operation)) given.push_back(all[slot]);
    if (!std::isfinite(all[operation.slot])) {
      const bool by_zero = divides(operation.op, operation.name) && given[1] == 0;
      return Fault{by_zero ? "division by zero"
                           : fmt::format("'{}' of {} has no finite value", operation.name, fmt::join(given, ", ")),
                   operation.span.offset, operation.span.length};
    }
    if (operation.slopes == nullptr) continue;
    own.assign(given.size(), 0);
    operation.slopes(given, all[operation.slot], own);
    for (std::size_t k = 0; k < own.size(); ++k) {
      const std::uint32_t slot = operands(operation)[k];
      if (std::isfinite(own[k]) || !is_varying_[slot]) continue;
      return Fault{fmt::format("'{}' of {} has no finite slope", operation.name, fmt::join(given, ", ")),
                   operation.span.offset, operation.span.length};
    }
  }
  return std::nullopt;
}

}  // namespace ohmscope
