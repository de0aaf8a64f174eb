#include "solver/analyses/nport.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <numbers>

#include "support/circuits.hpp"

namespace ohmscope {
namespace {

using test::Cards;
using test::inf;
using Complex = std::complex<double>;
using Matrix = Eigen::MatrixXcd;

constexpr Complex j{0, 1};
const double nan = std::nan("");

std::vector<NetworkPort> ports_of(const Cards& c, const std::vector<Complex>& z0) {
  const char* names[] = {"a", "b", "c", "d"};
  std::vector<NetworkPort> ports;
  for (std::size_t k = 0; k < z0.size(); ++k) ports.push_back({c.node(names[k]), ground, z0[k]});
  return ports;
}

/// At one frequency, entries in rows; infinite ones are inf, undefined ones NaN.
std::vector<Complex> entries(const Cards& c, NetworkMatrix matrix, double frequency = 0,
                             const std::vector<Complex>& z0 = {50, 50}) {
  std::vector<Complex> values;
  for (const auto& entry : network_matrix(c.circuit, ports_of(c, z0), matrix, {frequency}).values)
    values.push_back(entry[0].value());
  return values;
}

void expect_same(const std::vector<Complex>& found, const std::vector<Complex>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t k = 0; k < found.size(); ++k) {
    if (std::isnan(expected[k].real())) {
      EXPECT_TRUE(std::isnan(found[k].real())) << k << ": " << found[k];
    } else if (std::isinf(expected[k].real())) {
      EXPECT_TRUE(std::isinf(found[k].real())) << k << ": " << found[k];
    } else if (expected[k] == 0.0) {
      EXPECT_EQ(found[k], 0.0) << k;
    } else {
      EXPECT_LE(std::abs(found[k] - expected[k]), 1e-14 * std::abs(expected[k])) << k << ": " << found[k];
    }
  }
}

TEST(NPort, ALoneSeriesElementHasAllMatricesButZ) {
  const Cards c = Cards().r("a", "b", 30);
  expect_same(entries(c, NetworkMatrix::s), {30. / 130, 100. / 130, 100. / 130, 30. / 130});
  expect_same(entries(c, NetworkMatrix::y), {1. / 30, -1. / 30, -1. / 30, 1. / 30});
  expect_same(entries(c, NetworkMatrix::h), {30, 1, -1, 0});
  expect_same(entries(c, NetworkMatrix::g), {0, -1, 1, 30});
  expect_same(entries(c, NetworkMatrix::abcd), {1, 30, 0, 1});
  expect_same(entries(c, NetworkMatrix::z), {inf, inf, inf, inf});
}

TEST(NPort, ALoneShuntElementHasAllMatricesButY) {
  const Cards c = Cards().r("a", "b", 0).r("a", "0", 25);
  expect_same(entries(c, NetworkMatrix::s), {-0.5, 0.5, 0.5, -0.5});
  expect_same(entries(c, NetworkMatrix::z), {25, 25, 25, 25});
  expect_same(entries(c, NetworkMatrix::h), {0, 1, -1, 0.04});
  expect_same(entries(c, NetworkMatrix::abcd), {1, 0, 0.04, 1});
  expect_same(entries(c, NetworkMatrix::y), {inf, inf, inf, inf});
}

TEST(NPort, AThroughHasNeitherZNorYAndReflectsNothingIfMatched) {
  const Cards c = Cards().r("a", "b", 0);
  expect_same(entries(c, NetworkMatrix::s), {0, 1, 1, 0});
  expect_same(entries(c, NetworkMatrix::z), {inf, inf, inf, inf});
  expect_same(entries(c, NetworkMatrix::y), {inf, inf, inf, inf});
  expect_same(entries(c, NetworkMatrix::abcd), {1, 0, 0, 1});
  const double through = 2 * std::sqrt(50. * 75) / 125;
  expect_same(entries(c, NetworkMatrix::s, 0, {50, 75}), {0.2, through, through, -0.2});
}

TEST(NPort, OneAndThreePortsAreFine) {
  expect_same(entries(Cards().r("a", "0", 150), NetworkMatrix::s, 0, {50}), {0.5});
  expect_same(entries(Cards().r("a", "0", 150), NetworkMatrix::y, 0, {50}), {1. / 150});
  const Cards splitter = Cards().r("a", "m", 16).r("b", "m", 16).r("c", "m", 16);
  expect_same(entries(splitter, NetworkMatrix::s, 0, {48, 48, 48}), {0, .5, .5, .5, 0, .5, .5, .5, 0});
}

TEST(NPort, ACapacitorIsOpenAtZeroHertz) {
  const Cards c = Cards().c("a", "b", 1e-9);
  expect_same(entries(c, NetworkMatrix::s), {1, 0, 0, 1});
  expect_same(entries(c, NetworkMatrix::y), {0, 0, 0, 0});
  expect_same(entries(c, NetworkMatrix::abcd), {nan, inf, 0, nan});
  const Complex z = 1. / (2 * std::numbers::pi * 1e6 * 1e-9 * j);
  expect_same(entries(c, NetworkMatrix::abcd, 1e6), {1, z, 0, 1});
}

TEST(NPort, WhereAMatrixDoesNotExistEachOfItsEntriesIsJudgedForItself) {
  const Cards c = Cards().r("b", "0", 25).c("a", "x", 1).c("x", "0", 1);  // port 1 open
  expect_same(entries(c, NetworkMatrix::z), {inf, nan, nan, 25});
  expect_same(entries(c, NetworkMatrix::y), {0, 0, 0, 0.04});
  expect_same(entries(c, NetworkMatrix::s), {1, 0, 0, -1. / 3});
}

TEST(NPort, AnIdealAmplifierIsUnilateral) {
  const Cards c = Cards().r("a", "0", 50).e("b", "0", "a", "0", 10);
  expect_same(entries(c, NetworkMatrix::s), {0, 0, 10, -1});
  expect_same(entries(c, NetworkMatrix::z), {50, 0, 500, 0});
  expect_same(entries(c, NetworkMatrix::abcd), {0.1, 0, 0.002, 0});
  expect_same(entries(c, NetworkMatrix::y), {nan, nan, inf, inf});
}

TEST(NPort, AnIdealTransformerBetweenItsOwnReferencesLetsAllThrough) {
  const Cards c = Cards().transformer("a", "0", "b", "0", 2);
  expect_same(entries(c, NetworkMatrix::s, 0, {200, 50}), {0, 1, 1, 0});
  expect_same(entries(c, NetworkMatrix::abcd), {2, 0, 0, 0.5});
}

TEST(NPort, SourcesWithinAreZeroed) {
  const Cards c = Cards().r("a", "m", 10).v("m", "n", 5, 1).r("n", "b", 20).i("m", "0", 1, 1);
  expect_same(entries(c, NetworkMatrix::y), {1. / 30, -1. / 30, -1. / 30, 1. / 30});
}

TEST(NPort, PortsNeedNoGround) {
  Cards c = Cards().transformer("a", "b", "c", "d", 3).r("c", "d", 5);
  const std::vector<NetworkPort> ports{{c.node("a"), c.node("b"), 45.0}};
  expect_same({network_matrix(c.circuit, ports, NetworkMatrix::z, {0.0}).values[0][0].value()}, {45});
  expect_same({network_matrix(c.circuit, ports, NetworkMatrix::s, {0.0}).values[0][0].value()}, {0});
}

TEST(NPort, WavesOfComplexReferencesAreThoseOfPower) {
  const Complex z0 = 50. + 20. * j;
  const Complex matched = std::conj(z0);
  const double omega = 2 * std::numbers::pi * 1e6;
  const Cards c = Cards().r("a", "m", 50).c("m", "0", 1 / (20 * omega));
  const Complex s = entries(c, NetworkMatrix::s, 1e6, {z0})[0];
  EXPECT_LE(std::abs(s), 1e-15) << "all power goes into " << matched;
  expect_same(entries(Cards().r("a", "0", 100), NetworkMatrix::s, 1, {z0}), {(100. - std::conj(z0)) / (100. + z0)});
}

TEST(NPort, ExtremeValuesKeepTheirDigits) {
  const Cards c = Cards().r("a", "b", 1e-6).r("b", "0", 1e15);
  const double R = 1e15;
  expect_same(entries(c, NetworkMatrix::z), {R + 1e-6, R, R, R});
  expect_same(entries(c, NetworkMatrix::abcd), {1, 1e-6, 1e-15, 1});
}

/// Some four-port with gain: S is (F (Z - Z0*) (Z + Z0)^-1 F^-1) with F = diag(1 / (2 sqrt Re Z0)).
TEST(NPort, AllMatricesOfAnyCircuitAreOneNetwork) {
  const Cards c = Cards()
                      .r("a", "x", 12)
                      .c("x", "b", 3e-12)
                      .l("x", "y", 4e-9)
                      .r("y", "c", 33)
                      .g("c", "0", "x", "0", 0.02)
                      .r("y", "0", 470)
                      .c("c", "d", 1e-12)
                      .l("d", "0", 2e-8)
                      .r("b", "d", 81);
  const std::vector<Complex> z0{50, 75. + 10. * j, 20, 100. - 60. * j};
  const auto matrix = [&](NetworkMatrix which) {
    const auto values = entries(c, which, 1e9, z0);
    return Matrix(Eigen::Map<const Eigen::Matrix<Complex, 4, 4, Eigen::RowMajor>>(values.data()));
  };
  const Matrix Z = matrix(NetworkMatrix::z);
  EXPECT_LE((matrix(NetworkMatrix::y) * Z - Matrix::Identity(4, 4)).norm(), 1e-12);
  Matrix Z0 = Matrix::Zero(4, 4);
  Matrix F = Matrix::Zero(4, 4);
  for (int k = 0; k < 4; ++k) {
    Z0(k, k) = z0[static_cast<std::size_t>(k)];
    F(k, k) = 1 / (2 * std::sqrt(Z0(k, k).real()));
  }
  const Matrix S = F * (Z - Z0.conjugate()) * (Z + Z0).inverse() * F.inverse();
  EXPECT_LE((matrix(NetworkMatrix::s) - S).norm(), 1e-12);
}

TEST(NPort, TerminatedImpedanceIsThatOfTheOtherPortsLoaded) {
  const Cards c = Cards().r("a", "b", 30).c("b", "0", 1e-9);
  const auto ports = ports_of(c, {50, 75});
  expect_same({terminated_impedance(c.circuit, ports, 0, {0})[0].value()}, {105});
  expect_same({terminated_impedance(c.circuit, ports, 1, {0})[0].value()}, {80});
  const Cards open = Cards().c("a", "b", 1e-9);
  expect_same({terminated_impedance(open.circuit, ports_of(open, {50, 75}), 0, {0})[0].value()}, {inf});
}

TEST(NPort, ReciprocalAndPassiveAreTold) {
  const auto told = [](const Cards& c, const std::vector<double>& frequencies) {
    const auto s = network_matrix(c.circuit, ports_of(c, {50, 75}), NetworkMatrix::s, frequencies);
    return std::pair(is_reciprocal(s), is_passive(s));
  };
  EXPECT_EQ(told(Cards().r("a", "b", 30), {0}), std::pair(true, true));
  EXPECT_EQ(told(Cards().l("a", "b", 1e-6).c("b", "0", 1e-9), {0, 1e6, 1e7}), std::pair(true, true));
  EXPECT_EQ(told(Cards().r("a", "b", -30), {0}), std::pair(true, false));
  EXPECT_EQ(told(Cards().r("a", "0", 50).e("b", "0", "a", "0", 10), {0}), std::pair(false, false));
  EXPECT_EQ(told(Cards().g("a", "0", "b", "0", 0.1).g("0", "b", "a", "0", 0.1), {0}), std::pair(false, true))
      << "a gyrator";
}

}  // namespace
}  // namespace ohmscope
