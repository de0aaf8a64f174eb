// `ohmscope port`: at the deck's ports and at nodes given by hand.

#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// A Wheatstone bridge: between b and c stand R1 | R2 in series with R3 | R4 once the source is shorted.
const std::string bridge =
    "Bridge\n"
    "V1 a 0 1\n"
    "R1 a b 1k\n"
    "R2 b 0 1k\n"
    "R3 a c 2k\n"
    "R4 c 0 2k\n"
    "C1 d 0 1u\n"
    ".port diagonal b c\n"
    ".port top A\n"
    ".port cap d\n"
    ".end\n";

json port_json(const std::string& text, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"port", "-", "--json"});
  const Outcome outcome = run_program(arguments, text);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  return json::parse(outcome.out);
}

TEST(PortJson, HasTheLayoutOfTheContract) {
  const json result = port_json(bridge, {"--freq", "0,1k"});
  EXPECT_EQ(result.at("title"), "Bridge");
  EXPECT_EQ(result.at("frequencies"), json::parse("[0, 1000]"));
  ASSERT_EQ(result.at("ports").size(), 3U);
  const json& diagonal = result["ports"][0];
  EXPECT_EQ(diagonal.at("name"), "diagonal");
  EXPECT_EQ(diagonal.at("nodes"), json::parse(R"(["b", "c"])"));
  ASSERT_EQ(diagonal.at("z").size(), 2U);
  EXPECT_NEAR(diagonal["z"][0][0].get<double>(), 500 + 1000, 1e-9);
  EXPECT_EQ(result["ports"][1]["nodes"], json::parse(R"(["A", "0"])"));
  EXPECT_EQ(result["ports"][1]["z"], json::parse("[[0, 0], [0, 0]]"));
  EXPECT_EQ(result["ports"][2]["z"][0], "inf");
  EXPECT_NEAR(result["ports"][2]["z"][1][1].get<double>(), -1 / (2 * M_PI * 1000 * 1e-6), 1e-9);
}

TEST(PortJson, TakesNodesFromTheCommandLineInPlaceOfTheCards) {
  const json ports = port_json(bridge, {"--freq", "1", "--port", "b", "--port", "b,c", "--port", "c,c"})["ports"];
  ASSERT_EQ(ports.size(), 3U);
  EXPECT_EQ(ports[0]["nodes"], json::parse(R"(["b", "0"])"));
  EXPECT_NEAR(ports[0]["z"][0][0].get<double>(), 500, 1e-9);
  EXPECT_NEAR(ports[1]["z"][0][0].get<double>(), 1500, 1e-9);
  EXPECT_EQ(ports[2]["z"][0], json::parse("[0, 0]"));
}

TEST(PortJson, LooksIntoAChainsNodes) {
  const json ports = port_json("C\n.chain c\ns sensor Z=50\nd divider Za=50 Zb=100\n.endchain\n",
                               {"--freq", "1", "--port", "c.d"})["ports"];
  EXPECT_NEAR(ports[0]["z"][0][0].get<double>(), 50, 1e-9);
}

TEST(Port, SaysWhereAnImpedanceIsUndefinedAndStillSucceeds) {
  // An ideal op-amp whose output drives its own input only: nothing fixes V/I at its input.
  const std::string text = "U\nE1 a 0 a 0 1\nR1 b 0 1\n.port odd a\n.port good b\n";
  const Outcome outcome = run_program({"port", "-", "--json", "--freq", "1,10"}, text);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, HasSubstr(":4:7: warning: the impedance of port 'odd' is undefined at every frequency"));
  const json ports = json::parse(outcome.out)["ports"];
  EXPECT_TRUE(ports[0]["z"][0].is_null());
  EXPECT_EQ(ports[1]["z"][0], json::parse("[1, 0]"));
}

TEST(PortTable, NamesPortsAndTheirNodes) {
  const Outcome outcome = run_program({"port", "-", "--freq", "0,1k"}, bridge);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("diagonal (b,c)"), HasSubstr("1.5 kohm"), HasSubstr("159 ohm -90°"),
                                 HasSubstr("∞"), Not(HasSubstr(" \n"))));
}

