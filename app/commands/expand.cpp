#include <spdlog/logger.h>

#include <algorithm>
#include <set>

#include "app/analyses/analysis.hpp"
#include "app/chain_choice.hpp"
#include "app/command.hpp"
#include "app/whole_deck.hpp"
#include "netlist/codes.hpp"
#include "netlist/number.hpp"
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

const AnalysisType* type_of(const Session& session, const Card& card) {
  for (const AnalysisType* type : analysis_types()) {
    if (is_analysis(session, card, type->name)) return type;
  }
  return nullptr;
}

// The flat netlist, and how it calls what the deck has.
struct Flat {
  const Netlist& netlist;
  const PlainNames& names;
};

void leave_out(Session& session, const Card& card, Span word, std::string_view lacking) {
  session.diagnostics.warning(codes::ignored_card, word, "'.{}' is left out: the flat netlist has no {}",
                              type_of(session, card)->name, lacking);
}

// Its name for an element that the card is about; nothing, and a warning, if it is not there.
std::optional<std::string> element_text(Session& session, const Flat& flat, const Card& card, Span word,
                                        std::string_view use) {
  const std::string_view name = session.sources.text(word);
  const std::optional<ElementId> element = flat.netlist.circuit.find_element(name);
  if (element && !flat.names.elements[static_cast<std::size_t>(*element)].empty())
    return flat.names.elements[static_cast<std::size_t>(*element)];
  leave_out(session, card, word, fmt::format("element '{}' to {}", name, use));
  return std::nullopt;
}

// Likewise "v(a,b)" or "i(V1)".
std::optional<std::string> output_text(Session& session, const Flat& flat, const Card& card, const CardOutput& output) {
  if (output.is_current) {
    const auto source = element_text(session, flat, card, output.name, "measure in");
    return source ? std::optional(fmt::format("i({})", *source)) : std::nullopt;
  }
  std::string text = "v(";
  for (const Span word : {output.name, output.against.value_or(Span{})}) {
    if (word.nowhere()) continue;
    const std::string_view name = session.sources.text(word);
    const std::optional<NodeId> node = flat.netlist.circuit.find_node(name);
    if (!node || flat.names.nodes[static_cast<std::size_t>(*node)].empty()) {
      leave_out(session, card, word, fmt::format("node '{}'", name));
      return std::nullopt;
    }
    text += (text.ends_with('(') ? "" : ",") + flat.names.nodes[static_cast<std::size_t>(*node)];
  }
  return text + ")";
}

// "v(out) V1": what the card measures and what drives it. Empty, and a warning, if either is not there.
std::string transfer_text(Session& session, const Flat& flat, const Card& card, const TransferCard& asked) {
  const auto output = output_text(session, flat, card, asked.output);
  const auto source = element_text(session, flat, card, asked.source, "drive");
  return output && source ? fmt::format("{} {}", *output, *source) : "";
}

// Whether ngspice reads the number that the deck's dialect does.
bool is_number_of_ngspice(std::string_view word, Dialect dialect) {
  const auto value = parse_number(word);
  return value && value == parse_number(word, dialect);
}

// The card with its parameters and expressions evaluated, since the flat netlist has none, and elements by their names
// there. Empty if it is left out.
std::string analysis_text(Session& session, const Flat& flat, const Card& card) {
  const std::string_view kind = type_of(session, card)->name;
  if (const auto asked = kind == "tf" ? session.elaborator->transfer_card(card) : std::nullopt) {
    const std::string transfer = transfer_text(session, flat, card, *asked);
    return transfer.empty() ? "" : fmt::format(".tf {}\n", transfer);
  }
  std::string text = fmt::format(".{}", kind);
  const bool is_dc = kind == "dc";
  constexpr std::size_t words_in_a_sweep = 4;
  const auto& words = card.words;
  const std::size_t first =
      is_dc && words.size() > 1 && equal_ignoring_case(session.sources.text(words[1]), "lin") ? 2 : 1;
  for (std::size_t k = first; k < words.size(); ++k) {
    std::string word(session.sources.text(words[k]));
    if (is_dc && (k - first) % words_in_a_sweep == 0) {
      const auto name = element_text(session, flat, card, words[k], "vary");
      if (!name) return {};
      word = *name;
    } else if ((is_dc || k > first) && !is_number_of_ngspice(word, session.deck.dialect)) {
      const std::optional<double> value = session.elaborator->value(words[k]);
      if (value) word = fmt::format("{}", *value);
    }
    text.append(" ").append(word);
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

std::string analyses(Session& session, const Flat& flat) {
  const std::optional<Frequencies> typed = command_line_frequencies(session);
  std::string text;
  std::set<std::string_view> kinds;
  const auto add = [&](const AnalysisType& type, const std::string& cards) {
    if (!cards.empty() && type.has_signals) kinds.insert(type.name);
    text += cards;
  };
  for (const Card& card : session.deck.analyses) {
    const AnalysisType& type = *type_of(session, card);
    if (&type != &registered::ac || !typed) add(type, analysis_text(session, flat, card));
  }
  if (typed) add(registered::ac, typed_analyses(session, *typed));
  for (const std::string_view kind : kinds) text += print_card(kind, flat.names);
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
  const std::string cards = analyses(session, {netlist, plain.names});
  if (session.diagnostics.has_errors()) return ExitStatus::misuse;
  session.log.info(fmt::format("{} elements, {} nodes", netlist.circuit.element_count(), netlist.circuit.node_count()));
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
