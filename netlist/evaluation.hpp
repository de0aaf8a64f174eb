#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "netlist/codes.hpp"
#include "netlist/evaluate.hpp"
#include "netlist/expression_functions.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

/// The value of pi, e, temper (or temp; degrees Celsius), vt (V) or time.
[[nodiscard]] std::optional<double> predefined(std::string_view name, const EvaluationRules& rules);

/// Something to say about a value: it holds only if the value is used in the end, not if a condition leaves it out.
struct Remark {
  enum class Kind : std::uint8_t { none, warning, not_linear, error };
  Kind kind = Kind::none;
  Span span;
  std::string message;
};

/// Runs an expression over one kind of value. What Algebra is:
///
///     Value                                  what the stack holds; made from a double
///     std::optional<double> number(value)    the value if it is a constant
///     Value operate(step, operands, remark)  all operators and built-in functions but ?: && || and if; sets the remark
///     std::optional<Value> probe(probe)      of v() and i(), if there are any here
///     std::optional<Value> variable(name)    of names that come before all parameters, such as s
///     static bool is_own_function(step)      optional: whether a call is of a function that only it has
///
/// Remarks travel with the values: of those of an operation's operands the gravest counts, the first of equals.
template <class Algebra>
class Evaluation {
 public:
  using Value = typename Algebra::Value;

  Evaluation(Algebra& algebra, const EvaluationRules& rules, Diagnostics& diagnostics)
      : algebra_(algebra), rules_(rules), diagnostics_(diagnostics) {}

