#include <algorithm>

#include "netlist/deck_parser.hpp"
#include "netlist/text.hpp"

// Cards that open and close something: definitions, chains.
namespace ohmscope {

namespace {

constexpr std::size_t max_definition_depth = 1000;

}  // namespace

/// `.subckt`, `.ends` and `.chain` cannot stand in a chain, as other dot cards may: most likely its `.endchain` is
/// missing. Said once of a chain.
void DeckParser::report_open_chain(const CardView& card) {
  if (!at_chain_line() || chain_end_missed_) return;
  const Span name = deck_.chains.back().name;
  diagnostics_.error(card.words.front(), "'{}' inside chain '{}'", text(card.words.front()), text(name))
      .note(chain_opened_at_, "opened here")
      .with_hint("'.endchain' closes a chain");
  chain_end_missed_ = true;
}

void DeckParser::begin_subcircuit(const CardView& card) {
  report_open_chain(card);
  if (open_.size() == max_definition_depth)
    diagnostics_.error(card.words.front(), "definitions nest deeper than {}", max_definition_depth);
  // Deeper ones still open and close, but side by side.
  Subcircuit* outer = open_.empty() ? nullptr : open_[std::min(open_.size(), max_definition_depth) - 1];
  auto definition = std::make_unique<Subcircuit>();
  definition->span = card.span;
  definition->parent = outer;
  definition->parameters.assign(card.assignments.begin(), card.assignments.end());
  if (card.words.size() < 2 && is_malformed_) {
    definition->name = card.words.front();
  } else if (card.words.size() < 2) {
    diagnostics_.error(card.words.front(), "'.subckt' has no name, expected '.subckt NAME pin … name=value …'")
        .losing_names();
    definition->name = card.words.front();
  } else {
    definition->name = card.words[1];
    definition->pins.assign(card.words.begin() + 2, card.words.end());
    std::erase_if(definition->pins, [&](Span pin) { return equal_ignoring_case(text(pin), "params:"); });
  }
  open_.push_back(definition.get());
  opened_at_.push_back(card.span);
  (outer != nullptr ? *outer : deck_.top).subcircuits.push_back(std::move(definition));
}

void DeckParser::end_subcircuit(const CardView& card) {
  const bool ends_chain = at_chain_line();
  report_open_chain(card);
  if (open_.empty()) {
    if (!ends_chain) diagnostics_.error(card.words.front(), "'.ends' without '.subckt'");
    return;
  }
  if (card.words.size() > 1 && !equal_ignoring_case(text(card.words[1]), text(open_.back()->name))) {
    diagnostics_
        .error(card.words[1], "'.ends {}' closes subcircuit '{}'", text(card.words[1]), text(open_.back()->name))
        .note(opened_at_.back(), "opened here");
  }
  open_.pop_back();
  opened_at_.pop_back();
}

void DeckParser::begin_chain(const CardView& card) {
  report_open_chain(card);
  if (in_chain_) ++chains_left_;
  if (!open_.empty()) {
    diagnostics_.error(card.words.front(), "'.chain' inside subcircuit '{}'", text(open_.back()->name))
        .note(opened_at_.back(), "opened here")
        .with_hint("'.ends' closes a subcircuit");
  }
  const bool is_named = card.words.size() > 1;
  if (is_named) {
    expect_words(card, 2, 2, ".chain NAME");
  } else if (!is_malformed_) {
    diagnostics_.error(card.words.front(), "'.chain' has no name, expected '.chain NAME'");
  }
  in_chain_ = true;
  chain_depth_ = open_.size();
  chain_end_missed_ = false;
  chain_opened_at_ = card.span;
  deck_.chains.emplace_back().name = is_named ? card.words[1] : Span{};
}

void DeckParser::end_chain(const CardView& card) {
  if (!in_chain_ && chains_left_ > 0) {
    --chains_left_;
    return;
  }
  if (!in_chain_) {
    diagnostics_.error(card.words.front(), "'.endchain' without '.chain'");
    return;
  }
  const Span name = deck_.chains.back().name;
  if (card.words.size() > 1 && !name.nowhere() && !equal_ignoring_case(text(card.words[1]), text(name))) {
    diagnostics_.error(card.words[1], "'.endchain {}' closes chain '{}'", text(card.words[1]), text(name))
        .note(chain_opened_at_, "opened here");
  }
  in_chain_ = false;
  deck_.chains.back().is_closed = true;
}

void DeckParser::add_rule(const CardView& card) {
  if (open_.empty() || at_chain_line()) {
    diagnostics_.error(card.words.front(), "'.rule' outside a subcircuit");
    return;
  }
  Subcircuit& definition = *open_.back();
  if (definition.rule) {
    diagnostics_.error(card.words.front(), "subcircuit '{}' has a second rule", text(definition.name))
        .note(definition.rule->span, "first given here");
    return;
  }
  RuleCard rule{card.span, std::nullopt, std::nullopt};
  for (const Assignment& assignment : card.assignments) {
    const std::string_view name = text(assignment.name);
    const std::string_view value = text(assignment.value);
    const bool held = value.size() >= 2 && std::string_view("{'\"").find(value.front()) != std::string_view::npos;
    const Span expression = held ? Span{assignment.value.offset + 1, assignment.value.length - 2} : assignment.value;
    const bool looks_in = equal_ignoring_case(name, "zin");
    std::optional<Span>& formula = looks_in ? rule.zin : rule.zout;
    if (!looks_in && !equal_ignoring_case(name, "zout")) {
      diagnostics_.error(assignment.name, "a rule has no '{}', expected 'zin' or 'zout'", name)
          .with_hint(did_you_mean(name, {"zin", "zout"}));
    } else if (formula) {
      diagnostics_.error(assignment.name, "'{}' is given twice", name).note(*formula, "first given here");
    } else {
      formula = expression;
    }
  }
  if (card.words.size() > 1 || card.assignments.empty()) {
    const Span found = card.words.size() > 1 ? card.words[1] : card.words[0];
    diagnostics_.error(found, "found '{}', expected '.rule zin={{…}} zout={{…}}'", text(found));
  }
  definition.rule = rule;
}

}  // namespace ohmscope
