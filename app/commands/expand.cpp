#include <algorithm>

#include "app/chain_choice.hpp"
#include "app/command.hpp"
#include "app/whole_deck.hpp"
#include "netlist/codes.hpp"
#include "netlist/text.hpp"
#include "netlist/writer.hpp"

namespace ohmscope {

namespace {

// A sweep as ngspice takes it; a list of frequencies becomes single points.
std::string typed_analyses(const Session& session, const Frequencies& frequencies) {
  if (!session.options.sweep.empty()) {
    std::string text = session.options.sweep;
    std::replace(text.begin(), text.end(), ':', ' ');
    return fmt::format(".ac {}\n", text);
  }
  std::string text;
  for (const double frequency : frequencies.values) text += fmt::format(".ac lin 1 {0} {0}\n", frequency);
  return text;
}

// The card with its expressions evaluated, since the flat netlist has no parameters, and elements by their names there.
// Nothing, and a warning, if the flat netlist lacks what the card varies.
std::string analysis_text(Session& session, const Netlist& netlist, const PlainNames& names, const Card& card) {
  std::string text(session.sources.text(card.words.front()));
  if (!text.starts_with('.')) text.insert(0, ".");  // a command of .control
  for (std::size_t k = 1; k < card.words.size(); ++k) {
    const std::string_view word = session.sources.text(card.words[k]);
    const bool is_name = is_analysis(session, card, "dc") && is_letter(word.front());
    if (is_name && !equal_ignoring_case(word, "lin")) {
      const std::optional<ElementId> element = netlist.circuit.find_element(word);
      if (!element || names.elements[static_cast<std::size_t>(*element)].empty()) {
        session.diagnostics.warning(codes::ignored_card, card.words[k],
                                    "'.dc' is left out: the flat netlist has no element '{}' to vary", word);
        return {};
      }
      text.append(" ").append(names.elements[static_cast<std::size_t>(*element)]);
      continue;
    }
    const bool expression = word.starts_with('{') || word.starts_with('\'');
    const std::optional<double> value = expression ? session.elaborator->value(card.words[k]) : std::nullopt;
    text += value ? fmt::format(" {}", *value) : fmt::format(" {}", word);
  }
  return text + "\n";
}

// In batch mode ngspice runs only what it is to print.
std::string print_card(std::string_view analysis, const PlainNames& names) {
  constexpr std::size_t most_nodes = 100;
  constexpr std::size_t in_a_line = 8;
  std::vector<std::string_view> printed;
  for (const std::string& node : names.nodes) {
    if (!node.empty() && node != "0" && printed.size() < most_nodes) printed.push_back(node);
  }
  if (printed.empty()) return {};
  std::string text = fmt::format(".print {}", analysis);
  for (std::size_t k = 0; k < printed.size(); ++k)
    text += fmt::format("{}v({})", k > 0 && k % in_a_line == 0 ? "\n+ " : " ", printed[k]);
  return text + "\n";
}

std::string analyses(Session& session, const Netlist& netlist, const PlainNames& names) {
  const std::optional<Frequencies> typed = command_line_frequencies(session);
  std::string text;
  for (const Card& card : session.deck.analyses) {
    if (!is_analysis(session, card, "ac") || !typed) text += analysis_text(session, netlist, names, card);
  }
  if (typed) text += typed_analyses(session, *typed);
  for (const char* analysis : {"op", "dc", "ac"}) {
    if (text.find(fmt::format(".{}", analysis)) != std::string::npos) text += print_card(analysis, names);
  }
  return text;
}

// Of the chains those asked for alone.
Netlist narrowed_netlist(Session& session) {
  Netlist whole = flat_netlist(session);
  if (session.options.chains.empty()) return whole;
  std::vector<Chain> kept;
  for (const ChosenChain& choice : choose_chains(session)) kept.push_back(*choice.chain);
  return session.diagnostics.has_errors() ? std::move(whole) : flatten(kept, *session.elaborator);
}

void add_options(CLI::App& app, Options& options) {
  add_deck(app, options);
  add_text(app, "--ideal-gain", options.ideal_gain, "GAIN",
           "stands in for infinite gains; what else SPICE lacks is approximated");
  add_frequencies(app, options);
  add_chain_choice(app, options);
  add_output_file(app, options);
}

ExitStatus run(Session& session) {
  WriterOptions writing;
  writing.ideal_gain = positive_option(session, "--ideal-gain", session.options.ideal_gain, 0);
  const Netlist netlist = narrowed_netlist(session);
  if (session.diagnostics.has_errors()) return ExitStatus::misuse;
  const PlainNetlist plain = write_spice(netlist, writing, session.diagnostics);
  const std::string cards = analyses(session, netlist, plain.names);
  if (session.diagnostics.has_errors()) return ExitStatus::misuse;
  session.log.info("{} elements, {} nodes", netlist.circuit.element_count(), netlist.circuit.node_count());
  // The first line is the title whatever it is; as a comment it cannot be mistaken for a card.
  session.out.print("{}{}\n", session.deck.title.starts_with('*') ? "" : "* ", session.deck.title);
  session.out.write(plain.cards);
  session.out.write(cards);
  session.out.write(".save all\n.end\n");
  return ExitStatus::done;
}

}  // namespace

namespace registered {
extern const Command expand;
const Command expand{
    .name = "expand",
    .usage = "DECK [OPTIONS]",
    .help = "the flat SPICE netlist, chains drawn, as ngspice runs it",
    .examples =
        "  ohmscope expand headphone-amp.cir -o flat.cir\n"
        "  ohmscope expand follower.cir --ideal-gain 1e9\n",
    .add_options = add_options,
    .run = run,
};
}  // namespace registered

}  // namespace ohmscope
