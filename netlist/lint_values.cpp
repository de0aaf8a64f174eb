#include <algorithm>
#include <map>
#include <set>

#include "netlist/lint_checks.hpp"
#include "netlist/number.hpp"
#include "netlist/parameter_reader.hpp"
#include "netlist/text.hpp"
#include "netlist/usage.hpp"
#include "solver/devices/registry.hpp"

// Values whose letters may be meant otherwise than they are read.
namespace ohmscope::lints {

namespace {

/// What stands behind the digits of a number; nothing if it is none.
std::string_view suffix(std::string_view number) {
  bool is_number = false;
  for (std::size_t k = 0; k < number.size(); ++k) {
    const char c = number[k];
    if (is_digit(c)) {
      is_number = true;
    } else if (c != '.' && c != '+' && c != '-') {
      return is_number ? number.substr(k) : std::string_view{};
    }
  }
  return {};
}

bool begins_with(std::string_view text, std::string_view word) {
  return equal_ignoring_case(text.substr(0, word.size()), word);
}

bool is_name(std::string_view text) {
  return !text.empty() && (is_letter(text.front()) || text.front() == '_') &&
         std::all_of(text.begin(), text.end(), is_in_name);
}

bool is_held(std::string_view text) {
  return text.size() > 2 && ((text.front() == '{' && text.back() == '}') || is_quoted(text));
}

/// Looks at one number, whose unit is "ohm", "Hz" or "F". In lower case the letters are meant.
void check_number(std::string_view written, Span where, std::string_view unit, const Report& report) {
  const std::string_view behind = suffix(written);
  if (behind.empty()) return;
  const std::string_view number = written.substr(0, written.size() - behind.size());
  const bool is_milli = behind.front() == 'M' && !begins_with(behind, "meg") && !begins_with(behind, "mil");
  const bool is_femto = behind == "F" || (behind.front() == 'F' && begins_with(behind, "farad"));
  if (is_milli && (unit == "ohm" || unit == "Hz")) {
    report(where,
           fmt::format("'{}' is {} milli{}: 'M' is milli, as 'm' is", written, number, unit == "Hz" ? "hertz" : unit),
           fmt::format("{0}meg is mega; {0}m says milli beyond doubt", number));
  }
  if (is_femto && unit == "F") {
    report(where, fmt::format("'{}' is {} femtofarad: 'F' is a scale letter here, not the unit", written, number),
           fmt::format("{0} alone is farads; {0}f says femto beyond doubt", number));
  }
}

/// Looks at the numbers that elements take, and at those of parameters that are handed to them as they are: `.param
/// r=10M` is a resistance where `R1 a b {r}` stands, and so is `X1 a b s r=10M`.
class Slips {
 public:
  Slips(const Linted& linted, const MainFile& main, const Report& report)
      : linted_(linted), main_(main), report_(report), names_(collect_names(linted.sources, linted.deck.top)) {}

  /// A value that stands in `body` and is measured in `unit`.
  void look_at(Span value, const Subcircuit& body, std::string_view unit) {
    const std::string_view text = main_.text(value);
    const bool is_harmless = !text.empty() && is_digit(text.front()) && text.find_first_of("MF") == text.npos;
    if (is_harmless || (unit != "ohm" && unit != "Hz" && unit != "F")) return;
    const bool held = is_held(text);
    const std::string_view within = held ? trim(text.substr(1, text.size() - 2)) : text;
    if (is_name(within)) return follow(within, body, unit);
    if (held && !parse_number(within)) return;
    const auto begin = static_cast<std::uint32_t>(within.data() - text.data());
    check_number(within, {value.offset + begin, static_cast<std::uint32_t>(within.size())}, unit, report_);
  }

  /// The first table that knows a name tells its unit.
  void look_at(std::span<const Assignment> given, std::initializer_list<std::span<const Parameter>> tables,
               const Subcircuit& body) {
    for (const Assignment& assignment : given) {
      for (const std::span<const Parameter> known : tables) {
        const auto parameter = std::find_if(
            known.begin(), known.end(), [&](const Parameter& p) { return is_called(p, main_.text(assignment.name)); });
        if (parameter == known.end()) continue;
        look_at(assignment.value, body, parameter->unit);
        break;
      }
    }
  }

  /// The values of all parameters that were named so far, and of those that they name.
  void look_at_parameters() {
    while (!waiting_.empty()) {
      const Value next = waiting_.back();
      waiting_.pop_back();
      look_at(next.text, *next.body, next.unit);
    }
  }

 private:
  struct Value {
    Span text;
    const Subcircuit* body;
    std::string_view unit;
  };
  using Key = std::pair<const Subcircuit*, std::size_t>;  ///< a definition and a parameter of it

