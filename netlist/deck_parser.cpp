#include "netlist/deck_parser.hpp"

#include "netlist/codes.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

constexpr std::string_view usage_of_chain_line = "NAME TYPE parameter=value …";

/// UTF-16, as some editors on Windows write it.
bool is_wide_text(std::string_view text) { return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"); }

}  // namespace

bool DeckParser::expect_text(Span file) {
  const std::string_view whole = text(file);
  const std::size_t nul = whole.find('\0');
  if (nul == std::string_view::npos) return true;
  diagnostics_
      .error(codes::not_text, {file.offset + static_cast<std::uint32_t>(nul), 1}, "this is not text: byte {} is 0",
             nul + 1)
      .losing_names()
      .with_hint(is_wide_text(whole) ? "it is UTF-16: save it as UTF-8" : "");
  return false;
}

void DeckParser::parse(Span main) {
  deck_.main = main;
  if (!expect_text(main)) return;
  deck_.top.elements.reserve(main.length);
  const Span source = main;
  files_.push_back({CardScanner(sources_, source, deck_.dialect, lexical_), source,
                    canonical_path(std::string(sources_.file(main)))});
  read_title();
  while (!files_.empty()) {
    if (const auto card = files_.back().scanner.next()) {
      ++cards_;
      read_card(*card);
    } else {
      report_malformed({});
      files_.pop_back();
    }
  }
  close_all();
  announce_ignored();
  if (cards_ == 0) {
    diagnostics_
        .error(codes::empty_deck, {main.offset, 0}, "the deck is empty{}",
               main.length == 0 ? "" : ": no card follows its title")
        .losing_names()
        .with_hint("the first line of a deck is its title, cards follow");
  }
  find_duplicates(sources_, deck_, diagnostics_);
}

/// The first line is the title, also if it looks like a card; then the user may have meant otherwise.
void DeckParser::read_title() {
  const Span span = files_.back().scanner.take_title();
  std::string_view title = text(span);
  constexpr std::string_view keyword = ".title ";
  if (equal_ignoring_case(title.substr(0, keyword.size()), keyword)) {
    title = trim(title.substr(keyword.size()));
  } else if (title.size() > 1 && title.front() == '.' && is_letter(title[1])) {
    const Span word{span.offset, static_cast<std::uint32_t>(std::min(title.find_first_of(" \t"), title.size()))};
    diagnostics_
        .warning(codes::title_looks_like_card, word, "'{}' on the first line is not read: that line is the title",
                 text(word))
        .losing_names()
        .with_hint("put a title before it");
  }
  deck_.title = title;
}

void DeckParser::read_card(const CardView& card) {
  const bool is_dot_card = !card.words.empty() && text(card.words.front()).front() == '.';
  is_malformed_ = report_malformed(card);
  if (defer(card)) return;
  if (is_dot_card) {
    read_dot_card(card);
  } else if (card.words.empty()) {
    if (is_malformed_) return;
    const Span name = card.assignments.empty() ? card.span : card.assignments.front().name;
    reports().error(codes::malformed_card, name, "found '{}', expected a card", text(name));
  } else if (at_chain_line()) {
    add_chain_line(card);
  } else if (is_malformed_) {
    scope().faulty_elements.push_back(card);
  } else {
    add_element(card);
  }
}

/// Reports what the scanner found wrong before `card` and in it, the latter if the card matters; whether it found
/// anything in it.
bool DeckParser::report_malformed(const CardView& card) {
  if (lexical_.all().empty()) return false;
  const bool is_dot_card = !card.words.empty() && text(card.words.front()).front() == '.';
  bool is_malformed = false;
  for (Diagnostic found : lexical_.all()) {
    const bool within = found.span.offset >= card.span.offset && !card.span.nowhere();
    is_malformed |= within;
    if (within && is_loose(card)) continue;
    found.loses_names = within && is_dot_card && swallows_names(card, found);
    reports().add(std::move(found));
  }
  lexical_ = Diagnostics{};
  return is_malformed;
}

void DeckParser::add_element(const CardView& card) {
  const bool name_first = card.assignments.empty() || card.assignments.front().name.offset > card.words.front().offset;
  if (!name_first) {
    const Span name = card.assignments.front().name;
    reports().error(codes::unknown_element, name, "found '{}', expected the name of an element", text(name));
  } else if (const Span sign = misplaced_sign(card); !sign.nowhere()) {
    scope().faulty_elements.push_back(card);
    reports().error(codes::malformed_element, sign, "found '{}', expected a node or a value", text(sign));
  } else {
    scope().elements.push_back(card);
  }
}

