#include <array>

#include "netlist/deck_parser.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

/// What is done with the cards of one name.
struct DeckParser::DotCard {
  std::string_view name;
  void (DeckParser::*read)(const CardView&);
};

const std::vector<DeckParser::DotCard>& DeckParser::dot_cards() {
  static const std::vector<DotCard> table{
      {".ac", &DeckParser::add_analysis},
      {".dc", &DeckParser::add_analysis},
      {".op", &DeckParser::add_analysis},
      {".chain", &DeckParser::begin_chain},
      {".endchain", &DeckParser::end_chain},
      {".port", &DeckParser::add_port},
      {".rule", &DeckParser::add_rule},
      {".subckt", &DeckParser::begin_subcircuit},
      {".ends", &DeckParser::end_subcircuit},
      {".model", &DeckParser::add_model},
      {".param", &DeckParser::add_parameters},
      {".params", &DeckParser::add_parameters},
      {".parameter", &DeckParser::add_parameters},
      {".func", &DeckParser::add_function},
      {".include", &DeckParser::include},
      {".inc", &DeckParser::include},
      {".lib", &DeckParser::read_library},
      {".endl", &DeckParser::end_library},
      {".global", &DeckParser::add_globals},
      {".save", &DeckParser::add_output},
      {".print", &DeckParser::add_output},
      {".probe", &DeckParser::add_output},
      {".title", &DeckParser::set_title},
      {".end", &DeckParser::end_file},
      {".control", &DeckParser::skip_control},
      // Known to SPICE, without effect on what is computed here.
      {".csparam", &DeckParser::ignore},
      {".disto", &DeckParser::ignore},
      {".fft", &DeckParser::ignore},
      {".four", &DeckParser::ignore},
      {".fourier", &DeckParser::ignore},
      {".ic", &DeckParser::ignore},
      {".meas", &DeckParser::ignore},
      {".measure", &DeckParser::ignore},
      {".nodeset", &DeckParser::ignore},
      {".noise", &DeckParser::ignore},
      {".opt", &DeckParser::ignore},
      {".option", &DeckParser::ignore},
      {".options", &DeckParser::ignore},
      {".plot", &DeckParser::ignore},
      {".pss", &DeckParser::ignore},
      {".pz", &DeckParser::ignore},
      {".sens", &DeckParser::ignore},
      {".sp", &DeckParser::ignore},
      {".step", &DeckParser::ignore},
      {".temp", &DeckParser::ignore},
      {".tf", &DeckParser::ignore},
      {".tran", &DeckParser::ignore},
      {".width", &DeckParser::ignore},
      // Known to SPICE, and the circuit would be another one without them.
      {".else", &DeckParser::refuse},
      {".elseif", &DeckParser::refuse},
      {".endif", &DeckParser::refuse},
      {".if", &DeckParser::refuse},
  };
  return table;
}

const DeckParser::DotCard* DeckParser::find_dot_card(const CardView& card) const {
  if (card.words.empty()) return nullptr;
  const std::string_view keyword = text(card.words.front());
  for (const DotCard& known : dot_cards()) {
    if (equal_ignoring_case(known.name, keyword)) return &known;
  }
  return nullptr;
}

/// Whether the words and assignments of the card matter: not if nothing is made of it, or its text is read otherwise.
bool DeckParser::is_read_as_words(const CardView& card) const {
  const DotCard* known = find_dot_card(card);
  if (known == nullptr) return true;
  const auto read = known->read;
  return read != &DeckParser::ignore && read != &DeckParser::refuse && read != &DeckParser::add_parameters &&
         read != &DeckParser::add_function;
}

void DeckParser::read_dot_card(const CardView& card) {
  if (const DotCard* known = find_dot_card(card)) return (this->*known->read)(card);
  unknown_dot_card(card);
}

void DeckParser::unknown_dot_card(const CardView& card) {
  std::vector<std::string_view> names;
  for (const DotCard& known : dot_cards()) names.push_back(known.name);
  const std::string_view keyword = text(card.words.front());
  diagnostics_.error(card.words.front(), "unknown card '{}'", keyword).with_hint(did_you_mean(keyword, names));
}

/// The text behind a card's first word, without the blanks around it.
Span DeckParser::behind_keyword(const CardView& card) const {
  const std::uint32_t begin = card.words.front().end();
  const Span rest{begin, card.span.end() - begin};
  const std::string_view whole = text(rest);
  const std::string_view trimmed = trim(whole);
  if (trimmed.empty()) return {rest.end(), 0};
  return {begin + static_cast<std::uint32_t>(trimmed.data() - whole.data()),
          static_cast<std::uint32_t>(trimmed.size())};
}

bool DeckParser::expect_words(const CardView& card, std::size_t least, std::size_t most, std::string_view usage) {
  if (card.words.size() >= least && card.words.size() <= most && card.assignments.empty()) return true;
  diagnostics_.error(card.span, "found '{}', expected '{}'", text(card.span), usage);
  return false;
}

void DeckParser::add_model(const CardView& card) {
  if (card.words.size() < 3) {
    diagnostics_.error(card.span, "found '{}', expected '.model NAME TYPE (parameter=value …)'", text(card.span));
    return;
  }
  scope().models.push_back(
      {card.span, card.words[1], card.words[2], {card.assignments.begin(), card.assignments.end()}});
}

void DeckParser::add_port(const CardView& card) {
  if (!expect_words(card, 3, 4, ".port NAME N+ [N-]")) return;
  deck_.ports.push_back(
      {card.span, card.words[1], card.words[2], card.words.size() > 3 ? std::optional(card.words[3]) : std::nullopt});
}

void DeckParser::add_analysis(const CardView& card) {
  deck_.analyses.push_back(
      {card.span, {card.words.begin(), card.words.end()}, {card.assignments.begin(), card.assignments.end()}});
}

void DeckParser::add_output(const CardView& card) {
  deck_.outputs.push_back(
      {card.span, {card.words.begin(), card.words.end()}, {card.assignments.begin(), card.assignments.end()}});
}

void DeckParser::add_globals(const CardView& card) {
  deck_.globals.insert(deck_.globals.end(), card.words.begin() + 1, card.words.end());
}

void DeckParser::set_title(const CardView& card) { deck_.title = text(behind_keyword(card)); }

void DeckParser::skip_control(const CardView& card) {
  diagnostics_.warning(card.words.front(), "'.control' blocks are not read yet and have no effect");
  if (!files_.back().scanner.skip_past(".endc"))
    diagnostics_.error(card.words.front(), "'.control' is not closed, expected '.endc'");
}

/// In an included file `.end` ends that file only.
void DeckParser::end_file(const CardView& /*card*/) {
  if (files_.size() == 1) --cards_;
  files_.pop_back();
}

void DeckParser::ignore(const CardView& card) {
  diagnostics_.warning(card.words.front(), "'{}' is not read yet and has no effect", text(card.words.front()));
}

void DeckParser::refuse(const CardView& card) {
  diagnostics_.error(card.words.front(), "'{}' is not supported yet", text(card.words.front()));
}

}  // namespace ohmscope
