// Sources whose coefficients depend on the frequency: `hertz` in B, and in E and G with VALUE.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "netlist/deck_fixture.hpp"
#include "solver/circuit/transfer_function.hpp"

namespace ohmscope {
namespace {

using ohmscope::testing::Loaded;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view deck = "V1 b 0 2\nV2 d 0 3\n.param k=2 hertz=99\n.func times_f(x) {x*hertz}\n";

/// What the element multiplies its input by; not a number if it is no function of s.
double at(const Loaded& loaded, std::string_view name, double frequency) {
  const Circuit& circuit = loaded.netlist().circuit;
  const auto id = circuit.find_element(name);
  if (!id || !circuit.frequency_data(*id).transfer) return std::nan("");
  const Extended value = circuit.frequency_data(*id).transfer->at(frequency).value();
  return value.is_finite() ? value.value().to_complex().real() * circuit.values(*id)[0] : std::nan("");
}

struct Factor {
  std::string_view value;  ///< of a B source
  double at_4;             ///< what V(b) is multiplied by at 4 Hz
  double at_9;
};
class HertzFactor : public ::testing::TestWithParam<Factor> {};
TEST_P(HertzFactor, IsThatOfTheExpressionAtEveryFrequency) {
  const Loaded loaded(std::string(deck) + "B1 c 0 V=" + std::string(GetParam().value) + "\n");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_DOUBLE_EQ(at(loaded, "B1", 4), GetParam().at_4);
  EXPECT_DOUBLE_EQ(at(loaded, "B1", 9), GetParam().at_9);
}
INSTANTIATE_TEST_SUITE_P(
    All, HertzFactor,
    ::testing::Values(Factor{"V(b)*hertz", 4, 9}, Factor{"{HERTZ*V(b)*k}", 8, 18}, Factor{"V(b)/hertz", 0.25, 1.0 / 9},
                      Factor{"V(b)*sqrt(hertz)-V(b)", 1, 2}, Factor{"-(V(b)*(1+hertz))", -5, -10},
                      Factor{"hertz > 5 ? V(b) : 2*V(b)", 2, 1}, Factor{"if(hertz>5, hertz*V(b), 0)", 0, 9},
                      Factor{"V(b)*max(hertz,5)", 5, 9}, Factor{"V(b)*(hertz>5 && hertz<10)", 0, 1},
                      Factor{"V(b)*hertz**2", 16, 81}, Factor{"times_f(V(b))", 4, 9},
                      Factor{"V(b)*pow(-hertz,3)", 64, 729}, Factor{"V(b)*pwl(hertz,0,0,10,20)", 8, 18},
                      Factor{"V(b)*{k}*!(hertz<5)", 0, 2}, Factor{"hertz*(V(b)+V(d)-V(d)*1)", 4, 9}));

TEST(Hertz, EachVoltageAndCurrentHasItsOwnFunction) {
  const Loaded loaded(std::string(deck) + "B1 c 0 V=V(b)*hertz+3*V(d)+i(V1)*hertz**2+7\n");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.element("B1"), "voltage source by a function of s c B1(1) b 0 = 1");
  EXPECT_EQ(loaded.element("B1(2)"), "E B1(1) B1(2) d 0 = 3");
  EXPECT_EQ(loaded.element("B1(i3)"), "H B1(i3) 0 V1 = 1");
  EXPECT_EQ(loaded.element("B1(3)"), "voltage source by a function of s B1(2) B1(3) B1(i3) 0 = 1");
  EXPECT_EQ(loaded.element("B1(4)"), "V B1(3) 0 = 7 0 0");
  EXPECT_EQ(at(loaded, "B1(3)", 3), 9);
}

TEST(Hertz, ACurrentCountsAsOftenAsItStandsInParallel) {
  const Loaded loaded(std::string(deck) + "G1 c 0 VALUE={V(b,d)*hertz} m=3\nB2 c 0 I=hertz*(V(b)+V(d))\n");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.element("G1"), "current source by a function of s c 0 b d = 3");
  EXPECT_EQ(loaded.element("B2"), "V c B2(0) = 0 0 0");
  EXPECT_EQ(loaded.element("B2(3)"), "current source by a function of s B2(0) 0 d 0 = 1");
}

TEST(Hertz, OfACaretSaysThatOthersReadItOtherwise) {
  EXPECT_THAT(Loaded("V1 b 0 1\nB1 c 0 V=V(b)*hertz^2\n").messages(),
              ElementsAre(HasSubstr("warning: '^' is the power here; to LTspice and PSpice it is the exclusive or")));
}

