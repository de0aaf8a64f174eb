#include "app/plot/traces.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <numeric>

#include "app/analyses/analysis.hpp"
#include "app/chain_choice.hpp"
#include "app/codes.hpp"
#include "app/network.hpp"
#include "app/operating_point.hpp"
#include "app/ports.hpp"
#include "app/progress_bar.hpp"
#include "app/render/quantity.hpp"
#include "app/unsolved.hpp"
#include "app/whole_deck.hpp"
#include "netlist/text.hpp"
#include "stages/chain_analysis.hpp"

namespace ohmscope::plot {

namespace {

using Complex = std::complex<double>;
using Whats = std::vector<std::string>;

constexpr std::array<std::string_view, 4> of_stages{"local.zin", "local.zout", "overall.zin", "overall.zout"};

bool asks_for(const Whats& whats, std::string_view name) {
  return std::find(whats.begin(), whats.end(), name) != whats.end();
}

bool asks_for_stages(const Whats& whats) {
  return std::any_of(of_stages.begin(), of_stages.end(), [&](std::string_view name) { return asks_for(whats, name); });
}

std::vector<Complex> plain(const std::vector<Impedance>& impedances) {
  std::vector<Complex> values;
  for (const Impedance& z : impedances) values.push_back(z.value());
  return values;
}

/// Of the sensors, which have no input, unless one is asked for by name.
bool is_without_meaning(const Trace& trace) {
  return std::all_of(trace.values.begin(), trace.values.end(), [](Complex v) { return std::isnan(v.real()); });
}

/// In the order of the frequencies, whatever order they were given in.
Trace sorted(Trace trace) {
  std::vector<std::size_t> order(trace.frequencies.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return trace.frequencies[a] < trace.frequencies[b]; });
  Trace result = trace;
  for (std::size_t k = 0; k < order.size(); ++k) {
    result.frequencies[k] = trace.frequencies[order[k]];
    result.values[k] = trace.values[order[k]];
  }
  return result;
}

/// Gathers the traces of one step.
class Collector {
 public:
  Collector(Session& session, const Whats& whats, std::string step, std::vector<Trace>& traces)
      : session_(session), whats_(whats), step_(std::move(step)), traces_(traces) {}

  /// False where there are errors.
  bool collect() {
    const bool has_chains = !session_.deck.chains.empty();
    if (asks_for_stages(whats_) || (asks_for(whats_, "voltage") && has_chains)) collect_chains();
    const bool of_netlist = asks_for(whats_, "port") || asks_for(whats_, "s") || asks_for(whats_, "smith");
    const bool of_analyses = asks_for(whats_, "noise") || asks_for(whats_, "loop") || asks_for(whats_, "nyquist") ||
                             (asks_for(whats_, "voltage") && !has_chains);
    if (of_netlist || of_analyses) {
      Netlist netlist = flat_netlist(session_);
      if (session_.diagnostics.has_errors() || !find_operating_point(session_, netlist)) return false;
      if (of_netlist) collect_ports(netlist);
      if (of_analyses) collect_analyses(netlist);
    }
    return !session_.diagnostics.has_errors();
  }

 private:
  void add(Kind kind, std::string_view what, std::string of, std::string_view unit, const std::vector<double>& where,
           std::vector<Complex> values) {
    traces_.push_back(
        sorted({kind, std::string(what), std::move(of), step_, std::string(unit), where, std::move(values)}));
  }

  void collect_chains() {
    const std::vector<ChosenChain> chosen = choose_chains(session_);
    const std::optional<Frequencies> frequencies = choose_frequencies(session_);
    std::ignore = check_surroundings(session_);
    if (!frequencies) return;
    for (const ChosenChain& choice : chosen)
      check_measured_range(*choice.chain, frequencies->values, session_.diagnostics);
    if (session_.diagnostics.has_errors()) return;
    for (const ChosenChain& choice : chosen) collect_chain(choice, frequencies->values, chosen.size() > 1);
    warn_of_responses(session_, frequencies->values);
  }

  void collect_chain(const ChosenChain& choice, const std::vector<double>& frequencies, bool is_one_of_several) {
    ChainAnalysis analysis(*choice.chain, frequencies, *session_.elaborator);
    if (session_.diagnostics.has_errors()) return;  // in the body of a user's stage
    ProgressBar bar("chain " + choice.chain->name, session_.options);
    const auto take = [&](const StageResult& stage) {
      const std::string name = is_one_of_several ? fmt::format("{}.{}", choice.chain->name, stage.name) : stage.name;
      const std::array all{&stage.local.zin, &stage.local.zout, &stage.overall.zin, &stage.overall.zout};
      for (std::size_t k = 0; k < all.size(); ++k) {
        if (!asks_for(whats_, of_stages[k])) continue;
        add(Kind::impedance, of_stages[k], name, "ohm", frequencies, plain(*all[k]));
        if (session_.options.stages.empty() && is_without_meaning(traces_.back())) traces_.pop_back();
      }
      if (asks_for(whats_, "voltage")) add(Kind::voltage, "voltage", name, "V", frequencies, stage.voltage);
    };
    analysis.run(choice.stages, take, bar.progress());
    warn_of_coupling(session_, *choice.chain, analysis.coupling(), analysis.yielding_rails());
  }

