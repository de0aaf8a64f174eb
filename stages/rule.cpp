#include "stages/rule.hpp"

#include <cassert>

namespace ohmscope {

Extended CompiledRule::apply(Code code, const Extended& a) {
  switch (code) {
    case Code::negate:
      return -a;
    case Code::sqrt:
      return sqrt(a);
    case Code::exp:
      return exp(a);
    case Code::log:
      return log(a);
    case Code::sinh:
      return sinh(a);
    case Code::cosh:
      return cosh(a);
    case Code::tanh:
      return tanh(a);
    case Code::tanhc:
      return a.is_zero() ? Extended(1.0) : tanh(a) / a;
    default:
      assert(false);
      return {};
  }
}

Extended CompiledRule::apply(Code code, const Extended& a, const Extended& b) {
  switch (code) {
    case Code::add:
      return a + b;
    case Code::subtract:
      return a - b;
    case Code::multiply:
      return a * b;
    case Code::divide:
      return a / b;
    case Code::power:
      return pow(a, b);
    case Code::par:
      return ohmscope::par(a, b);
    default:
      assert(false);
      return {};
  }
}

Extended CompiledRule::evaluate(const Formula& formula, const std::vector<Extended>& values,
                                std::vector<Extended>& stack) {
  stack.clear();
  const auto pop_into_second = [&](Code code) {
    const Extended b = stack.back();
    stack.pop_back();
    stack.back() = apply(code, stack.back(), b);
  };
  for (const Step& step : formula.steps) {
    if (step.code == Code::push) {
      stack.push_back(values[step.operand]);
    } else if (step.code == Code::par) {
      for (Slot k = 1; k < step.operand; ++k) pop_into_second(Code::par);
    } else if (step.code >= Code::add && step.code <= Code::power) {
      pop_into_second(step.code);
    } else {
      stack.back() = apply(step.code, stack.back());
    }
  }
  assert(stack.size() == 1);
  return stack.back();
}

CompiledRule::AtFrequency CompiledRule::at(double frequency) const { return {*this, frequency}; }

Extended CompiledRule::zin(double frequency, const Extended& load) const { return at(frequency).zin(load); }

Extended CompiledRule::zout(double frequency, const Extended& source) const { return at(frequency).zout(source); }

CompiledRule::AtFrequency::AtFrequency(const CompiledRule& rule, double frequency)
    : rule_(&rule), values_(rule.values_) {
  values_[s_slot] = ComplexDD{DoubleDouble{}, angular_frequency(frequency)};
  for (const auto& [slot, one_port] : rule.impedances_) values_[slot] = one_port.impedance(frequency);
  for (const Formula& definition : rule.definitions_) {
    if (definition.takes_load || definition.takes_source) continue;
    values_[definition.target] = evaluate(definition, values_, stack_);
  }
}

Extended CompiledRule::AtFrequency::zin(const Extended& load) {
  return closed_form(rule_->zin_, load_slot, load, &Formula::takes_load);
}

Extended CompiledRule::AtFrequency::zout(const Extended& source) {
  return closed_form(rule_->zout_, source_slot, source, &Formula::takes_source);
}

Extended CompiledRule::AtFrequency::closed_form(const Formula& formula, Slot port, const Extended& value,
                                                bool Formula::*takes_port) {
  if (formula.steps.empty()) return {};
  values_[port] = value;
  for (const Formula& definition : rule_->definitions_) {
    if (definition.*takes_port) values_[definition.target] = evaluate(definition, values_, stack_);
  }
  return evaluate(formula, values_, stack_);
}

}  // namespace ohmscope
