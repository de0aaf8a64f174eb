#pragma once

#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "netlist/evaluate.hpp"
#include "netlist/scope.hpp"
#include "netlist/setting.hpp"
#include "netlist/wave_form.hpp"
#include "solver/circuit/device.hpp"

namespace ohmscope {

/// Evaluates numbers and expressions in scopes. A parameter is evaluated when something asks for it, so that
/// definitions may stand in any order; one that depends on itself is an error.
class ScopeValues {
 public:
  /// A value on an element's card is a number, {expression}, 'expression' or the name of a parameter. One in a line of
  /// our own, which no other simulator reads, is strict: no text without a meaning behind a number. What a name is
  /// defined by may be any bare expression too.
  enum class Form { value, strict_value, definition };

  /// `names` are those of `top` and all definitions in it.
  ScopeValues(const SourceMap& sources, const Subcircuit& top, const NamesOfDefinitions& names,
              Diagnostics& diagnostics, std::size_t most_depth);

  /// What `temper` is from now on, degrees Celsius.
  void set_temperature(double temperature) { rules_.temperature = temperature; }
  /// The temperature that element values hold for, degrees Celsius.
  void set_nominal_temperature(double temperature) { nominal_temperature_ = temperature; }
  /// Values that take the place of those on cards of elements and models.
  void set_settings(Settings settings) { settings_ = std::move(settings); }
  [[nodiscard]] bool has_settings() const { return !settings_.empty(); }
  /// Those of a model, and those of the element called `name` within `prefix`.
  [[nodiscard]] std::vector<const Setting*> settings_of(const ModelCard& model) const;
  [[nodiscard]] std::vector<const Setting*> settings_of(std::string_view prefix, std::string_view name) const;
  [[nodiscard]] Temperatures temperatures() const { return {rules_.temperature, nominal_temperature_}; }

  /// Whose reading counts from now on.
  void set_rules_of(const Deck& deck) {
    rules_.dialect = deck.dialect;
    outermost_may_count_ = deck.is_parhier_global.value_or(deck.dialect == Dialect::hspice);
  }
  [[nodiscard]] Dialect dialect() const { return rules_.dialect; }
  [[nodiscard]] const EvaluationRules& rules() const { return rules_; }

  [[nodiscard]] std::optional<double> value(Scope& scope, Span text, Form form);
  /// Of a parameter; nothing if it cannot be evaluated, which is reported, or is being evaluated.
  [[nodiscard]] std::optional<double> value(const FoundParameter& parameter);
  /// What the expression of a behavioural source is in v() and i(); quotes or braces may stand around it.
  [[nodiscard]] std::optional<LinearForm> linear_form(Scope& scope, Span text);
  /// The same of table(expression, x1, y1, …); `place` is where that is said.
  [[nodiscard]] std::optional<LinearForm> table_form(Scope& scope, Span text, std::span<const double> points,
                                                     Span place);
  /// The admittance of a resistor, capacitor or inductor (`letter`) whose value depends on `hertz`.
  [[nodiscard]] std::optional<TransferFunction> admittance(Scope& scope, char letter, Span text);
  /// What a transfer function is in s; quotes or braces may stand around it. `^` is a power in every dialect.
  [[nodiscard]] std::optional<TransferForm> transfer_form(Scope& scope, Span text);
  /// Parses an expression over results, and evaluates the parameters it names; `known` are names that are none.
  [[nodiscard]] std::optional<Expression> wave(Scope& scope, Span text, const KnownNames& known);
  /// Its value at a point; see wave_value().
  [[nodiscard]] std::optional<std::complex<double>> wave_value(Scope& scope, const Expression& wave,
                                                               const WavePoint& point);
  /// Evaluates all parameters of `scope` itself; false if one of them failed.
  bool evaluate_all(Scope& scope);

 private:
  class NamesInScope;

  /// An expression whose parameters are being evaluated, and those in the bodies of the functions it calls.
  struct Frame {
    Scope* scope;
    const Expression* expression;
    const EvaluationRules* rules;
    ParameterSlot* slot = nullptr;  ///< that the result goes to
    Span name = {};                 ///< of that slot
    std::vector<const UserFunction*> called = {};
    std::size_t body = 0;  ///< being looked at: 0 the expression, then those of `called`
    std::size_t next = 0;  ///< its first step that has not been looked at
    bool ok = true;
  };
  template <class Use>
  auto with_expression(Scope& scope, Span text, const EvaluationRules& rules, const Use& use)
      -> decltype(use(std::declval<Expression>()));
  [[nodiscard]] std::optional<double> bare_value(Scope& scope, Span text, Form form);
  [[nodiscard]] std::optional<Expression> parse_once(Span text);
  [[nodiscard]] const Expression* parse(Span text);
  [[nodiscard]] const std::optional<UserFunction>* function(const Subcircuit& definition, std::string_view name);
  [[nodiscard]] const std::optional<UserFunction>& parse_function(const Subcircuit& definition,
                                                                  const FunctionCard& card);
  bool resolve(std::vector<Frame> stack);
  [[nodiscard]] std::optional<FoundParameter> next_dependency(std::vector<Frame>& stack);
  [[nodiscard]] std::optional<FoundParameter> dependency(std::vector<Frame>& stack, const Expression::Step& step);
  [[nodiscard]] std::optional<FoundParameter> compare_readings(Scope& scope, const Expression::Step& step,
                                                               const FoundParameter& found);
  [[nodiscard]] std::optional<FoundParameter> compare_with_outermost(const Expression::Step& step,
                                                                     const FoundParameter& found);
  void note_call(Frame& frame, std::string_view name, const UserFunction* caller);
  void enter(const FoundParameter& found, std::vector<Frame>& stack);
  void report_cycle(const std::vector<Frame>& stack, const Expression::Step& step, const ParameterSlot& slot);
  void report_unknown(Scope& scope, const Expression::Step& step);

  const SourceMap& sources_;
  const Subcircuit& top_;
  const NamesOfDefinitions& names_;
  Diagnostics& diagnostics_;
  bool has_functions_ = false;
  EvaluationRules rules_;
  Settings settings_;
  bool outermost_may_count_ = false;  ///< HSPICE would take the outermost definition of a name
  double nominal_temperature_ = Temperatures{}.nominal;
  std::size_t most_depth_;                                               ///< of an expression
  std::unordered_map<std::uint32_t, std::optional<Expression>> parsed_;  ///< by offset: for text met once an instance
  std::unordered_map<const FunctionCard*, std::optional<UserFunction>> functions_;  ///< those called so far
  std::unordered_set<std::uint32_t> told_of_caller_;  ///< offsets of names whose reading was warned of
};

/// Gives `values` the temperatures of the deck's cards, if they say any; `temperature` takes the place of the deck's
/// own.
void set_temperatures(const Deck& deck, std::optional<double> temperature, Scope& top, ScopeValues& values);

}  // namespace ohmscope