  /// The definition around `body`; null at the top.
  [[nodiscard]] const Subcircuit* around(const Subcircuit& body) const {
    if (body.parent != nullptr) return body.parent;
    return &body == &linted_.deck.top ? nullptr : &linted_.deck.top;
  }

  void follow(std::string_view name, const Subcircuit& body, std::string_view unit) {
    for (const Subcircuit* at = &body; at != nullptr; at = around(*at)) {
      const DefinitionNames& names = names_.at(at);
      const auto found = names.parameters.find(name);
      if (found == names.parameters.end()) continue;
      if (!met_.insert({at, found->second}).second) return;
      waiting_.push_back({names.definitions[found->second].value, at, unit});
      if (at == &linted_.deck.top) return;
      if (arguments_.empty()) collect_arguments();
      for (const Value& given : arguments_[{at, found->second}]) waiting_.push_back({given.text, given.body, unit});
      return;
    }
  }

  /// What instances give, as far as a slip may be in it.
  void collect_arguments() {
    constexpr std::size_t most = 100000;  // for a warning alone
    std::size_t count = 0;
    for (const Subcircuit* body : bodies_in_use(linted_)) {
      for (const CardView& card : body->elements) {
        if (card.assignments.empty() || !main_.has(card.span) || !begins_with(main_.text(card.span), "x")) continue;
        const Subcircuit* definition = called_by(card, *body);
        for (const Assignment& given : card.assignments) {
          const std::string_view text = main_.text(given.value);
          if (definition == nullptr || (suffix(text).empty() && !is_held(text) && !is_name(text))) continue;
          const auto& parameters = names_.at(definition).parameters;
          const auto found = parameters.find(main_.text(given.name));
          if (found == parameters.end() || ++count > most) continue;
          arguments_[{definition, found->second}].push_back({given.value, body, {}});
        }
      }
    }
    arguments_[{}];  // collected, even if there are none
  }

  [[nodiscard]] const Subcircuit* called_by(const CardView& card, const Subcircuit& body) const {
    const auto named = std::find_if(card.words.rbegin(), card.words.rend(),
                                    [&](Span word) { return !begins_with(main_.text(word), "params:"); });
    for (const Subcircuit* at = &body; at != nullptr; at = around(*at)) {
      const auto& known = names_.at(at).subcircuits;
      if (const auto found = known.find(main_.text(*named)); found != known.end()) return found->second;
    }
    return nullptr;
  }

