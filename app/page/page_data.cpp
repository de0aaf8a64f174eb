#include "app/page/page_data.hpp"

#include <spdlog/logger.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <set>

#include "app/chain_choice.hpp"
#include "app/codes.hpp"
#include "app/expansion.hpp"
#include "app/page/curves.hpp"
#include "app/page/stage_description.hpp"
#include "app/page/string_sink.hpp"
#include "app/render/check_report.hpp"
#include "app/render/diagnostics_json.hpp"
#include "app/render/stage_type_json.hpp"
#include "app/stopwatch.hpp"
#include "app/unsolved.hpp"
#include "app/whole_deck.hpp"
#include "netlist/codes.hpp"
#include "stages/chain_analysis.hpp"
#include "stages/check.hpp"
#include "stages/interface_judgement.hpp"

namespace ohmscope {

namespace {

constexpr std::size_t most_exact_values = 60'000;
constexpr double tolerance = 1e-9;
constexpr double stand_in_gain = 1e9;

/// The deck's chains, solved.
struct Solved {
  std::vector<ChosenChain> chosen;
  Frequencies frequencies;
  std::vector<ChainResult> results = {};  ///< by chain
};

// What `chosen` will come to.
std::size_t count_values(const std::vector<ChosenChain>& chosen, const Frequencies& frequencies) {
  std::size_t stages = 0;
  for (const ChosenChain& choice : chosen) stages += choice.chain->stages.size();
  return stages * frequencies.values.size() * 5;
}

std::optional<Solved> solve(Session& session, std::size_t most_values) {
  const std::vector<ChosenChain> chosen = choose_chains(session);
  std::optional<Frequencies> frequencies = choose_frequencies(session);
  std::ignore = check_surroundings(session);
  if (!session.deck.steps.empty()) {
    session.diagnostics.warning(codes::ignored_card, session.deck.steps.front().words.front(),
                                "the page shows the deck as written: '.step' has no effect here");
  }
  if (frequencies) {
    for (const ChosenChain& choice : chosen)
      check_measured_range(*choice.chain, frequencies->values, session.diagnostics);
  }
  if (!frequencies || session.diagnostics.has_errors()) return std::nullopt;
  if (const std::size_t count = count_values(chosen, *frequencies); count > most_values) {
    session.diagnostics.error(codes::no_memory, chosen.front().chain->spec(0).span,
                              "{} values are too many for a page that moves, expected at most {}", count, most_values);
    return std::nullopt;
  }
  Solved solved{chosen, std::move(*frequencies)};
  const std::vector<double>& values = solved.frequencies.values;
  for (const ChosenChain& choice : chosen) {
    solved.results.push_back(analyse_chain(*choice.chain, values, *session.elaborator));
    if (session.diagnostics.has_errors()) return std::nullopt;  // in the body of a user's stage
    const ChainResult& result = solved.results.back();
    ChainVoltages voltages(session, *choice.chain, values);
    for (const StageResult& stage : result.stages) voltages.look_at(stage);
    voltages.warn_of_undefined({});
    warn_of_coupling(session, *choice.chain, result.coupling, result.yielding_rails);
  }
  warn_of_responses(session, values);
  return solved;
}

void write_pair(JsonWriter& json, std::string_view name, const PortImpedances& impedances, Curves& curves) {
  json.key(name);
  json.begin_flat_object();
  json.member("zin", static_cast<double>(curves.add(impedances.zin)));
  json.member("zout", static_cast<double>(curves.add(impedances.zout)));
  json.end_object();
}

void write_stages(JsonWriter& json, const Chain& chain, const ChainResult& result, Curves& curves) {
  json.key("stages");
  json.begin_array();
  for (std::size_t k = 0; k < result.stages.size(); ++k) {
    const StageResult& stage = result.stages[k];
    json.begin_flat_object();
    json.member("name", stage.name);
    json.member("type", stage.type);
    json.member("line", static_cast<double>(chain.stages[k].spec));
    write_pair(json, "local", stage.local, curves);
    write_pair(json, "overall", stage.overall, curves);
    json.member("voltage", static_cast<double>(curves.add(stage.voltage)));
    json.end_object();
  }
  json.end_array();
}

// The verdict's rule, in words, and the worst of the sweep with its frequency.
void write_interface(JsonWriter& json, const ChainResult& result, std::size_t k) {
  const InterfaceRules rules;
  const std::vector<double>& frequencies = result.frequencies;
  const InterfaceJudgement judgement =
      judge_interface(frequencies, result.stages[k].overall.zout, result.stages[k + 1].overall.zin, rules);
  const auto write_extreme = [&](std::string_view name, const Extreme& extreme) {
    json.key(name);
    json.begin_flat_object();
    json.member("value", extreme.value);
    json.member("frequency", frequencies[extreme.point]);
    json.end_object();
  };
  json.begin_flat_object();
  json.member("from", result.stages[k].name);
  json.member("to", result.stages[k + 1].name);
  json.member("verdict", name_of(judgement.verdict));
  json.member("rule", reason_of(judgement, rules));
  write_extreme("ratio", judgement.worst_ratio);
  write_extreme("loss", judgement.worst_loss);
  write_extreme("transfer", judgement.worst_transfer);
  write_extreme("damping", judgement.damping);
  write_extreme("least_response", judgement.least_response);
  write_extreme("greatest_response", judgement.greatest_response);
  json.member("ripple", judgement.ripple);
  json.end_object();
}

void write_interfaces(JsonWriter& json, const ChainResult& result) {
  json.key("interfaces");
  json.begin_array();
  for (std::size_t k = 0; k + 1 < result.stages.size(); ++k) write_interface(json, result, k);
  json.end_array();
}

const ChainLine* line_of(const Session& session, const StageSpec& spec) {
  for (const ChainBlock& block : session.deck.chains) {
    for (const ChainLine& line : block.lines) {
      if (line.span == spec.span) return &line;
    }
  }
  return nullptr;
}

void write_lines(JsonWriter& json, const Session& session, const Chain& chain) {
  json.key("lines");
  json.begin_array();
  for (const StageSpec& spec : chain.specs) {
    if (const ChainLine* line = line_of(session, spec)) describe_line(json, session, *line, spec);
  }
  json.end_array();
}

void write_chains(JsonWriter& json, const Session& session, const Solved& solved, Curves& curves) {
  json.key("chains");
  json.begin_array();
  for (std::size_t c = 0; c < solved.chosen.size(); ++c) {
    const Chain& chain = *solved.chosen[c].chain;
    json.begin_object();
    json.member("name", chain.name);
    json.member("has_sensor", chain.has_sensor());
    json.member("frequencies", static_cast<double>(curves.add(solved.frequencies.values)));
    write_stages(json, chain, solved.results[c], curves);
    write_interfaces(json, solved.results[c]);
    write_lines(json, session, chain);
    json.end_object();
  }
  json.end_array();
}

// All of them: a page that edits offers each.
void write_types(JsonWriter& json) {
  json.key("types");
  json.begin_array();
  for (const StageType* type : stage_types()) write_json(json, *type);
  json.end_array();
}

void write_check(JsonWriter& json, Session& session, const Solved& solved) {
  const Stopwatch watch;
  const Steps no_steps;
  SteppedCheck checked{no_steps};
  checked.result.tolerance = tolerance;
  for (const ChosenChain& choice : solved.chosen) {
    checked.result.chains.push_back(check_chain(*choice.chain, solved.frequencies.values, session.sources,
                                                *session.elaborator, session.diagnostics));
    checked.step_of_chain.push_back(0);
  }
  json.key("check");
  write_json(json, checked);
  json.member("compared", static_cast<double>(checked.result.compared()));
  json.member("skipped", static_cast<double>(checked.result.skipped()));
  session.log.info(fmt::format("page: checked in {:.3f} s", watch.seconds()));
}

// As plain SPICE, or near it where that cannot say the same.
void write_netlist(JsonWriter& json, Session& session) {
  Diagnostics kept = std::exchange(session.diagnostics, {});
  std::optional<std::string> netlist = expanded(session, 0);
  const bool is_exact = netlist.has_value();
  session.diagnostics = {};
  if (!is_exact) netlist = expanded(session, stand_in_gain);
  session.diagnostics = std::move(kept);
  json.key("netlist");
  if (!netlist) return json.null();
  json.begin_object();
  json.member("text", *netlist);
  json.member("ideal_gain", is_exact ? 0 : stand_in_gain);
  json.end_object();
}

// In UTC; a build that is to be repeated to the byte says when it is by SOURCE_DATE_EPOCH.
std::string time_now() {
  std::time_t now = std::time(nullptr);
  if (const char* epoch = std::getenv("SOURCE_DATE_EPOCH")) now = static_cast<std::time_t>(std::atoll(epoch));
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &parts)};
}

