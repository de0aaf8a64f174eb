// The decks of tests/decks/reference against values computed with 300 digits.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "solver/analyses/driving_point.hpp"
#include "stages/chain_analysis.hpp"
#include "stages/chain_fixture.hpp"

namespace ohmscope {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path folder = TEST_DECKS "/reference";

std::vector<std::string> deck_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".cir") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string text_of(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<double> numbers(const json& array) { return array.get<std::vector<double>>(); }

/// What answers are held to, and where they stand.
struct Yardstick {
  std::string deck;
  std::vector<double> frequencies;

  void compare(const std::vector<std::complex<double>>& found, const json& expected, const std::string& what) const {
    ASSERT_EQ(found.size(), expected.size()) << what;
    for (std::size_t k = 0; k < found.size(); ++k) {
      EXPECT_TRUE(agrees(found[k], expected[k], frequencies[k]))
          << what << " at " << frequencies[k] << " Hz is " << found[k] << ", expected " << expected[k];
    }
  }
  void compare(const std::vector<Impedance>& found, const json& expected, const std::string& what) const {
    std::vector<std::complex<double>> values;
    for (const Impedance& z : found) values.push_back(z.value());
    compare(values, expected, what);
  }

 private:
  [[nodiscard]] bool agrees(const std::complex<double>& found, const json& expected, double frequency) const {
    if (expected.is_null()) return std::isnan(found.real());
    if (expected.is_string()) return std::isinf(found.real());
    const std::complex<double> value(expected[0].get<double>(), expected[1].get<double>());
    double tolerance = value == 0.0 ? 1e-12 : 1e-9 * std::abs(value);
    if (deck == "notch50" && frequency == 50) tolerance = 1e-9;  // L and C cancel
    return std::abs(found - value) <= tolerance;
  }
};

void compare_chain(const std::string& deck, const Chain& chain, const json& expected, Elaborator& elaborator) {
  const Yardstick yardstick{deck, numbers(expected["frequencies"])};
  const ChainResult result = analyse_chain(chain, yardstick.frequencies, elaborator);
  ASSERT_EQ(result.stages.size(), expected["stages"].size());
  for (std::size_t k = 0; k < result.stages.size(); ++k) {
    const StageResult& stage = result.stages[k];
    const json& wanted = expected["stages"][k];
    const std::string name = chain.name + "." + stage.name;
    EXPECT_EQ(stage.name, wanted["name"]);
    EXPECT_EQ(stage.type, wanted["type"]);
    yardstick.compare(stage.local.zin, wanted["local"]["zin"], name + " local.zin");
    yardstick.compare(stage.local.zout, wanted["local"]["zout"], name + " local.zout");
    yardstick.compare(stage.overall.zin, wanted["overall"]["zin"], name + " overall.zin");
    yardstick.compare(stage.overall.zout, wanted["overall"]["zout"], name + " overall.zout");
    yardstick.compare(stage.voltage, wanted["voltage"], name + " voltage");
  }
}

void compare_ports(const std::string& deck, ReadDeck& read, const json& expected) {
  const Yardstick yardstick{deck, numbers(expected["frequencies"])};
  const Netlist netlist = flatten(read.chains, *read.elaborator);
  const auto node = [&](Span name) { return netlist.circuit.find_node(read.sources.text(name)).value(); };
  std::vector<Port> ports;
  for (const PortCard& card : read.deck.ports) {
    ports.push_back({std::string(read.sources.text(card.name)), node(card.positive),
                     card.negative ? node(*card.negative) : ground});
  }
  const auto z = driving_point_impedances(netlist.circuit, ports, yardstick.frequencies);
  ASSERT_EQ(ports.size(), expected["ports"].size());
  for (std::size_t p = 0; p < ports.size(); ++p) {
    EXPECT_EQ(ports[p].name, expected["ports"][p]["name"]);
    yardstick.compare(z[p], expected["ports"][p]["z"], ports[p].name);
  }
}

class ReferenceDeck : public testing::TestWithParam<std::string> {};

TEST_P(ReferenceDeck, AgreesWithThreeHundredDigits) {
  const json expected = json::parse(text_of(folder / (GetParam() + ".json")));
  const std::string text = text_of(folder / (GetParam() + ".cir"));
  ReadDeck read(text.substr(text.find('\n') + 1));  // it brings a title of its own
  if (expected.contains("ports")) {
    compare_ports(GetParam(), read, expected);
  } else {
    ASSERT_EQ(read.chains.size(), expected["chains"].size());
    for (std::size_t c = 0; c < read.chains.size(); ++c) {
      EXPECT_EQ(read.chains[c].name, expected["chains"][c]["name"]);
      compare_chain(GetParam(), read.chains[c], expected["chains"][c], *read.elaborator);
    }
  }
  EXPECT_THAT(read.messages(), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Decks, ReferenceDeck, testing::ValuesIn(deck_names()),
                         [](const auto& the) { return the.param; });

TEST(ReferenceDecks, AreAllThere) { EXPECT_EQ(deck_names().size(), 15U); }

}  // namespace
}  // namespace ohmscope
