#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netlist/deck_fixture.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {
namespace {

using ohmscope::testing::Loaded;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

struct Bad {
  std::string_view text;
  std::vector<std::string> messages;
};

/// Decks behind a title line: cards begin on line 2.
class BadElement : public ::testing::TestWithParam<Bad> {};
TEST_P(BadElement, IsReportedInFull) {
  EXPECT_THAT(Loaded(GetParam().text).messages(), ElementsAreArray(GetParam().messages)) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Cards, BadElement,
    ::testing::Values(
        Bad{"E1 a 0 b", {"2:1: error: 'E1' ends before 'cn', expected 'Ename p n cp cn gain'"}},
        Bad{"E1 a 0 b 0", {"2:1: error: 'E1' has no value for 'gain', expected 'Ename p n cp cn gain'"}},
        Bad{"R1", {"2:1: error: 'R1' ends before 'p', expected 'Rname p n R'"}},
        Bad{"T1 a 0 b 0",
            {"2:1: error: 'T1' has no value for 'Z0', 'TD', expected 'Tname p1 n1 p2 n2 Z0=value TD=value|F=value "
             "[NL=value]'"}},
        Bad{"R1 a 0 1k5\nR2 a 0 1k\nR3 a 0 oops",
            {"2:8: warning: '1k5' is read as 1k: '5' is ignored, as in ngspice | --dialect ltspice reads 1500",
             "4:8: error: 'oops' is not a number"}},
        Bad{"R1 a 0 1_000\nR2 a 0 10%\nR3 a 0 1k-5\nR4 a 0 1x10",
            {"2:8: warning: '1_000' is read as 1: '_000' is ignored, as in ngspice",
             "3:8: warning: '10%' is read as 10: '%' is ignored, as in ngspice", "4:8: error: '1k-5' is not a number",
             "5:8: warning: '1x10' is read as 1x: '10' is ignored, as in ngspice"}},
        Bad{".param rval=1\nR1 a 0 rvall", {"3:8: error: 'rvall' is not a number | did you mean 'rval'?"}},
        Bad{"R1 a 0 1k 2k", {"2:11: error: unexpected '2k', expected 'Rname p n R'"}},
        Bad{"V1 a 0 1 2", {"2:10: error: unexpected '2', expected 'Vname p n [dc] [ac=value] [phase=value]'"}},
        Bad{"V1 a 0 DC AC 1", {"2:8: error: 'DC' has no value"}},
        Bad{"K1 L1 L2 0.5 k=0.6\nL1 a 0 1\nL2 b 0 1", {"2:16: error: 'k' is given twice | 2: first given here"}},
        Bad{"R1 a 0 1k R=2k", {"2:13: error: 'R' is given twice | 2: first given here"}},
        Bad{"R1 a 0 1k foo=2",
            {"2:11: error: unknown parameter 'foo' | parameters are R, tc1, tc2, tce, temp, dtemp, tnom, scale, r, "
             "rsh, l, w, narrow, short, noisy"}},
        Bad{"T1 a 0 b 0 Z0=50 TDD=1n", {"2:18: error: unknown parameter 'TDD' | did you mean 'TD'?"}},
        Bad{"T1 a 0 b 0 Z0=-50 TD=1n", {"2:15: error: 'Z0' is -50, expected positive"}},
        Bad{"C1 a 0 inf", {"2:8: error: 'inf' is not a number"}},
        Bad{"R1 a 0 1\nr1 b 0 2", {"3:1: error: element 'r1' is defined twice | 2: first defined here"}},
        Bad{"D1 a 0 DMOD", {"2:8: error: unknown model 'DMOD'"}},
        Bad{".model Q pnp\nD1 a 0 Q", {"3:8: error: model 'Q' is of type 'pnp', expected 'd' | 2: defined here"}},
        Bad{".model D d\nD1 a 0 D -2", {"3:10: error: 'area' is -2, expected positive"}},
        Bad{".model D d is=-1\nD1 a 0 D", {"2:15: error: 'is' is -1, expected zero or positive"}},
        Bad{".model D d level=3\nD1 a 0 D",
            {"2:18: error: level 3 of 'd' models is not supported yet, expected 1 | 3: used here"}},
        Bad{".model D d\nD1 a 0 D 1 2",
            {"3:12: error: unexpected '2', expected 'Dname a k MODEL [area] [pj=value] [off] [temp=value] "
             "[dtemp=value] [m=value]'"}},
        Bad{".model D d\nD1 a 0 D bf=2",
            {"3:10: error: unknown parameter 'bf' | parameters are m, area, number, pj, off, "
             "temp, dtemp"}},
        Bad{"Q1 c b e",
            {"2:1: error: 'Q1' ends before 'MODEL', expected 'Qname c b e [s] MODEL [area] [areab=value] "
             "[areac=value] [off] [temp=value] [dtemp=value] [m=value]'"}},
        Bad{".model V vdmos\nM1 d g s 0 V",
            {"3:12: error: models of type 'vdmos' are not supported yet, expected 'nmos' or 'pmos' | 2: defined here"}},
        Bad{"R1 a 0 \xC2\xB5", {"2:8: error: '\xC2\xB5' is not a number"}}));

TEST(BadElement, UnknownLettersNameTheKnownOnes) {
  EXPECT_THAT(
      Loaded("1abc a b 5").messages(),
      ElementsAre(::testing::StartsWith("2:1: error: unknown element '1abc' | element names begin with one of ")));
}

INSTANTIATE_TEST_SUITE_P(
    References, BadElement,
    ::testing::Values(
        Bad{"F1 a 0 V9 2\nV8 a 0 1", {"2:8: error: there is no voltage source 'V9' | did you mean 'V8'?"}},
        Bad{"F1 a 0 R1 2\nR1 a 0 1", {"2:8: error: 'R1' is a resistor, expected a voltage source | 3: defined here"}},
        Bad{"L1 a 0 1\nK1 L1 L1 0.5", {"3:7: error: 'L1' is named twice"}},
        Bad{"L1 a 0 1\nK1 L1 0.5", {"3:1: error: 'K1' has no value for 'k', expected 'Kname inductor1 inductor2 k'"}},
        Bad{"L1 a 0 1\nL2 b 0 1\nK1 L1 L2 1.5", {"4:10: error: 'k' is 1.5, expected between -1 and 1"}}));

INSTANTIATE_TEST_SUITE_P(
    Parameters, BadElement,
    ::testing::Values(
        Bad{".param gain=2\nR1 a 0 {gian}", {"3:9: error: unknown parameter 'gian' | did you mean 'gain'?"}},
        Bad{".param x={y} y={x}\nR1 a 0 {x}", {"2:17: error: parameter 'x' depends on itself | x needs y needs x"}},
        Bad{".param x=x+1\nR1 a 0 1", {"2:10: error: parameter 'x' depends on itself | x needs x"}},
        Bad{".param x={1/0}\nR1 a 0 {x}\nR2 b 0 {x}", {"2:12: error: division by zero"}},
        Bad{".param unused={1+}\nR1 a 0 1", {"2:18: error: found '}', expected a number, a name or '('"}},
        Bad{"R1 a 0 {sin(1,2)}\nR2 a 0 {tam(1)}",
            {"2:9: error: 'sin' has 2 arguments, expected 1",
             "3:9: error: unknown function 'tam' | did you mean 'tan'?"}}));

INSTANTIATE_TEST_SUITE_P(
    Instances, BadElement,
    ::testing::Values(
        Bad{".subckt shelf in out\nR1 in out 1\n.ends\nX1 a b c shelf",
            {"5:1: error: 'X1' connects 3 nodes, expected 2: 'Xname in out shelf' | 2: defined here"}},
        Bad{".subckt shelf in out\nR1 in out 1\n.ends\nX1 a b shefl",
            {"5:8: error: unknown subcircuit 'shefl' | did you mean 'shelf'?"}},
        Bad{"X1", {"2:1: error: 'X1' names no subcircuit, expected 'Xname node … SUBCIRCUIT name=value …'"}},
        Bad{".subckt s a r1=1\nR1 a 0 {r1}\n.ends\nX1 a s r2=5",
            {"5:8: error: subcircuit 's' has no parameter 'r2' | 2: defined here | did you mean 'r1'?"}},
        Bad{".subckt s a r1=1\nR1 a 0 {r1}\n.ends\nX1 a s r1=5 R1=6",
            {"5:13: error: 'R1' is given twice | 5: first given here"}},
        Bad{".subckt s a r1=1\nR1 a 0 {r1/0}\n.ends\nX1 a s\nX2 a s",
            {"3:11: error: division by zero | 5: in this instance"}},
        Bad{".subckt s a\nX1 a s\n.ends\nX1 a s",
            {"3:1: error: subcircuit 's' contains itself | 5: in this instance | s contains s"}},
        Bad{".subckt s a\nX1 a t\n.ends\n.subckt t a\nX2 a s\n.ends\nX9 a t",
            {"3:1: error: subcircuit 't' contains itself | 6: in this instance | 8: in this instance | t contains s "
             "contains t"}},
        Bad{".subckt s a\nR1 a 0 1\n.ends\nX1 a s\nX1 b s",
            {"6:1: error: instance 'X1' is defined twice | 5: first defined here"}},
        Bad{".subckt s a\nR1.C1 a 0 1\n.ends\n.subckt c a\nC1 a 0 1\n.ends\nX1 a s\nX1.R1 b c",
            {"6:1: error: element 'X1.R1.C1' is defined twice | 3: first defined here | 9: in this instance"}},
        Bad{".subckt s a\nR1.C1 a 0 1\n.ends\n.subckt c a\nC1 a 0 1\n.ends\nX1.R1 a c\nX1 b s",
            {"3:1: error: element 'X1.R1.C1' is defined twice | 6: first defined here | 9: in this instance"}},
        Bad{".subckt s a\nX2 a 0 0 OA\n.ends\n.model OA opamp\nX1 a s\nX1.x2 a 0 b OA",
            {"7:1: error: instance 'X1.x2' is defined twice | 3: first defined here"}},
        Bad{".subckt s a\nR1 a 0 1\nr1 a 0 2\n.ends\nX1 a s",
            {"4:1: error: element 'X1.r1' is defined twice | 3: first defined here | 6: in this instance"}},
        Bad{".subckt o a\n.subckt i a\nR1 a 0 1\n.ends\n.ends\nX1 a i", {"7:6: error: unknown subcircuit 'i'"}}));

INSTANTIATE_TEST_SUITE_P(
    Models, BadElement,
    ::testing::Values(
        Bad{".model OA opamp (A0=1k)\nX1 a b OA",
            {"3:1: error: 'X1' connects 2 nodes, expected 3: 'Xname in+ in- out OA' | 2: defined here"}},
        Bad{".model OA opamp (A00=1k)\nX1 a b c OA", {"2:18: error: unknown parameter 'A00' | did you mean 'A0'?"}},
        Bad{".model OA opamp (A0=-1k)\nX1 a b c OA", {"2:21: error: 'A0' is -1000, expected positive or inf"}},
        Bad{".model Q npn\nX1 a b c Q",
            {"2:10: error: models of type 'npn' are not supported here, expected 'opamp', 'transformer', 'gyrator', "
             "'nullor'"}},
        Bad{".model OA opamp\nX1 a b c OA gbw=-1", {"3:17: error: 'GBW' is -1, expected positive or inf"}},
        Bad{".model OA opamp\nX1 a b c OA gain=1",
            {"3:13: error: unknown parameter 'gain' | parameters are m, A0, GBW, Rin, Cin, Rout, en, in"}},
        Bad{".model TR transformer (n=2)\nX1 a b c TR",
            {"3:1: error: 'X1' connects 3 nodes, expected 4: 'Xname p1 n1 p2 n2 TR' | 2: defined here"}},
        Bad{".model GY gyrator\nX1 a b c d GY", {"2:8: error: 'GY' has no value for 'r'"}},
        Bad{".model NU nullor (n=2)\nX1 a b c d NU", {"2:19: error: unknown parameter 'n' | parameters are "}},
        Bad{"E1 a b TRANSFORMER c 0",
            {"2:8: error: 'E1': TRANSFORMER has no value behind its control, expected 'Ename p n TRANSFORMER p1 n1 "
             "ratio'"}},
        Bad{"E1 a b OPAMP c", {"2:8: error: 'E1': OPAMP has no control behind it, expected 'Ename p n OPAMP in+ in-'"}},
        Bad{"E1 a b OPAMP c d 1e6",
            {"2:8: error: 'E1': OPAMP has too many words behind it, expected 'Ename p n OPAMP in+ in-'"}},
        Bad{"F1 a b TRANSFORMER V1 2",
            {"2:20: error: 'V1' is not a number", "2:23: error: unexpected '2', expected 'Fname p n vcontrol gain'"}},
        Bad{"O1 a 0 b 0 LL 3\n.model LL ltra (R=1 len=4)",
            {"2:15: error: unexpected '3', expected 'Oname p1 n1 p2 n2 MODEL'"}},
        Bad{"O1 a 0 b 0 LL q=3\n.model LL ltra (R=1 len=4)",
            {"2:15: error: unknown parameter 'q' | parameters are R, L, G, C, len"}},
        Bad{"O1 a 0 b 0 LL\n.model LL ltra (R=1)",
            {"2:1: error: 'O1' has no value for 'len', expected 'Oname p1 n1 p2 n2 MODEL'"}},
        Bad{"T1 a 0 b 0 LEN=1 R=-1", {"2:20: error: 'R' is -1, expected zero or positive"}},
        Bad{"T1 a 0 b 0 LEN=1 Z0=50", {"2:18: error: unknown parameter 'Z0' | parameters are R, L, G, C, len"}},
        Bad{"T1 a 0 b 0 CABLE\n.model CABLE trn (R=1)",
            {"2:1: error: 'T1' has no value for 'len', expected 'Tname p1 n1 p2 n2 MODEL'"}},
        Bad{"U1 a b 0 UM\n.model UM urc (rperl=1)",
            {"2:1: error: 'U1' has no value for 'l', expected 'Uname n1 n2 common MODEL'"}},
        Bad{"U1 a b 0 UM l=1\n.model UM urc (rperl=1 isperl=1n)",
            {"3:31: error: lines with diodes are not supported yet | isperl=0 is a line with capacitors"}},
        Bad{"U1 a b 0 UM l=1\n.model UM ltra (R=1 len=1)",
            {"2:10: error: model 'UM' is of type 'ltra', expected 'urc' | 3: defined here"}},
        Bad{"O1 a 0 b 0 LL", {"2:12: error: unknown model 'LL'"}},
        Bad{"O1 a 0 b 0", {"2:1: error: 'O1' names no model, expected 'Oname p1 n1 p2 n2 MODEL'"}},
        Bad{"O1 a 0 b 0 LL\n.model LL opamp",
            {"2:12: error: model 'LL' is of type 'opamp', expected 'ltra' | 3: defined here"}}));

class BadSweep : public ::testing::TestWithParam<Bad> {};
TEST_P(BadSweep, IsReported) {
  Loaded loaded("R1 a 0 1\n" + std::string(GetParam().text));
  EXPECT_FALSE(loaded.elaborator().ac_frequencies(loaded.deck().analyses.at(0)).has_value());
  EXPECT_THAT(loaded.messages(), ElementsAreArray(GetParam().messages));
}

TEST(Elaborate, ACapacitanceThatDependsOnAVoltageIsRefusedByName) {
  EXPECT_THAT(Loaded("C1 a 0 {1+v(a)}\n").messages(),
              ElementsAre("2:11: error: values that depend on a voltage or a current are not supported yet"));
}

INSTANTIATE_TEST_SUITE_P(
    Ac, BadSweep,
    ::testing::Values(
        Bad{".ac dec 10 1",
            {"3:1: error: found '.ac dec 10 1', expected '.ac dec|oct|lin POINTS START STOP, or .ac list FREQUENCY "
             "…'"}},
        Bad{".ac log 10 1 1k", {"3:5: error: unknown kind of sweep 'log', expected 'dec', 'oct', 'lin' or 'list'"}},
        Bad{".ac dec ten 1 oops", {"3:9: error: 'ten' is not a number", "3:15: error: 'oops' is not a number"}},
        Bad{".ac dec 0 1 1k", {"3:9: error: number of points is 0, expected a whole number from 1 to 1000000"}},
        Bad{".ac dec 1.5 1 1k", {"3:9: error: number of points is 1.5, expected a whole number from 1 to 1000000"}},
        Bad{".ac dec 10 0 1k", {"3:12: error: start frequency is 0, expected a positive number"}},
        Bad{".ac dec 1 1e-320 1k", {"3:11: error: start frequency is 1e-320, expected at least 1e-30"}},
        Bad{".ac lin 10 -1 1k", {"3:12: error: start frequency is -1, expected a zero or positive number"}},
        Bad{".ac dec 10 1k 1", {"3:15: error: stop frequency 1 is below the start frequency 1000"}},
        Bad{".ac dec 1000000 1 100",
            {"3:9: error: the sweep has about 2000000 frequencies, expected at most 1000000 | --max-points raises the "
             "limit"}}));

TEST(Instances, ADeepButFiniteNestIsAnErrorNotACrash) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += fmt::format(".subckt s{} a\nX1 a s{}\n.ends\n", i, i + 1);
  text += ".subckt s5000 a\nR1 a 0 1\n.ends\nX1 a s0\n";
  const auto messages = Loaded(text).messages();
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_THAT(messages[0], ::testing::HasSubstr("error: 'X1': subcircuits nest deeper than 1000"));
}

TEST(Parameters, ACycleThroughAHundredThousandIsShort) {
  std::string text = "R1 a 0 1\n.param p0={p99999}\n";
  for (int i = 1; i < 100000; ++i) text += fmt::format(".param p{}={{p{}}}\n", i, i - 1);
  const auto messages = Loaded(text).messages();
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_LT(messages[0].size(), 200U);
}

}  // namespace
}  // namespace ohmscope