TEST(PortTable, GoesOnBelowWhatFitsSideBySide) {
  const Outcome outcome = run_program({"port", "-", "--freq", "1,10,100,1k,10k"}, bridge);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("100 Hz\n"), HasSubstr("\n\nport"), HasSubstr("10 kHz\n")));
  EXPECT_LE(widest_line(outcome.out), 80U) << outcome.out;
}

TEST(PortCsv, HasARowPerPortAndFrequency) {
  const Outcome outcome = run_program({"port", "-", "--csv", "--freq", "0", "--port", "d", "--port", "a"}, bridge);
  EXPECT_EQ(outcome.out, "port,n+,n-,frequency (Hz),z.re (ohm),z.im (ohm)\nd,d,0,0,inf,0\na,a,0,0,0,0\n");
}

TEST(Port, QuotesInCsvWhatHoldsAComma) {
  const Outcome outcome = run_program({"port", "-", "--csv", "--freq", "0", "--port", "a,d"}, bridge);
  EXPECT_THAT(outcome.out, HasSubstr("\n\"a,d\",a,d,0,inf,0\n"));
}

TEST(Port, SuggestsTheNodeMeant) {
  const Outcome outcome = run_program({"port", "-", "--freq", "1", "--port", "out,0"}, "T\nR1 oout 0 1\nR2 oout 0 1\n");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err,
            "--port:1:1: error: no node is called 'out' [E0605]\nout,0\n^~~\nhint: did you mean 'oout'?\n");
}

TEST(Port, RefusesThreeNodes) {
  const Outcome outcome = run_program({"port", "-", "--freq", "1", "--port", "b,c,d"}, bridge);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("--port:1:5: error:"), HasSubstr("expected 'N+' or 'N+,N-'")));
}

TEST(Port, AsksForAPortWhereThereIsNone) {
  const Outcome outcome = run_program({"port", "-", "--freq", "1"}, "T\nR1 a 0 1\n");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("error: no port"), HasSubstr("--port NODE")));
}

const std::string two_resistors =
    "Two\n.port p a\nR1 a b 1k\nR2 b 0 3k\nC1 a b 1n\nX1 0 0 x OA\n"
    ".model OA opamp (A0=10 Rout=5)\n";

TEST(PortSensitivities, AreInJsonByValueAlongTheFrequencies) {
  const json port =
      json::parse(run_program({"port", "-", "--sens", "--json", "--freq", "0,1"}, two_resistors).out)["ports"][0];
  EXPECT_EQ(port["z"][0], json::parse("[4000, 0]"));
  const json& found = port["sensitivities"];
  ASSERT_EQ(found.size(), 5U) << found;
  EXPECT_NEAR(found["R1"][0].get<double>(), 0.25, 1e-12);
  EXPECT_NEAR(found["R2"][1].get<double>(), 0.75, 1e-6);
  EXPECT_EQ(found["X1.A0"], json::parse("[0, 0]"));
  EXPECT_EQ(found["C1"][0], 0);
}

TEST(PortSensitivities, AreNullInJsonAndEmptyInCsvWhereTheImpedanceIsInfinite) {
  const std::string deck = "Open\n.port p a\nC1 a b 1n\nR1 b 0 1\n";
  const json found = json::parse(run_program({"port", "-", "--sens", "--json", "--freq", "0"}, deck).out)["ports"][0];
  EXPECT_EQ(found["sensitivities"]["R1"], json::parse("[null]"));
  const Outcome csv = run_program({"port", "-", "--sens", "--csv", "--freq", "0"}, deck);
  EXPECT_EQ(csv.out, "port,n+,n-,frequency (Hz),value,dln|Z|/dln(value)\np,a,0,0,C1,\np,a,0,0,R1,\n");
}

