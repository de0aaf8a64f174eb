#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "netlist/dialect.hpp"
#include "netlist/expression.hpp"
#include "solver/circuit/caseless.hpp"
#include "solver/circuit/transfer_function.hpp"

namespace ohmscope {

/// Names whatever their case.
using KnownNames = std::unordered_set<std::string_view, CaselessHash, CaselessEqual>;

/// What an expression's value depends on besides its names.
struct EvaluationRules {
  Dialect dialect = Dialect::ngspice;
  double temperature = 27;            ///< degrees Celsius: `temper`
  bool behavioural = false;           ///< the expression of a source, not a parameter: `time` is there, and is 0
  const KnownNames* known = nullptr;  ///< names that are there besides, before parameters of these names
  bool laplace = false;  ///< a transfer function: `s` and `hertz` are there, before parameters of these names
};

struct Subcircuit;

/// A function that the deck defines. Its body may use its arguments and other functions that are visible where it is
/// defined; parameters are those that are visible where it is called, as in ngspice.
struct UserFunction {
  Span name;
  std::string_view title;  ///< the name as written
  std::vector<std::string_view> arguments;
  Expression body;
  const Subcircuit* definition = nullptr;  ///< in which it is defined
};

/// Which argument of `function`, counted from 0, `name` is; nothing if it is none or there is no function.
[[nodiscard]] std::optional<std::size_t> argument_of(const UserFunction* function, std::string_view name);

/// What the names of an expression mean. They come before the constants pi, e, temper and before built-in functions.
class Names {
 public:
  Names() = default;
  Names(const Names&) = default;
  Names(Names&&) = default;
  Names& operator=(const Names&) = default;
  Names& operator=(Names&&) = default;
  virtual ~Names() = default;
  /// The value of a parameter; nothing if there is none of this name.
  [[nodiscard]] virtual std::optional<double> value(std::string_view name) const = 0;
  /// The deck's function that `name` means in the body of `caller`, or in the expression itself if that is null; null
  /// if there is none.
  [[nodiscard]] virtual const UserFunction* function(std::string_view name, const UserFunction* caller) const;
  /// For did-you-mean.
  [[nodiscard]] virtual std::vector<std::string_view> function_names() const;
};

/// Whether `name` means something without being defined: pi, e, temper; time in a source's expression.
[[nodiscard]] bool is_predefined(std::string_view name, const EvaluationRules& rules);

/// Evaluates to a number. Reports what has no finite value, with its place, unless a condition leaves it out: in
/// `x == 0 ? 0 : 1/x` it is no mistake that x is 0.
[[nodiscard]] std::optional<double> evaluate(const Expression& expression, const Names& names,
                                             const EvaluationRules& rules, Diagnostics& diagnostics);

struct FunctionForm;

/// constant + sum of coefficient * probe: what a linear controlled source does.
struct LinearForm {
  struct Term {
    Probe probe;
    double coefficient = 0;                                 ///< never 0
    std::shared_ptr<const TransferFunction> transfer = {};  ///< of `hertz`, times the coefficient; null: none
  };
  double constant = 0;
  std::vector<Term> terms;  ///< in order of first appearance, each probe once
  /// The narrowest part of the expression that is not linear in the probes; then there are no constant and terms.
  std::optional<Span> not_linear;
  /// What it is then, but where `hertz` stands in it; null: it is linear.
  std::shared_ptr<const FunctionForm> function = {};
  /// The expression, if a part of it depends on `hertz` but on no probe: `constant` has its value at 0 Hz then.
  std::optional<Span> constant_of_hertz = {};
};

/// A ratio of polynomials in s, the complex frequency in rad/s: what the transfer function of a LAPLACE source is.
struct RationalForm {
  std::vector<double> numerator;    ///< coefficients of 1, s, s² …; the last is not 0; empty: the ratio is 0
  std::vector<double> denominator;  ///< the same; never empty
  /// The narrowest part of the expression that is no such ratio (exp(-s*td), sqrt(s)), has a degree above 100 or a
  /// coefficient that no double holds; then there are no polynomials.
  std::optional<Span> not_rational;
};

/// Evaluates to the coefficients of a transfer function; `s` comes before parameters of this name. Factors that are in
/// both polynomials stay, but for powers of s. Reports mistakes as evaluate() does; not to be rational is none.
[[nodiscard]] std::optional<RationalForm> rational_form(const Expression& expression, const Names& names,
                                                        const EvaluationRules& rules, Diagnostics& diagnostics);

/// What the transfer function of a LAPLACE source is, to be evaluated at one frequency after another.
struct TransferForm {
  TransferFunction function;
  /// The narrowest part of the expression that is no function of s here: min(s,1); then there is no function.
  std::optional<Span> not_supported;
};

/// Evaluates what does not depend on `s` or `hertz`, which come before parameters of these names, and keeps the rest.
/// Reports mistakes as evaluate() does.
[[nodiscard]] std::optional<TransferForm> transfer_form(const Expression& expression, const Names& names,
                                                        const EvaluationRules& rules, Diagnostics& diagnostics);
/// The names of the functions that transfer_form() keeps, in words.
[[nodiscard]] std::string functions_of_s();

/// Evaluates exactly (by coefficients, not by differences) to what the expression is in v() and i(). Reports mistakes
/// as evaluate() does; that it is not linear is none. `hertz` comes before parameters of this name, as in ngspice.
[[nodiscard]] std::optional<LinearForm> linear_form(const Expression& expression, const Names& names,
                                                    const EvaluationRules& rules, Diagnostics& diagnostics);
/// The part of linear_form() for expressions in which `hertz` stands.
[[nodiscard]] std::optional<LinearForm> hertz_form(const Expression& expression, const Names& names,
                                                   const EvaluationRules& rules, Diagnostics& diagnostics);

/// The admittance of a resistor, capacitor or inductor (`letter` R, C or L) whose value in `hertz` the expression is:
/// 1/R, s C or 1/(s L). Reports mistakes as evaluate() does, and voltages and currents.
[[nodiscard]] std::optional<TransferFunction> hertz_admittance(const Expression& expression, char letter,
                                                               const Names& names, const EvaluationRules& rules,
                                                               Diagnostics& diagnostics);

}  // namespace ohmscope