  void collect_ports(const Netlist& netlist) {
    const std::optional<Frequencies> frequencies = choose_frequencies(session_);
    if (!frequencies) return;
    check_measured_data(session_, frequencies->values);
    if (asks_for(whats_, "port")) collect_impedances(netlist, frequencies->values);
    if (asks_for(whats_, "s") || asks_for(whats_, "smith")) collect_scattering(netlist, frequencies->values);
  }

  void collect_impedances(const Netlist& netlist, const std::vector<double>& frequencies) {
    ask_for_ports(session_);
    const std::vector<NamedPort> ports = choose_ports(session_, netlist);
    if (session_.diagnostics.has_errors()) return;
    std::vector<Port> plain_ports;
    for (const NamedPort& port : ports) plain_ports.push_back(port.port);
    ProgressBar bar("port impedances", session_.options);
    const auto swept = sweep_ports(netlist.circuit, plain_ports, frequencies, bar.progress());
    for (std::size_t p = 0; p < ports.size(); ++p)
      add(Kind::impedance, "port", ports[p].port.name, "ohm", frequencies, plain(swept.z[p]));
  }

  /// For a Smith chart reflections alone.
  void collect_scattering(const Netlist& netlist, const std::vector<double>& frequencies) {
    NetworkTask task;
    task.ports = network_ports(session_, netlist);
    set_references(session_, task.ports);
    task.matrices = {NetworkMatrix::s};
    if (session_.diagnostics.has_errors()) return;
    const AnalysisResult result = solve_network(session_, netlist.circuit, task, frequencies);
    for (std::size_t s = 0; s < result.signals.size(); ++s) {
      const bool is_reflection = s / task.ports.size() == s % task.ports.size();
      if (!asks_for(whats_, "s") && !is_reflection) continue;
      add(Kind::scattering, asks_for(whats_, "s") ? "s" : "smith", result.signals[s].name, "", frequencies,
          result.values[s]);
      if (asks_for(whats_, "smith")) traces_.back().remarks.push_back(units_of(task, s % task.ports.size()));
    }
  }

  /// What a Smith chart is in units of: one reference for all ports, or that of one.
  static std::string units_of(const NetworkTask& task, std::size_t port) {
    const auto& ports = task.ports;
    const bool is_common =
        std::all_of(ports.begin(), ports.end(), [&](const PortOfNetwork& p) { return p.z0 == ports.front().z0; });
    return fmt::format("{}r and x in units of {}", is_common ? "" : ports[port].name + ": ",
                       engineering(ports[port].z0.real(), "ohm"));
  }

  void collect_analyses(const Netlist& netlist) {
    if (asks_for(whats_, "noise")) collect_all("noise", "noise", Kind::noise, netlist);
    for (const char* what : {"loop", "nyquist"}) {
      if (asks_for(whats_, what)) collect_all("loop", what, Kind::loop, netlist);
    }
    const bool has_chains = !session_.deck.chains.empty();
    if (asks_for(whats_, "voltage") && !has_chains) collect_voltages(netlist);
  }

  /// Of all cards of an analysis; of several each is called by what it is about.
  void collect_all(std::string_view card_name, std::string_view what, Kind kind, const Netlist& netlist) {
    std::vector<const Card*> cards;
    for (const Card& card : session_.deck.analyses) {
      if (is_analysis(session_, card, card_name)) cards.push_back(&card);
    }
    for (const Card* card : cards) {
      const bool is_one_of_several = cards.size() > 1 && card->words.size() > 1;
      const std::string about = is_one_of_several ? fmt::format(" at {}", session_.sources.text(card->words[1])) : "";
      for (const AnalysisType* type : analysis_types()) {
        if (type->name != card_name) continue;
        if (const auto analysis = type->plan(session_, *card)) collect(*analysis, what, kind, netlist, about);
      }
    }
    if (!cards.empty() || session_.diagnostics.names_are_lost()) return;
    session_.diagnostics.error(codes::nothing_to_do, {}, "no {} to plot: the deck has no .{} card", what, card_name)
        .with_hint(card_name == "loop" ? "a card like '.loop Vprobe dec 10 1 10meg' asks for it"
                                       : "a card like '.noise v(out) V1 dec 10 1 100k' asks for it");
  }

