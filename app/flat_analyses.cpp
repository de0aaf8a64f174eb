#include "app/flat_analyses.hpp"

#include <algorithm>
#include <set>

#include "app/analyses/analysis.hpp"
#include "netlist/codes.hpp"
#include "netlist/number.hpp"
#include "netlist/text.hpp"

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

// Whether ngspice reads the number that the deck's dialect does.
bool is_number_of_ngspice(std::string_view word, Dialect dialect) {
  const auto value = parse_number(word);
  return value && value == parse_number(word, dialect);
}

// A number as it is, or evaluated; `is_kind`: of a sweep, which is no number.
std::string plain_word(Session& session, Span word, bool is_kind) {
  std::string text(session.sources.text(word));
  if (is_kind || is_number_of_ngspice(text, session.deck.dialect)) return text;
  const std::optional<double> value = session.elaborator->value(word);
  return value ? fmt::format("{}", *value) : text;
}

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

// Likewise for a node.
std::optional<std::string> node_text(Session& session, const Flat& flat, const Card& card, Span word) {
  const std::string_view name = session.sources.text(word);
  const std::optional<NodeId> node = flat.netlist.circuit.find_node(name);
  if (node && !flat.names.nodes[static_cast<std::size_t>(*node)].empty())
    return flat.names.nodes[static_cast<std::size_t>(*node)];
  leave_out(session, card, word, fmt::format("node '{}'", name));
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
    const auto name = node_text(session, flat, card, word);
    if (!name) return std::nullopt;
    text += (text.ends_with('(') ? "" : ",") + *name;
  }
  return text + ")";
}

// A `.tf` or `.noise` card.
std::string transfer_text(Session& session, const Flat& flat, const Card& card, const TransferCard& asked) {
  const auto output = output_text(session, flat, card, asked.output);
  const auto source = element_text(session, flat, card, asked.source, "drive");
  if (!output || !source) return {};
  const std::size_t kind_of_sweep = asked.output.next + 1;
  std::string text = fmt::format(".{} {} {}", type_of(session, card)->name, *output, *source);
  const bool has_sweep = card.words.size() > kind_of_sweep + 1;  // else a number of points per summary
  for (std::size_t k = kind_of_sweep; has_sweep && k < card.words.size(); ++k)
    text.append(" ").append(plain_word(session, card.words[k], k == kind_of_sweep));
  return text + "\n";
}

std::string noise_text(Session& session, const Flat& flat, const Card& card, const NoiseCard& asked) {
  if (asked.transfer.output.is_current) {
    session.diagnostics.warning(codes::ignored_card, asked.transfer.output.name,
                                "'.noise' is left out: ngspice has the noise of voltages alone");
    return {};
  }
  std::string text = transfer_text(session, flat, card, asked.transfer);
  if (asked.sweep == nullptr || text.empty()) return text;
  constexpr std::size_t kind_of_sweep = 1;
  text = text.substr(0, text.rfind('\n'));
  for (std::size_t k = kind_of_sweep; k < asked.sweep->words.size(); ++k)
    text.append(" ").append(plain_word(session, asked.sweep->words[k], k == kind_of_sweep));
  return text + "\n";
}

// A `.sens` card for each of its outputs, of which ngspice takes one.
std::string sensitivity_text(Session& session, const Flat& flat, const Card& card, const SensitivityCard& asked) {
  constexpr std::size_t words_of_sweep = 5;  // ac dec 10 1 1k
  if (!asked.functions.empty() || asked.at_ac) {
    leave_out(session, card, card.words.front(), "sensitivities of this kind");
    return {};
  }
  std::string sweep;
  for (std::size_t k = card.words.size() - (asked.frequencies ? words_of_sweep : 0); k < card.words.size(); ++k)
    sweep.append(" ").append(plain_word(session, card.words[k], k + 3 < card.words.size()));
  std::string text;
  for (const CardOutput& output : asked.outputs) {
    if (const auto name = output_text(session, flat, card, output)) text += fmt::format(".sens {}{}\n", *name, sweep);
  }
  return text.empty() ? text : text + ".print sens all\n";
}

// A list of frequencies becomes single points.
std::string ac_text(Session& session, const Card& card) {
  constexpr std::size_t kind_of_sweep = 1;
  const std::string_view kind = session.sources.text(card.words[kind_of_sweep]);
  std::string text;
  if (equal_ignoring_case(kind, "list") || equal_ignoring_case(kind, "poi")) {
    for (const double frequency : session.elaborator->ac_frequencies(card).value_or(std::vector<double>{}))
      text += fmt::format(".ac lin 1 {0} {0}\n", frequency);
    return text;
  }
  text = ".ac";
  for (std::size_t k = kind_of_sweep; k < card.words.size(); ++k)
    text.append(" ").append(plain_word(session, card.words[k], k == kind_of_sweep));
  return text + "\n";
}