  /// The value, with what is to be said about it in remark(); nothing after an error, which is reported.
  std::optional<Value> run(const Expression& expression, const Names& names) {
    names_ = &names;
    frames_.push_back({&expression, nullptr, 0, 0});
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      if (frame.next == frame.expression->steps().size()) {
        leave();
      } else if (!apply(frame.expression->steps()[frame.next++])) {
        return std::nullopt;
      }
    }
    return std::move(values_.back());
  }

  [[nodiscard]] const Remark& remark() const { return remarks_[remark_of_.back()]; }

 private:
  using Op = Expression::Op;
  using Step = Expression::Step;
  static constexpr std::size_t max_depth = 1000;
  static constexpr std::size_t max_steps = 1'000'000;

  /// An expression under way: the one to evaluate, or the body of a function that it calls.
  struct Frame {
    const Expression* expression;
    const UserFunction* function;  ///< null: none
    std::size_t arguments;         ///< where they lie on the stack
    std::size_t next;              ///< step
  };

  bool apply(const Step& step) {
    if (++steps_ > max_steps)
      return fail(codes::bad_expression, step.span, fmt::format("the expression takes more than {} steps", max_steps));
    switch (step.op) {
      case Op::literal:
        push(step.literal);
        return true;
      case Op::name:
        return name(step);
      case Op::probe:
        return probe(step);
      case Op::call:
        return call(step);
      case Op::negate:
      case Op::logical_not:
        operate(step, 1);
        return true;
      case Op::choose:
        choose(step);
        return true;
      case Op::logical_and:
      case Op::logical_or:
        shorten(step);
        return true;
      default:
        operate(step, 2);
        return true;
    }
  }

  bool fail(const Code& code, Span span, const std::string& message, std::string hint = {}) {
    diagnostics_.error(code, span, "{}", message).with_hint(std::move(hint));
    return false;
  }

  void push(Value value, std::size_t remark = 0) {
    values_.push_back(std::move(value));
    remark_of_.push_back(remark);
  }

  [[nodiscard]] std::span<Value> top(std::size_t count) { return std::span(values_).last(count); }

  [[nodiscard]] std::size_t graver(std::size_t a, std::size_t b) const {
    return remarks_[b].kind > remarks_[a].kind ? b : a;
  }

  std::size_t add_remark(Remark remark) {
    remarks_.push_back(std::move(remark));
    return remarks_.size() - 1;
  }

  /// Puts a value in place of the topmost ones.
  void replace(std::size_t count, Value value, std::size_t remark) {
    values_.resize(values_.size() - count);
    remark_of_.resize(values_.size());
    push(std::move(value), remark);
  }

  void operate(const Step& step, std::size_t count) {
    std::size_t remark = 0;
    for (std::size_t k = count; k > 0; --k) remark = graver(remark, remark_of_[remark_of_.size() - k]);
    Remark own;
    Value value = algebra_.operate(step, top(count), own);
    const bool is_spoilt = remarks_[remark].kind >= Remark::Kind::not_linear;  // then the operands mean nothing
    if (!is_spoilt && own.kind > remarks_[remark].kind) remark = add_remark(std::move(own));
    replace(count, std::move(value), remark);
  }

  /// Of three operands the second or the third, as the first says. The other one does not matter.
  void choose(const Step& step) {
    const std::size_t first = values_.size() - 3;
    const auto condition = algebra_.number(values_[first]);
    if (!condition) return operate(step, 3);
    const std::size_t chosen = *condition != 0 ? first + 1 : first + 2;
    replace(3, Value(values_[chosen]), graver(remark_of_[first], remark_of_[chosen]));
  }

  /// && and ||: the second operand does not matter if the first decides.
  void shorten(const Step& step) {
    const std::size_t first = values_.size() - 2;
    const auto condition = algebra_.number(values_[first]);
    const bool decides = condition && (*condition != 0) == (step.op == Op::logical_or);
    if (!decides) return operate(step, 2);
    replace(2, Value(step.op == Op::logical_or ? 1.0 : 0.0), remark_of_[first]);
  }

  bool name(const Step& step) {
    if (const auto place = place_of_argument(step)) {
      push(Value(values_[*place]), remark_of_[*place]);
      return true;
    }
    if (auto variable = algebra_.variable(step.name)) {
      push(std::move(*variable));
      return true;
    }
    auto value = names_->value(step.name);
    if (!value) value = predefined(step.name, rules_);
    if (!value) return fail(codes::unknown_name, step.span, fmt::format("unknown name '{}'", step.name));
    push(*value);
    if (!std::isfinite(*value)) {
      const auto message = fmt::format("'{}' is {}, expected a finite number", step.name, *value);
      remark_of_.back() = add_remark({Remark::Kind::error, step.span, message});
    }
    return true;
  }

  /// Where an argument of that name lies on the stack. In the body of a function that others call it may be theirs, as
  /// ngspice puts texts for functions, from the last definition to the first.
  std::optional<std::size_t> place_of_argument(const Step& step) {
    const Frame* owner = argument_of(frames_.back().function, step.name) ? &frames_.back() : nullptr;
    if (owner == nullptr) {
      for (const Frame& frame : frames_) {
        const bool is_later = owner == nullptr || owner->function->name.offset < frame.function->name.offset;
        if (argument_of(frame.function, step.name) && is_later) owner = &frame;
      }
      if (owner != nullptr) warn_of_argument(step, *owner->function);
    }
    return owner == nullptr ? std::nullopt : std::optional(owner->arguments + *argument_of(owner->function, step.name));
  }

  void warn_of_argument(const Step& step, const UserFunction& owner) {
    diagnostics_
        .warning(codes::read_otherwise, step.span, "'{}' is here the argument of function '{}', which calls '{}'",
                 step.name, owner.title, frames_.back().function->title)
        .note(owner.name, "defined here")
        .with_hint("other simulators may mean the parameter: give one of them another name");
  }

  bool probe(const Step& step) {
    const Probe& probe = frames_.back().expression->probes()[step.arguments];
    if (auto value = algebra_.probe(probe)) {
      push(std::move(*value));
      return true;
    }
    return fail(codes::bad_expression, probe.span,
                fmt::format("a {} has no value here", probe.is_current ? "current" : "voltage"),
                "parameters are known before the circuit is solved");
  }

  bool call(const Step& step) {
    if (const UserFunction* callee = names_->function(step.name, frames_.back().function)) return enter(step, *callee);
    if constexpr (requires { Algebra::is_own_function(step); }) {
      if (Algebra::is_own_function(step)) return operate(step, step.arguments), true;
    }
    const Function* function = find_function(step.name);
    if (function == nullptr) return report_unknown_function(step);
    if (function->kind == Function::Kind::refused)
      return fail(codes::bad_expression, step.span,
                  fmt::format("'{}' ({}) is not supported", step.name, function->doc));
    if (!takes(*function, step.arguments)) {
      return fail(codes::bad_expression, step.span,
                  fmt::format("'{}' has {} argument{}, expected {}", step.name, step.arguments,
                              step.arguments == 1 ? "" : "s", expected_arguments(*function)));
    }
    if (function->kind == Function::Kind::choice) {
      choose(step);
    } else {
      operate(step, step.arguments);
    }
    return true;
  }

  bool report_unknown_function(const Step& step) {
    std::vector<std::string_view> known = names_->function_names();
    for (const Function& function : functions()) known.push_back(function.name);
    diagnostics_.error(codes::unknown_name, step.span, "unknown function '{}'", step.name)
        .of_unknown_name()
        .with_hint(did_you_mean(step.name, known));
    return false;
  }

  /// Goes on with the body of a function of the deck. Its arguments lie on the stack.
  bool enter(const Step& step, const UserFunction& callee) {
    const auto& formal = callee.arguments;
    if (step.arguments != formal.size()) {
      diagnostics_
          .error(codes::bad_expression, step.span, "'{}' has {} argument{}, expected {}: '{}({})'", step.name,
                 step.arguments, step.arguments == 1 ? "" : "s", formal.size(), step.name, fmt::join(formal, ", "))
          .note(callee.name, "defined here");
      return false;
    }
    if (frames_.size() >= max_depth)
      return fail(codes::circular_parameter, step.span,
                  fmt::format("functions call one another more than {} deep", max_depth));
    if (is_recursive(step, callee)) return false;
    frames_.push_back({&callee.body, &callee, values_.size() - formal.size(), 0});
    return true;
  }

  /// A function under way that is called again: no condition could end that, as all of a body is evaluated.
  bool is_recursive(const Step& step, const UserFunction& callee) {
    const auto first =
        std::find_if(frames_.begin(), frames_.end(), [&](const Frame& f) { return f.function == &callee; });
    if (first == frames_.end()) return false;
    std::string cycle;
    for (auto frame = first; frame != frames_.end(); ++frame) cycle.append(frame->function->title).append(" calls ");
    const bool is_direct = first + 1 == frames_.end();
    diagnostics_.error(codes::circular_parameter, step.span, "function '{}' calls itself", callee.title)
        .note(callee.name, "defined here")
        .with_hint(is_direct ? "" : cycle.append(callee.title));
    return true;
  }

  /// Of the frame's values only the last stays, in place of its arguments.
  void leave() {
    const std::size_t count = values_.size() - frames_.back().arguments;
    if (count > 1) replace(count, Value(values_.back()), remark_of_.back());
    frames_.pop_back();
  }

  Algebra& algebra_;
  const EvaluationRules& rules_;
  Diagnostics& diagnostics_;
  const Names* names_ = nullptr;
  std::vector<Frame> frames_;
  std::vector<Value> values_;
  std::vector<std::size_t> remark_of_;  ///< each value: index into remarks_
  std::vector<Remark> remarks_ = std::vector<Remark>(1);
  std::size_t steps_ = 0;
};

}  // namespace ohmscope