  void collect_voltages(const Netlist& netlist) {
    std::optional<Frequencies> frequencies = choose_frequencies(session_);
    if (frequencies) collect(*ac_sweep(std::move(*frequencies)), "voltage", Kind::voltage, netlist, "");
  }

  void collect(Analysis& analysis, std::string_view what, Kind kind, const Netlist& netlist, const std::string& about) {
    analysis.bind(session_, netlist);
    if (session_.diagnostics.has_errors()) return;
    const AnalysisResult result = analysis.run(session_, netlist);
    constexpr std::size_t sums_of_noise = 2;  // those of the elements follow
    for (std::size_t s = 0; s < result.signals.size(); ++s) {
      if (kind == Kind::noise && s >= sums_of_noise) break;
      if (kind == Kind::voltage && result.signals[s].unit != "V") continue;
      const std::string name = kind == Kind::loop ? "loop gain" : result.signals[s].name;
      add(kind, what, name + about, result.signals[s].unit, result.axes.front().values, result.values[s]);
    }
    if (kind == Kind::loop) add_margins(result, about);
  }

  /// The first of each kind; figures come in pairs, a frequency and what holds there.
  void add_margins(const AnalysisResult& result, const std::string& about) {
    for (std::size_t k = 0; k + 1 < result.figures.size(); k += 2) {
      const Figure& margin = result.figures[k + 1];
      if (margin.name != "phase_margin" && margin.name != "gain_margin") continue;
      const std::string value =
          margin.name == "phase_margin" ? fmt::format("{:.1f}°", margin.value) : fmt::format("{:.1f} dB", margin.value);
      traces_.back().remarks.push_back(fmt::format("{}{}{} {}, {}", margin.name == "phase_margin" ? "phase" : "gain",
                                                   " margin", about, value, step_text(result.figures[k].value)));
    }
  }

  [[nodiscard]] std::string step_text(double frequency) const {
    return fmt::format("at {}{}", engineering(frequency, "Hz"), step_.empty() ? "" : ", " + step_);
  }

  Session& session_;
  const Whats& whats_;
  std::string step_;
  std::vector<Trace>& traces_;
};

bool has_card(const Session& session, std::string_view name) {
  return std::any_of(session.deck.analyses.begin(), session.deck.analyses.end(),
                     [&](const Card& card) { return is_analysis(session, card, name); });
}

Whats usual_whats(Session& session) {
  if (!session.options.ports.empty()) return {"port"};
  if (!session.deck.chains.empty()) return {"overall.zin", "overall.zout"};
  if (!session.deck.ports.empty()) return {"port"};
  if (has_card(session, "loop")) return {"loop"};
  if (has_card(session, "noise")) return {"noise"};
  if (has_card(session, "sp") || has_card(session, "lin") || has_card(session, "net")) return {"s"};
  if (has_card(session, "ac")) return {"voltage"};
  if (!session.diagnostics.names_are_lost()) {
    session.diagnostics.error(codes::nothing_to_do, {}, "nothing to plot: the deck has no chain, port or sweep")
        .with_hint("--port NODE plots the impedance at a node of any netlist; --what tells what else there is");
  }
  return {};
}

}  // namespace

std::vector<std::string_view> known_whats() {
  std::vector<std::string_view> names(of_stages.begin(), of_stages.end());
  names.insert(names.end(), {"voltage", "port", "s", "smith", "noise", "loop", "nyquist"});
  return names;
}

std::vector<std::string> choose_whats(Session& session) {
  if (session.options.what.empty()) return usual_whats(session);
  std::vector<std::string> chosen;
  const std::vector<std::string_view> known = known_whats();
  for (const Span word : option_words(session, "--what", session.options.what, ',')) {
    const std::string name = lower_case(session.sources.text(word));
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      std::string hint = did_you_mean(name, known);
      if (hint.empty()) hint = fmt::format("one or more of {}", fmt::join(known, ", "));
      session.diagnostics.error(codes::bad_option_value, word, "'{}' is nothing to plot", name).with_hint(hint);
    } else if (!asks_for(chosen, name)) {
      chosen.push_back(name);
    }
  }
  const bool has_chart = asks_for(chosen, "smith") || asks_for(chosen, "nyquist");
  if (has_chart && chosen.size() > 1) {
    session.diagnostics.error(codes::bad_option_value, session.sources.add("--what", session.options.what),
                              "'smith' and 'nyquist' are pictures of their own, expected one of them alone");
  }
  return chosen;
}

std::vector<Trace> collect_traces(Session& session, const std::vector<std::string>& whats) {
  const Steps steps = read_steps(session);
  std::vector<Trace> traces;
  for_each_step(session, steps, [&](std::size_t step) {
    return Collector(session, whats, steps.empty() ? "" : steps.text(step), traces).collect();
  });
  return traces;
}

}  // namespace ohmscope::plot
