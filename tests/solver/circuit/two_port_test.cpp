#include "solver/circuit/two_port.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

#include "support/wide.hpp"

namespace ohmscope {
namespace {

using test::agrees;
using test::WideComplex;
using Complex = std::complex<double>;
using Coefficients = std::array<Complex, TwoPort::variables>;  // of v1, i1, v2, i2, e

TwoPort two_port(std::initializer_list<Coefficients> equations) {
  std::vector<TwoPort::Row> rows;
  for (const Coefficients& equation : equations) {
    TwoPort::Row row;
    for (std::size_t k = 0; k < equation.size(); ++k) {
      row.value[k] = ComplexDD(equation[k]);
      row.exact[k] = Residue(row.value[k]);
    }
    rows.push_back(row);
  }
  return TwoPort(std::move(rows));
}

TwoPort series(Complex Z) { return two_port({{1, 0, -1, -Z, 0}, {0, 1, 0, -1, 0}}); }
TwoPort shunt(Complex Y) { return two_port({{1, 0, -1, 0, 0}, {0, 1, -Y, -1, 0}}); }
TwoPort wire() { return series(0); }
TwoPort shorted() { return two_port({{1, 0, 0, 0, 0}, {0, 0, 1, 0, 0}}); }

Termination load(Complex Z) { return Termination({{ComplexDD{1.0}, -ComplexDD(Z), ComplexDD{}}}); }
/// A source of `volts` behind Z: v = volts e - Z i.
Termination source(double volts, Complex Z) { return Termination({{ComplexDD{1.0}, ComplexDD(Z), ComplexDD{-volts}}}); }
Termination short_circuit() { return load(0); }

Impedance zin(const TwoPort& t, const Termination& right) {
  return t.close_right(right).seen_from_left().to_impedance();
}
Impedance zout(const TwoPort& t, const Termination& left) {
  return t.close_left(left).seen_from_right().to_impedance();
}

TEST(Termination, OpenAndIdealSourceAreExact) {
  EXPECT_TRUE(Termination::open().seen_from_left().is_infinite());
  EXPECT_TRUE(Termination::open().seen_from_right().is_infinite());
  EXPECT_TRUE(Termination::source(5).seen_from_right().is_zero());
  EXPECT_TRUE(agrees(load({3, 4}).seen_from_left().to_impedance(), {3, 4}));
  EXPECT_TRUE(agrees(source(1, {3, 4}).seen_from_right().to_impedance(), {3, 4}));
}

TEST(Termination, WithoutARelationOrWithTwoHasNoImpedance) {
  EXPECT_TRUE(Termination().seen_from_left().is_undefined());
  const Termination nothing({{ComplexDD{1.0}, ComplexDD{}, ComplexDD{}}, {ComplexDD{}, ComplexDD{1.0}, ComplexDD{}}});
  EXPECT_TRUE(nothing.seen_from_left().is_undefined()) << "v = i = 0";
  EXPECT_TRUE(nothing.seen_from_right().is_undefined());
  const Termination twice(
      {{ComplexDD{1.0}, ComplexDD{-2.0}, ComplexDD{}}, {ComplexDD{2.0}, ComplexDD{-4.0}, ComplexDD{}}});
  EXPECT_TRUE(agrees(twice.seen_from_left().to_impedance(), 2.0)) << "one equation said twice";
}

TEST(TwoPort, SeriesAndShuntAreTheTextbookOnes) {
  EXPECT_TRUE(agrees(zin(series({10, 5}), load(4)), {14, 5}));
  EXPECT_TRUE(agrees(zout(series({10, 5}), source(1, 50)), {60, 5}));
  EXPECT_TRUE(agrees(zin(shunt(0.25), load(12)), 3.0));
  EXPECT_TRUE(agrees(zout(shunt(0.25), source(1, 12)), 3.0));
}

TEST(TwoPort, ALoneSeriesStageIsOpenAndALoneShuntStageShorted) {
  EXPECT_TRUE(zin(series(10), Termination::open()).is_infinite());
  EXPECT_TRUE(test::is_short(zout(shunt(0.25), Termination::source(1))));
}

TEST(TwoPort, AWirePassesEveryTermination) {
  EXPECT_TRUE(zin(wire(), Termination::open()).is_infinite());
  EXPECT_TRUE(test::is_short(zin(wire(), short_circuit())));
  EXPECT_TRUE(test::is_short(zout(wire(), Termination::source(1))));
  EXPECT_TRUE(agrees(zin(wire(), load({1, -2})), {1, -2}));
  EXPECT_TRUE(zin(wire(), Termination()).is_undefined());
}

TEST(TwoPort, AShuntShortIsZeroAgainstWhateverFollows) {
  for (const Termination& end : {Termination::open(), load(50), short_circuit(), Termination()}) {
    EXPECT_TRUE(test::is_short(zin(shorted(), end)));
    EXPECT_TRUE(test::is_short(zout(shorted(), end)));
  }
  EXPECT_TRUE(test::is_short(zin(two_port({{1, 0, -1, 0, 0}, {1, 0, 0, 0, 0}}), short_circuit())));
}

TEST(TwoPort, AUnilateralAmplifierHidesItsFarEnd) {
  // v1 = 1k i1, v2 = 7 v1 - 5 i2
  const TwoPort amplifier = two_port({{1, -1e3, 0, 0, 0}, {-7, 0, 1, 5, 0}});
  for (const Termination& end : {Termination::open(), load(50), short_circuit()}) {
    EXPECT_TRUE(agrees(zin(amplifier, end), 1e3));
    EXPECT_TRUE(agrees(zout(amplifier, end), 5.0));
  }
}

TEST(TwoPort, AnIdealFollowerIsOpenToTheLeftAndShortToTheRight) {
  const TwoPort follower = two_port({{0, 1, 0, 0, 0}, {1, 0, -1, 0, 0}});
  EXPECT_TRUE(zin(follower, Termination::open()).is_infinite());
  EXPECT_TRUE(zin(follower, load(50)).is_infinite());
  EXPECT_TRUE(test::is_short(zout(follower, Termination::source(1))));
  EXPECT_TRUE(test::is_short(zout(follower, source(1, 1e9))));
  EXPECT_TRUE(zout(follower, Termination::open()).is_undefined()) << "its input floats";
}

TEST(TwoPort, AnAmplifierWithoutFeedbackHasNoImpedances) {
  // v1 = i1 = 0: an ideal integrator at 0 Hz.
  const TwoPort nullor = two_port({{1, 0, 0, 0, 0}, {0, 1, 0, 0, 0}});
  for (const Termination& end : {Termination::open(), load(50), short_circuit()}) {
    EXPECT_TRUE(zin(nullor, end).is_undefined());
    EXPECT_TRUE(zout(nullor, end).is_undefined());
  }
  EXPECT_TRUE(std::isnan(voltage_between(nullor.close_left(source(1, 50)), Termination::open()).real()));
}

TEST(TwoPort, TheVoltageAtACutIsThatOfTheDivider) {
  EXPECT_DOUBLE_EQ(voltage_between(source(2, 50), load(150)).real(), 1.5);
  EXPECT_EQ(voltage_between(Termination::source(3), Termination::open()), 3.0);
  EXPECT_EQ(voltage_between(source(2, 50), short_circuit()), 0.0);
  EXPECT_DOUBLE_EQ(voltage_between(series(100).close_left(source(2, 50)), load(50)).real(), 0.5);
}

TEST(TwoPort, AVoltageThatNothingFixesIsNaN) {
  EXPECT_TRUE(std::isnan(voltage_between(Termination(), Termination::open()).real()));
  EXPECT_TRUE(std::isnan(voltage_between(Termination::open(), Termination::open()).real()));
  EXPECT_TRUE(std::isnan(voltage_between(Termination::source(1), Termination::source(2)).real()))
      << "two sources that contradict";
}

TEST(TwoPort, SourcesWithinActInVoltagesAndAreZeroedInImpedances) {
  // 2 V in series: v1 + 2 e = v2 + 10 i2
  const TwoPort battery = two_port({{1, 0, -1, -10, 2}, {0, 1, 0, -1, 0}});
  EXPECT_TRUE(agrees(zout(battery, Termination::source(0)), 10.0));
  EXPECT_DOUBLE_EQ(voltage_between(battery.close_left(Termination::source(1)), load(20)).real(), 2.0);
}

TEST(TwoPort, AThousandStagesKeepTheirDigits) {
  // R = 10 in series, 1 kohm across, against the same recursion in 60 digits.
  const TwoPort r = series(10);
  const TwoPort g = shunt(1e-3);
  Termination end = Termination::open();
  WideComplex expected = WideComplex(1.0) / WideComplex(1e-3);
  for (int k = 0; k < 1000; ++k) {
    end = r.close_right(g.close_right(end));
    if (k > 0) expected = par(expected, WideComplex(1.0) / WideComplex(1e-3));
    expected = expected + 10.0;
  }
  EXPECT_TRUE(agrees(end.seen_from_left().to_impedance(), expected, 1e-15));
}

TEST(TwoPort, AThousandStagesThatDivideByAThousandNeitherUnderflowNorBecomeNaN) {
  const TwoPort r = series(999);
  const TwoPort g = shunt(1);
  Termination end = Termination::source(1);
  for (int k = 0; k < 1000; ++k) end = g.close_left(r.close_left(end));
  WideComplex expected = 0.0;
  for (int k = 0; k < 1000; ++k) expected = par(expected + 999.0, 1.0);
  EXPECT_TRUE(agrees(end.seen_from_right().to_impedance(), expected, 1e-15));
  EXPECT_EQ(voltage_between(end, Termination::open()), 0.0) << "1e-3000 V";
}

TEST(TwoPort, ResonanceAtACutIsInfiniteAndNotHuge) {
  EXPECT_TRUE(zin(shunt({0, 0x1p-10}), load({0, 0x1p10})).is_infinite());
  EXPECT_TRUE(test::is_short(zin(series({0, 1e3}), load({0, -1e3}))));
}

}  // namespace
}  // namespace ohmscope
