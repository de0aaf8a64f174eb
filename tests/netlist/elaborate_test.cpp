#include "netlist/elaborate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "netlist/deck_fixture.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {
namespace {

using ohmscope::testing::Loaded;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Good {
  std::string_view text;
  std::string_view name;
  std::string_view element;
};
class GoodElement : public ::testing::TestWithParam<Good> {};

TEST_P(GoodElement, IsWhatTheCardSays) {
  const Loaded loaded(GetParam().text);
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.element(GetParam().name), GetParam().element);
}

TEST(Elements, TheLastOfTwoParametersOfOneNameCountsWithAWarning) {
  for (const std::string card : {".param r=1\n.param r=2", ".param r=1\n+ r=2"}) {
    const Loaded loaded(card + "\nR1 a b {r}");
    EXPECT_EQ(loaded.element("R1"), "R a b = 2");
    EXPECT_THAT(loaded.messages(),
                ElementsAre(::testing::EndsWith(
                    "parameter 'r' is defined again: this definition counts | 2: defined here before")));
  }
  EXPECT_THAT(Loaded(".param r=1\n.param R=1\nR1 a b {r}").messages(), IsEmpty()) << "it says the same";
}

TEST(Elements, AResistanceOf0Is0AndSaysWhereOthersDiffer) {
  const Loaded loaded("R1 a gnd 0\n.subckt s p q r=1\nR1 p q {r}\n.ends\nX1 a b s r=0\nX2 b 0 s r=0\nX3 b 0 s");
  EXPECT_EQ(loaded.element("R1"), "R a 0 = 0");
  EXPECT_THAT(loaded.messages(),
              ElementsAre("2:10: warning: 'R1' is exactly 0 ohm; ngspice takes 1 mohm for 0",
                          "4:8: warning: 'R1' is exactly 0 ohm; ngspice takes 1 mohm for 0 | 6: in this instance"))
      << "one a card, however many instances";
}

INSTANTIATE_TEST_SUITE_P(
    Cards, GoodElement,
    ::testing::Values(
        Good{"R1 a b 4.7k", "r1", "R a b = 4700"}, Good{"R1 a gnd 1", "R1", "R a 0 = 1"},
        Good{"R1 a b -5", "R1", "R a b = -5"}, Good{"C1 a 0 100p ic=2", "C1", "C a 0 = 1e-10"},
        Good{"L1 a 0 L = 10m", "L1", "L a 0 = 0.01"}, Good{"E1 o 0 p m 1e5", "E1", "E o 0 p m = 100000"},
        Good{"G1 0 b a 0 gm=2m", "G1", "G 0 b a 0 = 0.002"},
        Good{"T1 e 0 f 0 Z0=50 TD=10n", "T1", "T e 0 f 0 = 50 1e-08"},
        Good{"L1 a 0 1\nL2 b 0 1\nK1 L1 L2 0.5", "K1", "K L1 L2 = 0.5"},
        Good{"K1 L1 L2 k=0.5\nL1 a 0 1\nL2 b 0 1", "K1", "K L1 L2 = 0.5"},
        Good{"L1 a 0 1\nL2 b 0 1\nL3 c 0 1\nK1 L1 L2 L3 0.5", "K1.2.3", "K L2 L3 = 0.5"},
        Good{"F1 a 0 V1 2\nV1 a 0 1", "F1", "F a 0 V1 = 2"},
        Good{"X1 p m o OA\n.model OA opamp (A0=100k Rin=inf)", "X1", "opamp p m o = 100000 inf inf 0 0 0 0"},
        Good{"O1 a 0 b 0 LL\n.model LL ltra (R=1 L=2u C=3n len=4)", "O1", "O a 0 b 0 = 1 2e-06 0 3e-09 4"},
        Good{"O1 a 0 b 0 LL len=5 m=2\n.model LL ltra (R=1 L=2u C=3n len=4)", "O1", "O a 0 b 0 = 0.5 1e-06 0 6e-09 5"},
        Good{"T1 a 0 b 0 ZO=50 TD=1n", "T1", "T a 0 b 0 = 50 1e-09"},
        Good{"T1 a 0 b 0 LEN=3 R=1 L=2u G=0 C=3n", "T1", "T a 0 b 0 = 1 2e-06 0 3e-09 3"},
        Good{"T1 a 0 b 0 RG58 LEN=3\n.model RG58 TRN (R=1 L=2u G=4 C=3n)", "T1", "T a 0 b 0 = 1 2e-06 4 3e-09 3"},
        Good{"Y1 a 0 b 0 TL len=3\n.model TL txl R=1 L=2u G=0 C=3n length=16", "Y1", "Y a 0 b 0 = 1 2e-06 0 3e-09 3"},
        Good{"U1 a b 0 UM l=2 n=6\n.model UM urc (rperl=5 fmax=1meg)", "U1", "U a b 0 = 5 1e-12 2 0 0 6 1.5 1000000"},
        Good{"X1 a 0 b 0 TR\n.model TR transformer n=3", "X1", "ideal transformer a 0 b 0 = 3"},
        Good{"X1 a 0 b 0 TR n=4 m=2\n.model TR transformer n=3", "X1", "ideal transformer a 0 b 0 = 4"},
        Good{"E1 a 0 TRANSFORMER c d 5", "E1", "ideal transformer c d a 0 = 5"},
        Good{"X1 a 0 b 0 GY m=2\n.model GY gyrator (r=1k)", "X1", "gyrator a 0 b 0 = 500"},
        Good{"X1 a 0 b 0 NU\n.model NU nullor", "X1", "nullor a 0 b 0 ="},
        Good{"E1 a b opamp c d", "E1", "nullor c d a b ="}, Good{"E1 a b VCVS c d 5", "E1", "E a b c d = 5"},
        Good{"G1 a b VCCS c d 5 m=2", "G1", "G a b c d = 10"}, Good{"E1 a b VCVS c 5", "E1", "E a b VCVS c = 5"},
        Good{"E1 a b POLE c 5", "E1", "E a b POLE c = 5"}));