struct Refused {
  std::string_view value;
  std::string_view message;
};
class HertzRefused : public ::testing::TestWithParam<Refused> {};
TEST_P(HertzRefused, IsNamed) {
  const Loaded loaded(std::string(deck) + "B1 c 0 V=" + std::string(GetParam().value) + "\n");
  EXPECT_THAT(loaded.messages(), ElementsAre(HasSubstr(GetParam().message)));
  EXPECT_EQ(loaded.netlist().circuit.element_count(), 2U);
}
INSTANTIATE_TEST_SUITE_P(All, HertzRefused,
                         ::testing::Values(Refused{"V(b)+2/hertz", "error: 'V(b)+2/hertz' has no finite value at 0 Hz"},
                                           Refused{"hertz*V(b)*V(d)",
                                                   "'hertz*V(b)*V(d)' is not linear in voltages and currents"},
                                           Refused{"hertz*sqrt(V(b))", "'sqrt(V(b))' is not linear"},
                                           Refused{"hertz/V(b)", "'hertz/V(b)' is not linear"},
                                           Refused{"hertz*V(b)/(k-2)", "division by zero"},
                                           Refused{"hertz*nosuch(V(b))", "unknown function"},
                                           Refused{"V(b)*pwl(hertz,1)", "'pwl' has 2 arguments"},
                                           Refused{"V(b)*hertz*q", "unknown parameter 'q'"}));

/// ngspice has them so: 3 at the operating point, nothing in .ac.
TEST(Hertz, WhatNoVoltageMultipliesCountsAtZeroHertz) {
  const Loaded loaded(std::string(deck) + "B1 c 0 V={2*hertz+3}\nB2 e 0 V={V(b)-hertz*k-1}\n");
  EXPECT_THAT(
      loaded.messages(),
      ElementsAre(HasSubstr("warning: a part of '2*hertz+3' depends on hertz, but on no voltage or current: its "
                            "value at 0 Hz counts, 3, and small signals have none of it, as in ngspice | for "
                            "small signals that depend on the frequency, multiply the voltage of a source"),
                  HasSubstr("its value at 0 Hz counts, -1")));
  EXPECT_EQ(loaded.element("B1"), "V c 0 = 3 0 0");
  EXPECT_EQ(loaded.element("B2(2)"), "V B2(1) 0 = -1 0 0");
}

TEST(Hertz, OfMoreVoltagesThanMemoryIsWorthIsRefused) {
  std::string card = "B1 c 0 V=0";
  for (int k = 0; k < 1100; ++k) card += fmt::format("\n+ +hertz*V(n{})", k);
  EXPECT_THAT(Loaded(card + "\n").messages(), ElementsAre(HasSubstr("more than 1000 voltages and currents")));
}

TEST(Hertz, OfAParameterIsRefused) {
  EXPECT_THAT(
      Loaded(".param r={1k*hertz}\nR1 a 0 {r}\n").messages(),
      ElementsAre("2:14: error: 'hertz' has no value here | write it in the value of R, C or L itself, or in that "
                  "of a behavioural source"));
}

TEST(Hertz, MakesAResistorCapacitorOrInductorASourceOfItsOwnVoltage) {
  const double w = 2 * std::numbers::pi * 2;
  const std::complex<double> j(0, 1);
  const struct {
    std::string card;
    double factor;
    std::complex<double> admittance;
  } cases[] = {
      {"R1 a b {1k*hertz}", 1, 1 / 2000.0},           {"R1 a b R='1k*(1+hertz)' m=2 tc1=1 dtemp=1", 1, 1 / 3000.0},
      {"R1 a b 'hertz > 1 ? 5 : 7'", 1, 1 / 5.0},     {"C1 a b C={1n*hertz} m=3", 3, j * w * 2e-9},
      {"L1 a b {1m*Hertz}", 1, 1.0 / (j * w * 2e-3)}, {"L1 a b L={k*hertz} m=2", 2, 1.0 / (j * w * 6.0)}};
  for (const auto& [card, factor, admittance] : cases) {
    const Loaded loaded(".param k=3\n" + card + "\n");
    EXPECT_THAT(loaded.messages(), IsEmpty()) << card;
    EXPECT_EQ(loaded.element(card.substr(0, 2)), fmt::format("current source by a function of s a b a b = {}", factor))
        << card;
    const auto value = loaded.netlist().circuit.frequency_data(0).transfer->at(2).value().value().to_complex();
    EXPECT_LE(std::abs(value - admittance), 1e-14 * std::abs(admittance)) << card;
  }
}

class BadHertzValue : public ::testing::TestWithParam<Refused> {};
TEST_P(BadHertzValue, IsReported) {
  EXPECT_THAT(Loaded(std::string(GetParam().value) + "\n").messages(), ElementsAre(HasSubstr(GetParam().message)));
}
INSTANTIATE_TEST_SUITE_P(
    All, BadHertzValue,
    ::testing::Values(Refused{"R1 a 0 {v(a)*hertz}",
                              "2:9: error: values that depend on a voltage or a current are not supported yet"},
                      Refused{"R1 a 0 {1k*hertz} foo=2", "2:19: error: unknown parameter 'foo'"},
                      Refused{"R1 a {hertz}", "2:1: error: 'R1' has no two nodes and one value"},
                      Refused{"R1 a 0 {hertz*q}", "unknown parameter 'q'"},
                      Refused{"C1 a 0 {hertz/0}", "division by zero"},
                      Refused{"L1 a 0 {hertz}\nL2 b 0 1\nK1 L1 L2 0.5", "'L1' is a"}));

}  // namespace
}  // namespace ohmscope
