#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>
#include <string>

#include "netlist/codes.hpp"
#include "netlist/expression.hpp"
#include "netlist/text.hpp"
#include "stages/codes.hpp"
#include "stages/rule.hpp"

namespace ohmscope {

/// Resolves the names of a rule to slots. Built-in rules spell names as their tables do, authors' rules ignore case.
class RuleCompiler {
 public:
  /// `diagnostics` is null for built-in rules, which must be right.
  explicit RuleCompiler(Diagnostics* diagnostics) : diagnostics_(diagnostics) {
    rule_.values_.resize(3);
    names_.push_back({"s", CompiledRule::s_slot});
    names_.push_back({"ZL", CompiledRule::load_slot, true, false});
    names_.push_back({"ZS", CompiledRule::source_slot, false, true});
    add_value("pi", ComplexDD{pi_dd});
    add_value("inf", Extended::infinite());
  }

  [[nodiscard]] bool knows(std::string_view name) const {
    return std::any_of(names_.begin(), names_.end(), [&](const Name& n) { return equal_ignoring_case(n.text, name); });
  }

  void add_value(std::string_view name, const Extended& value) { names_.push_back({name, slot(value)}); }
  void add_impedance(std::string_view name, const OnePort& one_port) {
    add_value(name, {});
    rule_.impedances_.emplace_back(names_.back().slot, one_port);
  }
  void add_definition(std::string_view name, const Expression& expression) {
    Formula definition = formula(expression);
    definition.target = slot({});
    names_.push_back({name, definition.target, definition.takes_load, definition.takes_source});
    rule_.definitions_.push_back(std::move(definition));
  }
  void set_zin(const Expression& expression) { rule_.zin_ = formula(expression, "ZS"); }
  void set_zout(const Expression& expression) { rule_.zout_ = formula(expression, "ZL"); }
  CompiledRule take() { return std::move(rule_); }

 private:
  using Slot = CompiledRule::Slot;
  using Code = CompiledRule::Code;
  using Formula = CompiledRule::Formula;
  struct Name {
    std::string_view text;
    Slot slot = 0;
    bool takes_load = false;
    bool takes_source = false;
  };
  struct Function {
    std::string_view name;
    Code code;
  };
  static constexpr std::array functions{Function{"par", Code::par},   Function{"sqrt", Code::sqrt},
                                        Function{"exp", Code::exp},   Function{"log", Code::log},
                                        Function{"sinh", Code::sinh}, Function{"cosh", Code::cosh},
                                        Function{"tanh", Code::tanh}, Function{"tanhc", Code::tanhc}};

  /// Authors have all but the last, which is there for lines at 0 Hz.
  [[nodiscard]] std::span<const Function> known_functions() const {
    return std::span(functions).first(functions.size() - (diagnostics_ == nullptr ? 0 : 1));
  }

  Slot slot(const Extended& value) {
    rule_.values_.push_back(value);
    return static_cast<Slot>(rule_.values_.size() - 1);
  }

  [[nodiscard]] bool same(std::string_view a, std::string_view b) const {
    return diagnostics_ == nullptr ? a == b : equal_ignoring_case(a, b);
  }

  /// `forbidden` is the name that has no place here.
  Formula formula(const Expression& expression, std::string_view forbidden = {}) {
    Formula result;
    for (const Expression::Step& step : expression.steps()) add(step, forbidden, result);
    return result;
  }

  void add(const Expression::Step& step, std::string_view forbidden, Formula& formula) {
    switch (step.op) {
      case Expression::Op::literal:
        return formula.steps.push_back({Code::push, slot(step.literal)});
      case Expression::Op::name:
        return add_name(step, forbidden, formula);
      case Expression::Op::call:
        return add_call(step, formula);
      case Expression::Op::negate:
        return formula.steps.push_back({Code::negate});
      case Expression::Op::add:
        return formula.steps.push_back({Code::add});
      case Expression::Op::subtract:
        return formula.steps.push_back({Code::subtract});
      case Expression::Op::multiply:
        return formula.steps.push_back({Code::multiply});
      case Expression::Op::divide:
        return formula.steps.push_back({Code::divide});
      case Expression::Op::power:
        return formula.steps.push_back({Code::power});
      default:
        reject_operator(step);
    }
  }

  void add_name(const Expression::Step& step, std::string_view forbidden, Formula& formula) {
    const auto found =
        std::find_if(names_.begin(), names_.end(), [&](const Name& name) { return same(name.text, step.name); });
    if (found == names_.end()) return reject_unknown(step, "name", candidates(names_, &Name::text));
    if (!forbidden.empty() && found->text == forbidden) {
      return forbidden == "ZS" ? reject(step.span, "'ZS' in zin, expected only the load 'ZL'",
                                        "an input impedance does not depend on the source")
                               : reject(step.span, "'ZL' in zout, expected only the source 'ZS'",
                                        "an output impedance does not depend on the load");
    }
    formula.takes_load |= found->takes_load;
    formula.takes_source |= found->takes_source;
    formula.steps.push_back({Code::push, found->slot});
  }

