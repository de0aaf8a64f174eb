#include <algorithm>

#include "netlist/codes.hpp"
#include "netlist/deck_parser.hpp"
#include "netlist/text.hpp"

// Cards that open and close something: definitions, chains.
namespace ohmscope {

/// `.subckt`, `.ends` and `.chain` cannot stand in a chain, as other dot cards may: most likely its `.endchain` is
/// missing. Said once of a chain.
void DeckParser::report_open_chain(const CardView& card) {
  if (!at_chain_line() || chain_end_missed_) return;
  const Span name = deck_.chains.back().name;
  diagnostics_
      .error(codes::misplaced_card, card.words.front(), "'{}' inside chain '{}'", text(card.words.front()), text(name))
      .note(chain_opened_at_, "opened here")
      .with_hint("'.endchain' closes a chain");
  chain_end_missed_ = true;
}

/// The body that a definition or branch beginning at `card` becomes part of.
Subcircuit& DeckParser::place_of_block(const CardView& card) {
  constexpr std::size_t max_depth = 1000;
  if (open_.size() == max_depth)
    diagnostics_.error(codes::too_large, card.words.front(), "definitions nest deeper than {}", max_depth);
  // Deeper ones still open and close, but side by side.
  return open_.empty() ? deck_.top : *open_[std::min(open_.size(), max_depth) - 1].body;
}

/// Null at the top level, branches there included.
Subcircuit* DeckParser::innermost_definition() const { return open_.empty() ? nullptr : open_.back().definition; }

void DeckParser::begin_subcircuit(const CardView& card) {
  report_open_chain(card);
  Subcircuit& around = place_of_block(card);
  auto definition = std::make_unique<Subcircuit>();
  definition->span = card.span;
  definition->parent = innermost_definition();
  definition->name = card.words[card.words.size() < 2 ? 0 : 1];
  if (card.words.size() < 2 && !is_malformed_) {
    reports()
        .error(codes::malformed_card, card.words.front(),
               "'.subckt' has no name, expected '.subckt NAME pin … name=value …'")
        .losing_names();
  }
  if (card.words.size() < 2) {
    definition->parameters.assign(card.assignments.begin(), card.assignments.end());
  } else {
    read_interface(card, *definition);
  }
  open_.push_back({definition.get(), card.span, definition.get()});
  around.subcircuits.push_back(std::move(definition));
}

/// The pins and parameters of a definition: NAME pin … [optional: pin=node …] [params:] name=value ….
void DeckParser::read_interface(const CardView& card, Subcircuit& definition) {
  const auto marker = [&](std::string_view name) {
    const auto found = std::find_if(card.words.begin(), card.words.end(),
                                    [&](Span word) { return equal_ignoring_case(text(word), name); });
    return found == card.words.end() ? card.span.end() : found->offset;
  };
  const std::uint32_t optional = marker("optional:");
  const std::uint32_t parameters = std::min(marker("params:"), marker("text:"));
  for (const Span word : card.words.subspan(2)) {
    if (word.offset == optional || word.offset == parameters || equal_ignoring_case(text(word), "text:")) continue;
    if (word.offset < std::min(optional, parameters)) {
      definition.pins.push_back(word);
      continue;
    }
    definition.faults.error(codes::malformed_card, word, "'{}' has no value, expected 'name=value'", text(word));
  }
  for (const Assignment& assignment : card.assignments) {
    if (assignment.name.offset > optional && assignment.name.offset < parameters) {
      definition.pins.push_back(assignment.name);
      definition.pin_defaults.push_back(sources_.unquoted(assignment.value));
    } else {
      definition.parameters.push_back(assignment);
    }
  }
  for (const Span pin : definition.pins) {
    if (text(pin) == "0")
      definition.faults.warning(codes::ground_pin, pin,
                                "a pin called '0' is the ground, whatever an instance connects to it");
  }
}

void DeckParser::end_subcircuit(const CardView& card) {
  const bool ends_chain = at_chain_line();
  report_open_chain(card);
  if (innermost_definition() == nullptr) {
    if (!ends_chain)
      reports().warning(codes::stray_ends, card.words.front(), "'.ends' without '.subckt' has no effect");
    return;
  }
  close_branches();
  const Block& closed = open_.back();
  const Span begin = closed.opened_at;
  closed.body->whole = begin.offset < card.span.offset ? Span{begin.offset, card.span.end() - begin.offset} : begin;
  const std::string_view name = text(closed.body->name);
  if (card.words.size() > 1 && !equal_ignoring_case(text(card.words[1]), name)) {
    reports()
        .error(codes::block_mismatch, card.words[1], "'.ends {}' closes subcircuit '{}'", text(card.words[1]), name)
        .note(closed.opened_at, "opened here");
  }
  open_.pop_back();
}

void DeckParser::begin_chain(const CardView& card) {
  report_open_chain(card);
  if (in_chain_) ++chains_left_;
  if (!open_.empty()) {
    diagnostics_
        .error(codes::misplaced_card, card.words.front(), "'.chain' inside subcircuit '{}'",
               text(open_.back().body->name))
        .note(open_.back().opened_at, "opened here")
        .with_hint("'.ends' closes a subcircuit");
  }
  const bool is_named = card.words.size() > 1;
  if (is_named) {
    expect_words(card, 2, 2, ".chain NAME");
  } else if (!is_malformed_) {
    diagnostics_.error(codes::malformed_card, card.words.front(), "'.chain' has no name, expected '.chain NAME'");
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
    diagnostics_.error(codes::block_mismatch, card.words.front(), "'.endchain' without '.chain'");
    return;
  }
  const Span name = deck_.chains.back().name;
  if (card.words.size() > 1 && !name.nowhere() && !equal_ignoring_case(text(card.words[1]), text(name))) {
    diagnostics_
        .error(codes::block_mismatch, card.words[1], "'.endchain {}' closes chain '{}'", text(card.words[1]),
               text(name))
        .note(chain_opened_at_, "opened here");
  }
  in_chain_ = false;
  deck_.chains.back().is_closed = true;
}

void DeckParser::add_rule(const CardView& card) {
  if (open_.empty() || at_chain_line()) {
    diagnostics_.error(codes::misplaced_card, card.words.front(), "'.rule' outside a subcircuit");
    return;
  }
  if (open_.back().is_branch) {
    reports().error(codes::misplaced_card, card.words.front(), "'.rule' inside '.if'");
    return;
  }
  Subcircuit& definition = scope();
  if (definition.rule) {
    reports()
        .error(codes::given_twice, card.words.front(), "subcircuit '{}' has a second rule", text(definition.name))
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
      reports()
          .error(codes::bad_rule, assignment.name, "a rule has no '{}', expected 'zin' or 'zout'", name)
          .with_hint(did_you_mean(name, {"zin", "zout"}));
    } else if (formula) {
      diagnostics_.error(codes::given_twice, assignment.name, "'{}' is given twice", name)
          .note(*formula, "first given here");
    } else {
      formula = expression;
    }
  }
  if (card.words.size() > 1 || card.assignments.empty()) {
    const Span found = card.words.size() > 1 ? card.words[1] : card.words[0];
    reports().error(codes::malformed_card, found, "found '{}', expected '.rule zin={{…}} zout={{…}}'", text(found));
  }
  definition.rule = rule;
}

}  // namespace ohmscope
