#include <algorithm>
#include <array>

#include "netlist/lint_checks.hpp"
#include "netlist/text.hpp"
#include "solver/devices/registry.hpp"

// What single cards say.
namespace ohmscope::lints {

namespace {

constexpr std::string_view digits = "+-.0123456789";

/// Calls visit(card, type) for each element card of the main file that is no instance.
template <class Visit>
void for_each_card(const Linted& linted, const MainFile& main, Visit&& visit) {
  std::array<const DeviceType*, 26> types{};
  for (std::size_t k = 0; k < types.size(); ++k) types[k] = device_type(static_cast<char>('A' + k));
  for (const Subcircuit* body : bodies_in_use(linted)) {
    for (const CardView& card : body->elements) {
      if (!main.has(card.span)) continue;
      const char letter = to_upper(main.text(card.words.front()).front());
      const DeviceType* type = is_letter(letter) ? types[static_cast<std::size_t>(letter - 'A')] : nullptr;
      if (type != nullptr) visit(card, *type);
    }
  }
}

bool is_ground(std::string_view node) { return node == "0" || equal_ignoring_case(node, "gnd"); }

/// What stands behind the digits of a number; nothing if it is none.
std::string_view suffix(std::string_view number) {
  const std::size_t end = std::min(number.find_first_not_of(digits), number.size());
  return number.find_first_of("0123456789") < end ? number.substr(end) : std::string_view{};
}

bool begins_with(std::string_view text, std::string_view word) {
  return equal_ignoring_case(text.substr(0, word.size()), word);
}

/// Looks at one value, whose unit is "ohm", "Hz" or "F". In lower case the letters are meant.
void check_value(std::string_view written, Span where, std::string_view unit, const Report& report) {
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

/// The unit of what a stage's parameter of that name holds, by its letter.
std::string_view unit_of(std::string_view name) {
  const char letter = to_upper(name.front());
  return letter == 'R' || letter == 'Z' ? "ohm" : letter == 'C' ? "F" : "";
}

/// A number or a one-port: R(10k)+C(1n).
void check_one_port(std::string_view text, Span span, std::string_view unit, const Report& report) {
  constexpr std::string_view separators = " \t()+|{}'\",";
  for (std::size_t begin = 0, end = 0; begin < text.size(); begin = end + 1) {
    end = std::min(text.find_first_of(separators, begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    if (word.empty()) continue;
    if (end < text.size() && text[end] == '(') unit = unit_of(word);
    check_value(word, {span.offset + static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(word.size())}, unit,
                report);
  }
}

void check_parameters(std::span<const Assignment> given, std::span<const Parameter> known, const MainFile& main,
                      const Report& report) {
  for (const Assignment& assignment : given) {
    for (const Parameter& parameter : known) {
      const std::string_view name = main.text(assignment.name);
      if (!equal_ignoring_case(parameter.name, name) && !equal_ignoring_case(parameter.alias, name)) continue;
      check_value(main.text(assignment.value), assignment.value, parameter.unit, report);
    }
  }
}

}  // namespace

void elements_across_one_node(const Linted& linted, const Report& report) {
  const MainFile main(linted);
  for_each_card(linted, main, [&](const CardView& card, const DeviceType& type) {
    if (type.pins.size() < 2) return;
    const std::string_view first = main.text(card.words[1]);
    const std::string_view second = main.text(card.words[2]);
    if (!equal_ignoring_case(first, second) && !(is_ground(first) && is_ground(second))) return;
    report(card.words[2], fmt::format("'{}' joins node '{}' to itself", main.text(card.words.front()), first),
           "is one of its two nodes meant to be another?");
  });
}

void unit_slips(const Linted& linted, const Report& report) {
  const MainFile main(linted);
  for_each_card(linted, main, [&](const CardView& card, const DeviceType& type) {
    if (type.parameters.empty()) return;
    const std::size_t value = 1 + type.pins.size();
    const Parameter& first = type.parameters.front();
    if (type.references.empty() && first.positional && card.words.size() > value)
      check_value(main.text(card.words[value]), card.words[value], first.unit, report);
    if (!card.assignments.empty()) check_parameters(card.assignments, type.parameters, main, report);
  });
  for (const Subcircuit* body : bodies_in_use(linted)) {
    for (const ModelCard& model : body->models) {
      const bool is_opamp = main.has(model.span) && equal_ignoring_case(main.text(model.type), devices::opamp.name);
      if (is_opamp) check_parameters(model.parameters, devices::opamp.parameters, main, report);
    }
  }
  for (const ChainBlock& chain : linted.deck.chains) {
    for (const ChainLine& line : chain.lines) {
      for (const Assignment& given : line.parameters) {
        if (main.has(given.value))
          check_one_port(main.text(given.value), given.value, unit_of(main.text(given.name)), report);
      }
    }
  }
}

}  // namespace ohmscope::lints
