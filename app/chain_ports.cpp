#include "app/chain_ports.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "app/chain_bias.hpp"
#include "app/progress_bar.hpp"
#include "app/whole_deck.hpp"
#include "netlist/text.hpp"
#include "solver/circuit/extended.hpp"
#include "stages/chain_analysis.hpp"

namespace ohmscope {

namespace {

constexpr std::size_t worth_it = 10'000;  // stages; fewer are soon drawn

bool is_ground(std::string_view node) { return node == "0" || equal_ignoring_case(node, "gnd"); }

/// The ports that are asked for, as long as each is between a stage and ground; their nodes are not looked up.
std::optional<std::vector<NamedPort>> ports_at_stages(Session& session) {
  std::vector<NamedPort> ports;
  const auto add = [&](std::string_view name, Span positive, std::optional<Span> negative, Span span) {
    const std::string_view from = session.sources.text(positive);
    const std::string_view to = negative ? session.sources.text(*negative) : "0";
    if (!stage_node(session.chains, from) || !is_ground(to)) return false;
    ports.push_back({{std::string(name), ground, ground}, std::string(from), std::string(to), span});
    return true;
  };
  if (session.options.ports.empty()) {
    for (const PortCard& card : session.deck.ports) {
      if (card.name.nowhere() || !add(session.sources.text(card.name), card.positive, card.negative, card.name))
        return std::nullopt;
    }
  }
  for (const std::string& text : session.options.ports) {
    const std::vector<Span> words = option_words(session, "--port", text, ',');
    const auto negative = words.size() == 2 ? std::optional(words[1]) : std::nullopt;
    if (words.size() > 2 || !add(text, words[0], negative, words[0])) return std::nullopt;
  }
  return ports;
}

bool are_long_and_alone(const Session& session) {
  std::size_t stages = 0;
  for (const Chain& chain : session.chains) {
    const auto is_measured = [](const StageSpec& spec) { return !spec.measured.empty(); };
    if (!chain.is_sound || std::any_of(chain.specs.begin(), chain.specs.end(), is_measured)) return false;
    stages += chain.stages.size();
  }
  return stages >= worth_it && is_chains_only(session);
}

/// Two impedances in parallel, each good to ten digits; nothing where fewer than nine are left of them.
std::optional<Impedance> in_parallel(const Impedance& a, const Impedance& b) {
  constexpr double most_growth = 8;  // of a relative error
  if (a.is_undefined() || b.is_undefined()) return std::nullopt;
  const bool both_finite = a.is_finite() && b.is_finite();
  if (both_finite && std::abs(a.value()) + std::abs(b.value()) > most_growth * std::abs(a.value() + b.value()))
    return std::nullopt;
  return par(Extended(a), Extended(b)).to_impedance();
}

/// What stands on both sides of stages' outputs, by stage.
class Sides {
 public:
  /// False where stages act on each other otherwise than along the chain, or depend on measured data.
  bool find(Session& session, const Chain& chain, std::vector<std::size_t> stages,
            const std::vector<double>& frequencies, SolverCounters& counters) {
    ChainAnalysis analysis(chain, frequencies, *session.elaborator);
    const Elaborator& drawn = *session.elaborator;
    const bool has_data = !drawn.measured().empty() || !drawn.networks().empty() || !drawn.responses().empty();
    if (session.diagnostics.has_errors() || has_data || analysis.coupling() || !analysis.yielding_rails().empty())
      return false;
    if (stages.empty()) return true;
    for (std::size_t k = stages.size(); k-- > 0;) {
      if (stages[k] + 1 < chain.stages.size()) stages.push_back(stages[k] + 1);
    }
    std::sort(stages.begin(), stages.end());
    stages.erase(std::unique(stages.begin(), stages.end()), stages.end());
    ProgressBar bar("chain " + chain.name, session.options);
    auto stage = stages.begin();
    analysis.run(
        stages,
        [&](const StageResult& result) {
          overall_[{&chain, *stage++}] = result.overall;
        },
        bar.progress());
    counters += analysis.counters();
    return true;
  }

  /// At frequency number `k`; behind the last stage the chain is open.
  [[nodiscard]] std::optional<Impedance> at(const StageNode& node, std::size_t k) const {
    const Impedance& left = overall_.at({node.chain, node.stage}).zout[k];
    const auto next = overall_.find({node.chain, node.stage + 1});
    return in_parallel(left, next == overall_.end() ? Impedance::infinite() : next->second.zin[k]);
  }

 private:
  std::map<std::pair<const Chain*, std::size_t>, PortImpedances> overall_;
};

}  // namespace

std::optional<StageNode> stage_node(const std::vector<Chain>& chains, std::string_view name) {
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  for (const Chain& chain : chains) {
    if (!equal_ignoring_case(chain.name, name.substr(0, dot))) continue;
    const auto stage = chain.find_stage(name.substr(dot + 1));
    return stage ? std::optional(StageNode{&chain, *stage}) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<ChainPorts> ports_of_chains(Session& session, const std::vector<double>& frequencies) {
  if (session.diagnostics.has_errors() || !are_long_and_alone(session)) return std::nullopt;
  auto ports = ports_at_stages(session);
  if (!ports) return std::nullopt;
  ChainPorts found{std::move(*ports), {}, {}};
  std::vector<StageNode> nodes;
  std::map<const Chain*, std::vector<std::size_t>> stages;
  for (const NamedPort& port : found.ports) {
    nodes.push_back(*stage_node(session.chains, port.positive));
    stages[nodes.back().chain].push_back(nodes.back().stage);
  }
  Sides sides;
  for (const Chain& chain : session.chains) {
    if (!find_chain_bias(session, chain)) return std::nullopt;
    // All of them, in the deck's order: one that no port is asked of may act on others.
    if (!sides.find(session, chain, stages[&chain], frequencies, found.counters)) return std::nullopt;
  }
  for (const StageNode& node : nodes) {
    std::vector<Impedance>& z = found.z.emplace_back();
    for (std::size_t k = 0; k < frequencies.size(); ++k) {
      const auto value = sides.at(node, k);
      if (!value) return std::nullopt;
      z.push_back(*value);
    }
  }
  check_surroundings(session);
  return found;
}

}  // namespace ohmscope