void write_head(JsonWriter& json, const Session& session) {
  json.member("program", "ohmscope " OHMSCOPE_VERSION);
  json.member("made", time_now());
  json.member("title", session.deck.title);
  json.key("deck");
  json.begin_object();
  json.member("name", std::filesystem::path(session.options.deck).filename().string());
  json.member("text", session.sources.text(session.deck.main));
  json.end_object();
}

}  // namespace

PageData page_data(Session& session, const PageParts& parts) {
  const Stopwatch watch;
  const std::optional<Solved> solved = solve(session, parts.most_values);
  StringSink text;
  JsonWriter json(text);
  json.begin_object();
  write_head(json, session);
  if (solved) {
    Curves curves(count_values(solved->chosen, solved->frequencies) > most_exact_values ? Curves::Form::packed
                                                                                        : Curves::Form::exact);
    write_chains(json, session, *solved, curves);
    json.member("form", curves.form_name());
    json.key("curves");
    curves.write(json);
    write_types(json);
    if (parts.check) write_check(json, session, *solved);
    if (parts.netlist) write_netlist(json, session);
  }
  json.end_object();
  session.log.info(fmt::format("page: data in {:.3f} s", watch.seconds()));
  // One object of two: the closing brace of the first gives way to the rest of the second.
  std::string whole = text.text();
  whole.back() = ',';
  whole += diagnostics_json(session.diagnostics, session.sources, !session.options.quiet).substr(1);
  return {std::move(whole), solved.has_value()};
}

}  // namespace ohmscope
