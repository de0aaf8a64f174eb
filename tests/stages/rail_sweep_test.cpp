// Chains whose stages share rails that yield, swept, against one flat deck for each cut and side.

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "solver/analyses/driving_point.hpp"
#include "solver/analyses/small_signal.hpp"
#include "stages/chain_analysis.hpp"
#include "stages/chain_fixture.hpp"
#include "stages/random_chain.hpp"

namespace ohmscope {
namespace {

using test::RandomStage;

/// A deck text: subcircuits that reach rails r0, r1, …, and what is behind the rails.
struct RailedDeck {
  RailedDeck(std::uint64_t seed, RandomStage::Reach reach) : random(seed, reach) {
    rails = 1 + pick(3);
    definitions = ".global";
    for (std::size_t r = 0; r < rails; ++r) definitions += fmt::format(" r{}", r);
    definitions += '\n';
    const std::size_t kinds = 1 + pick(3);
    for (std::size_t k = 0; k < kinds; ++k) definitions += subcircuit(k);
    for (std::size_t k = 0, count = 2 + pick(6); k < count; ++k) stages.push_back(pick(kinds));
    for (std::size_t r = 0; r < rails; ++r) behind += elements(fmt::format("b{}", r), {rail(), rail(), "0"}, 2);
    if (random.chance(0.3)) behind += "Vb r0 0 1\n";
  }

  std::size_t pick(std::size_t count) {
    return static_cast<std::size_t>(random.uniform(0, static_cast<double>(count)));
  }
  std::string rail() { return fmt::format("r{}", pick(rails)); }

  /// Some elements called after `name` between nodes picked from `nodes`.
  std::string elements(const std::string& name, const std::vector<std::string>& nodes, std::size_t count) {
    std::string text;
    for (std::size_t k = 0; k < count; ++k) {
      const auto& a = nodes[pick(nodes.size())];
      const auto& b = nodes[pick(nodes.size())];
      const char letter = random.chance(0.15) ? 'L' : random.chance(0.25) ? 'C' : random.chance(0.1) ? 'E' : 'R';
      const double value = letter == 'L'   ? random.henries()
                           : letter == 'C' ? random.farads()
                           : letter == 'E' ? random.uniform(-3, 3)
                                           : random.ohms();
      text += fmt::format("{}{}{} {} {}", letter, name, k, a, b);
      if (letter == 'E') text += fmt::format(" {} {}", nodes[pick(nodes.size())], nodes[pick(nodes.size())]);
      text += fmt::format(" {:.16g}\n", value);
    }
    return text;
  }

  std::string subcircuit(std::size_t kind) {
    std::string text = fmt::format(".subckt kind{} in out\n", kind);
    text += fmt::format("Rthrough in out {:.16g}\nRmid in mid {:.16g}\n", random.ohms(), random.ohms());
    return text + elements("", {"in", "out", "mid", "0", rail(), rail()}, 2 + pick(4)) + ".ends\n";
  }

  std::string chain() const {
    std::string text = definitions + ".chain c\n";
    for (std::size_t k = 0; k < stages.size(); ++k) text += fmt::format("s{} kind{}\n", k, stages[k]);
    return text + ".endchain\n" + behind;
  }
  /// Stages [first, last) from node n`first` to node n`last`.
  std::string flat(std::size_t first, std::size_t last) const {
    std::string text = definitions + behind;
    for (std::size_t k = first; k < last; ++k) text += fmt::format("X{0} n{0} n{1} kind{2}\n", k, k + 1, stages[k]);
    return text;
  }

