// Sources by a function of s: LAPLACE, FREQ and Laplace= in the forms of PSpice and LTspice.

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
using ::testing::IsEmpty;

constexpr std::string_view voltage = "voltage source by a function of s";
constexpr std::string_view current = "current source by a function of s";

/// Of the element called like the card, at 1 / (2 pi) Hz, where s = j.
std::complex<double> at_j(const Loaded& loaded, std::string_view name) {
  const Circuit& circuit = loaded.netlist().circuit;
  const auto id = circuit.find_element(name);
  if (!id || !circuit.frequency_data(*id).transfer) return std::nan("");
  return circuit.frequency_data(*id).transfer->at(0.5 / std::numbers::pi).value().value().to_complex();
}

struct Form {
  std::string_view card;
  std::string element;
  std::complex<double> at_j;
};
class TransferForms : public ::testing::TestWithParam<Form> {};
TEST_P(TransferForms, AreOneElementWithAFunction) {
  const Loaded loaded("V1 c 0 2\nV2 d 0 3\n.param k=2 s=99\n.func half(x) {x/2}\n" + std::string(GetParam().card) +
                      "\n");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  const std::string_view name = GetParam().card.substr(0, 2);
  EXPECT_EQ(loaded.element(name), GetParam().element);
  EXPECT_LE(std::abs(at_j(loaded, name) - GetParam().at_j), 1e-14) << at_j(loaded, name);
}
const std::complex<double> j(0, 1);
std::string is(std::string_view type, std::string_view rest) { return fmt::format("{} {}", type, rest); }
INSTANTIATE_TEST_SUITE_P(
    All, TransferForms,
    ::testing::Values(
        Form{"E1 a b LAPLACE {V(c)} = {1/(1+s)}", is(voltage, "a b c 0 = 1"), 1.0 / (1.0 + j)},
        Form{"E1 a b laplace {3*V(c,d)} {1/(1+s)}", is(voltage, "a b c d = 3"), 1.0 / (1.0 + j)},
        Form{"E1 a b LAPLACE={V(c)}={s}", is(voltage, "a b c 0 = 1"), j},
        Form{"E1 a b LAPLACE 'V(c)' = 's**2'", is(voltage, "a b c 0 = 1"), -1},
        Form{"G1 (a,b) LAPLACE {V(c)} =\n+ {s ^ 2 +\n+ 3} m=2", is(current, "a b c 0 = 2"), 2},
        Form{"E1 a b c d Laplace=1/(1+s)", is(voltage, "a b c d = 1"), 1.0 / (1.0 + j)},
        Form{"G1 a b c d laplace = {k/(k+S)} window=1 nfft=16 mtol=1m", is(current, "a b c d = 1"), 2.0 / (2.0 + j)},
        Form{"F1 a b V1 Laplace={s}", is(current, "a b F1(0) 0 = 1"), j},
        Form{"B1 a b V=V(c) Laplace=half(s)", is(voltage, "a b c 0 = 1"), j / 2.0},
        Form{"B1 a b laplace=s I={V(c)*2} m=3", is(current, "a b c 0 = 6"), j},
        Form{"E1 a b VALUE={v(c)} Laplace=s", is(voltage, "a b c 0 = 1"), j},
        Form{"E1 a b LAPLACE {I(V1)} = {s}", is(voltage, "a b E1(0) 0 = 1"), j},
        Form{"E1 a b LAPLACE {V(c)} = {k > 1 ? s : sqrt(-1)}", is(voltage, "a b c 0 = 1"), j},
        Form{"E1 a b LAPLACE c 0 1 2 / 3 4 5", is(voltage, "a b c 0 = 1"), (1.0 + 2.0 * j) / (-2.0 + 4.0 * j)},
        Form{"G1 a b laplace (c d) {k} , 0 0\n+ / 0 'k/2' m=3", is(current, "a b c d = 3"), -2.0 * j},
        Form{"E1 a b LAPLACE c 0 0 0 1 0 / 0 2 0", is(voltage, "a b c 0 = 1"), j / 2.0},
        Form{"E1 a b LAPLACE c 0 0 / 1", is(voltage, "a b c 0 = 1"), 0},
        Form{"E1 a b LAPLACE {V(c)} = {7}", is(voltage, "a b c 0 = 1"), 7},
        Form{"E1 a b LAPLACE {V(c)} = {hertz*2*pi}", is(voltage, "a b c 0 = 1"), 1},
        Form{"E1 a b LAPLACE {V(c)} = {exp(-s)*sqrt(s*s)}", is(voltage, "a b c 0 = 1"), j* std::exp(-j)},
        Form{"E1 a b FREQ {V(c)} = (0,0,0) (1, 20, 180)", is(voltage, "a b c 0 = 1"),
             std::polar(std::pow(10, 0.5 / std::numbers::pi), 0.5)},
        Form{"E1 a b FREQ {V(c)} = (0,-20,0),(1k,-20,0) DELAY={k/4}", is(voltage, "a b c 0 = 1"),
             0.1 * std::exp(-j / 2.0)},
        Form{"G1 a b FREQ {V(c)} = MAG RAD (0 2 {k-1}) (1k 2 1)", is(current, "a b c 0 = 1"), std::polar(2.0, 1.0)},
        Form{"E1 a b FREQ {V(c)} R_I (0Hz,0,-2)\n+ (1kHz,0,-2)", is(voltage, "a b c 0 = 1"), -2.0 * j},
        Form{"E1 a b FREQ {V(c)} = MAG (0,-3,0) (1k,-3,0)", is(voltage, "a b c 0 = 1"), -3}));

