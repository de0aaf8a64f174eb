#pragma once

#include <optional>
#include <unordered_map>

#include "netlist/expression.hpp"
#include "netlist/scope.hpp"

namespace ohmscope {

/// Evaluates numbers and expressions in scopes. A parameter is evaluated when something asks for it, so that
/// definitions may stand in any order; one that depends on itself is an error.
class ScopeValues {
 public:
  /// A value on an element's card is a number, {expression}, 'expression' or the name of a parameter; what a name is
  /// defined by may be any bare expression too.
  enum class Form { value, definition };

  ScopeValues(const SourceMap& sources, Diagnostics& diagnostics) : sources_(sources), diagnostics_(diagnostics) {}

  [[nodiscard]] std::optional<double> value(Scope& scope, Span text, Form form);
  /// Evaluates all parameters of `scope` itself; false if one of them failed.
  bool evaluate_all(Scope& scope);

 private:
  struct Frame {
    Scope* scope;
    const Expression* expression;
    ParameterSlot* slot = nullptr;  ///< that the result goes to
    Span name = {};                 ///< of that slot
    std::size_t next = 0;           ///< first step whose name has not been looked at
    bool ok = true;
  };
  [[nodiscard]] const Expression* parse(Span text);
  std::optional<double> run(std::vector<Frame> stack);
  [[nodiscard]] std::optional<FoundParameter> next_dependency(std::vector<Frame>& stack);
  void enter(const FoundParameter& found, std::vector<Frame>& stack);
  void report_cycle(const std::vector<Frame>& stack, const Expression::Step& step, const ParameterSlot& slot);
  void report_unknown(Scope& scope, const Expression::Step& step);

  const SourceMap& sources_;
  Diagnostics& diagnostics_;
  EvaluationRules rules_;
  std::unordered_map<std::uint32_t, std::optional<Expression>> parsed_;  ///< by offset: for text met once an instance
};

}  // namespace ohmscope