  RandomStage random;
  std::size_t rails;
  std::vector<std::size_t> stages;
  std::string definitions;
  std::string behind;
};

Netlist read_flat(ReadDeck& deck) { return flatten(deck.chains, *deck.elaborator); }

std::vector<Impedance> port(const std::string& text, std::size_t node, const std::vector<double>& frequencies) {
  ReadDeck deck(text);
  const Netlist flat = read_flat(deck);
  const NodeId at = *flat.circuit.find_node(fmt::format("n{}", node));
  return driving_point_impedances(flat.circuit, {{"port", at, ground}}, frequencies)[0];
}

/// By stage, then by frequency; nothing where the circuit contradicts itself: which voltages that leaves known is
/// another question.
std::vector<std::vector<std::optional<std::complex<double>>>> voltages(const RailedDeck& railed,
                                                                       const std::vector<double>& frequencies) {
  ReadDeck deck(railed.flat(0, railed.stages.size()) + "Vin n0 0 AC 1\n");
  const Netlist flat = read_flat(deck);
  const SmallSignalResult result = ac_analysis(flat.circuit, frequencies);
  std::vector<std::vector<std::optional<std::complex<double>>>> all;
  for (std::size_t k = 0; k < railed.stages.size(); ++k) {
    const auto node = static_cast<std::size_t>(*flat.circuit.find_node(fmt::format("n{}", k + 1)));
    for (const auto& point : result.points) {
      if (&point == &result.points.front()) all.emplace_back();
      if (point.solvable) {
        all.back().emplace_back(point.voltages[node]);
      } else {
        all.back().emplace_back(std::nullopt);
      }
    }
  }
  return all;
}

bool agree(const std::complex<double>& a, const std::complex<double>& b) {
  if (std::isnan(a.real()) || std::isnan(b.real())) return std::isnan(a.real()) && std::isnan(b.real());
  if (std::isinf(a.real()) || std::isinf(b.real())) return std::isinf(a.real()) && std::isinf(b.real());
  if (a == 0.0 || b == 0.0) return a == b;
  return std::abs(a - b) <= 1e-9 * std::abs(b);
}

void expect_flat_values(std::uint64_t seed, RandomStage::Reach reach) {
  RailedDeck railed(seed, reach);
  const std::vector<double> frequencies{0, railed.random.log_uniform(0, 6)};
  ReadDeck deck(railed.chain());
  ASSERT_TRUE(deck.messages().empty()) << deck.messages()[0];
  const ChainResult result = analyse_chain(deck.chains.at(0), frequencies, *deck.elaborator);
  const std::size_t count = railed.stages.size();
  const auto flat_voltages = voltages(railed, frequencies);
  for (std::size_t k = 0; k < count; ++k) {
    const auto zin = port(railed.flat(k, count), k, frequencies);
    const auto zout = port(railed.flat(0, k + 1) + "Vin n0 0 0\n", k + 1, frequencies);
    for (std::size_t f = 0; f < frequencies.size(); ++f) {
      const StageResult& stage = result.stages[k];
      const auto context = fmt::format("seed {}, stage {}, frequency {}\n{}", seed, k, frequencies[f], railed.chain());
      EXPECT_TRUE(agree(stage.overall.zin[f].value(), zin[f].value()))
          << test::text(stage.overall.zin[f]) << " flat " << test::text(zin[f]) << ' ' << context;
      EXPECT_TRUE(agree(stage.overall.zout[f].value(), zout[f].value()))
          << test::text(stage.overall.zout[f]) << " flat " << test::text(zout[f]) << ' ' << context;
      if (!flat_voltages[k][f]) continue;
      EXPECT_TRUE(agree(stage.voltage[f], *flat_voltages[k][f]))
          << stage.voltage[f] << " flat " << *flat_voltages[k][f] << ' ' << context;
    }
  }
}

TEST(RailSweep, GivesWhatAFlatDeckForEachCutGives) {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    expect_flat_values(seed, RandomStage::Reach::ordinary);
  }
}

TEST(RailSweep, GivesItAlsoFrom1e15OhmsDownTo1em15) {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    expect_flat_values(seed, RandomStage::Reach::extreme);
  }
}

TEST(RailSweep, LeavesToOneCircuitWhatLosesItsDigits) {
  // Found among some thousands: digits that cancel, and ratios of noise that agree with one another.
  for (const std::uint64_t seed : {932U, 2809U}) expect_flat_values(seed, RandomStage::Reach::extreme);
}

}  // namespace
}  // namespace ohmscope