  void add_call(const Expression::Step& step, Formula& formula) {
    if (!is_letter(step.name.front())) return reject_operator(step);  // % and \ come as calls
    const auto known = known_functions();
    const auto found =
        std::find_if(known.begin(), known.end(), [&](const Function& f) { return same(f.name, step.name); });
    if (found == known.end()) return reject_unknown(step, "function", candidates(known, &Function::name));
    const bool variadic = found->code == Code::par;
    if (variadic ? step.arguments < 2 : step.arguments != 1) {
      return reject(step.span,
                    fmt::format("'{}' has {} argument{}, expected {}", step.name, step.arguments,
                                step.arguments == 1 ? "" : "s", variadic ? "2 or more" : "1"),
                    {});
    }
    formula.steps.push_back({found->code, step.arguments});
  }

  template <class Entries, class Entry>
  static std::vector<std::string_view> candidates(const Entries& entries, std::string_view Entry::*name) {
    std::vector<std::string_view> result;
    for (const Entry& entry : entries) result.push_back(entry.*name);
    return result;
  }

  void reject_unknown(const Expression::Step& step, std::string_view what, const std::vector<std::string_view>& known) {
    std::string hint = diagnostics_ == nullptr ? "" : did_you_mean(step.name, known);
    if (hint.empty()) hint = fmt::format("known here: {}", fmt::join(known, ", "));
    reject(step.span, fmt::format("unknown {} '{}' in a rule", what, step.name), std::move(hint), true);
  }

  void reject_operator(const Expression::Step& step) {
    reject(step.span, fmt::format("'{}' has no meaning in a rule, expected + - * / or **", step.name), {});
  }

  void reject(Span span, const std::string& message, std::string hint, bool unknown_name = false) {
    if (diagnostics_ == nullptr) throw std::invalid_argument("built-in rule: " + message);
    diagnostics_->error(codes::bad_rule, span, "{}", message).with_hint(std::move(hint)).unknown_name = unknown_name;
  }

  CompiledRule rule_;
  std::vector<Name> names_;
  Diagnostics* diagnostics_;
};

namespace {

void add_opamp(const OpampValues& opamp, RuleCompiler& compiler) {
  compiler.add_value("A0", opamp.A0);
  compiler.add_value("GBW", opamp.GBW);
  compiler.add_value("Rin", opamp.Rin);
  compiler.add_value("Cin", opamp.Cin);
  compiler.add_value("Rout", opamp.Rout);
}

}  // namespace

const Rule& rule_of(const StageType& type, const StageValues& values) {
  const bool other = type.uses_other_rule != nullptr && type.uses_other_rule(values);
  return other ? type.other_rule : type.rule;
}

CompiledRule::CompiledRule(const StageType& type, const StageValues& values) {
  RuleCompiler compiler(nullptr);
  for (const auto& [name, one_port] : values.one_ports) compiler.add_impedance(name, one_port);
  for (const auto& [name, number] : values.numbers) compiler.add_value(name, number);
  const bool has_opamp = std::any_of(type.parameters.begin(), type.parameters.end(),
                                     [](const StageParameter& p) { return p.kind == StageParameterKind::opamp; });
  if (has_opamp) add_opamp(values.opamp, compiler);
  const Rule& rule = rule_of(type, values);
  for (const Rule::Definition& d : rule.where) compiler.add_definition(d.name, Expression::parse_builtin(d.expression));
  if (!rule.zin.empty()) compiler.set_zin(Expression::parse_builtin(rule.zin));
  if (!rule.zout.empty()) compiler.set_zout(Expression::parse_builtin(rule.zout));
  *this = compiler.take();
}

std::optional<CompiledRule> CompiledRule::compile(const RuleCard& card, const ParameterValues& parameters,
                                                  const SourceMap& sources, Diagnostics& diagnostics) {
  const std::size_t errors_before = diagnostics.error_count();
  RuleCompiler compiler(&diagnostics);
  const std::map<std::string_view, double> sorted(parameters.begin(), parameters.end());  // for hints that list them
  for (const auto& [name, value] : sorted) compiler.add_value(name, value);
  if (card.zin) {
    if (const auto expression = Expression::parse(sources, *card.zin, diagnostics)) compiler.set_zin(*expression);
  }
  if (card.zout) {
    if (const auto expression = Expression::parse(sources, *card.zout, diagnostics)) compiler.set_zout(*expression);
  }
  if (diagnostics.error_count() > errors_before) return std::nullopt;
  return compiler.take();
}

namespace {

void check_rule(const Subcircuit& definition, const SourceMap& sources, Diagnostics& diagnostics) {
  const RuleCompiler bare(nullptr);
  ParameterValues parameters;
  for (const auto* assignments : {&definition.parameters, &definition.definitions}) {
    for (const Assignment& assignment : *assignments) {
      const std::string_view name = sources.text(assignment.name);
      parameters.emplace(lower_case(name), 0);
      if (!bare.knows(name)) continue;
      diagnostics
          .warning(codes::shadowed_rule_name, assignment.name,
                   "the .rule does not see parameter '{}': it has a '{}' of its own", name, name)
          .note(definition.rule->span, "the rule is here")
          .with_hint("s is jw, ZL the load, ZS the source; pi and inf are numbers");
    }
  }
  std::ignore = CompiledRule::compile(*definition.rule, parameters, sources, diagnostics);
}

}  // namespace

void check_rules(const Deck& deck, const SourceMap& sources, Diagnostics& diagnostics) {
  std::vector<const Subcircuit*> waiting{&deck.top};
  while (!waiting.empty()) {
    const Subcircuit* definition = waiting.back();
    waiting.pop_back();
    if (definition->rule) check_rule(*definition, sources, diagnostics);
    for (const auto& inner : definition->subcircuits) waiting.push_back(inner.get());
  }
}

}  // namespace ohmscope
