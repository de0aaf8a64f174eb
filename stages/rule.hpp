#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "netlist/elaborate.hpp"
#include "stages/stage_type.hpp"

namespace ohmscope {

/// The rule that holds for the given values, of the type's two.
[[nodiscard]] const Rule& rule_of(const StageType& type, const StageValues& values);

/// A rule ready for evaluation: one stage's closed form with the stage's values in place, every name resolved.
class CompiledRule {
 public:
  class AtFrequency;

  /// The rule of a built-in type for the given values, which `check_values` has completed.
  CompiledRule(const StageType& type, const StageValues& values);
  /// The rule an author gave with `.rule`, for one set of the subcircuit's parameters. Names ignore case; s, ZL, ZS, pi
  /// and inf come before parameters of these names. Reports what is wrong and returns nothing.
  static std::optional<CompiledRule> compile(const RuleCard& card, const ParameterValues& parameters,
                                             const SourceMap& sources, Diagnostics& diagnostics);

  [[nodiscard]] bool has_zin() const { return !zin_.steps.empty(); }
  [[nodiscard]] bool has_zout() const { return !zout_.steps.empty(); }
  /// Everything that depends neither on load nor on source, evaluated at `frequency` (Hz).
  [[nodiscard]] AtFrequency at(double frequency) const;
  /// Input impedance in ohms with `load` at out; undefined where the rule has no value or there is none.
  [[nodiscard]] Extended zin(double frequency, const Extended& load) const;
  /// Output impedance in ohms with `source` at in; undefined where the rule has no value or there is none.
  [[nodiscard]] Extended zout(double frequency, const Extended& source) const;

 private:
  friend class RuleCompiler;
  CompiledRule() = default;

  using Slot = std::uint32_t;
  enum class Code : std::uint8_t {
    push,
    negate,
    add,
    subtract,
    multiply,
    divide,
    power,  //
    par,
    sqrt,
    exp,
    log,
    sinh,
    cosh,
    tanh,
    tanhc
  };
  struct Step {
    Code code;
    Slot operand = 0;  ///< of push: where the value lies; of par: how many
  };
  /// An expression in postfix order.
  struct Formula {
    std::vector<Step> steps;
    Slot target = 0;            ///< where the value goes
    bool takes_load = false;    ///< depends on ZL
    bool takes_source = false;  ///< depends on ZS
  };
  static constexpr Slot s_slot = 0;
  static constexpr Slot load_slot = 1;
  static constexpr Slot source_slot = 2;

  static Extended evaluate(const Formula& formula, const std::vector<Extended>& values, std::vector<Extended>& stack);
  static Extended apply(Code code, const Extended& a);
  static Extended apply(Code code, const Extended& a, const Extended& b);

  std::vector<Extended> values_;                      ///< by slot: parameters and literals
  std::vector<std::pair<Slot, OnePort>> impedances_;  ///< whose values depend on the frequency
  std::vector<Formula> definitions_;                  ///< in order of evaluation
  Formula zin_;
  Formula zout_;
};

/// Reports all that is wrong with the deck's `.rule`s, whether or not a stage uses them, and warns of parameters that
/// they cannot see.
void check_rules(const Deck& deck, const SourceMap& sources, Diagnostics& diagnostics);

/// A rule at one frequency. Lives no longer than its rule.
class CompiledRule::AtFrequency {
 public:
  AtFrequency(const CompiledRule& rule, double frequency);
  [[nodiscard]] Extended zin(const Extended& load);
  [[nodiscard]] Extended zout(const Extended& source);

 private:
  Extended closed_form(const Formula& formula, Slot port, const Extended& value, bool Formula::*takes_port);

  const CompiledRule* rule_;
  std::vector<Extended> values_;
  std::vector<Extended> stack_;
};

}  // namespace ohmscope
