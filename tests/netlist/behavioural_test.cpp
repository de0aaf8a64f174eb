// Sources written as expressions: B, and the forms of E, F, G and H.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netlist/deck_fixture.hpp"

namespace ohmscope {
namespace {

using ohmscope::testing::Loaded;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Form {
  std::string_view card;
  std::vector<std::string_view> elements;  ///< S1, S1(2), …, named after the card
};
class BehaviouralForm : public ::testing::TestWithParam<Form> {};
TEST_P(BehaviouralForm, IsASumOfControlledSources) {
  const Loaded loaded("V1 c 0 2\nV2 d 0 3\n.param k=2\n.func twice(x) {2*x}\n" + std::string(GetParam().card) + "\n");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  const std::string name(GetParam().card.substr(0, 2));
  std::vector<std::string> elements;
  for (std::size_t k = 1; k <= GetParam().elements.size(); ++k)
    elements.push_back(loaded.element(k == 1 ? name : fmt::format("{}({})", name, k)));
  EXPECT_THAT(elements, ::testing::ElementsAreArray(GetParam().elements));
  EXPECT_EQ(loaded.netlist().circuit.element_count(), 2 + elements.size());
}
INSTANTIATE_TEST_SUITE_P(
    All, BehaviouralForm,
    ::testing::Values(
        Form{"B1 a b V=2*V(c)", {"E a b c 0 = 2"}}, Form{"B1 a b V = 2 * V(c,d) + 1 - 1", {"E a b c d = 2"}},
        Form{"B1 a b V={twice(v(c))/k}", {"E a b c 0 = 1"}}, Form{"B1 a b I='v(c)*k' m=3", {"G a b c 0 = 6"}},
        Form{"B1 a b I=5", {"I a b = 5 0 0"}}, Form{"B1 a b V={k}", {"V a b = 2 0 0"}},
        Form{"B1 a b I=i(V1)*3 tc1=1 dtemp=1", {"F a b V1 = 6"}},
        Form{"B1 a b V=v(c)\n+ + 3*i(V2)\n*\n+ + 4",
             {"E a B1(1) c 0 = 1", "H B1(1) B1(2) V2 = 3", "V B1(2) b = 4 0 0"}},
        Form{"B1 a b I=v(c)+v(d)-7",
             {"V a B1(0) = 0 0 0", "G B1(0) b c 0 = 1", "G B1(0) b d 0 = 1", "I B1(0) b = -7 0 0"}},
        Form{"E1 a b VALUE={v(c)*2}", {"E a b c 0 = 2"}}, Form{"E1 a b VALUE {v(c)*2}", {"E a b c 0 = 2"}},
        Form{"E1 a b value = '2 * v(c)'", {"E a b c 0 = 2"}}, Form{"E1 a b vol='v(c)*2'", {"E a b c 0 = 2"}},
        Form{"G1 a b cur='v(c)*2' m=2", {"G a b c 0 = 4"}}, Form{"G1 a b VALUE={v(c)*2}", {"G a b c 0 = 2"}},
        Form{"E1 a b TABLE {1+2} = (0,0) (2,4)\n* between\n+ (4,5)", {"V a b = 4.5 0 0"}},
        Form{"E1 a b TABLE\n+ {1}\n+ =\n+\n+(0,0)\n+(2,4)", {"V a b = 2 0 0"}},
        Form{"E1 a b TABLE {10} (0,0), (2,4)", {"V a b = 4 0 0"}},
        Form{"E1 a b table={-9} (-1,{2*k}) (0 -7)", {"V a b = 4 0 0"}},
        Form{"E1 a b TABLE '0.5' = ((0,0),(1,1))", {"V a b = 0.5 0 0"}},
        Form{"E1 a b TABLE {v(c)-v(c)} = (-1,5) (1,6)", {"V a b = 5.5 0 0"}},
        Form{"G1 a b TABLE {k} = (0,0) (2,3) m=2", {"I a b = 6 0 0"}},
        Form{"E1 a b TABLE {99} = (1, 7)", {"V a b = 7 0 0"}}, Form{"E1 a b POLY(1) c 0 0 5", {"E a b c 0 = 5"}},
        Form{"E1 a b poly ( 1 ) ( c , 0 ) 0 {5*k} 0 0", {"E a b c 0 = 10"}},
        Form{"E1 a b POLY(2) (c,0) (d,0) 1 2 3", {"E a E1(1) c 0 = 2", "E E1(1) E1(2) d 0 = 3", "V E1(2) b = 1 0 0"}},
        Form{"E1 a b POLY(1) c 0 0 0", {"V a b = 0 0 0"}},
        Form{"G1 a b POLY(2) c 0 d c 0 1 2", {"V a G1(0) = 0 0 0", "G G1(0) b c 0 = 1", "G G1(0) b d c = 2"}},
        Form{"F1 a b POLY(2) V1 V2 0 1 2", {"V a F1(0) = 0 0 0", "F F1(0) b V1 = 1", "F F1(0) b V2 = 2"}},
        Form{"H1 a b POLY(1) V1 1 7", {"H a H1(1) V1 = 7", "V H1(1) b = 1 0 0"}},
        Form{"B1 a b V=2*v(c)*v(c,d)", {"B a b c 0 c d = 1"}}, Form{"B1 a b I=v(c)**2 m=3", {"B a b c 0 = 3"}},
        Form{"E1 a b TABLE {v(c)} = (0,0) (1,1)", {"B a b c 0 = 1"}},
        Form{"E1 a b c d table=(0,0, 1,1)", {"B a b c d = 1"}}, Form{"G1 a b POLY(1) c d 0 0 1 m=2", {"B a b c d = 2"}},
        Form{"E1 a b POLY(2) c 0 d 0 0 0 0 0 1", {"B a b c 0 d 0 = 1"}}));

TEST(Behavioural, FunctionsOfCurrentsAreOfTheVoltagesThatStandForThem) {
  const Loaded loaded("V1 c 0 2\nF1 a b POLY(2) V1 V2 0 0 0 0 1\nV2 d 0 3\n");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.element("F1"), "B a b F1(i1) 0 F1(i2) 0 = 1");
  EXPECT_EQ(loaded.element("F1(i1)"), "H F1(i1) 0 V1 = 1");
  EXPECT_EQ(loaded.element("F1(i2)"), "H F1(i2) 0 V2 = 1");
}

TEST(Behavioural, AResistanceOfVoltagesIsASourceOfTheCurrentThroughIt) {
  const Loaded loaded("R1 a 0 {1k+v(c)**2} m=2\nR2 a b R='2*i(E1)' tc1=1m\nE1 c 0 a 0 2\n.temp 37\n");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.element("R1"), "B a 0 a 0 c 0 = 2");
  EXPECT_EQ(loaded.element("R2(i2)"), "H R2(i2) 0 E1 = 1");
  EXPECT_EQ(loaded.element("R2").substr(0, 20), "B a b a b R2(i2) 0 =");
}