/// A word that begins with '=', where it is none of an expression's: these may stand behind the two nodes of a source.
Span DeckParser::misplaced_sign(const CardView& card) const {
  if (text(card.span).find('=') == std::string_view::npos) return {};
  constexpr std::string_view with_expressions = "BEFGH";
  const bool may_follow = with_expressions.find(to_upper(text(card.words.front()).front())) != std::string_view::npos;
  const std::size_t most = may_follow ? 3 : card.words.size();
  for (std::size_t k = 1; k < std::min(most, card.words.size()); ++k) {
    if (text(card.words[k]).front() == '=') return card.words[k];
  }
  return {};
}

void DeckParser::add_chain_line(const CardView& card) {
  const Span word = card.words.front();
  ChainLine line;
  line.span = card.span;
  line.name = word;
  line.is_faulty = is_malformed_;
  line.parameters.assign(card.assignments.begin(), card.assignments.end());
  const std::string_view name = text(word);
  if (const std::size_t bracket = name.find('['); bracket != std::string_view::npos) {
    const auto at = static_cast<std::uint32_t>(bracket);
    const bool matches = name.ends_with(']') && bracket > 0;
    line.count = matches ? Span{word.offset + at + 1, word.length - at - 2} : Span{};
    if (bracket > 0) line.name = {word.offset, at};
    if (!matches) diagnostics_.error(codes::malformed_stage, word, "found '{}', expected 'NAME[COUNT]'", name);
    line.is_faulty |= !matches;
  }
  if (card.words.size() > 1) {
    line.type = card.words[1];
  } else if (!line.is_faulty) {
    diagnostics_.error(codes::malformed_stage, word, "stage '{}' has no type, expected '{}'", text(line.name),
                       usage_of_chain_line);
    line.is_faulty = true;
  }
  if (card.words.size() > 2) line.surplus = card.words[2];
  deck_.chains.back().lines.push_back(std::move(line));
}

/// Reports what has no end, unless its beginning was misspelt: one mistake is enough to say.
void DeckParser::close_all() {
  const auto is_spelt = [&](Span card, std::string_view keyword) {
    return equal_ignoring_case(text(card).substr(0, keyword.size()), keyword);
  };
  for (; !open_.empty(); open_.pop_back()) {
    close_branches();
    if (open_.empty()) break;
    const Block& block = open_.back();
    if (!is_spelt(block.opened_at, ".subckt")) continue;
    diagnostics_
        .error(codes::block_not_closed, block.opened_at, "subcircuit '{}' is not closed, expected '.ends'",
               text(block.body->name))
        .losing_names();
  }
  warn_of_redefinitions(sources_, deck_);
  define_stepped();
  settle_conditionals();
  if (in_chain_ && !chain_end_missed_ && is_spelt(chain_opened_at_, ".chain")) {
    const Span name = deck_.chains.back().name;
    diagnostics_.error(codes::block_not_closed, chain_opened_at_, "{} is not closed, expected '.endchain'",
                       name.nowhere() ? "'.chain'" : fmt::format("chain '{}'", text(name)));
  }
}

std::vector<Subcircuit*> bodies_within(const Subcircuit& body) {
  std::vector<Subcircuit*> bodies;
  for (const auto& inner : body.subcircuits) bodies.push_back(inner.get());
  for (const Conditional& conditional : body.conditionals) {
    for (const Conditional::Branch& branch : conditional.branches) bodies.push_back(branch.body.get());
  }
  return bodies;
}

void Deck::forget_elements() {
  std::vector<Subcircuit*> waiting{&top};
  while (!waiting.empty()) {
    Subcircuit& body = *waiting.back();
    waiting.pop_back();
    for (CardList* cards : {&body.elements, &body.faulty_elements, &body.deck_cards}) *cards = {};
    for (Subcircuit* inner : bodies_within(body)) waiting.push_back(inner);
  }
}

Deck parse_deck(SourceMap& sources, Span main, Diagnostics& diagnostics, const Limits& limits, Dialect dialect) {
  Deck deck;
  deck.dialect = dialect;
  DeckParser(sources, deck, diagnostics, limits).parse(main);
  return deck;
}

}  // namespace ohmscope
