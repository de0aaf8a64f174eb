#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "netlist/diagnostics.hpp"
#include "netlist/dialect.hpp"
#include "netlist/limits.hpp"

namespace ohmscope {

/// `v(a)`, `v(a,b)` or `i(source)` in an expression.
struct Probe {
  bool is_current = false;
  std::string_view first;   ///< a node, or the element whose current it is; lies in the source text
  std::string_view second;  ///< the other node; empty: ground
  Span span;
};

/// What names of voltages and currents an expression has: v and i alone, or vm, vdb, ip, … too, which are mag(v()),
/// db(v()), ph(i()), …
enum class Probes { plain, with_parts };

/// A parsed arithmetic expression in postfix order: parse once, evaluate often and over any kind of value.
///
/// Operators, loosest first: ?: ; || ; && ; == = != <> ; < <= > >= ; + - ; * / % \ (remainder and whole quotient, which
/// become calls of these names) ; unary - + ! ; ** ^ (power, grouped from the left as in ngspice: 2^3^2 is 64).
/// Functions by name with any number of arguments; v(node), v(node,node) and i(source), where whatever is no blank,
/// comma or bracket may stand in a name; numbers with SPICE suffixes; names. Braces are as good as parentheses. Nesting
/// is limited, not by the machine's stack.
class Expression {
 public:
  enum class Op : std::uint8_t {
    literal,
    name,
    probe,
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
    std::uint32_t arguments = 0;  ///< of a call: how many; of a probe: which of probes()
    double literal = 0;
    std::string_view name;  ///< of a name, call or operator; lies in the source text
    Span span;              ///< of that
    Span whole;             ///< with all operands
  };

  /// Parses `span`'s text (without the braces). Reports what is wrong and returns nothing.
  static std::optional<Expression> parse(const SourceMap& sources, Span span, Diagnostics& diagnostics,
                                         std::size_t most_depth = Limits{}.expression_depth,
                                         Dialect dialect = Dialect::ngspice, Probes probes = Probes::plain);
  /// Parses program text (built-in rules), which must be right: throws std::invalid_argument.
  static Expression parse_builtin(std::string_view text);

  /// table(this, x1, y1, …); `place` is where that is said.
  [[nodiscard]] Expression in_table(std::span<const double> points, Span place) const;

  [[nodiscard]] std::span<const Step> steps() const { return steps_; }
  [[nodiscard]] std::span<const Probe> probes() const { return probes_; }

 private:
  class Parser;
  Expression() = default;
  std::vector<Step> steps_;
  std::vector<Probe> probes_;
};

}  // namespace ohmscope
