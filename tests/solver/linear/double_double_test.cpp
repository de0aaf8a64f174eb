#include "solver/linear/double_double.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "support/wide.hpp"

namespace ohmscope {
namespace {

using test::Wide;
using test::wide;
using test::WideComplex;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Numbers of 106 random bits, magnitudes from 1e-15 to 1e15, both signs.
class Numbers {
 public:
  DoubleDouble next() {
    const double hi = std::ldexp(unit() + 1, static_cast<int>(rng_() % 100) - 50);
    return {rng_() % 2 != 0 ? hi : -hi, hi * 0x1p-54 * unit()};
  }
  ComplexDD next_complex() { return {next(), next()}; }

 private:
  double unit() { return std::ldexp(static_cast<double>(rng_() >> 11U), -53); }
  std::mt19937_64 rng_{20261120};
};

double error(DoubleDouble x, const Wide& exact) {
  return Wide(abs(Wide(wide(x) - exact)) / abs(exact)).convert_to<double>();
}

TEST(DoubleDouble, ArithmeticKeepsThirtyOneDigits) {
  Numbers numbers;
  for (int k = 0; k < 2000; ++k) {
    const DoubleDouble a = numbers.next();
    const DoubleDouble b = numbers.next();
    EXPECT_LT(error(a + b, wide(a) + wide(b)), 1e-31);
    EXPECT_LT(error(a - b, wide(a) - wide(b)), 1e-31);
    EXPECT_LT(error(a * b, wide(a) * wide(b)), 1e-31);
    EXPECT_LT(error(a / b, wide(a) / wide(b)), 1e-31);
  }
}

TEST(DoubleDouble, SquareRootKeepsThirtyOneDigits) {
  Numbers numbers;
  for (int k = 0; k < 2000; ++k) {
    const DoubleDouble a = numbers.next();
    const DoubleDouble positive = a.hi < 0 ? -a : a;
    EXPECT_LT(error(sqrt(positive), sqrt(wide(positive))), 1e-31);
  }
  EXPECT_EQ(sqrt(DoubleDouble{4.0}), DoubleDouble{2.0}) << "k = 1 coupling needs perfect squares exact";
  EXPECT_EQ(sqrt(DoubleDouble{0.0}), DoubleDouble{0.0});
  EXPECT_EQ(sqrt(DoubleDouble{infinity}).hi, infinity);
}

TEST(DoubleDouble, SumsAndProductsOfDoublesAreExact) {
  const DoubleDouble sum = DoubleDouble{1e16} + DoubleDouble{1.0 / 3};
  EXPECT_EQ(wide(sum), Wide(1e16) + Wide(1.0 / 3));
  const DoubleDouble product = DoubleDouble{1.0 / 3} * DoubleDouble{1.0 / 7};
  EXPECT_EQ(wide(product), Wide(1.0 / 3) * Wide(1.0 / 7));
}

TEST(DoubleDouble, WhatIsAddedAndTakenAwayLeavesZeroExactly) {
  Numbers numbers;
  for (int k = 0; k < 100; ++k) {
    const DoubleDouble a = numbers.next();
    EXPECT_TRUE((a - a).is_zero());
    EXPECT_TRUE((a + (-a)).is_zero());
  }
  const DoubleDouble one_bit = (DoubleDouble{1.0} + DoubleDouble{0x1p-100}) - DoubleDouble{1.0};
  EXPECT_EQ(one_bit, DoubleDouble{0x1p-100}) << "a small conductance beside a large one is not lost";
}

TEST(DoubleDouble, OverflowIsInfiniteAndNeverNaN) {
  const DoubleDouble huge{1e300};
  EXPECT_EQ((huge * huge).hi, infinity);
  EXPECT_EQ((huge * huge).lo, 0.0);
  EXPECT_EQ((DoubleDouble{1.5e308} + DoubleDouble{1.5e308}).hi, infinity);
  EXPECT_EQ((DoubleDouble{infinity} + DoubleDouble{1.0}).hi, infinity);
  EXPECT_EQ((DoubleDouble{1.0} / DoubleDouble{0.0}).hi, infinity);
  EXPECT_EQ((DoubleDouble{1.0} / DoubleDouble{infinity}), DoubleDouble{0.0});
}

TEST(DoubleDouble, FormsWithoutValueAreNaN) {
  EXPECT_TRUE(std::isnan((DoubleDouble{infinity} - DoubleDouble{infinity}).hi));
  EXPECT_TRUE(std::isnan((DoubleDouble{0.0} / DoubleDouble{0.0}).hi));
  EXPECT_TRUE(std::isnan(sqrt(DoubleDouble{-1.0}).hi));
}

TEST(DoubleDouble, PiHasThirtyOneDigits) { EXPECT_LT(error(pi_dd, 4 * atan(Wide(1))), 1e-31); }

TEST(ComplexDD, ArithmeticKeepsThirtyDigits) {
  Numbers numbers;
  for (int k = 0; k < 2000; ++k) {
    const ComplexDD a = numbers.next_complex();
    const ComplexDD b = numbers.next_complex();
    EXPECT_LT(relative_error(WideComplex(a * b), WideComplex(a) * WideComplex(b)), 1e-30);
    EXPECT_LT(relative_error(WideComplex(a / b), WideComplex(a) / WideComplex(b)), 1e-30);
  }
}

TEST(ComplexDD, QuotientsOfExtremesNeitherOverflowNorVanish) {
  for (const double scale : {1e-300, 1e-160, 1.0, 1e160, 1e307}) {
    const ComplexDD b{3 * scale, 4 * scale};
    const ComplexDD quotient = ComplexDD{25.0} / b;
    const WideComplex exact = WideComplex(25.0) / WideComplex(b);
    EXPECT_LT(relative_error(quotient.to_complex(), exact), 1e-15) << scale;
    EXPECT_LT(relative_error((b / b).to_complex(), WideComplex(1.0)), 1e-15) << scale;
  }
}

TEST(ComplexDD, PartsOfVeryDifferentSizeBothSurviveAProduct) {
  const ComplexDD z = ComplexDD{1.0, 1e-25} * ComplexDD{1.0, 1e-25};
  EXPECT_DOUBLE_EQ(z.im.hi, 2e-25);
}

TEST(ComplexDD, DivisionByZeroIsNotFinite) {
  EXPECT_FALSE((ComplexDD{1.0} / ComplexDD{}).is_finite());
  EXPECT_FALSE((ComplexDD{} / ComplexDD{}).is_finite());
}

}  // namespace
}  // namespace ohmscope