TEST(Transfer, TheInputOfSeveralPartsIsANodeOfItsOwn) {
  const Loaded loaded("V1 c 0 2\nE1 a 0 LAPLACE {V(c)-2*I(V1)+1} = {1/s}\n");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.element("E1"), is(voltage, "a 0 E1(0) 0 = 1"));
  EXPECT_EQ(loaded.element("E1(2)"), "E E1(0) E1(1) c 0 = 1");
  EXPECT_EQ(loaded.element("E1(3)"), "H E1(1) E1(2) V1 = -2");
  EXPECT_EQ(loaded.element("E1(4)"), "V E1(2) 0 = 1 0 0");
}

TEST(Transfer, TakesTheParametersOfItsInstance) {
  const Loaded loaded("X1 a c lp f=2\nX2 b c lp f=4\n.subckt lp o i f=1\nE1 o 0 LAPLACE {V(i)} = {s/f}\n.ends\n");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.element("X1.E1"), is(voltage, "a 0 c 0 = 1"));
  EXPECT_EQ(at_j(loaded, "X1.E1"), j / 2.0);
  EXPECT_EQ(at_j(loaded, "X2.E1"), j / 4.0);
}

TEST(Transfer, PointsThatTurnBackwardsTakeTheShorterWay) {
  const Loaded loaded("E1 a 0 FREQ {V(c)} = R_I (0,-1,0.1) (1,-1,-0.1)\n");
  EXPECT_LT(at_j(loaded, "E1").real(), -0.9);
}

TEST(Transfer, DecibelsBelowAllNumbersAreStillALine) {
  const Loaded loaded("E1 a 0 FREQ {V(c)} = (1,-1e4,0) (10,0,0)\n");
  const auto value = loaded.netlist().circuit.frequency_data(0).transfer->at(3).value().value().to_complex();
  EXPECT_NEAR(20 * std::log10(value.real()), -1e4 * (1 - std::log10(3.0)), 1e-9);
}

TEST(Transfer, QuarterTurnsAreExact) {
  const Loaded loaded("E1 a 0 FREQ {V(c)} = (0,0,-5760) (1,0,90) (2,0,-90) (3,0,180)\n");
  const auto& function = *loaded.netlist().circuit.frequency_data(0).transfer;
  const std::complex<double> expected[] = {1, j, -j, -1};
  for (std::size_t k = 0; k < 4; ++k)
    EXPECT_EQ(function.at(static_cast<double>(k)).value().value().to_complex(), expected[k]) << k;
}

