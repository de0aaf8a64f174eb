// `.noise`: closed forms, and the same by one AC solution for each source of noise.

#include "solver/analyses/noise.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "solver/analyses/frequency_sweep.hpp"
#include "solver/analyses/small_signal.hpp"
#include "support/circuits.hpp"

namespace ohmscope {
namespace {

using std::numbers::pi;
using test::Cards;
using test::inf;

constexpr double kelvin = 300;
constexpr double boltzmann = 1.380649e-23;

double thermal(double R) { return std::sqrt(4 * boltzmann * kelvin * R); }

NoiseResult noise(Cards& c, std::string_view output, std::string_view source, const std::vector<double>& frequencies,
                  std::string_view against = "0") {
  return noise_analysis(c.circuit, {c.node(output), c.node(against), c.element(source), kelvin}, frequencies);
}

TEST(Noise, OfADividerIsThatOfItsResistorsInParallel) {
  Cards c = Cards().v("a", "0", 0).named("V1").r("a", "b", 1e3).r("b", "0", 3e3);
  const NoiseResult found = noise(c, "b", "V1", {0, 1, 1e6});
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(found.output[k] / thermal(750), 1, 1e-14);
    EXPECT_DOUBLE_EQ(found.gain[k], 0.75);
    EXPECT_NEAR(found.of_each[0][k] / (thermal(1e3) * 0.75), 1, 1e-14);
    EXPECT_NEAR(found.of_each[1][k] / (thermal(3e3) * 0.25), 1, 1e-14);
  }
}

TEST(Noise, OfARandCInAllIsRootOfKTByC) {
  Cards c = Cards().v("a", "0", 0).named("V1").r("a", "b", 1e3).c("b", "0", 1e-9);
  const std::vector<double> f = frequencies({SweepKind::decade, 200, 1, 1e12});
  const NoiseResult found = noise(c, "b", "V1", f);
  EXPECT_NEAR(integrated_noise(f, found.output) / std::sqrt(boltzmann * kelvin / 1e-9), 1, 1e-4);
  const double corner = 1 / (2 * pi * 1e-6);
  for (std::size_t k = 0; k < f.size(); k += 100)
    EXPECT_NEAR(found.output[k] * std::hypot(1, f[k] / corner) / thermal(1e3), 1, 1e-12) << f[k];
}

TEST(Noise, OfAnyPassiveNetworkIsThatOfItsImpedance) {
  // Nyquist: 4 k T Re Z, here of an RLC ladder whose Z at 'c' is known from a unit current.
  Cards c = Cards()
                .i("0", "c", 0, 1)
                .named("I1")
                .r("a", "0", 50)
                .l("a", "b", 1e-6)
                .c("b", "0", 1e-9)
                .r("b", "c", 10)
                .c("c", "0", 470e-12)
                .r("c", "0", 1e4);
  const std::vector<double> f = frequencies({SweepKind::decade, 7, 1e3, 1e9});
  const NoiseResult found = noise(c, "c", "I1", f);
  const SmallSignalResult ac = ac_analysis(c.circuit, f);
  for (std::size_t k = 0; k < f.size(); ++k) {
    const double Z = ac.points[k].voltages[static_cast<std::size_t>(c.node("c"))].real();
    EXPECT_NEAR(found.output[k] / thermal(Z), 1, 1e-9) << f[k];
  }
}

TEST(Noise, OfAnOpampStageIsTheTextbookOne) {
  // Ideal non-inverting amplifier: en (1 + Rf/Rg), in- Rf, in+ Rs (1 + Rf/Rg), and the resistors' own.
  const double Rs = 10e3, Rf = 90e3, Rg = 10e3, en = 5e-9, in = 1e-12;
  Cards c = Cards()
                .v("a", "0", 0)
                .named("V1")
                .r("a", "p", Rs)
                .r("m", "o", Rf)
                .r("m", "0", Rg)
                .opamp("p", "m", "o", inf, inf, inf, 0, 0, en, in);
  const NoiseResult found = noise(c, "o", "V1", {1e3});
  EXPECT_NEAR(found.gain[0], 10, 1e-12);
  EXPECT_NEAR(found.of_each[0][0] / (10 * thermal(Rs)), 1, 1e-12);
  EXPECT_NEAR(found.of_each[1][0] / thermal(Rf), 1, 1e-12);
  EXPECT_NEAR(found.of_each[2][0] / (9 * thermal(Rg)), 1, 1e-12);
  EXPECT_NEAR(found.of_each[3][0] / std::hypot(10 * en, in * Rf, 10 * in * Rs), 1, 1e-12);
  EXPECT_NEAR(found.output[0] / std::hypot(std::hypot(10 * thermal(Rs), thermal(Rf), 9 * thermal(Rg)),
                                           std::hypot(10 * en, in * Rf, 10 * in * Rs)),
              1, 1e-12);
}

TEST(Noise, IsTheSumOfWhatACurrentAtEachResistorMakes) {
  // Not reciprocal: a row taken for a column would show.
  const auto build = [](std::size_t probe) {
    const struct {
      const char *p, *n;
      double R;
    } resistors[] = {{"in", "a", 120}, {"a", "b", 470}, {"b", "0", 330}, {"x", "b", 1e3}, {"a", "0", 56}};
    Cards c = Cards().v("in", "0", 0, probe == 0 ? 1 : 0).named("V1");
    for (const auto& [p, n, R] : resistors) c.r(p, n, R);
    c.g("b", "a", "in", "b", 2e-3).e("x", "0", "a", "b", -4).f("a", "0", "V1", 0.3).c("a", "b", 1e-6).l("b", "0", 1e-2);
    if (probe > 0) c.i(resistors[probe - 1].p, resistors[probe - 1].n, 0, 1);
    return c;
  };
  const std::vector<double> f = {0, 1, 50, 3e3, 1e5};
  Cards c = build(0);
  const NoiseResult found = noise(c, "b", "V1", f, "x");
  const double ohms[] = {120, 470, 330, 1e3, 56};
  for (std::size_t probe = 0; probe <= 5; ++probe) {
    Cards driven = build(probe);
    const SmallSignalResult ac = ac_analysis(driven.circuit, f);
    for (std::size_t k = 0; k < f.size(); ++k) {
      const auto& v = ac.points[k].voltages;
      const double transfer =
          std::abs(v[static_cast<std::size_t>(driven.node("b"))] - v[static_cast<std::size_t>(driven.node("x"))]);
      const double is = probe == 0 ? found.gain[k] : found.of_each[probe - 1][k];
      const double expected = probe == 0 ? transfer : transfer * std::sqrt(4 * boltzmann * kelvin / ohms[probe - 1]);
      EXPECT_NEAR(is, expected, 1e-12 * expected) << probe << " at " << f[k];
    }
  }
}

TEST(Noise, OfAResistorOfTheSmallestSizeKeepsItsDigits) {
  for (const double R : {1e-305, 1e-200, 1e-6, 1e15}) {
    Cards c = Cards().i("0", "a", 0).named("I1").r("a", "0", R);
    EXPECT_NEAR(noise(c, "a", "I1", {1e3}).output[0] / (thermal(1) * std::sqrt(R)), 1, 1e-9) << R;
  }
}

TEST(Noise, ComesFromNoShortNoOpenAndNoNegativeResistor) {
  Cards c = Cards().v("a", "0", 0).named("V1").r("a", "b", 0).r("b", "0", inf).r("b", "d", -500).r("d", "0", 1e3);
  const NoiseResult found = noise(c, "d", "V1", {1e3});
  EXPECT_EQ(found.of_each[0][0], 0);
  EXPECT_EQ(found.of_each[1][0], 0);
  EXPECT_EQ(found.of_each[2][0], 0);
  EXPECT_NEAR(found.output[0] / (thermal(1e3) * 1), 1, 1e-12) << "1k and -500: -1k, of a current sqrt(4kT/1k)";
}

TEST(Noise, IsExactlyZeroWhereNothingReachesTheOutput) {
  Cards c = Cards().v("a", "0", 0).named("V1").r("a", "b", 1e3).r("b", "0", 1e3).v("d", "0", 0).named("V2");
  const NoiseResult found = noise(c, "d", "V1", {0, 1e3});
  EXPECT_EQ(found.output, (std::vector<double>{0, 0}));
  EXPECT_EQ(found.gain, (std::vector<double>{0, 0}));
}

TEST(Noise, OfAnOutputThatFloatsAtDcIsUndefinedThereAlone) {
  Cards c = Cards().v("a", "0", 0).named("V1").r("a", "b", 1e3).c("b", "d", 1e-6).c("d", "0", 1e-6);
  const NoiseResult found = noise(c, "d", "V1", {0, 1, 10});
  EXPECT_TRUE(std::isnan(found.output[0]));
  EXPECT_GT(found.output[1], 0);
}

TEST(Noise, OfAFloatingResistorElsewhereDoesNotSpoilTheOutput) {
  Cards c = Cards().v("a", "0", 0).named("V1").r("a", "b", 1e3).r("b", "0", 1e3).r("x", "y", 5).c("y", "z", 1e-9);
  EXPECT_NEAR(noise(c, "b", "V1", {0, 1e3}).output[0] / thermal(500), 1, 1e-12);
}

TEST(IntegratedNoise, IsExactForPowersOfTheFrequency) {
  const std::vector<double> f = {1, 2, 30, 1e4};
  const auto density = [&](double power) {
    std::vector<double> values;
    for (const double x : f) values.push_back(7e-9 * std::pow(x, power / 2));
    return values;
  };
  EXPECT_NEAR(integrated_noise(f, density(0)) / (7e-9 * std::sqrt(9999)), 1, 1e-14);
  EXPECT_NEAR(integrated_noise(f, density(-1)) / (7e-9 * std::sqrt(std::log(1e4))), 1, 1e-14);
  EXPECT_NEAR(integrated_noise(f, density(-2)) / (7e-9 * std::sqrt(1 - 1e-4)), 1, 1e-14);
  EXPECT_NEAR(integrated_noise(f, density(1)) / (7e-9 * std::sqrt((1e8 - 1) / 2)), 1, 1e-14);
}

TEST(IntegratedNoise, OfWhatBeginsAtZeroIsTheTrapezoid) {
  const std::vector<double> f = {0, 10};
  const std::vector<double> flat = {2, 2};
  EXPECT_DOUBLE_EQ(integrated_noise(f, flat), std::sqrt(40));
  const std::vector<double> rising = {0, 2};
  EXPECT_DOUBLE_EQ(integrated_noise(f, rising), std::sqrt(20));
}

TEST(IntegratedNoise, OfOneFrequencyIsZeroAndOfTheUndefinedUndefined) {
  const std::vector<double> one = {1e3};
  const std::vector<double> density = {1e-9};
  EXPECT_EQ(integrated_noise(one, density), 0);
  const std::vector<double> two = {1, 2};
  for (const auto& values : {std::vector<double>{NAN, 1}, std::vector<double>{1, NAN}})
    EXPECT_TRUE(std::isnan(integrated_noise(two, values)));
}

}  // namespace
}  // namespace ohmscope