INSTANTIATE_TEST_SUITE_P(
    Sources, GoodElement,
    ::testing::Values(Good{"V1 a 0 5", "V1", "V a 0 = 5 0 0"}, Good{"V1 a 0", "V1", "V a 0 = 0 0 0"},
                      Good{"V1 a 0 DC 5", "V1", "V a 0 = 5 0 0"}, Good{"V1 a 0 dc=5 ac=2", "V1", "V a 0 = 5 2 0"},
                      Good{"V1 a 0 AC 1", "V1", "V a 0 = 0 1 0"}, Good{"V1 a 0 AC", "V1", "V a 0 = 0 1 0"},
                      Good{"V1 a 0 AC DC 3", "V1", "V a 0 = 3 1 0"}, Good{"V1 a 0 5 AC 2 90", "V1", "V a 0 = 5 2 90"},
                      Good{"V1 a 0 AC 2 90 DC 5", "V1", "V a 0 = 5 2 90"},
                      Good{"V1 a 0 DC=5 AC=2 90", "V1", "V a 0 = 5 2 90"},
                      Good{"I1 a 0 ac = {1+1} -45 dc = 3", "I1", "I a 0 = 3 2 -45"},
                      Good{"I1 a 0 ac {1+1} -45", "I1", "I a 0 = 0 2 -45"}));

TEST(Sources, FunctionsOfTimeGiveTheValueAtTimeZero) {
  // The values that ngspice 39 takes for .op.
  const Loaded loaded(
      "V1 a 0 SIN(1.5 2 1k)\nV2 b 0 SIN(1.5 2 1k 0 0 90)\nV3 c 0 PULSE(3 4 1)\nV4 d 0 PWL(0 4 1 5)\n"
      "V5 e 0 AC 2 SIN(0 1 1k) DC 7\nV6 f 0 EXP(3 4 1 2)\n");
  EXPECT_EQ(loaded.value("V1"), 1.5);
  EXPECT_DOUBLE_EQ(loaded.value("V2"), 3.5);
  EXPECT_EQ(loaded.value("V3"), 3.0);
  EXPECT_EQ(loaded.value("V4"), 4.0);
  EXPECT_EQ(loaded.element("V5"), "V e 0 = 7 2 0");
  EXPECT_EQ(loaded.value("V6"), 3.0);
  EXPECT_EQ(Loaded("V1 a 0 PWL(-1 3 1 4)\n").value("V1"), 3.5);
  EXPECT_EQ(Loaded("V1 a 0 PWL(-3 3 -2 5)\n").value("V1"), 5.0);
  EXPECT_THAT(loaded.messages(), ::testing::Each(::testing::HasSubstr("is not read yet: its value at time 0 counts")));
}

