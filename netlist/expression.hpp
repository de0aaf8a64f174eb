#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "netlist/diagnostics.hpp"

namespace ohmscope {

/// A parsed arithmetic expression in postfix order: parse once, evaluate often and over any kind of value.
///
/// Operators, loosest first: ?: ; || ; && ; == = != <> ; < <= > >= ; + - ; * / % \ (remainder and whole quotient, which
/// become calls of these names) ; unary - + ! ; ** ^ (power, grouped from the left as in ngspice: 2^3^2 is 64).
/// Functions by name with any number of arguments; numbers with SPICE suffixes; names. Braces are as good as
/// parentheses. Nesting is limited, not by the machine's stack.
class Expression {
 public:
  enum class Op : std::uint8_t {
    literal,
    name,
    call,
    negate,
    add,
    subtract,
    multiply,
    divide,
    power,
    less,
    less_equal,
    greater,
    greater_equal,
    equal,
    not_equal,
    logical_and,
    logical_or,
    logical_not,
    choose  ///< of three operands the second if the first is not 0, or else the third
  };
  struct Step {
    Op op;
    std::uint16_t arguments = 0;  ///< of a call
    double literal = 0;
    std::string_view name;  ///< of a name or call; lies in the source text
    Span span;              ///< for messages
  };

  /// Parses `span`'s text (without the braces). Reports what is wrong and returns nothing.
  static std::optional<Expression> parse(const SourceMap& sources, Span span, Diagnostics& diagnostics);
  /// Parses program text (built-in rules), which must be right: throws std::invalid_argument.
  static Expression parse_builtin(std::string_view text);

  [[nodiscard]] std::span<const Step> steps() const { return steps_; }

 private:
  explicit Expression(std::vector<Step> steps) : steps_(std::move(steps)) {}
  std::vector<Step> steps_;
};

/// Evaluates over doubles. `variable` gives the value of a name or nothing (then an error is reported at its place).
/// A result that is not finite is an error too. Functions: those of ngspice's numparam, but for the random ones.
[[nodiscard]] std::optional<double> evaluate(const Expression& expression,
                                             const std::function<std::optional<double>(std::string_view)>& variable,
                                             Diagnostics& diagnostics);

}  // namespace ohmscope