struct Bad {
  std::string_view card;
  std::vector<std::string> messages;
};
class BadTransfer : public ::testing::TestWithParam<Bad> {};
TEST_P(BadTransfer, IsReported) {
  EXPECT_THAT(Loaded("V1 c 0 1\n" + std::string(GetParam().card) + "\n").messages(),
              ::testing::ElementsAreArray(GetParam().messages));
}
const std::string known =
    "functions of s are pow, sqr, sqrt, exp, ln, log, log10, sin, cos, tan, sinh, cosh, tanh, abs";
INSTANTIATE_TEST_SUITE_P(
    All, BadTransfer,
    ::testing::Values(
        Bad{"E1 a b LAPLACE {v(c)} = {min(s,1)*2}",
            {"3:26: error: 'min(s,1)' is no function of s that can be simulated | " + known}},
        Bad{"E1 a b LAPLACE {v(c)} = {s > 1 ? 1 : 2}",
            {"3:26: error: 's > 1' is no function of s that can be simulated | " + known}},
        Bad{"E1 a b LAPLACE {v(c)} = {1/(s-s)}", {"3:27: error: division by zero"}},
        Bad{"E1 a b LAPLACE {v(c)} = {1/(1+x*s)}", {"3:31: error: unknown parameter 'x'"}},
        Bad{"E1 a b LAPLACE {v(c)} = {v(c)*s}",
            {"3:26: error: a voltage has no value here | parameters are known before the circuit is solved"}},
        Bad{"E1 a b LAPLACE {v(c)} = {1/(s^2+3s+2)}",
            {"3:33: error: '3s' is a number with a unit, expected a product | write 3*s"}},
        Bad{"E1 a b LAPLACE {v(c)} = {1/(1+2.5e3S)}",
            {"3:31: error: '2.5e3S' is a number with a unit, expected a product | write 2.5e3*S"}},
        Bad{"E1 a b LAPLACE {v(c)}",
            {"3:8: error: 'E1' has no input for its function, expected 'LAPLACE {input} = {function of s}'",
             "3:17: error: a voltage has no value here | parameters are known before the circuit is solved"}},
        Bad{"E1 a b LAPLACE v(c) = 1/(1+s)",
            {"3:21: error: '=' without a name before it, expected 'name=value' | the input stands in braces: LAPLACE "
             "{v(a)} = …"}},
        Bad{"E1 a b table v(c) = (0,0) (1,1)",
            {"3:19: error: '=' without a name before it, expected 'name=value' | the input stands in braces: table "
             "{v(a)} = …"}},
        Bad{"E1 a b laplace = {s}",
            {"3:8: error: 'E1' has no input for its function, expected 'LAPLACE {input} = {function of s}'"}},
        Bad{"E1 a b c 0 2 laplace = {s}",
            {"3:14: error: 'E1' has no input for its function, expected 'LAPLACE {input} = {function of s}'"}},
        Bad{"B1 a b laplace = {s}",
            {"3:1: error: 'B1' has no value, expected 'Bname p n V=expression | I=expression'"}},
        Bad{"E1 a b LAPLACE {v(c)} = {s} q=1", {"3:29: error: found 'q', expected an operator"}},
        Bad{"E1 a b LAPLACE {v(c)} =", {"3:16: error: '{v(c)}' has no value, expected 'name=value'"}},
        Bad{"E1 a b LAPLACE {i(V9)} = {s}", {"3:17: error: there is no voltage source 'V9' | did you mean 'V1'?"}},
        Bad{"E1 a b LAPLACE c 0 1 2 /",
            {"3:24: error: 'E1' has no coefficient behind '/' that is not 0, expected 'LAPLACE p n k0 k1 … / d0 d1 "
             "…'"}},
        Bad{"E1 a b LAPLACE c 0 1 / 0 0",
            {"3:22: error: 'E1' has no coefficient behind '/' that is not 0, expected 'LAPLACE p n k0 k1 … / d0 d1 "
             "…'"}},
        Bad{"E1 a b LAPLACE c 0 / 1 0",
            {"3:20: error: 'E1' has no coefficients before '/', expected 'LAPLACE p n k0 k1 … / d0 d1 …'"}},
        Bad{"E1 a b LAPLACE c 0 1 / q 0", {"3:24: error: 'q' is not a number"}},
        Bad{"G1 a b LAPLACE c 0 1 / 1 q=2",
            {"3:26: error: unknown parameter 'q' | parameters are m, tc1, tc2, temp, dtemp, scale"}},
        Bad{"G1 a b FREQ {v(c)} = (0,0)", {"3:1: error: 'G1' has 2 numbers, expected three for each frequency"}},
        Bad{"G1 a b FREQ {v(c)} = (1,0,0) (1,0,0)",
            {"3:31: error: frequency 1 follows 1, expected ascending ones from 0 up"}},
        Bad{"G1 a b FREQ {v(c)} = (-1,0,0)",
            {"3:23: error: frequency -1 is negative, expected ascending ones from 0 up"}},
        Bad{"G1 a b FREQ {v(c)} = (1,0,0) PHASE",
            {"3:30: error: unexpected 'PHASE', expected '(frequency, magnitude, phase)'"}},
        Bad{"G1 a b FREQ {v(c)} = (1,0,0) DELAY", {"3:30: error: 'DELAY' has no value, expected 'DELAY=seconds'"}},
        Bad{"G1 a b FREQ {v(c)} = delay DB (1,0,0)", {"3:22: error: 'delay' has no value, expected 'delay=seconds'"}},
        Bad{"G1 a b FREQ c 0",
            {"3:8: error: 'G1' has no input for its function, expected 'FREQ {input} = (frequency, "
             "magnitude, phase) …'",
             "3:13: error: unexpected 'c', expected '(frequency, magnitude, phase)'"}},
        Bad{"G1 a b FREQ {v(c)} = (1,x,0)",
            {"3:25: error: unexpected 'x', expected '(frequency, magnitude, phase)'"}}));

