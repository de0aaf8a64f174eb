#include <algorithm>

#include "netlist/codes.hpp"
#include "netlist/deck_parser.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

// What matters of the cards of one name besides what they say.
constexpr unsigned of_deck = 1;  ///< it says something of the deck as a whole, wherever it stands
constexpr unsigned loose = 2;    ///< it follows rules of its own: what the scanner finds wrong with it does not matter
constexpr unsigned needed = 4;   ///< read even if it is malformed: others hang on it
constexpr unsigned defines = 8;  ///< names, or begins or ends what does: they are lost with it

}  // namespace

/// What is done with the cards of one name.
struct DeckParser::DotCard {
  std::string_view name;
  void (DeckParser::*read)(const CardView&);
  unsigned traits = 0;

  [[nodiscard]] bool is(unsigned trait) const { return (traits & trait) != 0; }
};

const std::vector<DeckParser::DotCard>& DeckParser::dot_cards() {
  static const std::vector<DotCard> table{
      {".ac", &DeckParser::add_analysis, of_deck | needed},
      {".dc", &DeckParser::add_analysis, of_deck | needed},
      {".op", &DeckParser::add_analysis, of_deck | needed},
      {".tf", &DeckParser::add_analysis, of_deck | needed},
      {".noise", &DeckParser::add_analysis, of_deck | needed},
      {".sens", &DeckParser::add_analysis, of_deck | needed},
      {".pz", &DeckParser::add_analysis, of_deck | needed},
      {".loop", &DeckParser::add_analysis, of_deck | needed},
      {".sp", &DeckParser::add_analysis, of_deck | needed},
      {".net", &DeckParser::add_analysis, of_deck | needed},
      {".lin", &DeckParser::add_analysis, of_deck | needed},
      {".chain", &DeckParser::begin_chain, of_deck | needed},
      {".endchain", &DeckParser::end_chain, of_deck | needed},
      {".port", &DeckParser::add_port, of_deck | needed},
      {".rule", &DeckParser::add_rule},
      {".subckt", &DeckParser::begin_subcircuit, needed | defines},
      {".ends", &DeckParser::end_subcircuit, needed | defines},
      {".model", &DeckParser::add_model, needed | defines},
      {".param", &DeckParser::add_parameters, loose | needed | defines},
      {".params", &DeckParser::add_parameters, loose | needed | defines},
      {".parameter", &DeckParser::add_parameters, loose | needed | defines},
      {".global_param", &DeckParser::add_parameters, loose | needed | defines},
      {".func", &DeckParser::add_function, loose | needed | defines},
      {".include", &DeckParser::include, defines},
      {".inc", &DeckParser::include, defines},
      {".lib", &DeckParser::read_library, defines},
      {".endl", &DeckParser::end_library, defines},
      {".if", &DeckParser::begin_conditional, loose | needed | defines},
      {".elseif", &DeckParser::begin_branch, loose | needed | defines},
      {".else", &DeckParser::begin_last_branch, loose | needed | defines},
      {".endif", &DeckParser::end_conditional, loose | needed | defines},
      {".global", &DeckParser::add_globals, of_deck | defines},
      {".save", &DeckParser::add_output, of_deck},
      {".print", &DeckParser::add_output, of_deck},
      {".probe", &DeckParser::add_output, of_deck},
      {".nodeset", &DeckParser::add_analysis, of_deck | loose},
      {".step", &DeckParser::add_step, of_deck},
      {".meas", &DeckParser::add_measure, of_deck | loose},
      {".measure", &DeckParser::add_measure, of_deck | loose},
      {".data", &DeckParser::add_table, of_deck},
      {".enddata", &DeckParser::end_table, of_deck},
      {".option", &DeckParser::read_options, of_deck | loose},
      {".options", &DeckParser::read_options, of_deck | loose},
      {".opt", &DeckParser::read_options, of_deck | loose},
      {".temp", &DeckParser::set_temperature, of_deck | loose},
      {".title", &DeckParser::set_title, of_deck | loose},
      {".end", &DeckParser::end_file, needed | defines},
      {".control", &DeckParser::read_control, loose | needed | defines},
      // Known to other simulators, without effect on what is computed here.
      {".aliases", &DeckParser::ignore, of_deck | loose},
      {".backanno", &DeckParser::ignore, of_deck | loose},
      {".csparam", &DeckParser::ignore, of_deck | loose},
      {".dcvolt", &DeckParser::ignore, of_deck | loose},
      {".disto", &DeckParser::ignore, of_deck | loose},
      {".distribution", &DeckParser::ignore, of_deck | loose},
      {".fft", &DeckParser::ignore, of_deck | loose},
      {".four", &DeckParser::ignore, of_deck | loose},
      {".fourier", &DeckParser::ignore, of_deck | loose},
      {".graph", &DeckParser::ignore, of_deck | loose},
      {".hb", &DeckParser::ignore, of_deck | loose},
      {".ic", &DeckParser::ignore, of_deck | loose},
      {".list", &DeckParser::ignore, of_deck | loose},
      {".load", &DeckParser::ignore, of_deck | loose},
      {".loadbias", &DeckParser::ignore, of_deck | loose},
      {".mc", &DeckParser::ignore, of_deck | loose},
      {".plot", &DeckParser::ignore, of_deck | loose},
      {".preprocess", &DeckParser::ignore, of_deck | loose},
      {".protect", &DeckParser::ignore, of_deck | loose},
      {".pss", &DeckParser::ignore, of_deck | loose},
      {".result", &DeckParser::ignore, of_deck | loose},
      {".sampling", &DeckParser::ignore, of_deck | loose},
      {".savebias", &DeckParser::ignore, of_deck | loose},
      {".status", &DeckParser::ignore, of_deck | loose},
      {".stimlib", &DeckParser::ignore, of_deck | loose},
      {".stimulus", &DeckParser::ignore, of_deck | loose},
      {".tran", &DeckParser::ignore, of_deck | loose},
      {".unprotect", &DeckParser::ignore, of_deck | loose},
      {".watch", &DeckParser::ignore, of_deck | loose},
      {".wave", &DeckParser::ignore, of_deck | loose},
      {".wcase", &DeckParser::ignore, of_deck | loose},
      {".width", &DeckParser::ignore, of_deck | loose},
      // Known to other simulators, and the circuit would be another one without them.
      {".alter", &DeckParser::refuse, loose | defines},
      {".connect", &DeckParser::refuse, loose | defines},
      {".del", &DeckParser::refuse, loose | defines},
  };
  return table;
}