INSTANTIATE_TEST_SUITE_P(Parameters, GoodElement,
                         ::testing::Values(Good{".param r=2k\nR1 a b {r/2}", "R1", "R a b = 1000"},
                                           Good{"R1 a b {x}\n.param x={y*2} y = z + 1\n.param z=4", "R1", "R a b = 10"},
                                           Good{".param R1=7\nR1 a b R1", "R1", "R a b = 7"},
                                           Good{".param pi=3\nR1 a b {pi}", "R1", "R a b = 3"}));

INSTANTIATE_TEST_SUITE_P(
    Instances, GoodElement,
    ::testing::Values(
        Good{".subckt s a b\nR1 a mid 1\nR2 mid b 2\n.ends\nX1 p q s", "x1.R2", "R X1.mid q = 2"},
        Good{".subckt s a r=5\nR1 a 0 {r}\n.ends\nX1 p s", "X1.R1", "R p 0 = 5"},
        Good{".subckt s a r=5\nR1 a 0 {r}\n.ends\nX1 p s r = 6", "X1.R1", "R p 0 = 6"},
        Good{".subckt s a PARAMS: r=5\nR1 a GND {r}\n.ends\nX1 p s params: R={3*3}", "X1.R1", "R p 0 = 9"},
        Good{".param g=2\n.subckt s a r={g*2} q={r+1}\n.param t=q*10\nR1 a 0 {t}\n.ends\nX1 p s", "X1.R1",
             "R p 0 = 50"},
        Good{".param r=1\n.subckt s a r=5\nX2 a t q={r}\n.subckt t b q=0\nR1 b 0 {q+r}\n.ends\n.ends\nX1 p s r=7",
             "X1.X2.R1", "R p 0 = 14"},
        Good{".subckt s a\nX2 a t\n.ends\n.subckt t b\nR1 b in 3\n.ends\nX1 p s", "X1.X2.R1", "R p X1.X2.in = 3"},
        Good{".global vdd\n.subckt s a\nR1 a VDD 3\n.ends\nX1 p s", "X1.R1", "R p VDD = 3"},
        Good{".subckt s a\nV1 a 0 1\nF1 a 0 V1 2\n.ends\nV1 p 0 5\nX1 q s", "X1.F1", "F q 0 X1.V1 = 2"},
        Good{".subckt s a\nF1 a 0 V1 2\n.ends\nX1 q s\nV1 p 0 5", "X1.F1", "F q 0 V1 = 2"},
        Good{".subckt s a\nV1 a 0 1\n.ends\nX1 q s\nF1 p 0 x1.v1 2", "F1", "F p 0 X1.V1 = 2"},
        Good{".subckt s a g=1k\nX1 a 0 o OA\n.model OA opamp (A0={g})\n.ends\nX9 q s g=3k", "X9.X1",
             "opamp q 0 X9.o = 3000 inf inf 0 0 0 0"},
        Good{".subckt OA a b c\nR1 a c 1\n.ends\n.model OA opamp\nX1 p q r OA", "X1.R1", "R p r = 1"}));

TEST(Instances, OriginsAreTheCardsWithin) {
  const Loaded loaded(".subckt s a\nR1 a 0 1\n.ends\nX1 p s\n");
  const ElementId id = loaded.netlist().circuit.find_element("x1.r1").value();
  EXPECT_EQ(loaded.sources().locate(loaded.netlist().origin_of(id)).line, 3U);
}

TEST(Instances, EachHasItsOwnNodesPinsAndMultiplicity) {
  const Loaded loaded(
      ".global vcc\n.subckt s a b\nR1 a mid 4\nE1 b vcc mid gnd 2\n.ends\n"
      "X1 p q s\nX2 q r s m=2\nX3 r t s\nX4 t t s\n");
  ASSERT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.element("X1.R1"), "R p X1.mid = 4");
  EXPECT_EQ(loaded.element("X2.R1"), "R q X2.mid = 2");
  EXPECT_EQ(loaded.element("X3.R1"), "R r X3.mid = 4");
  EXPECT_EQ(loaded.element("X4.E1"), "E t vcc X4.mid 0 = 2");
}