// Noise aside, which is not computed here.
std::string sp_text(Session& session, const Card& card) {
  Card sweep = card;
  sweep.words.resize(std::min<std::size_t>(card.words.size(), 5));
  return ".sp" + ac_text(session, sweep).substr(3);
}

// By START STOP STEP, of what is left in the flat netlist; all else is left out.
std::string dc_text(Session& session, const Flat& flat, const Card& card) {
  std::string text = ".dc";
  for (const SweptName& sweep : session.elaborator->dc_sweeps(card).value_or(std::vector<SweptName>{})) {
    if (sweep.linear && sweep.parameter) leave_out(session, card, sweep.name, "models");
    if (!sweep.linear) leave_out(session, card, sweep.name, "sweeps of this kind");
    if (!sweep.linear || sweep.parameter) return {};
    const auto name = element_text(session, flat, card, sweep.name, "vary");
    if (!name) return {};
    text += fmt::format(" {} {} {} {}", *name, sweep.linear->start, sweep.linear->stop, sweep.linear->step);
  }
  return text + "\n";
}

std::string pole_zero_text(Session& session, const Flat& flat, const Card& card, const PoleZeroCard& asked) {
  std::string text = ".pz";
  for (const CardOutput& pair : {asked.input, asked.output}) {
    for (const Span word : {pair.name, *pair.against}) {
      const auto name = node_text(session, flat, card, word);
      if (!name) return {};
      text.append(" ").append(*name);
    }
  }
  constexpr std::size_t kinds = 2;
  for (std::size_t k = card.words.size() - kinds; k < card.words.size(); ++k)
    text.append(" ").append(session.sources.text(card.words[k]));
  return text + "\n.print pz all\n";
}

// The card with its parameters and expressions evaluated, since the flat netlist has none, and nodes and elements by
// their names there. Empty, and a warning, if it is left out.
std::string analysis_text(Session& session, const Flat& flat, const Card& card) {
  const std::string_view kind = type_of(session, card)->name;
  if (kind == "ac") return ac_text(session, card);
  if (kind == "dc") return dc_text(session, flat, card);
  if (kind == "sp") return sp_text(session, card);
  if (kind == "net" || kind == "lin") {
    session.diagnostics.warning(codes::ignored_card, card.words.front(), "'.{}' is left out: ngspice has none", kind);
    return {};
  }
  if (const auto tf = kind == "tf" ? session.elaborator->transfer_card(card) : std::nullopt)
    return transfer_text(session, flat, card, *tf);
  if (const auto noise = kind == "noise" ? session.elaborator->noise_card(card) : std::nullopt) {
    const std::string text = noise_text(session, flat, card, *noise);
    return text.empty() ? text : text + ".print noise onoise_spectrum inoise_spectrum\n";
  }
  if (const auto sens = kind == "sens" ? session.elaborator->sensitivity_card(card) : std::nullopt)
    return sensitivity_text(session, flat, card, *sens);
  if (const auto pz = kind == "pz" ? session.elaborator->pole_zero_card(card) : std::nullopt)
    return pole_zero_text(session, flat, card, *pz);
  if (kind == "loop") {
    session.diagnostics.warning(codes::ignored_card, card.words.front(),
                                "'.loop' is left out: ngspice has no such analysis");
    return {};
  }
  return fmt::format(".{}\n", kind);
}

// What asks for other circuits or of results: the netlist is the deck as written.
void leave_out_others(Session& session) {
  const auto leave_out = [&](Span card, std::string_view name, std::string_view why) {
    session.diagnostics.warning(codes::ignored_card, card, "'{}' is left out: {}", name, why);
  };
  for (const Card& step : session.deck.steps) {
    if (!is_analysis(session, step, "step")) continue;
    leave_out(step.words.front(), ".step", "the flat netlist is that of the deck as written");
    break;
  }
  if (!session.deck.measures.empty())
    leave_out(session.deck.measures.front(), ".meas", "the flat netlist has other names");
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

}  // namespace

std::string flat_analyses(Session& session, const Flat& flat) {
  const std::optional<Frequencies> typed = command_line_frequencies(session);
  std::string text;
  std::set<std::string_view> kinds;
  const auto add = [&](const AnalysisType& type, const std::string& cards) {
    if (!cards.empty() && type.has_signals) kinds.insert(type.name);
    text += cards;
  };
  for (const Card& card : session.deck.analyses) {
    const AnalysisType* type = type_of(session, card);
    if (type != nullptr && (type != &registered::ac || !typed)) add(*type, analysis_text(session, flat, card));
  }
  if (typed) add(registered::ac, typed_analyses(session, *typed));
  leave_out_others(session);
  for (const std::string_view kind : kinds) text += print_card(kind, flat.names);
  return text;
}

}  // namespace ohmscope
