#include "netlist/deck_parser.hpp"

#include "netlist/text.hpp"

namespace ohmscope {

void DeckParser::parse(Span main) {
  const std::string_view whole = text(main);
  if (const std::size_t nul = whole.find('\0'); nul != std::string_view::npos) {
    diagnostics_.error({main.offset, 0}, "this is not text: byte {} is 0", nul + 1);
    return;
  }
  const Span source = text_to_read(main);
  files_.push_back(
      {CardScanner(sources_, source, deck_, lexical_), source, canonical_path(std::string(sources_.file(main)))});
  read_title();
  while (!files_.empty()) {
    if (const auto card = files_.back().scanner.next()) {
      ++cards_;
      read_card(*card);
    } else {
      files_.pop_back();
    }
  }
  close_all();
  if (cards_ == 0) {
    diagnostics_.error({main.offset, 0}, "the deck is empty{}", whole.empty() ? "" : ": no card follows its title")
        .with_hint("the first line of a deck is its title, cards follow");
  }
  report_duplicates(sources_, deck_, diagnostics_);
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
    diagnostics_.warning(word, "'{}' on the first line is not read: that line is the title", text(word))
        .with_hint("put a title before it");
  }
  deck_.title = title;
}

void DeckParser::read_card(const CardView& card) {
  const bool is_dot_card = !card.words.empty() && text(card.words.front()).front() == '.';
  const bool is_malformed = report_malformed(card);
  if (is_dot_card) {
    read_dot_card(card);
  } else if (is_malformed) {
    return;
  } else if (card.words.empty()) {
    const Span name = card.assignments.empty() ? card.span : card.assignments.front().name;
    diagnostics_.error(name, "found '{}', expected a card", text(name));
  } else if (in_chain_) {
    add_chain_line(card);
  } else {
    add_element(card);
  }
}

/// Reports what the scanner found wrong with `card`, if its words matter; whether it found anything.
bool DeckParser::report_malformed(const CardView& card) {
  if (lexical_.all().empty()) return false;
  if (is_read_as_words(card)) {
    for (const Diagnostic& found : lexical_.all()) diagnostics_.add(found);
  }
  lexical_ = Diagnostics{};
  return true;
}

void DeckParser::add_element(const CardView& card) {
  const bool name_first = card.assignments.empty() || card.assignments.front().name.offset > card.words.front().offset;
  if (name_first) {
    scope().elements.push_back(card);
  } else {
    const Span name = card.assignments.front().name;
    diagnostics_.error(name, "found '{}', expected the name of an element", text(name));
  }
}

void DeckParser::add_chain_line(const CardView& card) {
  const Span word = card.words.front();
  ChainLine line{card.span, word, std::nullopt, {}, {card.assignments.begin(), card.assignments.end()}};
  const std::string_view name = text(word);
  if (const std::size_t bracket = name.find('['); bracket != std::string_view::npos) {
    if (!name.ends_with(']') || bracket == 0) {
      diagnostics_.error(word, "found '{}', expected 'NAME[COUNT]'", name);
      return;
    }
    const auto at = static_cast<std::uint32_t>(bracket);
    line.name = {word.offset, at};
    line.count = Span{word.offset + at + 1, word.length - at - 2};
  }
  if (card.words.size() == 1) {
    diagnostics_.error(word, "stage '{}' has no type, expected 'NAME TYPE parameter=value …'", text(line.name));
    return;
  }
  line.type = card.words[1];
  if (card.words.size() > 2) {
    diagnostics_.error(card.words[2], "found '{}', expected 'parameter=value'", text(card.words[2]))
        .with_hint("a value with blanks goes between quotes: Z=\"R(10k) | C(1n)\"");
    return;
  }
  deck_.chains.back().lines.push_back(std::move(line));
}

void DeckParser::add_parameters(const CardView& card) {
  const Span written = behind_keyword(card);
  if (written.length == 0)
    diagnostics_.error(card.words.front(), "found '{}', expected '.param name=value …'", text(card.words.front()));
  for (Definition& definition : read_parameters(sources_, written, diagnostics_)) define(std::move(definition));
}

void DeckParser::add_function(const CardView& card) {
  if (auto definition = read_function(sources_, behind_keyword(card), diagnostics_)) define(std::move(*definition));
}

void DeckParser::define(Definition definition) {
  if (!definition.arguments) return scope().definitions.push_back({definition.name, definition.value});
  const std::string_view name = text(definition.name);
  if (equal_ignoring_case(name, "v") || equal_ignoring_case(name, "i")) {
    diagnostics_.error(definition.name, "'{}' is a {}, expected another name for a function", name,
                       equal_ignoring_case(name, "v") ? "voltage" : "current");
    return;
  }
  scope().functions.push_back({definition.name, *std::move(definition.arguments), sources_.unquoted(definition.value)});
}

void DeckParser::close_all() {
  if (in_chain_) {
    diagnostics_.error(chain_opened_at_, "chain '{}' is not closed, expected '.endchain'",
                       text(deck_.chains.back().name));
  }
  for (std::size_t i = open_.size(); i-- > 0;) {
    diagnostics_.error(opened_at_[i], "subcircuit '{}' is not closed, expected '.ends'", text(open_[i]->name));
  }
}

Deck parse_deck(SourceMap& sources, Span main, Diagnostics& diagnostics) {
  Deck deck;
  DeckParser(sources, deck, diagnostics).parse(main);
  return deck;
}

}  // namespace ohmscope
