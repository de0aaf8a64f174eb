#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <complex>
#include <numbers>
#include <sstream>

#include "solver/devices/registry.hpp"
#include "stages/rule.hpp"
#include "support/oracle.hpp"
#include "support/random_stage.hpp"

namespace ohmscope {
namespace {

using test::Oracle;
using test::RandomStage;
using Values = std::complex<double>;

constexpr double inf = std::numeric_limits<double>::infinity();
enum class Side { in, out };

std::string text(const Impedance& z) {
  std::ostringstream out;
  if (z.is_undefined())
    out << "undefined";
  else if (z.is_infinite())
    out << "inf";
  else
    out << z.value();
  return out.str();
}

std::string describe(const StageValues& values, double frequency) {
  std::ostringstream out;
  out << "f=" << frequency;
  for (const auto& [name, z] : values.one_ports)
    out << ' ' << name << '=' << text(z.impedance(frequency).to_impedance());
  for (const auto& [name, number] : values.numbers) out << ' ' << name << '=' << number;
  const OpampValues& o = values.opamp;
  out << " A0=" << o.A0 << " GBW=" << o.GBW << " Rin=" << o.Rin << " Cin=" << o.Cin << " Rout=" << o.Rout;
  return out.str();
}

/// The stage as drawn, the other port closed with `other`, solved by the oracle.
Impedance by_oracle(const StageType& type, const StageValues& values, Side side, const OnePort& other,
                    double frequency) {
  Netlist netlist;
  const bool has_input = type.name != "sensor";
  const NodeId in = has_input ? netlist.circuit.node("in") : ground;
  const NodeId out = type.joins_in_and_out ? in : netlist.circuit.node("out");
  const std::uint32_t origin = netlist.add_origin({});
  Drawing stage(netlist, "stage", in, out, origin);
  type.draw(values, stage);
  Drawing rest(netlist, "rest", in, out, origin);
  if (has_input) rest.z("Z", other, side == Side::in ? out : in, ground);
  return Oracle(netlist.circuit, frequency).port(side == Side::in ? in : out, ground);
}

Impedance by_rule(const CompiledRule& rule, Side side, const OnePort& other, double frequency) {
  const Extended z = other.impedance(frequency);
  return (side == Side::in ? rule.zin(frequency, z) : rule.zout(frequency, z)).to_impedance();
}

bool agree(const Impedance& a, const Impedance& b) {
  if (a.is_infinite() || b.is_infinite()) return a.is_infinite() && b.is_infinite();
  if (a.value() == 0.0 || b.value() == 0.0) return a.value() == b.value();
  return std::abs(a.value() - b.value()) <= 1e-12 * std::abs(b.value());
}

struct Case {
  const StageType* type;
  RandomStage::Reach reach;
};

class EveryStage : public testing::TestWithParam<Case> {};

/// 0 and infinity must match exactly. A rule may be undefined where the circuit is not only in rare corners.
TEST_P(EveryStage, RuleIsTheDrawnCircuit) {
  const StageType& type = *GetParam().type;
  RandomStage random(2026, GetParam().reach);
  constexpr int rounds = 60;
  int undefined_in_rule_alone = 0;
  for (int round = 0; round < rounds; ++round) {
    const StageValues values = random.values(type);
    const OnePort other = random.one_port();
    const double frequency = random.frequency();
    const CompiledRule rule(type, values);
    for (const Side side : {Side::in, Side::out}) {
      const Impedance expected = by_oracle(type, values, side, other, frequency);
      const Impedance found = by_rule(rule, side, other, frequency);
      if (expected.is_undefined() || found.is_undefined()) {
        undefined_in_rule_alone += expected.is_undefined() ? 0 : 1;
        continue;
      }
      EXPECT_TRUE(agree(found, expected))
          << (side == Side::in ? "zin " : "zout ") << text(found) << ", expected " << text(expected) << " beside "
          << text(other.impedance(frequency).to_impedance()) << ' ' << describe(values, frequency);
    }
  }
  const int allowed = type.name == "sensor" ? rounds : rounds / 10;  // a sensor has no input
  EXPECT_LE(undefined_in_rule_alone, allowed);
}

std::vector<Case> cases() {
  std::vector<Case> result;
  for (const StageType* type : stage_types()) {
    if (type->name == "line") continue;  // the oracle knows no lines; see Line
    result.push_back({type, RandomStage::Reach::ordinary});
    result.push_back({type, RandomStage::Reach::extreme});
  }
  return result;
}

INSTANTIATE_TEST_SUITE_P(Types, EveryStage, testing::ValuesIn(cases()), [](const auto& test) {
  return std::string(test.param.type->name) +
         (test.param.reach == RandomStage::Reach::extreme ? "_extreme" : "_ordinary");
});

// ------------------------------------------------------------------------------------------------ the library

TEST(StageLibrary, HasEveryTypeOfTheContractInItsOrder) {
  std::vector<std::string_view> names;
  for (const StageType* type : stage_types()) names.push_back(type->name);
  EXPECT_THAT(names, testing::ElementsAre("sensor", "series", "shunt", "load", "divider", "tee", "pi", "lowpass",
                                          "highpass", "bandpass", "bandreject", "twint", "follower", "noninverting",
                                          "inverting", "invertingt", "integrator", "sallenkeylp", "sallenkeyhp",
                                          "amplifier", "transformer", "line", "emitterfollower", "commonemitter"));
}

TEST(StageLibrary, FindsTypesWhateverTheirCase) {
  EXPECT_EQ(find_stage_type("SallenKeyLP"), find_stage_type("sallenkeylp"));
  EXPECT_NE(find_stage_type("twint"), nullptr);
  EXPECT_EQ(find_stage_type("seires"), nullptr);
  EXPECT_EQ(find_stage_type(""), nullptr);
}

TEST(StageLibrary, EveryPageSaysWhatItNeeds) {
  for (const StageType* type : stage_types()) {
    EXPECT_FALSE(type->doc.empty()) << type->name;
    EXPECT_FALSE(type->circuit.empty()) << type->name;
    EXPECT_FALSE(type->rule.zout.empty()) << type->name;
    EXPECT_EQ(type->rule.zin.empty(), type->name == "sensor") << type->name;
    EXPECT_EQ(type->uses_other_rule == nullptr, type->other_rule.zout.empty()) << type->name;
    for (const StageParameter& parameter : type->parameters) EXPECT_FALSE(parameter.doc.empty()) << parameter.name;
  }
}

// ---------------------------------------------------------------------------------- against published closed forms

StageValues opamp_stage(double Rf, double Rg) {
  StageValues values;
  values.one_ports = {{"Rf", OnePort::resistance(Rf)}, {"Rg", OnePort::resistance(Rg)}};
  return values;
}

TEST(OpampStages, InvertingAndNonInvertingShareTheirOutputImpedance) {
  StageValues values = opamp_stage(9e3, 1e3);
  values.opamp = {.A0 = 1e5, .Rin = 3e5, .Rout = 50};
  const double Rf = 9e3, Rg = 1e3, Rin = 3e5, Rout = 50, G = 1e5;
  const double numerator = (Rf * Rg + Rf * Rin + Rg * Rin) * Rout;
  const double expected = numerator / (Rf * Rg + Rf * Rin + Rg * Rin + G * Rg * Rin + Rg * Rout + Rin * Rout);
  for (const char* name : {"inverting", "noninverting"}) {
    const CompiledRule rule(*find_stage_type(name), values);
    EXPECT_NEAR(rule.zout(1000, 0.0).to_impedance().value().real(), expected, 1e-13 * expected) << name;
  }
}

TEST(OpampStages, IdealOnesAreExact) {
  const StageValues values = opamp_stage(9e3, 1e3);
  const CompiledRule plus(*find_stage_type("noninverting"), values);
  const CompiledRule minus(*find_stage_type("inverting"), values);
  EXPECT_TRUE(plus.zin(1e3, 32.0).is_infinite());
  EXPECT_TRUE(plus.zout(1e3, 1e6).is_zero());
  EXPECT_EQ(minus.zin(1e3, 32.0).to_impedance().value(), 1e3);
  EXPECT_TRUE(minus.zout(1e3, 50.0).is_zero());
}

TEST(OpampStages, IdealIntegratorIsUndefinedWithoutFeedbackAtZeroHertz) {
  StageValues values;
  values.numbers = {{"R", 1e3}, {"C", 1e-9}};
  const CompiledRule rule(*find_stage_type("integrator"), values);
  EXPECT_TRUE(rule.zin(0, Extended::infinite()).is_undefined());
  EXPECT_TRUE(rule.zout(0, 0.0).is_undefined());
  EXPECT_FALSE(rule.zin(1e-3, Extended::infinite()).is_undefined());
}

// --------------------------------------------------------------------------------------------------- lines

/// A cascade of so many lumped pi sections that the result is the line's to (gl/n)^2: V1, I1 from V2, I2.
Values lumped_line(Values z, Values y, Values load, int sections) {
  const Values dz = z / static_cast<double>(sections);
  const Values half_dy = y / (2.0 * sections);
  Values v = load / (1.0 + load);  // any scale
  Values i = 1.0 / (1.0 + load);
  for (int k = 0; k < sections; ++k) {
    i += half_dy * v;
    v += dz * i;
    i += half_dy * v;
  }
  return v / i;
}

StageValues lossy_line(double R, double L, double G, double C, double length) {
  StageValues values;
  values.numbers = {{"R", R}, {"L", L}, {"G", G}, {"C", C}, {"len", length}};
  EXPECT_EQ(find_stage_type("line")->check_values(values), std::nullopt);
  return values;
}

StageValues lossless_line(double Z0, double td) {
  StageValues values;
  values.numbers = {{"Z0", Z0}, {"td", td}};
  EXPECT_EQ(find_stage_type("line")->check_values(values), std::nullopt);
  return values;
}

TEST(Line, IsTheLimitOfManySmallSections) {
  const double omega = 2 * std::numbers::pi * 3e5;
  const Values s(0, omega);
  const CompiledRule lossy(*find_stage_type("line"), lossy_line(0.15, 260e-9, 2e-9, 95e-12, 25));
  const CompiledRule lossless(*find_stage_type("line"), lossless_line(50, 120e-9));
  for (const double load : {1e-3, 30.0, 75.0, 1e6}) {
    const Values far = lumped_line((0.15 + s * 260e-9) * 25.0, (2e-9 + s * 95e-12) * 25.0, load, 20000);
    const Values ideal = lumped_line(s * 50.0 * 120e-9, s * 120e-9 / 50.0, load, 20000);
    EXPECT_LT(std::abs(lossy.zin(3e5, load).to_impedance().value() - far), 1e-8 * std::abs(far)) << load;
    EXPECT_LT(std::abs(lossless.zout(3e5, load).to_impedance().value() - ideal), 1e-8 * std::abs(ideal)) << load;
  }
}

TEST(Line, AtZeroHertzIsItsResistanceOrItsConductanceOrAWire) {
  const StageType& line = *find_stage_type("line");
  const auto zin = [&](const StageValues& values, const Extended& load) {
    return CompiledRule(line, values).zin(0, load);
  };
  EXPECT_DOUBLE_EQ(zin(lossy_line(0.15, 1e-7, 0, 1e-10, 20), 7.0).to_impedance().value().real(), 10.0);
  EXPECT_TRUE(zin(lossy_line(0.15, 1e-7, 0, 1e-10, 20), Extended::infinite()).is_infinite());
  EXPECT_DOUBLE_EQ(zin(lossy_line(0, 1e-7, 0.01, 1e-10, 20), Extended::infinite()).to_impedance().value().real(), 5.0);
  EXPECT_TRUE(zin(lossy_line(0, 1e-7, 0.01, 1e-10, 20), 0.0).is_zero());
  EXPECT_DOUBLE_EQ(zin(lossy_line(0, 1e-7, 0, 1e-10, 20), 7.0).to_impedance().value().real(), 7.0);
  EXPECT_TRUE(zin(lossless_line(50, 1e-8), 0.0).is_zero());
  EXPECT_TRUE(zin(lossless_line(50, 1e-8), Extended::infinite()).is_infinite());
  // With both, the distributed line: Z0 = sqrt(R/G) = 10, gl = 0.2, open: 10 / tanh(0.2).
  EXPECT_NEAR(zin(lossy_line(1, 0, 0.01, 0, 2), Extended::infinite()).to_impedance().value().real(),
              10 / std::tanh(0.2), 1e-13);
}

TEST(Line, IsDrawnAsTheDeviceOfItsValues) {
  const auto drawn = [](const StageValues& values) {
    Netlist netlist;
    const NodeId in = netlist.circuit.node("in");
    const NodeId out = netlist.circuit.node("out");
    Drawing drawing(netlist, "c", in, out, netlist.add_origin({}));
    find_stage_type("line")->draw(values, drawing);
    return netlist;
  };
  const Netlist lossless = drawn(lossless_line(50, 1e-8));
  ASSERT_EQ(lossless.circuit.element_count(), 1u);
  EXPECT_EQ(lossless.circuit.element(0).type, &devices::transmission_line);
  EXPECT_THAT(lossless.circuit.values(0), testing::ElementsAre(50, 1e-8));
  EXPECT_THAT(lossless.circuit.pins(0), testing::ElementsAre(1, ground, 2, ground));
  const Netlist lossy = drawn(lossy_line(1, 2, 3, 4, 5));
  EXPECT_EQ(lossy.circuit.element(0).type, &devices::lossy_line);
  EXPECT_THAT(lossy.circuit.values(0), testing::ElementsAre(1, 2, 3, 4, 5));
}

TEST(Line, OfAQuarterWaveTurnsLoadsRoundToRounding) {
  const CompiledRule rule(*find_stage_type("line"), lossless_line(50, 25e-9));  // 10 MHz
  EXPECT_NEAR(rule.zin(10e6, 100.0).to_impedance().value().real(), 25, 1e-12);
  EXPECT_NEAR(rule.zin(10e6, 1e-6).to_impedance().value().real(), 2.5e9, 1e-3);
  EXPECT_NEAR(rule.zin(10e6, 1e9).to_impedance().value().real(), 2.5e-6, 1e-18);
  EXPECT_LT(abs(rule.zin(10e6, Extended::infinite()).value()), 1e-12);
  EXPECT_GT(abs(rule.zin(10e6, 0.0).value()), 1e15);
}

TEST(Line, OfManyNepersIsItsOwnImpedance) {
  // Beyond the range of cosh: gl = 2000, sqrt(R/G) = 10.
  const CompiledRule rule(*find_stage_type("line"), lossy_line(1, 0, 0.01, 0, 20000));
  EXPECT_DOUBLE_EQ(rule.zin(0, 0.0).to_impedance().value().real(), 10);
  EXPECT_DOUBLE_EQ(rule.zin(0, Extended::infinite()).to_impedance().value().real(), 10);
}

// ------------------------------------------------------------------------------------- combinations of parameters

/// What check_values says of the numbers given; empty if it accepts them.
std::string complaint(const char* type, const std::map<std::string, double, std::less<>>& numbers) {
  StageValues values;
  values.numbers = numbers;
  return find_stage_type(type)->check_values(values).value_or("");
}

TEST(BandrejectValues, AnyTwoOfThreeGiveTheThird) {
  StageValues values;
  values.numbers = {{"R", 2e3}, {"L", 5}, {"f0", 50}};
  ASSERT_EQ(find_stage_type("bandreject")->check_values(values), std::nullopt);
  EXPECT_DOUBLE_EQ(values.number("C"), 1 / (std::pow(2 * std::numbers::pi * 50, 2) * 5));
  values.numbers = {{"R", 2e3}, {"C", 1e-6}, {"f0", 50}};
  ASSERT_EQ(find_stage_type("bandreject")->check_values(values), std::nullopt);
  EXPECT_DOUBLE_EQ(values.number("L"), 1 / (std::pow(2 * std::numbers::pi * 50, 2) * 1e-6));
}

TEST(BandrejectValues, SayWhatIsMissingOrTooMuch) {
  EXPECT_EQ(complaint("bandreject", {{"R", 1}, {"L", 1}, {"C", 1}, {"f0", 1}}),
            "'L', 'C' and 'f0' given, expected two of them");
  EXPECT_EQ(complaint("bandreject", {{"R", 1}}), "missing 'L' and 'C'");
  EXPECT_EQ(complaint("bandreject", {{"R", 1}, {"L", 1}}), "missing 'C' or 'f0'");
  EXPECT_EQ(complaint("bandreject", {{"R", 1}, {"C", 1}}), "missing 'L' or 'f0'");
  EXPECT_EQ(complaint("bandreject", {{"R", 1}, {"f0", 1}}), "missing 'L' or 'C' beside 'f0'");
  EXPECT_EQ(complaint("bandreject", {{"R", 1}, {"L", 0}, {"f0", 1}}), "'L' is too small for a resonance at 'f0'");
}

TEST(TransformerValues, AreARatioOrTwoInductors) {
  EXPECT_EQ(complaint("transformer", {}), "");
  EXPECT_EQ(complaint("transformer", {{"n", 5}}), "");
  EXPECT_EQ(complaint("transformer", {{"Lp", 1}, {"Ls", 1}}), "");
  EXPECT_EQ(complaint("transformer", {{"Lp", 1}}), "missing 'Ls'");
  EXPECT_EQ(complaint("transformer", {{"k", 0.5}}), "missing 'Lp'");
  EXPECT_EQ(complaint("transformer", {{"n", 5}, {"Lp", 1}, {"Ls", 1}}),
            "'n' given beside 'Lp', 'Ls' or 'k', expected a ratio or two coupled inductors");
}

TEST(LineValues, AreOneSetOrTheOther) {
  EXPECT_EQ(complaint("line", {{"Z0", 50}, {"td", 1e-9}}), "");
  EXPECT_EQ(complaint("line", {{"R", 1}, {"len", 5}}), "");
  EXPECT_EQ(complaint("line", {{"Z0", 50}}), "missing 'td'");
  EXPECT_EQ(complaint("line", {{"td", 1e-9}}), "missing 'Z0'");
  EXPECT_EQ(complaint("line", {{"R", 1}}), "missing 'len'");
  EXPECT_EQ(complaint("line", {}), "missing 'Z0' and 'td', or 'R', 'L', 'G', 'C' and 'len'");
  EXPECT_EQ(complaint("line", {{"Z0", 50}, {"td", 1e-9}, {"len", 1}}),
            "'Z0' and 'td' given beside 'R', 'L', 'G', 'C' and 'len', expected one of the two sets");
}

TEST(SensorValues, AreIdealSourcesByDefault) {
  for (const auto& [kind, ohms] : {std::pair{"voltage", 0.0}, std::pair{"current", inf}}) {
    StageValues values;
    values.keywords["kind"] = kind;
    ASSERT_EQ(find_stage_type("sensor")->check_values(values), std::nullopt);
    EXPECT_EQ(values.z("Z"), OnePort::resistance(ohms)) << kind;
  }
}

}  // namespace
}  // namespace ohmscope
