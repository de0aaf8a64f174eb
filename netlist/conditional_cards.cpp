#include "netlist/branches.hpp"
#include "netlist/codes.hpp"
#include "netlist/deck_parser.hpp"
#include "netlist/text.hpp"

// `.if` and its branches: read all, chosen when the parameters are known.
namespace ohmscope {

void DeckParser::begin_conditional(const CardView& card) {
  report_open_chain(card);
  const Span condition = behind_keyword(card);
  if (condition.length == 0)
    reports().error(codes::malformed_card, card.words.front(), "'.if' has no condition, expected '.if (expression)'");
  place_of_block(card).conditionals.emplace_back();
  open_branch(card, condition);
}

void DeckParser::begin_branch(const CardView& card) {
  if (!expect_branch(card)) return;
  const Span condition = behind_keyword(card);
  if (condition.length == 0)
    reports().error(codes::malformed_card, card.words.front(),
                    "'.elseif' has no condition, expected '.elseif (expression)'");
  open_.pop_back();
  open_branch(card, condition);
}

void DeckParser::begin_last_branch(const CardView& card) {
  if (!expect_branch(card)) return;
  open_.pop_back();
  open_branch(card, std::nullopt);
}

void DeckParser::end_conditional(const CardView& card) {
  report_open_chain(card);
  if (open_.empty() || !open_.back().is_branch) {
    reports().error(codes::block_mismatch, card.words.front(), "'.endif' without '.if'");
  } else {
    open_.pop_back();
    chain_is_deferred_ = false;
  }
}

/// Whether a further branch may begin here.
bool DeckParser::expect_branch(const CardView& card) {
  report_open_chain(card);
  const std::string_view keyword = text(card.words.front());
  if (open_.empty() || !open_.back().is_branch) {
    reports().error(codes::block_mismatch, card.words.front(), "'{}' without '.if'", keyword);
    return false;
  }
  if (open_.back().is_last) {
    Diagnostics& around = open_.size() > 1 ? open_[open_.size() - 2].body->faults : diagnostics_;
    around.error(codes::block_mismatch, card.words.front(), "'{}' behind '.else', expected '.endif'", keyword)
        .note(open_.back().opened_at, "'.else' is here");
    return false;
  }
  return true;
}

void DeckParser::open_branch(const CardView& card, std::optional<Span> condition) {
  Conditional& conditional = place_of_block(card).conditionals.back();
  chain_is_deferred_ = false;
  auto body = std::make_unique<Subcircuit>();
  Subcircuit* definition = innermost_definition();
  body->span = card.span;
  body->parent = definition;
  if (definition != nullptr) body->name = definition->name;
  open_.push_back({body.get(), card.span, definition, true, !condition});
  conditional.branches.push_back({condition, std::move(body)});
}

/// At the end of what branches stand in: none may be open.
void DeckParser::close_branches() {
  while (!open_.empty() && open_.back().is_branch) {
    const Span opened_at = open_.back().opened_at;
    open_.pop_back();
    reports().error(codes::block_not_closed, opened_at, "'{}' is not closed, expected '.endif'", text(opened_at));
  }
}

/// Makes the branches at the top level whose conditions hold part of it.
void DeckParser::settle_conditionals() {
  if (deck_.top.conditionals.empty()) return;
  const std::vector<Subcircuit*> chosen = branches_of_top(sources_, deck_, diagnostics_, limits_);
  for (Subcircuit* branch : chosen) {
    for (const Diagnostic& fault : branch->faults.all()) diagnostics_.add(fault);
    splice(*branch, deck_.top);
  }
  for (const Subcircuit* branch : chosen) {
    for (const CardView& card : branch->deck_cards) read_card(card);
  }
}

}  // namespace ohmscope