TEST(Instances, NodesWithinAreThoseNamedInFullOutside) {
  const std::string definition = ".subckt s a\nR1 a mid 1\nR2 mid 0 2\n.ends\n";
  for (const std::string& text :
       {"X1 p s\nX2 q s\nR9 x2.mid 0 1\n" + definition, "R9 x2.mid 0 1\nX1 p s\nX2 q s\n" + definition}) {
    const Loaded loaded(text);
    const Circuit& circuit = loaded.netlist().circuit;
    EXPECT_EQ(circuit.node_count(), 5U) << text;  // 0 p q x1.mid x2.mid
    const auto pins = [&](std::string_view name) { return circuit.pins(circuit.find_element(name).value()); };
    EXPECT_EQ(pins("R9")[0], pins("X2.R1")[1]) << text;
    EXPECT_EQ(pins("X2.R2")[0], pins("X2.R1")[1]) << text;
    EXPECT_NE(pins("X1.R1")[1], pins("X2.R1")[1]) << text;
  }
}

TEST(Instances, TenThousandDefinitionsInARowOpen) {
  std::string text;
  for (int i = 0; i < 10000; ++i)
    text += fmt::format(".subckt s{0} a r=1\nR1 a 0 {{r+{0}}}\n.ends\nX{0} n{0} s{0} r=2\n", i);
  const Loaded loaded(text);
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.value("X9999.R1"), 10001.0);
}

TEST(Parameters, AHundredThousandThatNeedOneAnotherEvaluate) {
  std::string text = "R1 a 0 {p99999}\n.param p0=1\n";
  for (int i = 1; i < 100000; ++i) text += fmt::format(".param p{}={{p{}+1}}\n", i, i - 1);
  const Loaded loaded(text);
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.value("R1"), 100000.0);
}

TEST(Elaborator, EvaluatesInTheDecksScope) {
  Loaded loaded(".param x=3\nR1 a 0 {x*2}\n");
  const Span value = loaded.deck().top.elements.begin()->words[3];
  EXPECT_EQ(loaded.elaborator().value(value), 6.0);
}

TEST(Elaborator, AddsInstancesForStages) {
  Loaded loaded(
      ".param g=10\n.subckt s in out r=1 c={r*2}\n.param t={c+g}\nR1 in x {t}\nX1 x out q\n.ends\n"
      ".subckt q a b\nR2 a b 5\n.ends\nR9 z 0 1\n");
  ASSERT_THAT(loaded.messages(), IsEmpty());
  Netlist netlist;
  const NodeId in = netlist.circuit.node("u.in");
  const NodeId out = netlist.circuit.node("u.a");
  const Subcircuit* definition = loaded.elaborator().find_subcircuit("S");
  ASSERT_NE(definition, nullptr);
  loaded.elaborator().add_instance(*definition, "u.a", {in, out}, {{"r", 4.0}}, definition->span, netlist);
  const Circuit& circuit = netlist.circuit;
  EXPECT_EQ(circuit.values(circuit.find_element("u.a.R1").value())[0], 18.0);
  EXPECT_EQ(circuit.pins(circuit.find_element("u.a.X1.R2").value())[1], out);
  EXPECT_TRUE(circuit.find_node("u.a.x").has_value());
  const auto parameters = loaded.elaborator().parameters_of(*definition, {{"r", 4.0}}, definition->span);
  ASSERT_TRUE(parameters.has_value());
  EXPECT_EQ(*parameters, (ParameterValues{{"r", 4.0}, {"c", 8.0}, {"t", 18.0}}));
}

TEST(Elaborator, ReportsParametersThatADefinitionLacks) {
  Loaded loaded(".subckt s in out r=1\nR1 in out {r}\n.ends\nR9 z 0 1\n");
  const Subcircuit* definition = loaded.elaborator().find_subcircuit("s");
  (void)loaded.elaborator().parameters_of(*definition, {{"q", 4.0}}, definition->name);
  EXPECT_THAT(loaded.messages(), ElementsAre("2:9: error: subcircuit 's' has no parameter 'q' | 2: defined here"));
}

TEST(Elaborator, ModelsHaveDefaultsAndInfinities) {
  Loaded loaded(".model OA opamp (Rout=50 a0=INF gbw={1meg*2})\nR1 a 0 1\n");
  const ModelCard* model = loaded.elaborator().find_model("oa");
  ASSERT_NE(model, nullptr);
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_EQ(loaded.elaborator().model_values(*model, devices::opamp.parameters),
            (std::vector<double>{inf, 2e6, inf, 0, 50, 0, 0}));
}

