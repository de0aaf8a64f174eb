#include <algorithm>

#include "netlist/deck_parser.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

/// What is done with the cards of one name.
struct DeckParser::DotCard {
  std::string_view name;
  void (DeckParser::*read)(const CardView&);
  bool is_needed = false;  ///< read even if it is malformed: others hang on it
  bool defines = false;    ///< names, or begins or ends what does: they are lost with it
};

const std::vector<DeckParser::DotCard>& DeckParser::dot_cards() {
  static const std::vector<DotCard> table{
      {".ac", &DeckParser::add_analysis, true},
      {".dc", &DeckParser::add_analysis, true},
      {".op", &DeckParser::add_analysis, true},
      {".chain", &DeckParser::begin_chain, true},
      {".endchain", &DeckParser::end_chain, true},
      {".port", &DeckParser::add_port, true},
      {".rule", &DeckParser::add_rule},
      {".subckt", &DeckParser::begin_subcircuit, true, true},
      {".ends", &DeckParser::end_subcircuit, true, true},
      {".model", &DeckParser::add_model, true, true},
      {".param", &DeckParser::add_parameters, true, true},
      {".params", &DeckParser::add_parameters, true, true},
      {".parameter", &DeckParser::add_parameters, true, true},
      {".func", &DeckParser::add_function, true, true},
      {".include", &DeckParser::include, false, true},
      {".inc", &DeckParser::include, false, true},
      {".lib", &DeckParser::read_library, false, true},
      {".endl", &DeckParser::end_library, false, true},
      {".global", &DeckParser::add_globals, false, true},
      {".save", &DeckParser::add_output},
      {".print", &DeckParser::add_output},
      {".probe", &DeckParser::add_output},
      {".title", &DeckParser::set_title},
      {".end", &DeckParser::end_file, true, true},
      {".control", &DeckParser::skip_control, true, true},
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
  return read != &DeckParser::ignore && read != &DeckParser::refuse && read != &DeckParser::set_title &&
         read != &DeckParser::add_parameters && read != &DeckParser::add_function;
}

/// Whether definitions may be lost with what the scanner found wrong in a dot card.
bool DeckParser::swallows_names(const CardView& card, const Diagnostic& found) const {
  const DotCard* known = find_dot_card(card);
  if (known != nullptr && !known->defines) return false;
  if (card.assignments.empty()) return true;
  const Span rest{found.span.end(), card.span.end() - found.span.end()};
  return text(rest).find('=', 1) != std::string_view::npos;
}

void DeckParser::read_dot_card(const CardView& card) {
  const DotCard* known = find_dot_card(card);
  if (at_chain_line() && !deck_.chains.back().lines_before_card)
    deck_.chains.back().lines_before_card = deck_.chains.back().lines.size();
  if (known == nullptr) known = unknown_dot_card(card);
  if (known == nullptr || (is_malformed_ && !known->is_needed && is_read_as_words(card))) return;
  (this->*known->read)(card);
}

/// Reports the card; what it most likely should have been, if others hang on that.
const DeckParser::DotCard* DeckParser::unknown_dot_card(const CardView& card) {
  std::vector<std::string_view> names;
  for (const DotCard& known : dot_cards()) names.push_back(known.name);
  const std::string_view keyword = text(card.words.front());
  const std::string_view meant = nearest(keyword, names);
  const auto& table = dot_cards();
  const auto found = std::find_if(table.begin(), table.end(), [&](const DotCard& d) { return d.name == meant; });
  diagnostics_.error(card.words.front(), "unknown card '{}'", keyword)
      .with_hint(did_you_mean(keyword, names))
      .loses_names = found == table.end() || found->defines;
  is_malformed_ = true;
  if (found == table.end() || !found->is_needed) return nullptr;
  const bool ends_nothing = (found->read == &DeckParser::end_chain && !in_chain_) ||
                            (found->read == &DeckParser::end_subcircuit && open_.empty());
  return ends_nothing ? nullptr : &*found;
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
    if (is_malformed_) return;
    diagnostics_.error(card.span, "found '{}', expected '.model NAME TYPE (parameter=value …)'", text(card.span))
        .losing_names();
    return;
  }
  if (card.words.size() > 3 && equal_ignoring_case(text(card.words[2]), "opamp")) {
    diagnostics_.error(card.words[3], "found '{}', expected 'parameter=value'", text(card.words[3]));
  }
  scope().models.push_back(
      {card.span, card.words[1], card.words[2], {card.assignments.begin(), card.assignments.end()}});
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

void DeckParser::skip_control(const CardView& card) {
  diagnostics_.warning(card.words.front(), "'.control' blocks are not read yet and have no effect");
  if (!files_.back().scanner.skip_past(".endc"))
    diagnostics_.error(card.words.front(), "'.control' is not closed, expected '.endc'").losing_names();
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
  diagnostics_.error(card.words.front(), "'{}' is not supported yet", text(card.words.front())).losing_names();
}

}  // namespace ohmscope
