// Sensitivities of impedances: closed forms, and differences of the impedances themselves.

#include "solver/analyses/sensitivity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "solver/circuit/device.hpp"
#include "support/circuits.hpp"

namespace ohmscope {
namespace {

using std::numbers::pi;
using test::Cards;
using test::inf;

/// Of the one port, by value and frequency.
std::vector<std::vector<double>> sensitivities(const Cards& c, std::string_view node, const std::vector<double>& f) {
  return port_sensitivities(c.circuit, {{"p", c.node(node), ground}}, f).of_ports[0];
}

TEST(Sensitivity, OfResistorsInSeriesIsTheirShare) {
  const Cards c = Cards().r("a", "b", 1e3).r("b", "0", 3e3);
  const auto found = sensitivities(c, "a", {0, 1e3});
  for (std::size_t k = 0; k < 2; ++k) {
    EXPECT_NEAR(found[0][k], 0.25, 1e-14);
    EXPECT_NEAR(found[1][k], 0.75, 1e-14);
  }
}

TEST(Sensitivity, OfRAndCInParallelIsTheTextbookOne) {
  const double R = 1e3, C = 1e-9, f = 3e5, x = 2 * pi * f * R * C;  // |Z| = R / sqrt(1 + x^2)
  const Cards c = Cards().r("a", "0", R).c("a", "0", C);
  const auto found = sensitivities(c, "a", {f, 0});
  EXPECT_NEAR(found[0][0], 1 / (1 + x * x), 1e-12);
  EXPECT_NEAR(found[1][0], -x * x / (1 + x * x), 1e-12);
  EXPECT_EQ(found[1][1], 0) << "at 0 Hz C does not matter";
}

TEST(Sensitivity, OfACoilCountsItsCouplings) {
  // Open secondary: Z = s L1, whatever L2 and k.
  const Cards c = Cards().l("a", "0", 1e-3).named("L1").l("b", "0", 5e-3).named("L2").k("L1", "L2", 0.9);
  const auto open = sensitivities(c, "a", {1e3});
  EXPECT_NEAR(open[0][0], 1, 1e-12);
  EXPECT_EQ(open[1][0], 0);
  EXPECT_EQ(open[2][0], 0);
  // Shorted: Z = s L1 (1 - k^2): still 1, 0, and -2 k^2 / (1 - k^2).
  const Cards s = Cards().l("a", "0", 1e-3).named("L1").l("0", "0", 5e-3).named("L2").k("L1", "L2", 0.9);
  const auto shorted = sensitivities(s, "a", {1e3});
  EXPECT_NEAR(shorted[0][0], 1, 1e-12);
  EXPECT_NEAR(shorted[1][0], 0, 1e-12);
  EXPECT_NEAR(shorted[2][0], -2 * 0.81 / (1 - 0.81), 1e-10);
}

TEST(Sensitivity, OfAnOpampsValuesIsThatOfEachByItself) {
  // Follower's output: Rout / (1 + A0).
  const Cards c = Cards().opamp("0", "o", "o", 1e4, inf, inf, 0, 75, 5e-9);
  const SensitivityResult found = port_sensitivities(c.circuit, {{"p", c.node("o"), ground}}, {0});
  ASSERT_EQ(found.values.size(), 2U) << "A0 and Rout: the rest is 0, infinite or noise";
  EXPECT_NEAR(found.of_ports[0][0][0], -1e4 / (1 + 1e4), 1e-12);
  EXPECT_NEAR(found.of_ports[0][1][0], 1, 1e-12);
}

TEST(Sensitivity, IsUndefinedWhereTheImpedanceIsZeroInfiniteOrUndefined) {
  const Cards c = Cards().r("a", "b", 1e3).c("b", "0", 1e-6).v("d", "0", 0);
  EXPECT_TRUE(std::isnan(sensitivities(c, "a", {0})[0][0])) << "infinite";
  EXPECT_TRUE(std::isnan(sensitivities(c, "d", {0})[0][0])) << "0";
  EXPECT_FALSE(std::isnan(sensitivities(c, "a", {1})[0][0]));
}

TEST(Sensitivity, OfAllValuesOfDimensionOhmAddUpToOne) {
  // |Z| is homogeneous of degree 1 in all of R, L and 1/C.
  const Cards c = Cards()
                      .r("a", "b", 120)
                      .c("b", "0", 1e-6)
                      .l("b", "d", 1e-3)
                      .r("d", "0", 300)
                      .c("d", "a", 1e-8)
                      .e("x", "0", "b", "d", -3)
                      .r("x", "b", 500);
  const SensitivityResult found = port_sensitivities(c.circuit, {{"p", c.node("a"), ground}}, {10, 3e3, 1e5});
  for (std::size_t k = 0; k < 3; ++k) {
    double sum = 0;
    for (std::size_t v = 0; v < found.values.size(); ++v) {
      const DeviceType* type = c.circuit.element(found.values[v].element).type;
      const double degree = type == &devices::capacitor ? -1 : type == &devices::vcvs ? 0 : 1;
      sum += degree * found.of_ports[0][v][k];
    }
    EXPECT_NEAR(sum, 1, 1e-10);
  }
}

/// One or two of every device.
Cards every_device() {
  return Cards()
      .v("in", "0", 1, 2)
      .named("V1")
      .r("in", "a", 120)
      .l("a", "b", 1e-3)
      .named("L1")
      .l("d", "0", 2e-3)
      .named("L2")
      .k("L1", "L2", -0.6)
      .r("d", "0", 33)
      .c("b", "0", 1e-7)
      .g("b", "a", "d", "b", 2e-3)
      .e("x", "0", "a", "b", -4)
      .r("x", "b", 1e3)
      .f("a", "0", "V1", 0.3)
      .h("y", "0", "V1", 70)
      .r("y", "b", 200)
      .opamp("a", "o", "o", 1e3, 1e6, 1e6, 3e-12, 75)
      .r("o", "d", 470)
      .transformer("b", "0", "t", "0", 2.5)
      .r("t", "0", 68)
      .add(devices::transmission_line, {"b", "0", "w", "0"}, {50, 3e-8})
      .r("w", "0", 82)
      .add(devices::lossy_line, {"d", "0", "q", "0"}, {1, 1e-6, 1e-5, 1e-10, 3})
      .r("q", "0", 91);
}

TEST(Sensitivity, IsThatOfDifferencesWhateverTheDevice) {
  const Cards c = every_device();
  const std::vector<double> f = {0, 1e3, 2e5, 3e6};
  const std::vector<Port> ports = {{"p", c.node("b"), c.node("d")}, {"q", c.node("a"), ground}};
  const SensitivityResult found = port_sensitivities(c.circuit, ports, f);
  EXPECT_EQ(found.values.size(), 29U);
  for (std::size_t v = 0; v < found.values.size(); ++v) {
    const ElementId element = found.values[v].element;
    const std::size_t parameter = found.values[v].parameter;
    constexpr double h = 1e-4;
    const auto with = [&](double factor) {
      Circuit varied = c.circuit;
      varied.set_value(element, parameter, c.circuit.values(element)[parameter] * factor);
      return driving_point_impedances(varied, ports, f);
    };
    const auto above = with(1 + h);
    const auto below = with(1 - h);
    for (std::size_t p = 0; p < ports.size(); ++p) {
      for (std::size_t k = 0; k < f.size(); ++k) {
        const double expected = std::log(std::abs(above[p][k].value()) / std::abs(below[p][k].value())) / (2 * h);
        EXPECT_NEAR(found.of_ports[p][v][k], expected, 1e-6 * (1 + std::abs(expected)))
            << c.circuit.element_name(element) << " " << parameter << " at " << f[k];
      }
    }
  }
}

// -------------------------------------------------------------------------------------- voltages and currents

/// The number of an element's value among those of a result; fails if it is not there.
std::size_t number(const OutputSensitivities& found, ElementId element, std::size_t parameter = 0) {
  for (std::size_t v = 0; v < found.values.size(); ++v) {
    if (found.values[v].element == element && found.values[v].parameter == parameter) return v;
  }
  ADD_FAILURE() << "no value " << parameter << " of element " << element;
  return 0;
}

TEST(OutputSensitivity, OfADividerIsTheTextbookOne) {
  const Cards c = Cards().v("a", "0", 10).named("V1").r("a", "b", 1e3).r("b", "0", 3e3);
  const OutputSensitivities found =
      dc_sensitivities(c.circuit, {{c.node("b"), ground}, {c.node("a"), c.node("b")}, {.current_of = c.element("V1")}});
  ASSERT_EQ(found.values.size(), 3U) << "V1's dc, R1, R2: ac and phase say nothing at 0 Hz";
  EXPECT_DOUBLE_EQ(found.outputs[0][0].real(), 7.5);
  EXPECT_DOUBLE_EQ(found.outputs[1][0].real(), 2.5);
  EXPECT_DOUBLE_EQ(found.outputs[2][0].real(), -2.5e-3);
  EXPECT_NEAR(found.of_outputs[0][0][0].real(), 0.75, 1e-15);
  EXPECT_NEAR(found.of_outputs[0][1][0].real(), -10 * 3e3 / (4e3 * 4e3), 1e-17);
  EXPECT_NEAR(found.of_outputs[0][2][0].real(), 10 * 1e3 / (4e3 * 4e3), 1e-17);
  EXPECT_NEAR(found.of_outputs[1][1][0].real(), 10 * 3e3 / (4e3 * 4e3), 1e-17);
  EXPECT_NEAR(found.of_outputs[2][0][0].real(), -1 / 4e3, 1e-18);
  EXPECT_NEAR(found.of_outputs[2][2][0].real(), 10 / (4e3 * 4e3), 1e-20);
}

TEST(OutputSensitivity, OfALowPassIsTheDerivativeOfItsTransferFunction) {
  // H = 1 / (1 + s R C): dH/dR = -s C H^2.
  const double R = 1e3, C = 1e-9;
  const Cards c = Cards().v("a", "0", 5, 2).named("V1").r("a", "b", R).c("b", "0", C);
  const std::vector<double> f = {0, 1e3, 2e5, 1e9};
  const OutputSensitivities found = ac_sensitivities(c.circuit, {{c.node("b"), ground}}, f);
  for (std::size_t k = 0; k < f.size(); ++k) {
    const std::complex<double> s(0, 2 * pi * f[k]);
    const std::complex<double> H = 1.0 / (1.0 + s * R * C);
    const auto near = [&](std::size_t v, std::complex<double> expected) {
      EXPECT_LE(std::abs(found.of_outputs[0][v][k] - expected), 1e-12 * std::abs(expected)) << v << " at " << f[k];
    };
    near(number(found, c.element("V1"), 1), H);
    near(number(found, c.element("V1"), 2), 2.0 * H * std::complex<double>(0, pi / 180));
    near(number(found, 1), 2.0 * -s * C * H * H);
    near(number(found, 2), 2.0 * -s * R * H * H);
  }
}

TEST(OutputSensitivity, IsThatOfDifferencesWhateverTheDevice) {
  Cards c = every_device();
  c.i("x", "d", 3e-3, 1e-3).named("I1");
  const std::vector<TransferOutput> outputs = {{c.node("b"), c.node("d")}, {.current_of = c.element("V1")}};
  const std::vector<double> f = {1e3, 2e5, 3e6};
  const OutputSensitivities ac = ac_sensitivities(c.circuit, outputs, f);
  const OutputSensitivities dc = dc_sensitivities(c.circuit, outputs);
  EXPECT_EQ(ac.values.size(), 33U) << "two values of each source more than an impedance hangs on";
  const auto expect_differences = [&](const OutputSensitivities& found, const auto& solve) {
    for (std::size_t v = 0; v < found.values.size(); ++v) {
      const ElementId element = found.values[v].element;
      const std::size_t parameter = found.values[v].parameter;
      const double p = c.circuit.values(element)[parameter];
      const double h = p == 0 ? 1e-3 : 1e-4 * p;
      const auto with = [&](double value) {
        Circuit varied = c.circuit;
        varied.set_value(element, parameter, value);
        return solve(varied);
      };
      const OutputSensitivities above = with(p + h);
      const OutputSensitivities below = with(p - h);
      for (std::size_t o = 0; o < outputs.size(); ++o) {
        for (std::size_t k = 0; k < found.outputs[o].size(); ++k) {
          const std::complex<double> expected = (above.outputs[o][k] - below.outputs[o][k]) / (2 * h);
          EXPECT_LE(std::abs(found.of_outputs[o][v][k] - expected),
                    1e-6 * std::abs(expected) + 1e-8 * std::abs(found.outputs[o][k] / (p == 0 ? 1 : p)))
              << c.circuit.element_name(element) << " " << parameter << " number " << k;
        }
      }
    }
  };
  expect_differences(ac, [&](const Circuit& varied) { return ac_sensitivities(varied, outputs, f); });
  expect_differences(dc, [&](const Circuit& varied) { return dc_sensitivities(varied, outputs); });
}

TEST(OutputSensitivity, IsKnownToSourcesOfZero) {
  const Cards c = Cards().v("a", "0", 0).named("V1").r("a", "b", 1e3).r("b", "0", 3e3).i("0", "b", 0).named("I1");
  const OutputSensitivities found = dc_sensitivities(c.circuit, {{c.node("b"), ground}});
  EXPECT_DOUBLE_EQ(found.of_outputs[0][number(found, c.element("V1"))][0].real(), 0.75);
  EXPECT_DOUBLE_EQ(found.of_outputs[0][number(found, c.element("I1"))][0].real(), 750);
  EXPECT_EQ(found.of_outputs[0][number(found, 1)][0], 0.0) << "nothing flows";
}

TEST(OutputSensitivity, OfABalancedBridgeIsThereThoughItsOutputIsZero) {
  const Cards c = Cards().v("a", "0", 8).r("a", "b", 1e3).r("b", "0", 1e3).r("a", "d", 2e3).r("d", "0", 2e3);
  const OutputSensitivities found = dc_sensitivities(c.circuit, {{c.node("b"), c.node("d")}});
  EXPECT_EQ(found.outputs[0][0], 0.0);
  EXPECT_NEAR(found.of_outputs[0][number(found, 1)][0].real(), -8 / 4e3, 1e-17);
  EXPECT_NEAR(found.of_outputs[0][number(found, 4)][0].real(), -8 / 8e3, 1e-17);
}

TEST(OutputSensitivity, IsUndefinedWhereNothingFixesTheOutputAndZeroWhereAPartFloats) {
  const Cards c = Cards().v("a", "0", 1).r("a", "b", 1e3).r("b", "0", 1e3).r("x", "y", 50).c("x", "b", 1e-9);
  const OutputSensitivities found = dc_sensitivities(c.circuit, {{c.node("b"), ground}, {c.node("x"), ground}});
  EXPECT_EQ(found.of_outputs[0][number(found, 3)][0], 0.0) << "the floating resistor carries no current";
  EXPECT_NEAR(found.of_outputs[0][number(found, 1)][0].real(), -0.25e-3, 1e-18);
  EXPECT_TRUE(std::isnan(found.outputs[1][0].real()));
  EXPECT_TRUE(std::isnan(found.of_outputs[1][number(found, 1)][0].real()));
}

TEST(OutputSensitivity, OfSourcesInALoopIsThatOfNoneButTheirs) {
  // V1 and V2 agree; what becomes of the output if one of them changes alone, no equation says.
  const Cards c = Cards()
                      .v("a", "0", 5)
                      .named("V1")
                      .v("a", "0", 5)
                      .named("V2")
                      .r("a", "b", 1e3)
                      .r("b", "0", 3e3)
                      .v("z", "0", 1)
                      .named("V3");
  const OutputSensitivities found = dc_sensitivities(c.circuit, {{c.node("b"), ground}});
  EXPECT_TRUE(std::isnan(found.of_outputs[0][number(found, c.element("V1"))][0].real()));
  EXPECT_NEAR(found.of_outputs[0][number(found, 3)][0].real(), 5 * 1e3 / (4e3 * 4e3), 1e-17);
  EXPECT_EQ(found.of_outputs[0][number(found, c.element("V3"))][0], 0.0);
}

TEST(OutputSensitivity, OfWhatIsFarAwayCostsNoMoreThanOfTheRest) {
  Cards c;
  c.v("n0", "0", 0, 1);
  for (int k = 0; k < 3000; ++k) {
    const std::string left = "n" + std::to_string(k), right = "n" + std::to_string(k + 1);
    c.r(left, right, 1e3).c(right, "0", 1e-9);
  }
  const OutputSensitivities found = ac_sensitivities(c.circuit, {{c.node("n3"), ground}}, {1e6});
  EXPECT_EQ(found.counters.precise, 0U) << "what is 1e-300 of the rest needs no digits";
  const std::complex<double> s(0, 2 * pi * 1e6);
  const std::complex<double> half = std::sqrt(0.25 + 1.0 / (s * 1e-6));
  const std::complex<double> step = (half - 0.5) / (half + 0.5);  // of the voltage, from section to section
  EXPECT_NEAR(std::abs(found.outputs[0][0] / (step * step * step)), 1, 1e-12);
}

}  // namespace
}  // namespace ohmscope