TEST(Elaborator, AcCardsGiveFrequencies) {
  Loaded loaded("R1 a 0 1\n.ac dec 1 10 {1k}\n.ac LIN 3 0 2\n");
  EXPECT_THAT(loaded.elaborator().ac_frequencies(loaded.deck().analyses[0]).value(),
              ElementsAre(10.0, ::testing::DoubleEq(100.0), 1000.0));
  EXPECT_THAT(loaded.elaborator().ac_frequencies(loaded.deck().analyses[1]).value(), ElementsAre(0.0, 1.0, 2.0));
}

TEST(Elaborate, AResistorMayHaveAnotherValueForSmallSignals) {
  const testing::Loaded loaded(
      "R1 a 0 1k ac=2k tc1=0.01 temp=127\nR2 a 0 1k ac=2k m=2\nR3 a 0 1k\nX1 a s m=4\n"
      ".subckt s p\nR1 p 0 1k ac={4*k}\n.ends\n.param k=1000\n");
  EXPECT_TRUE(loaded.messages().empty());
  EXPECT_EQ(loaded.element("R1"), "R a 0 = 2000 4000");
  EXPECT_EQ(loaded.element("R2"), "R a 0 = 500 1000");
  EXPECT_EQ(loaded.element("R3"), "R a 0 = 1000");
  EXPECT_EQ(loaded.element("X1.R1"), "R a 0 = 250 1000");
}

TEST(Elaborate, ALineMaySayItsDelayByWavelengthsAndInitialConditions) {
  const testing::Loaded loaded(
      "T1 a 0 b 0 Z0=50 F=1meg NL=0.5 IC=1,2, 3,4\nT2 a 0 b 0 Z0=50 F=1k\nT3 a 0 b 0 IC = 0 0 0 0 Z0=50 TD=1n\n");
  EXPECT_TRUE(loaded.messages().empty());
  EXPECT_EQ(loaded.element("T1"), "T a 0 b 0 = 50 5e-07");
  EXPECT_EQ(loaded.element("T2"), "T a 0 b 0 = 50 0.00025");
  EXPECT_EQ(loaded.element("T3"), "T a 0 b 0 = 50 1e-09");
}

TEST(Elaborate, ALineOfTwoDelaysTakesTDAndSaysSo) {
  const testing::Loaded loaded(
      "T1 a 0 b 0 Z0=50 F=1meg NL=0.3 TD=2n\nT2 a 0 b 0 Z0=50 TD=1n\nT3 a 0 b 0 Z0=50 TD=0 NL=1\n");
  EXPECT_THAT(loaded.messages(),
              ::testing::ElementsAre("2:20: warning: 'T1' has its own TD: 'F' does not count | 2: given here",
                                     "2:28: warning: 'T1' has its own TD: 'NL' does not count | 2: given here",
                                     "4:26: warning: 'T3' has its own TD: 'NL' does not count | 4: given here"));
  EXPECT_EQ(loaded.element("T1"), "T a 0 b 0 = 50 2e-09");
  EXPECT_EQ(loaded.element("T3"), "T a 0 b 0 = 50 0");
}

TEST(Elaborate, WavelengthsWithoutTheirFrequencyAreNoDelay) {
  EXPECT_THAT(testing::Loaded("T1 a 0 b 0 Z0=50 NL=0.3\n").messages(),
              ::testing::ElementsAre(::testing::HasSubstr("error: 'T1' has no value for 'TD'")));
}

TEST(Elaborate, InitialConditionsOfALineMayBeWrittenAsAnyValue) {
  const testing::Loaded loaded(
      "T1 a 0 b 0 Z0=50 TD=1n IC=0,{1+1},0,0\nT2 a 0 b 0 IC={k}, '2*k',{k},3 Z0=50 TD=1n\nC1 a 0 ic=1 10n\n"
      "R1 a 0 tc=1m,2u 1k temp=28\nR2 a 0 tc=1m, {2u} 1k temp=28\n.param k=1\n");
  EXPECT_THAT(loaded.messages(), ::testing::IsEmpty());
  EXPECT_EQ(loaded.element("T1"), "T a 0 b 0 = 50 1e-09");
  EXPECT_EQ(loaded.element("T2"), "T a 0 b 0 = 50 1e-09");
  EXPECT_EQ(loaded.element("C1"), "C a 0 = 1e-08");
  EXPECT_EQ(loaded.element("R1"), loaded.element("R2"));
}

}  // namespace
}  // namespace ohmscope