TEST(Behavioural, AFunctionOfAFunctionActsOnANodeOfItsOwn) {
  const Loaded loaded("E1 a b LAPLACE {v(c)*v(c)} = {1/(1+s)}\n");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.element("E1(2)"), "B E1(0) 0 c 0 = 1");
}

struct Bad {
  std::string_view card;
  std::vector<std::string> messages;
};
const std::string and_so_refused = " in voltages and currents and depends on hertz: such sources are not supported";
const std::string as_a_table = ", expected 'TABLE {expression} = (x1, y1) (x2, y2) …'";
class BadBehavioural : public ::testing::TestWithParam<Bad> {};
TEST_P(BadBehavioural, IsReported) {
  EXPECT_THAT(Loaded("V1 c 0 1\n" + std::string(GetParam().card) + "\n").messages(),
              ::testing::ElementsAreArray(GetParam().messages));
}
INSTANTIATE_TEST_SUITE_P(
    All, BadBehavioural,
    ::testing::Values(
        Bad{"B1 a b V=v(c)*v(c)*hertz", {"3:10: error: 'v(c)*v(c)' is not linear" + and_so_refused}},
        Bad{"B1 a b V=v(c)*sine(v(c))", {"3:15: error: unknown function 'sine' | did you mean 'sin'?"}},
        Bad{"B1 a b V=v(c)*v(c)/0", {"3:19: error: division by zero"}},
        Bad{"B1 a b I=v(c)*max(v(c),ln(0))", {"3:24: error: 'ln' of 0 has no finite value"}},
        Bad{"B1 a b I=ddt(v(c))*v(c)", {"3:10: error: 'ddt' (derivative in time) is not supported"}},
        Bad{"G1 a b VALUE={v(c)**i(V7)}", {"3:21: error: there is no voltage source 'V7' | did you mean 'V1'?"}},
        Bad{"F1 a b POLY(2) V1 R9 0 0 0 1", {"3:19: error: there is no voltage source 'R9'"}},
        Bad{"E1 a b TABLE {v(c)} = (0,0) (1)", {"3:30: error: 'E1': TABLE has 3 numbers, an odd count" + as_a_table}},
        Bad{"E1 a b TABLE {v(c)}", {"3:8: error: 'E1': TABLE has no points" + as_a_table}},
        Bad{"E1 a b TABLE", {"3:8: error: 'E1': TABLE has no points" + as_a_table}},
        Bad{"E1 a b TABLE (0,0) (1,1)", {"3:8: error: 'E1': TABLE has no expression in braces" + as_a_table}},
        Bad{"E1 a b TABLE {1} = (0,0) (1,2) (1,3)",
            {"3:33: error: x is 1 behind 1, expected ascending ones | 3: the one before | a table is a list of pairs "
             "(x, y), in the order of x"}},
        Bad{"E1 a b TABLE {1} = (0,0) (1,top)",
            {"3:29: error: unexpected 'top', expected '(x, y)' | if it is a parameter, write {top}"}},
        Bad{"E1 a b TABLE {1} = (0,1/2)", {"3:24: error: unexpected '/', expected '(x, y)'"}},
        Bad{"E1 a b TABLE {1} = (0,1) q=3",
            {"3:26: error: unknown parameter 'q' | parameters are m, tc1, tc2, temp, dtemp, scale"}},
        Bad{"E1 a b POLE c 0 1 0 / 1 1 0",
            {"3:1: error: 'E1' has 2 numbers before '/' and 3 behind it, expected a factor and pairs on both sides: "
             "'POLE p n a az1 fz1 … / b ap1 fp1 …'"}},
        Bad{"E1 a b POLE c 0 1 0 0 1 1 0",
            {"3:1: error: 'E1' has 0 numbers before '/' and 6 behind it, expected a factor and pairs on both sides: "
             "'POLE p n a az1 fz1 … / b ap1 fp1 …'"}},
        Bad{"E1 a b POLE c 0 1 / 0 1 0", {"3:1: error: 'E1' divides by 0: the factor behind '/'"}},
        Bad{"E1 a b POLE c 0 1 / k 1 0",
            {"3:21: error: unexpected 'k', expected 'POLE p n a az1 fz1 … / b ap1 fp1 …' | if it is a parameter, write "
             "{k}"}},
        Bad{"E1 a b FOSTER c 0 1 2 3",
            {"3:1: error: 'E1' has 3 numbers, expected two and four for each pole: 'FOSTER p n k0 k1 (ReA1, "
             "ImA1)/(Rep1, "
             "Imp1) …'"}},
        Bad{"E1 a b FOSTER c",
            {"3:8: error: 'E1': FOSTER has no control behind it, expected 'FOSTER p n k0 k1 (ReA1, ImA1)/(Rep1, Imp1) "
             "…'"}},
        Bad{"E1 a b DELAY c 0", {"3:1: error: 'E1' has no value for 'TD', expected 'DELAY p n TD=seconds'"}},
        Bad{"E1 a b DELAY c 0 TD=-1n", {"3:21: error: 'TD' is -1e-09, expected zero or positive"}},
        Bad{"E1 a b DELAY c 0 TD=1n TD=2n", {"3:24: error: 'TD' is given twice | 3: first given here"}},
        Bad{"E1 a b DELAY c 0 2 TD=1n",
            {"3:8: error: 'E1': DELAY has too many words behind it, expected 'DELAY p n TD=seconds'"}},
        Bad{"E1 a b VCVS c 0 x", {"3:17: error: 'x' is not a number"}},
        Bad{"E1 a b VCVS c 0 1 2", {"3:8: error: 'E1': VCVS has too many words behind it, expected 'VCVS p n gain'"}},
        Bad{"E1 a b VCVS c 0 1 TD=2",
            {"3:19: error: unknown parameter 'TD' | parameters are m, tc1, tc2, temp, dtemp, scale"}},
        Bad{"G1 a b PWL(1) c 0 0,0 1,1", {"3:8: error: 'G1': PWL sources are not supported yet"}},
        Bad{"B1 a b", {"3:1: error: 'B1' has no value, expected 'Bname p n V=expression | I=expression'"}},
        Bad{"B1 a V=1", {"3:1: error: 'B1' has no two nodes, expected 'Bname p n V=expression | I=expression'"}},
        Bad{"B1 a b V=x*v(c)", {"3:10: error: unknown parameter 'x'"}},
        Bad{"B1 a b V=v(c) + gain=3", {"3:17: error: unknown parameter 'gain'"}},
        Bad{"E1 a b VALUE", {"3:1: error: 'E1' has no value, expected an expression"}},
        Bad{"B1 a b V=i(R1)\nR1 a 0 1",
            {"3:10: error: 'R1' is a resistor, expected a voltage source | 4: defined here"}},
        Bad{"B1 a b V=i(V7)", {"3:10: error: there is no voltage source 'V7' | did you mean 'V1'?"}},
        Bad{"E1 a b POLY(2) c 0 d",
            {"3:8: error: 'E1' ends before its coefficients, expected 4 of nodes and then these"}},
        Bad{"E1 a b POLY(x) c 0 1", {"3:8: error: 'E1': POLY has no number of controls, expected 'POLY(n)'"}},
        Bad{"E1 a b POLY", {"3:8: error: 'E1': POLY has no number of controls, expected 'POLY(n)'"}},
        Bad{"E1 a b POLY(1) c 0 5",
            {"3:20: warning: 'E1': the only coefficient of POLY(1) is its constant | SPICE 2 and PSpice read it as a "
             "gain, which "
             "is 'POLY(1) … 0 gain'"}},
        Bad{"G1 a b POLY(1) c 0 0 5 q=1",
            {"3:24: error: unknown parameter 'q' | parameters are m, tc1, tc2, temp, dtemp, scale"}}));