TEST(Transfer, AUnitThatIsTheNameOfAParameterIsWarnedOf) {
  EXPECT_THAT(Loaded(".param tau=1m k=3\nE1 a b LAPLACE {v(c)} = {1/(1+2tau*s)}\n").messages(),
              ElementsAre("3:31: warning: '2tau' is read as 2000000000000: 'tau' is no parameter here | write 2*tau"));
  EXPECT_THAT(Loaded(".param tau=1m k=3\nE1 a b LAPLACE {v(c)} = {exp(-s*1us)/(1+2k*s+3F*s)}\n").messages(), IsEmpty());
}

/// Polynomials serve `expand` alone: a function that has none is evaluated as it is written.
TEST(Transfer, RunsWithoutPolynomials) {
  const auto value = [](const std::string& function, double radians) {
    const Loaded loaded("E1 a 0 LAPLACE {v(c)} = {" + function + "}\n");
    EXPECT_THAT(loaded.messages(), IsEmpty()) << function;
    const auto& transfer = *loaded.netlist().circuit.frequency_data(0).transfer;
    return transfer.at(radians / (2 * std::numbers::pi)).value().value().to_complex();
  };
  EXPECT_LT(std::abs(value("(6.28e9/(s+6.28e9))**32", 6.28e9) - std::pow(1.0 / (1.0 + j), 32)), 1e-18);
  EXPECT_LT(std::abs(value("(1+s)**60*(1+s)**60", 0.01) / std::pow(1.0 + 0.01 * j, 120) - 1.0), 1e-13);
  EXPECT_LT(std::abs(value("(s/1e200)/1e200*1e200*1e200", 2) - 2.0 * j), 1e-14);
}

TEST(Transfer, AMistakeInADefinitionThatNothingUsesIsNone) {
  EXPECT_THAT(Loaded("R1 a 0 1\n.subckt s a\nE1 a 0 LAPLACE {v(a)} = {min(s,1)}\n.ends\n").messages(), IsEmpty());
}

}  // namespace
}  // namespace ohmscope