TEST(PortSensitivities, StandInTheTableBelowTheImpedancesStrongestFirst) {
  const std::string out = run_program({"port", "-", "--sens", "--freq", "0"}, two_resistors).out;
  EXPECT_THAT(out, AllOf(HasSubstr("4 kohm"), HasSubstr("change of |Z| of p in %, for 1 % more of a value"),
                         HasSubstr("0.75")));
  EXPECT_LT(out.find("\nR2"), out.find("\nR1"));
}

TEST(PortSensitivities, AreNotToldUnlessAskedFor) {
  EXPECT_EQ(run_program({"port", "-", "--json", "--freq", "0"}, two_resistors).out.find("sensitivities"),
            std::string::npos);
}

// A chain too long to be drawn for a port; the same deck with an element beside it is drawn.
constexpr const char* long_chain =
    "Long\n"
    ".chain c\n"
    "src sensor Z=50\n"
    "rc[12000] divider Za=10 Zb=C(1n)\n"
    "amp lowpass R=1k C=1n\n"
    "iso series Z=1e12\n"
    "tank shunt Z=C(1n)\n"
    "coil shunt Z=L(1m)\n"
    ".endchain\n";
const std::string beside = "Rbeside far 0 1\nRtoo far 0 1\n";

// To nine digits, exact 0 and infinity included.
void expect_same_ports(const std::string& ones, const std::string& others) {
  const json found = json::parse(ones)["ports"];
  const json expected = json::parse(others)["ports"];
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t p = 0; p < found.size(); ++p) {
    ASSERT_EQ(found[p]["z"].size(), expected[p]["z"].size());
    for (std::size_t k = 0; k < found[p]["z"].size(); ++k) {
      const json& z = found[p]["z"][k];
      const json& other = expected[p]["z"][k];
      ASSERT_EQ(z.is_string(), other.is_string()) << p << " at frequency " << k << ": " << z << " and " << other;
      if (z.is_string()) continue;
      const double size = std::hypot(other[0].get<double>(), other[1].get<double>());
      EXPECT_NEAR(z[0].get<double>(), other[0].get<double>(), 1e-9 * size) << p << " at frequency " << k;
      EXPECT_NEAR(z[1].get<double>(), other[1].get<double>(), 1e-9 * size) << p << " at frequency " << k;
    }
  }
}

TEST(PortOfLongChain, IsWhatTheWholeNetlistGives) {
  const std::vector<std::string> asked{"--freq", "0,1,20k,1meg", "--port", "c.src", "--port", "C.RC1,gnd",
                                       "--port", "c.rc12000",    "--port", "c.amp", "--port", "c.coil"};
  const auto ports_of = [&](const std::string& deck, const char* jobs) {
    std::vector<std::string> arguments{"port", "-", "--json", "-v", jobs};
    arguments.insert(arguments.end(), asked.begin(), asked.end());
    return run_program(arguments, deck);
  };
  const Outcome chains = ports_of(long_chain, "-j1");
  EXPECT_EQ(chains.out, ports_of(long_chain, "-j2").out);
  const Outcome whole = ports_of(long_chain + beside, "-j1");
  EXPECT_THAT(chains.err, HasSubstr("5 ports of chains"));
  EXPECT_THAT(whole.err, Not(HasSubstr("ports of chains")));
  expect_same_ports(chains.out, whole.out);
}

TEST(PortOfLongChain, KeepsItsDigitsWhereBothSidesResonate) {
  const auto port_of = [&](const std::string& deck) {
    return run_program({"port", "-", "--json", "-v", "--freq", "159154.94309189534", "--port", "c.tank"}, deck);
  };
  const Outcome chains = port_of(long_chain);
  EXPECT_THAT(chains.err, Not(HasSubstr("ports of chains")));
  expect_same_ports(chains.out, port_of(long_chain + beside).out);
}

TEST(PortOfLongChain, NamesWhatIsNoStage) {
  const Outcome outcome = run_program({"port", "-", "--freq", "1k", "--port", "c.rc12001"}, long_chain);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("no node is called 'c.rc12001'"));
}

}  // namespace
}  // namespace ohmscope::testing
