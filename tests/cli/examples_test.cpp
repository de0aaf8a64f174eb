// The decks in examples/ do what their opening comments say. The numbers here were computed from the circuits at 40
// digits, by closed forms and a dense solution.

#include <gmock/gmock.h>

#include <complex>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "cli/program.hpp"

namespace ohmscope {
namespace {

namespace fs = std::filesystem;
using Complex = std::complex<double>;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> example_decks() {
  std::vector<std::string> decks;
  for (const fs::directory_entry& entry : fs::directory_iterator(OHMSCOPE_SOURCE "/examples"))
    if (entry.path().extension() == ".cir") decks.push_back(entry.path().stem().string());
  return decks;
}

std::string word(std::string text) {
  for (char& c : text)
    if (c == '-' || c == '.') c = '_';
  return text;
}

std::string deck_path(const std::string& name) { return OHMSCOPE_SOURCE "/examples/" + name + ".cir"; }

/// The exit status that `ohmscope chain`, `check` and the others give for an example: only one is meant to fail.
int expected_status(const std::string& name) { return name == "wrong-rule" ? 1 : 0; }

/// The command lines of the deck's "Run:" comment, with the deck's real path.
std::vector<std::vector<std::string>> commands_of(const std::string& name) {
  std::vector<std::vector<std::string>> commands;
  std::ifstream file(deck_path(name));
  for (std::string line; std::getline(file, line);) {
    std::istringstream stream(line.substr(0, 9) == "* Run:   " ? line.substr(9) : line.substr(line.empty() ? 0 : 1));
    std::string program;
    if (!line.starts_with('*') || !(stream >> program) || program != "ohmscope") continue;
    std::vector<std::string>& command = commands.emplace_back();
    for (std::string argument; stream >> argument;)
      command.push_back(argument.starts_with("examples/") ? OHMSCOPE_SOURCE "/" + argument : argument);
  }
  return commands;
}

class EveryExample : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Examples, EveryExample, ::testing::ValuesIn(example_decks()),
                         [](const auto& the) { return word(the.param); });

TEST_P(EveryExample, OpensWithWhatItShowsHowToRunItAndWhatToExpect) {
  const std::string text = testing::read_file(deck_path(GetParam()));
  const std::string opening = text.substr(0, text.find("\n."));
  EXPECT_THAT(opening, HasSubstr("\n* Shows: "));
  EXPECT_THAT(opening, HasSubstr("\n* Run:   ohmscope "));
  EXPECT_THAT(opening, HasSubstr("\n* Expect"));
}

TEST_P(EveryExample, RunsAsItSays) {
  const auto commands = commands_of(GetParam());
  EXPECT_THAT(commands, Not(IsEmpty()));
  for (const std::vector<std::string>& command : commands) {
    const testing::Outcome outcome = testing::run_program(command);
    EXPECT_EQ(outcome.status, expected_status(GetParam())) << outcome.err;
    EXPECT_THAT(outcome.out, Not(IsEmpty()));
  }
}

TEST_P(EveryExample, PassesItsCheckUnlessItIsTheWrongRule) {
  const testing::Outcome check = testing::run_program({"check", "--json", deck_path(GetParam())});
  EXPECT_EQ(check.status, expected_status(GetParam())) << check.err;
  EXPECT_EQ(nlohmann::json::parse(check.out).at("passed"), expected_status(GetParam()) == 0);
}

TEST_P(EveryExample, IsReadableAt80Columns) {
  for (const char* command : {"run", "chain", "port", "check"})
    EXPECT_LE(testing::widest_line(testing::run_program({command, deck_path(GetParam())}).out), 80U) << command;
}

TEST(Examples, TheWrongRuleIsRefutedByNameWithBothValues) {
  const testing::Outcome check = testing::run_program({"check", deck_path("wrong-rule")});
  const std::string all = check.out + check.err;
  EXPECT_EQ(check.status, 1);
  EXPECT_THAT(all, HasSubstr("treble"));
  EXPECT_THAT(all, HasSubstr("overall.zout"));
  EXPECT_THAT(all, HasSubstr("9956.78"));
  EXPECT_THAT(all, HasSubstr("10548.8"));
}

TEST(Examples, TheTolerancesAreThoseOfTheClosedForm) {
  // 1 / (1 + s C2 2R + s^2 R^2 C1 C2), whose Q is sqrt(C1 / C2) / 2.
  const testing::Outcome run = testing::run_program({"run", deck_path("tolerances"), "--json"});
  const nlohmann::json sens = nlohmann::json::parse(run.out).at("analyses")[1].at("outputs")[0];
  const double Q = std::sqrt(2.2) / 2;
  const auto expect = [&](const nlohmann::json& found, Complex value) {
    EXPECT_NEAR(found[0][0].get<double>(), value.real(), 1e-9);
    EXPECT_NEAR(found[0][1].get<double>(), value.imag(), 1e-9);
  };
  expect(sens.at("value"), {0, -Q});
  expect(sens.at("per_percent").at("filter.lp.C1"), {-Q * Q / 100, 0});
  expect(sens.at("per_percent").at("filter.lp.C2"), {-Q * Q / 100, Q / 100});
  expect(sens.at("per_percent").at("{R}"), {-2 * Q * Q / 100, Q / 100});
  expect(sens.at("per_percent").at("filter.lp.R1"), {-Q * Q / 100, Q / 200});
}

constexpr double infinite = std::numeric_limits<double>::infinity();

/// One number that an example states.
struct Stated {
  std::string deck;
  std::string chain;
  std::string stage;
  std::string quantity;   ///< JSON pointer below the stage
  std::string frequency;  ///< as typed
  Complex value;          ///< to ten digits
};
void PrintTo(const Stated& stated, std::ostream* out) { *out << stated.deck << ' ' << stated.stage << stated.quantity; }

class Statement : public ::testing::TestWithParam<Stated> {};

/// The entry of the array `in` called `name`.
nlohmann::json named(const nlohmann::json& in, const std::string& name) {
  for (const nlohmann::json& entry : in)
    if (entry.at("name") == name) return entry;
  return {};
}

TEST_P(Statement, Holds) {
  const Stated& stated = GetParam();
  const testing::Outcome run =
      testing::run_program({"chain", deck_path(stated.deck), "--json", "--freq", stated.frequency});
  ASSERT_EQ(run.status, 0) << run.err;
  const nlohmann::json chain = named(nlohmann::json::parse(run.out).at("chains"), stated.chain);
  const nlohmann::json pointed =
      named(chain.at("stages"), stated.stage).at(nlohmann::json::json_pointer(stated.quantity));
  if (std::isinf(stated.value.real())) {
    EXPECT_EQ(pointed.at(0), "inf");
    return;
  }
  const Complex value{pointed.at(0).at(0).get<double>(), pointed.at(0).at(1).get<double>()};
  EXPECT_LE(std::abs(value - stated.value), 1e-9 * std::abs(stated.value) + 1e-9) << value;
}

INSTANTIATE_TEST_SUITE_P(
    Examples, Statement,
    ::testing::Values(
        Stated{"headphone-amp", "hpamp", "vol", "/overall/zin", "1k", {9999.963341, -0.3584310764}},
        Stated{"headphone-amp", "hpamp", "amp", "/overall/zin", "1k", {13830070.08, -135291698.6}},
        Stated{"headphone-amp", "hpamp", "amp", "/overall/zout", "1k", {0.005114027302, 0.05049265015}},
        Stated{"headphone-amp", "hpamp", "guard", "/overall/zout", "100k", {10.51236319, 4.997885951}},
        Stated{"headphone-amp", "hpamp", "phones", "/voltage", "1k", {5.30444966, 0.07224005704}},
        Stated{"series-shunt-divider", "series_alone", "z", "/local/zin", "1k", infinite},
        Stated{"series-shunt-divider", "series_alone", "z", "/local/zout", "1k", 10.0},
        Stated{"series-shunt-divider", "shunt_alone", "z", "/local/zin", "1k", 10.0},
        Stated{"series-shunt-divider", "shunt_alone", "z", "/local/zout", "1k", 0.0},
        Stated{"series-shunt-divider", "divider_alone", "d", "/local/zin", "1k", 7.0},
        Stated{"series-shunt-divider", "divider_alone", "d", "/local/zout", "1k", 12.0 / 7.0},
        Stated{"series-shunt-divider", "together", "first", "/overall/zin", "1k", 240.0 / 17.0},
        Stated{"series-shunt-divider", "together", "second", "/overall/zin", "1k", 70.0 / 17.0},
        Stated{"series-shunt-divider", "together", "second", "/overall/zout", "1k", 5.0},
        Stated{"series-shunt-divider", "together", "third", "/overall/zout", "1k", 8.0 / 3.0},
        Stated{"notch60", "hum", "notch", "/overall/zin", "30", {1158.064111, -3972.584406}},
        Stated{"notch60", "hum", "notch", "/overall/zout", "240", {1038.429416, 109.6140267}},
        Stated{"notch60", "hum", "notch", "/overall/zin", "60", 1000.0},
        Stated{"notch60", "hum", "notch", "/overall/zout", "60", 0.0},
        Stated{"sensors", "microphone", "input", "/overall/zout", "1k", 10500.0 / 11.05},
        Stated{"sensors", "ideal_voltage", "mic", "/overall/zout", "1k", 0.0},
        Stated{"sensors", "photodiode", "input", "/overall/zout", "1k", 110e3 / 21.0},
        Stated{"sensors", "photodiode", "input", "/voltage", "1k", 100.0 / 21.0},
        Stated{"sensors", "ideal_current", "pad", "/overall/zout", "1k", infinite},
        Stated{"sensors", "ideal_current", "input", "/voltage", "1k", 10.0},
        Stated{"inverting-noninverting", "inverting", "amp", "/local/zout", "100k", {0.505299651, 4.963564617}},
        Stated{"inverting-noninverting", "noninverting", "amp", "/local/zout", "100k", {0.505299651, 4.963564617}},
        Stated{"inverting-noninverting", "inverting", "amp", "/overall/zout", "100k", {0.1558671899, 2.756188207}},
        Stated{"inverting-noninverting", "noninverting", "amp", "/overall/zout", "100k", {0.5086128754, 4.979723623}},
        Stated{"inverting-noninverting", "inverting", "amp", "/local/zin", "10", {1000.090499, 0.009049813543}},
        Stated{"inverting-noninverting", "noninverting", "amp", "/local/zin", "10", {2955820333.0, -295551943.3}},
        Stated{"buffer", "buffered", "buffer", "/overall/zin", "1k", {661066039.9, -6600660066.0}},
        Stated{"buffer", "buffered", "buffer", "/overall/zout", "100k", {0.006599337265, 0.5499213546}},
        Stated{"buffer", "buffered", "line", "/voltage", "1k", {0.999983473, -0.0001649945505}},
        Stated{"buffer", "bare", "line", "/voltage", "1k", 1.0 / 1001.0},
        Stated{"inverting-t", "tee", "amp", "/local/zin", "1k", {1000113.252, 1018.112318}},
        Stated{"inverting-t", "tee", "amp", "/local/zout", "1k", {0.06797111104, 0.6054390553}},
        Stated{"inverting-t", "tee", "amp", "/voltage", "1k", {-10.18612703, 0.1235707166}},
        Stated{"inverting-t", "plain", "amp", "/local/zout", "1k", {0.01092654376, 0.1069537289}},
        Stated{"headphones", "guarded", "amp_out", "/overall/zout", "20", {10.00501451, 0.001002797822}},
        Stated{"headphones", "guarded", "phones", "/voltage", "100", {8.609643309, -0.001462067946}},
        Stated{"custom-stage", "tone", "treble", "/overall/zin", "1k", {11061.16244, -1435.337911}},
        Stated{"custom-stage", "tone", "treble", "/overall/zout", "1k", {1092.762441, -1304.417114}},
        Stated{"filter-file", "receiver", "lowpass", "/overall/zin", "50meg", {14.3347502265, -13.7220086686}},
        Stated{"filter-file", "receiver", "input", "/voltage", "50meg", {0.201655430349, -0.450013247103}},
        Stated{"ladder", "line", "rc1", "/overall/zin", "1k", {897.097803, -892.0365891}},
        Stated{"ladder", "line", "rc1000", "/overall/zout", "1meg", {23.43189906, -27.98879926}}));

TEST(Examples, TheBridgesPortsAreItsResistorsInParallel) {
  const testing::Outcome run = testing::run_program({"port", deck_path("bridge"), "--json", "--freq", "1k"});
  ASSERT_EQ(run.status, 0) << run.err;
  const nlohmann::json ports = nlohmann::json::parse(run.out).at("ports");
  const auto par = [](double a, double b) { return a * b / (a + b); };
  const auto ohms = [&](const char* name) { return named(ports, name).at("z").at(0).at(0).get<double>(); };
  EXPECT_NEAR(ohms("detector"), par(350, 350.7) + par(350, 349.3), 1e-9);
  EXPECT_NEAR(ohms("left"), par(350, 350.7), 1e-9);
  EXPECT_EQ(ohms("supply"), 0.0);
}

TEST(Example, GyratorMakesInductorsOfCapacitors) {
  const testing::Outcome run = testing::run_program({"port", deck_path("gyrator"), "--json", "--freq", "0,50"});
  ASSERT_EQ(run.status, 0) << run.err;
  const nlohmann::json ports = nlohmann::json::parse(run.out).at("ports");
  for (const char* name : {"coil", "antoniou"}) {
    const nlohmann::json z = named(ports, name).at("z");
    EXPECT_EQ(z.at(0), nlohmann::json({0.0, 0.0})) << name;
    EXPECT_NEAR(z.at(1).at(0).get<double>(), 0, 3e-6) << name;
    EXPECT_NEAR(z.at(1).at(1).get<double>(), 1000 * 3.14159265358979323846, 3e-6) << name;
  }
}

TEST(Examples, TheMinimumLossPadIsMatchedAndLosesWhatItMust) {
  const testing::Outcome run =
      testing::run_program({"network", deck_path("minimum-loss-pad"), "--z0", "75,50", "--json"});
  ASSERT_EQ(run.status, 0) << run.err;
  const nlohmann::json signals = nlohmann::json::parse(run.out).at("signals");
  const auto real = [&](const char* name) { return signals.at(name).at(0).at(0).get<double>(); };
  EXPECT_LT(std::abs(real("s_1_1")), 1e-15);
  EXPECT_LT(std::abs(real("s_2_2")), 1e-15);
  EXPECT_NEAR(real("s_2_1"), std::sqrt(2 - std::sqrt(3.0)), 1e-12);
}

}  // namespace
}  // namespace ohmscope
