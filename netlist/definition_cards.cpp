#include "netlist/codes.hpp"
#include "netlist/deck_parser.hpp"
#include "netlist/text.hpp"

// Cards that say one thing.
namespace ohmscope {

void DeckParser::add_parameters(const CardView& card) {
  const Span written = behind_keyword(card);
  if (written.length == 0)
    reports()
        .error(codes::malformed_card, card.words.front(), "found '{}', expected '.param name=value …'",
               text(card.words.front()))
        .losing_names();
  for (Definition& definition : read_parameters(sources_, written, reports())) define(std::move(definition));
}

void DeckParser::add_function(const CardView& card) {
  if (auto definition = read_function(sources_, behind_keyword(card), reports())) define(std::move(*definition));
}

void DeckParser::define(Definition definition) {
  if (!definition.arguments) return scope().definitions.push_back({definition.name, definition.value});
  const std::string_view name = text(definition.name);
  if (equal_ignoring_case(name, "v") || equal_ignoring_case(name, "i")) {
    reports().error(codes::bad_function_name, definition.name, "'{}' is a {}, expected another name for a function",
                    name, equal_ignoring_case(name, "v") ? "voltage" : "current");
    return;
  }
  scope().functions.push_back({definition.name, *std::move(definition.arguments), sources_.unquoted(definition.value)});
}

/// `.model NAME TYPE (…)` or `.model NAME ako:BASE [TYPE] (…)`, as PSpice writes a kind of BASE.
void DeckParser::add_model(const CardView& card) {
  constexpr std::string_view ako = "ako:";
  const auto words = card.words.subspan(1);
  const std::string_view kind = words.size() > 1 ? text(words[1]) : std::string_view();
  const bool has_base = equal_ignoring_case(kind.substr(0, ako.size()), ako);
  const bool base_stands_apart = has_base && kind.size() == ako.size();
  if (words.size() < (base_stands_apart ? 3 : 2)) {
    if (is_malformed_) return;
    reports()
        .error(codes::malformed_card, card.span, "found '{}', expected '.model NAME TYPE (parameter=value …)'",
               text(card.span))
        .losing_names();
    return;
  }
  ModelCard model{card.span, words[0], std::nullopt, words[1], {}, {card.assignments.begin(), card.assignments.end()}};
  std::size_t next = 2;
  if (has_base) {
    const auto length = static_cast<std::uint32_t>(ako.size());
    model.base = base_stands_apart ? words[next++] : Span{words[1].offset + length, words[1].length - length};
    model.type = next < words.size() ? words[next++] : Span{};
  }
  model.flags.assign(words.begin() + static_cast<std::ptrdiff_t>(next), words.end());
  scope().models.push_back(std::move(model));
}

void DeckParser::add_port(const CardView& card) {
  if (is_malformed_ || !expect_words(card, 3, 4, ".port NAME N+ [N-]")) {
    deck_.ports.emplace_back().span = card.span;
    return;
  }
  deck_.ports.push_back(
      {card.span, card.words[1], card.words[2], card.words.size() > 3 ? std::optional(card.words[3]) : std::nullopt});
}

void DeckParser::add_analysis(const CardView& card) {
  const std::string_view keyword = text(card.words.front());
  const std::string_view name = keyword.substr(keyword.starts_with('.') ? 1 : 0);
  const bool is_sweep = equal_ignoring_case(name, "ac") || equal_ignoring_case(name, "dc");
  if (is_sweep && card.words.size() == 1 && card.assignments.empty() && !is_malformed_) {
    diagnostics_.warning(codes::ignored_card, card.words.front(), "'{}' says no values to run over and has no effect",
                         keyword);
    return;
  }
  deck_.analyses.push_back({card.span,
                            {card.words.begin(), card.words.end()},
                            {card.assignments.begin(), card.assignments.end()},
                            is_malformed_});
}

void DeckParser::add_output(const CardView& card) {
  deck_.outputs.push_back(
      {card.span, {card.words.begin(), card.words.end()}, {card.assignments.begin(), card.assignments.end()}});
}

void DeckParser::add_globals(const CardView& card) {
  deck_.globals.insert(deck_.globals.end(), card.words.begin() + 1, card.words.end());
}

void DeckParser::set_title(const CardView& card) { deck_.title = text(behind_keyword(card)); }

}  // namespace ohmscope