bool DeckParser::is_analysis(std::string_view command) {
  const auto& cards = dot_cards();
  return std::any_of(cards.begin(), cards.end(), [&](const DotCard& card) {
    return card.read == &DeckParser::add_analysis && equal_ignoring_case(card.name.substr(1), command);
  });
}

const DeckParser::DotCard* DeckParser::find_dot_card(const CardView& card) const {
  if (card.words.empty()) return nullptr;
  const std::string_view keyword = text(card.words.front());
  for (const DotCard& known : dot_cards()) {
    if (equal_ignoring_case(known.name, keyword)) return &known;
  }
  return nullptr;
}

/// Whether it does not matter what the scanner finds wrong with the card.
bool DeckParser::is_loose(const CardView& card) const {
  const DotCard* known = find_dot_card(card);
  return known != nullptr && known->is(loose);
}

/// Whether definitions may be lost with what the scanner found wrong in a dot card.
bool DeckParser::swallows_names(const CardView& card, const Diagnostic& found) const {
  const DotCard* known = find_dot_card(card);
  if (known != nullptr && !known->is(defines)) return false;
  if (card.assignments.empty()) return true;
  const Span rest{found.span.end(), card.span.end() - found.span.end()};
  return text(rest).find('=', 1) != std::string_view::npos;
}

/// A branch at the top level keeps what belongs to the deck, and not to a definition, until it is chosen; whether
/// `card` is such.
bool DeckParser::defer(const CardView& card) {
  if (open_.empty() || innermost_definition() != nullptr) return false;
  const DotCard* known = find_dot_card(card);
  const bool in_chain = known == nullptr && chain_is_deferred_;
  if (!in_chain && (known == nullptr || !known->is(of_deck))) return false;
  if (known != nullptr && known->read == &DeckParser::begin_chain) chain_is_deferred_ = true;
  if (known != nullptr && known->read == &DeckParser::end_chain) chain_is_deferred_ = false;
  open_.back().body->deck_cards.push_back(card);
  return true;
}

void DeckParser::read_dot_card(const CardView& card) {
  const DotCard* known = find_dot_card(card);
  if (at_chain_line() && !deck_.chains.back().lines_before_card)
    deck_.chains.back().lines_before_card = deck_.chains.back().lines.size();
  if (known == nullptr) known = unknown_dot_card(card);
  if (known == nullptr || (is_malformed_ && !known->is(needed | loose))) return;
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
  reports()
      .error(codes::unknown_card, card.words.front(), "unknown card '{}'", keyword)
      .with_hint(did_you_mean(keyword, names))
      .loses_names = found != table.end() && found->is(defines);
  is_malformed_ = true;
  if (found == table.end() || !found->is(needed)) return nullptr;
  const bool ends_nothing = (found->read == &DeckParser::end_chain && !in_chain_) ||
                            (found->read == &DeckParser::end_subcircuit && innermost_definition() == nullptr);
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
  diagnostics_.error(codes::malformed_card, card.span, "found '{}', expected '{}'", text(card.span), usage);
  return false;
}

/// In an included file `.end` ends nothing, as in ngspice.
void DeckParser::end_file(const CardView& /*card*/) {
  if (files_.size() > 1) return;
  --cards_;
  files_.pop_back();
}

void DeckParser::ignore(const CardView& card) {
  const DotCard* card_type = find_dot_card(card);
  if (card_type == nullptr) return;  // misspelt: that was said
  const std::string_view name = card_type->name;
  const auto known = std::find_if(ignored_.begin(), ignored_.end(), [&](const Ignored& i) { return i.name == name; });
  Ignored& kind = known != ignored_.end() ? *known : ignored_.emplace_back(Ignored{name, card.words.front()});
  ++kind.count;
}

/// Says once of each kind of card that it has no effect.
void DeckParser::announce_ignored() {
  for (const Ignored& kind : ignored_) {
    const std::string others = kind.count > 1 ? fmt::format(" ({} cards)", kind.count) : "";
    diagnostics_.warning(codes::ignored_card, kind.first, "'{}' is not read yet and has no effect{}", text(kind.first),
                         others);
  }
}

void DeckParser::refuse(const CardView& card) {
  reports()
      .error(codes::unsupported_card, card.words.front(), "'{}' is not supported yet", text(card.words.front()))
      .losing_names();
}

}  // namespace ohmscope