TEST(Behavioural, ThatIsNotSupportedIsNoMistakeInADefinitionThatNothingUses) {
  EXPECT_THAT(Loaded("R1 a 0 1\n.subckt s a\nB1 a 0 V=v(a)**2\nE1 a 0 TABLE {v(a)} = (0,0)\n.ends\n").messages(),
              IsEmpty());
}

TEST(Behavioural, ANodeMayBeCalledAsAFormThatOnlyOthersHave) {
  EXPECT_EQ(Loaded("E1 a b pole 0 2\n").element("E1"), "E a b pole 0 = 2");
}

TEST(Behavioural, LooksUpNamesWhereItStands) {
  const Loaded loaded(
      "X1 a b s m=2\n.subckt s p q k=3\nB1 p x I=k*v(q)+v(x)+2*i(V1)+i(Vtop)+1\nV1 q x 0\n.ends\nVtop a 0 1\n");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.element("X1.B1"), "V a X1.B1(0) = 0 0 0");
  EXPECT_EQ(loaded.element("X1.B1(2)"), "G X1.B1(0) X1.x b 0 = 6");
  EXPECT_EQ(loaded.element("X1.B1(3)"), "G X1.B1(0) X1.x X1.x 0 = 2");
  EXPECT_EQ(loaded.element("X1.B1(4)"), "F X1.B1(0) X1.x X1.V1 = 2");
  EXPECT_EQ(loaded.element("X1.B1(5)"), "F X1.B1(0) X1.x Vtop = 2");
  EXPECT_EQ(loaded.element("X1.B1(6)"), "I X1.B1(0) X1.x = 2 0 0");
}

TEST(Behavioural, TheCurrentOfASumFlowsThroughTheElementOfItsName) {
  Loaded loaded("B1 a 0 I=v(x)+v(y)+1 noisy=0\n");
  EXPECT_FALSE(loaded.diagnostics().has_errors());
  EXPECT_EQ(loaded.element("B1"), "V a B1(0) = 0 0 0");
  EXPECT_EQ(loaded.element("B1(3)"), "G B1(0) 0 y 0 = 1");
}

}  // namespace
}  // namespace ohmscope
