#include <algorithm>
#include <array>

#include "netlist/codes.hpp"
#include "netlist/deck_parser.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

/// Commands after which the circuit or the order of commands is no longer the one that the deck tells.
constexpr std::array<std::string_view, 16> changing{"alter",   "altermod", "alterparam", "reset",   "source", "setcirc",
                                                    "remcirc", "option",   "mc_source",  "foreach", "while",  "dowhile",
                                                    "repeat",  "if",       "goto",       "quit"};

constexpr std::size_t most_names = 5;

}  // namespace

/// Takes the analyses among the commands of a `.control` block, up to one that changes the circuit; all others have no
/// effect, which is said once.
void DeckParser::read_control(const CardView& opening) {
  const std::vector<Span> words(opening.words.begin(), opening.words.end());
  const CardView card{opening.span, words, {}};  // the scanner's own lists are soon those of the commands
  std::vector<std::string_view> others;
  std::optional<Span> change;
  while (const auto command = files_.back().scanner.next()) {
    lexical_ = Diagnostics{};  // commands have a syntax of their own
    if (command->words.empty()) continue;
    const std::string_view name = text(command->words.front());
    if (equal_ignoring_case(name, ".endc")) return report_control(card, others);
    const bool is_measure = equal_ignoring_case(name, "meas") || equal_ignoring_case(name, "measure");
    const bool is_analysis = is_measure || this->is_analysis(name);
    if (is_analysis && !change) {
      is_measure ? add_measure(*command) : add_analysis(*command);
    } else if (is_among(changing, name) && !change) {
      change = command->words.front();
    } else if (is_analysis) {
      diagnostics_.warning(codes::ignored_card, command->words.front(), "'{}' is left out", name)
          .note(*change, "what stands here is not read yet, and the circuit may be another one after it");
    }
    const bool known = std::find(others.begin(), others.end(), name) != others.end();
    if (!is_analysis && !known && others.size() <= most_names) others.push_back(name);
  }
  report_control(card, others);
  diagnostics_.warning(codes::unclosed_control, card.words.front(), "'.control' is not closed, expected '.endc'")
      .losing_names();
}

void DeckParser::report_control(const CardView& card, const std::vector<std::string_view>& unread) {
  if (unread.empty()) return;
  const std::vector<std::string_view> named(
      unread.begin(), unread.begin() + static_cast<std::ptrdiff_t>(std::min(most_names, unread.size())));
  diagnostics_.warning(codes::ignored_card, card.words.front(),
                       "commands of '.control' are not read yet and have no effect: '{}'{}", fmt::join(named, "', '"),
                       unread.size() > most_names ? " and others" : "");
}

}  // namespace ohmscope
