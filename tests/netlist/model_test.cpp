// Model cards in all their forms, and elements whose value comes from one.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netlist/deck_fixture.hpp"

namespace ohmscope {
namespace {

using ohmscope::testing::Loaded;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ModelForm : public ::testing::TestWithParam<std::string_view> {};
TEST_P(ModelForm, SaysTheSame) {
  const Loaded loaded("X1 a b c OA\n" + std::string(GetParam()));
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.element("X1"), "opamp a b c = 1000 1000000 inf 0 50 0 0");
}
INSTANTIATE_TEST_SUITE_P(
    All, ModelForm,
    ::testing::Values(
        ".model OA opamp (A0=1k GBW=1meg Rout=50)\n", ".model OA opamp(A0=1k,GBW=1meg,Rout=50)\n",
        ".model OA opamp A0=1k GBW = 1meg Rout=50\n", ".MODEL oa OPAMP\n+ (A0=1k\n*c\n\n+GBW=1meg\n+ Rout=50\n+)\n",
        ".model OA opamp ( A0 = 1k GBW = 1meg Rout = 50 )\n", ".model OA opamp (A0 1k GBW 1meg Rout 50)\n",
        ".model base opamp (A0=5 GBW=1meg)\n.model OA ako:base (A0=1k Rout=50)\n",
        ".model OA AKO: mid opamp (A0=1k)\n.model mid ako:base\n.model base opamp (A0=5 GBW=1meg Rout=50)\n"));

TEST(Model, OfADeviceThatIsNotThereIsNoMistakeUntilItIsUsed) {
  EXPECT_THAT(
      Loaded("R1 a 0 1\n.model q npn (bf=100 is={1e-)\n.model d d\n.model n nmos level=1 vto=1 foo\n").messages(),
      ElementsAre(HasSubstr("'{' is not closed")));
  EXPECT_THAT(Loaded("R1 a 0 1\n.model q npn (bf=100 is={1e-)\n.model p npn\nQ1 a 0 0 p\n").messages(),
              ElementsAre(HasSubstr("'{' is not closed")))
      << "nor for others";
}

struct Bad {
  std::string text;
  std::vector<std::string> messages;
};
class BadModel : public ::testing::TestWithParam<Bad> {};
TEST_P(BadModel, IsReported) {
  EXPECT_THAT(Loaded(GetParam().text).messages(), ::testing::ElementsAreArray(GetParam().messages)) << GetParam().text;
}
INSTANTIATE_TEST_SUITE_P(
    All, BadModel,
    ::testing::Values(
        Bad{"X1 a b c o\n.model o opamp (AO=5)\n", {"3:17: error: unknown parameter 'AO' | did you mean 'A0'?"}},
        Bad{"X1 a b c o\n.model o opamp (A0=5 fast)\n", {"3:22: error: found 'fast', expected 'parameter=value'"}},
        Bad{"X1 a b c o\n.model o ako:none opamp\n", {"3:14: error: unknown model 'none'"}},
        Bad{"X1 a b c o\n.model o ako:p\n.model p ako:o\n", {"3:14: error: model 'o' is a kind of itself"}},
        Bad{"X1 a b c o\n.model o ako:\n",
            {"3:1: error: found '.model o ako:', expected '.model NAME TYPE (parameter=value …)'",
             "2:10: error: unknown subcircuit 'o'"}},
        Bad{"R1 a 0 q\n.model q npn\n",
            {"2:8: error: model 'q' is of type 'npn', expected 'r' or 'res' | 3: defined here"}},
        Bad{"R1 a 0 q\n.model q r (rsh=0)\n",
            {"2:8: error: 'R1' has no value: neither the card nor its model 'q' says one"}},
        Bad{"R1 a 0 q\n.model q r (r=5 vc1=3)\n",
            {"3:17: warning: model 'q' has a parameter 'vc1' that is not known | did you mean 'tc1'?"}},
        Bad{"R1 a 0 q\n.model q r (r=5 kf=3)\n",
            {"3:17: warning: model 'q' has a parameter 'kf' that is not known | parameters are tc1, tc2, tce, temp, "
             "dtemp, tnom, scale, r, rsh, l, w, narrow, short, noisy"}},
        Bad{"R1 a 0 1k q\n.model q res (r=2)\n",
            {"2:8: warning: 'R1' has its own value: that of model 'q' does not count | 3: given here | PSpice "
             "multiplies the two"}},
        Bad{"R1 a 0 1k m=-2\n", {"2:13: error: 'm' is -2, expected positive"}},
        Bad{"R1 a 0 tc=1m,2u\n", {"2:1: error: 'R1' has no value for 'R', expected 'Rname p n R'"}},
        Bad{"C1 a 0 1n tce=\n", {"2:11: error: 'tce' has no value, expected 'name=value'"}},
        Bad{"X1 a s m=0\n.subckt s a\nR1 a 0 1\n.ends\n", {"2:10: error: 'm' is 0, expected positive"}},
        Bad{"X1 a b c o gain=3\n.model o opamp\n",
            {"2:12: error: unknown parameter 'gain' | parameters are m, A0, GBW, Rin, "
             "Cin, Rout, en, in"}}));

TEST(Model, IsReadWithoutAParameterThatIsNotKnown) {
  const Loaded loaded("R1 a 0 q\nR2 a 0 q\n.model q r (r=5 vc1=3)\n");
  EXPECT_EQ(loaded.value("R1"), 5);
  EXPECT_EQ(loaded.messages().size(), 1U) << "told once";
}

/// Expected values: ngspice 39, and the formulas of its manual.
struct Valued {
  std::string_view card;
  double value;
};
class ValueForm : public ::testing::TestWithParam<Valued> {};
TEST_P(ValueForm, GivesNgspicesValue) {
  Loaded loaded(std::string(GetParam().card) +
                "\n.model rm r (r=3 tce=0.5)\n.model rsheet res (rsh=10 defw=2u narrow=0.1u)\n"
                ".model cdrawn c (cj=1e-4 cjsw=1e-9 defw=2u narrow=0.1u short=0.2u)\n.model lm l (ind=3m)\n"
                ".model rt r (tc1=1m tc2=20u)\n.model rdefault r (resistance=2k)\n.temp 37\n");
  EXPECT_FALSE(loaded.diagnostics().has_errors());
  EXPECT_NEAR(loaded.value(GetParam().card.substr(0, 2)), GetParam().value, 1e-12 * GetParam().value);
}
INSTANTIATE_TEST_SUITE_P(
    All, ValueForm,
    ::testing::Values(Valued{"R1 a 0 1k rt", 1012}, Valued{"R1 a 0 rt 1k", 1012}, Valued{"R1 a 0 rt r=1k", 1012},
                      Valued{"R1 a 0 rt resistance=1k tc1=0", 1002}, Valued{"R1 a 0 1k tc=1m,20u", 1012},
                      Valued{"R1 a 0 1k tc=1m, 20u m=2", 506}, Valued{"R1 a 0 1k tc1=1m dtemp=10", 1020},
                      Valued{"R1 a 0 1k tc1=1m temp=28 dtemp=10", 1001}, Valued{"R1 a 0 2 scale=3", 6},
                      Valued{"R1 a 0 rm", 3 * 1.0510100501}, Valued{"R1 a 0 rsheet l=10u w=1u", 125},
                      Valued{"R1 a 0 rsheet l=10u", 500.0 / 9}, Valued{"R1 a 0 rsheet", 500.0 / 9},
                      Valued{"R1 a 0 rdefault", 2000}, Valued{"R1 a 0 1k t_abs=28 tc1=1m", 1001}, Valued{"R1 a 0 5", 5},
                      Valued{"C1 a 0 1n m=2 scale=3", 6e-9}, Valued{"C1 a 0 cdrawn l=10u w=1u", 2.2282e-14},
                      Valued{"C1 a 0 cdrawn l=10u", 2.5262e-14}, Valued{"C1 a 0 2n cdrawn tc1=1m", 2.02e-9},
                      Valued{"L1 a 0 lm m=2", 1.5e-3}, Valued{"L1 a 0 lm 2m tc=1m", 2.02e-3}, Valued{"I1 a 0 2 m=3", 6},
                      Valued{"G1 a 0 a 0 2 m=3", 6}, Valued{"E1 a 0 a 0 2 m=3", 2}));

TEST(Multiplicity, OfAnInstanceIsThatManyInParallel) {
  const Loaded loaded(
      "X1 a s m=2\n.subckt s a\nR1 a b 1k m=3\nC1 b 0 1n\nV1 b c 0\nF1 0 a V1 5\nH1 d 0 V1 5\nX2 a t m={2*k} "
      "k=2\n.ends\n"
      ".subckt t a k=1\nR1 a 0 8\nI1 a 0 1\nX1 a 0 b OA m=2\n.ends\n.model OA opamp (Rin=16 Cin=1 Rout=32 en=8 "
      "in=1)\n.param "
      "k=2\n");
  EXPECT_THAT(loaded.messages(),
              ElementsAre(HasSubstr("4:13: warning: 'm' multiplies that of the instance it stands in: 6 in all; to "
                                    "ngspice the instance's alone counts"),
                          HasSubstr("8 in all"), HasSubstr("16 in all")));
  EXPECT_DOUBLE_EQ(loaded.value("X1.R1"), 1000.0 / 6);
  EXPECT_EQ(loaded.value("X1.C1"), 2e-9);
  EXPECT_EQ(loaded.value("X1.F1"), 5);
  EXPECT_EQ(loaded.value("X1.H1"), 2.5);
  EXPECT_EQ(loaded.value("X1.X2.R1"), 1);
  EXPECT_EQ(loaded.value("X1.X2.I1"), 8);
  EXPECT_EQ(loaded.element("X1.X2.X1"), "opamp a 0 X1.X2.b = inf inf 1 16 2 2 4");
}

/// Expected values: ngspice 39.
TEST(Multiplicity, IsAParameterOfTheInstanceThatHasIt) {
  const auto value = [](const std::string& before, const std::string& formals, const std::string& arguments) {
    const std::string body = formals.empty() ? "{m}" : "{q}";
    const Loaded loaded(before + "\nX1 a s " + arguments + "\n.subckt s a " + formals + "\nR1 a 0 " + body +
                        "\n.ends\n");
    EXPECT_THAT(loaded.messages(), IsEmpty()) << arguments;
    return loaded.value("X1.R1");
  };
  EXPECT_EQ(value(".param m=3", "", "m=2"), 1);
  EXPECT_EQ(value("", "", "m=2"), 1);
  EXPECT_EQ(value(".param m=3", "", ""), 3);
  EXPECT_EQ(value(".param m=3", "", "m={m}"), 1);
  EXPECT_EQ(value(".param k=2", "q={m}", "m={k}"), 1);
  EXPECT_EQ(value(".param m=3 k=2", "q=1", "m={k} q={m}"), 1.5);
  EXPECT_EQ(Loaded(".param m=3\nX1 a s m=2 q={m}\n.subckt s a q=1\nR1 a 0 {q}\n.ends\n").value("X1.R1"), 1);
}

TEST(Multiplicity, IsKnownInTheBranchesOfAnInstance) {
  const Loaded loaded(
      "X1 a s m=2\nX2 a s m=3\n.subckt s a q=1\n.if (m > 2)\n.param r={m*q}\nR1 a 0 {r}\n.else\n"
      "R1 a 0 {8*m}\n.endif\n.ends\n");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.value("X1.R1"), 8);
  EXPECT_EQ(loaded.value("X2.R1"), 1);
}

TEST(Multiplicity, IsGivenOnce) {
  EXPECT_THAT(Loaded("X1 a s m=2 m=3\n.subckt s a\nR1 a 0 1\n.ends\n").messages(),
              ElementsAre(HasSubstr("'m' is given twice")));
}

TEST(Multiplicity, MayBeAParameterLikeOthers) {
  const Loaded loaded("X1 a s m=2\n.subckt s a m=1\nR1 a 0 {m}\n.ends\n");
  EXPECT_EQ(loaded.value("X1.R1"), 2);
}

}  // namespace
}  // namespace ohmscope