  const Linted& linted_;
  const MainFile& main_;
  const Report& report_;
  NamesOfDefinitions names_;
  std::map<Key, std::vector<Value>> arguments_;  ///< of instances
  std::set<Key> met_;
  std::vector<Value> waiting_;
};

/// The unit of what a stage's parameter of that name holds, by its letter.
std::string_view unit_of(std::string_view name) {
  const char letter = to_upper(name.front());
  return letter == 'R' || letter == 'Z' ? "ohm" : letter == 'C' ? "F" : "";
}

/// A number or a one-port: R(10k)+C(1n).
void look_at_one_port(std::string_view text, Span span, std::string_view unit, const Subcircuit& top, Slips& slips) {
  constexpr std::string_view separators = " \t()+|{}'\",";
  for (std::size_t begin = 0, end = 0; begin < text.size(); begin = end + 1) {
    end = std::min(text.find_first_of(separators, begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    if (word.empty()) continue;
    if (end < text.size() && text[end] == '(') {
      unit = unit_of(word);
    } else {
      slips.look_at({span.offset + static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(word.size())}, top,
                    unit);
    }
  }
}

/// The parameters of models of that type; none if no device takes them.
std::span<const Parameter> parameters_of_models(std::string_view type) {
  if (const DeviceType* modelled = modelled_type(type)) return modelled->parameters;
  for (const DeviceType* device : device_types()) {
    if (device->nonlinear != nullptr && is_among(device->nonlinear->models, type)) return device->parameters;
    if (device->value_form == nullptr) continue;
    const auto& models = device->value_form->models;
    const auto fits = [&](std::string_view model) { return equal_ignoring_case(model, type); };
    if (std::any_of(models.begin(), models.end(), fits)) return device->value_form->parameters;
  }
  return {};
}

/// Looks at the numbers in a value or an expression that HSPICE reads otherwise. 3A is amperes, and so is 3a where
/// a current is given.
void check_scales(std::string_view text, Span span, bool is_current, const Report& report) {
  const auto is_inside = [](char c) { return is_in_name(c) || c == '.'; };
  for (std::size_t begin = 0, end = 0; begin < text.size(); begin = end + 1) {
    end = begin;
    while (end < text.size() && is_inside(text[end])) ++end;
    const std::string_view word = text.substr(begin, end - begin);
    const std::string_view behind = suffix(word);
    if (behind.empty() || !(is_digit(word.front()) || word.front() == '.')) continue;
    const char letter = behind.front();
    if (letter != 'x' && letter != 'X' && (letter != 'a' || is_current)) continue;
    const auto other = parse_number(word, Dialect::hspice);
    if (!other || !parse_number(word)) continue;
    const std::string_view number = word.substr(0, word.size() - behind.size());
    report({span.offset + static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(word.size())},
           fmt::format("'{}' is read as {}: '{}' is ignored, as in ngspice", word, number, behind),
           fmt::format("--dialect hspice reads {}", *other));
  }
}

/// Whether a letter that may be a scale stands behind a digit anywhere: what spares most decks a closer look.
bool has_foreign_scale(std::string_view text) {
  unsigned found = 0;
  const auto is = [&](std::size_t at, char c) { return unsigned{text[at] == c}; };
  const auto is_digit_at = [&](std::size_t at) { return unsigned{static_cast<unsigned char>(text[at] - '0') <= 9}; };
  for (std::size_t at = 2; at < text.size(); ++at) {  // the whole text: without branches, many bytes at a time
    const unsigned is_scale = is(at, 'x') | is(at, 'X') | is(at, 'a');
    const unsigned is_behind_number = is_digit_at(at - 1) | (is(at - 1, '.') & is_digit_at(at - 2));  // not of '.ac'
    found |= is_scale & is_behind_number;
  }
  return found != 0;
}

/// Whether nodes stand among the values of a card.
bool is_polynomial(const CardView& card, const MainFile& main) {
  return std::any_of(card.words.begin() + 1, card.words.end(),
                     [&](Span word) { return equal_ignoring_case(main.text(word), "poly"); });
}

}  // namespace

void unit_slips(const Linted& linted, const Report& report) {
  const MainFile main(linted);
  Slips slips(linted, main, report);
  for_each_card(linted, main, [&](const CardView& card, const DeviceType& type, const Subcircuit& body) {
    if (type.parameters.empty()) return;
    const std::size_t value = 1 + nodes_on_card(type);
    const Parameter& first = type.parameters.front();
    if (type.references.empty() && first.positional && card.words.size() > value)
      slips.look_at(card.words[value], body, first.unit);
    if (card.assignments.empty()) return;
    const auto other = type.value_form != nullptr ? type.value_form->parameters : std::span<const Parameter>{};
    const auto small = type.small_signal != nullptr ? type.small_signal->parameters : std::span<const Parameter>{};
    slips.look_at(card.assignments, {type.parameters, other, small}, body);
  });
  for (const Subcircuit* body : bodies_in_use(linted)) {
    for (const ModelCard& model : body->models) {
      if (main.has(model.span)) slips.look_at(model.parameters, {parameters_of_models(main.text(model.type))}, *body);
    }
  }
  for (const ChainBlock& chain : linted.deck.chains) {
    for (const ChainLine& line : chain.lines) {
      for (const Assignment& given : line.parameters) {
        if (main.has(given.value))
          look_at_one_port(main.text(given.value), given.value, unit_of(main.text(given.name)), linted.deck.top, slips);
      }
    }
  }
  slips.look_at_parameters();
}

void foreign_scales(const Linted& linted, const Report& report) {
  const MainFile main(linted);
  if (linted.deck.dialect != Dialect::ngspice || !has_foreign_scale(main.text(linted.deck.main))) return;
  const auto look_at = [&](Span value, bool is_current = false) {
    check_scales(main.text(value), value, is_current, report);
  };
  for_each_card(linted, main, [&](const CardView& card, const DeviceType& type, const Subcircuit& /*body*/) {
    const auto look_at_value = [&](Span value) {
      const std::string_view text = main.text(value);
      const bool may_name_nodes = text.find('(') != std::string_view::npos || is_polynomial(card, main);  // v(3a)
      if (!may_name_nodes) look_at(value, type.letter == 'I');
    };
    const std::size_t first = 1 + nodes_on_card(type) + type.references.size();
    for (std::size_t k = first; k < card.words.size() && !type.pins.empty(); ++k) look_at_value(card.words[k]);
    for (const Assignment& given : card.assignments) look_at_value(given.value);
  });
  for (const Subcircuit* body : bodies_in_use(linted)) {
    for (const Assignment& parameter : body->parameters) look_at(parameter.value);
    for (const Assignment& definition : body->definitions) look_at(definition.value);
    for (const FunctionCard& function : body->functions) look_at(function.body);
    for (const ModelCard& model : body->models) {
      for (const Assignment& given : model.parameters) look_at(given.value);
    }
    for (const CardView& card : body->elements) {
      if (begins_with(main.text(card.span), "x")) {
        for (const Assignment& given : card.assignments) look_at(given.value);
      }
    }
  }
}

}  // namespace ohmscope::lints
