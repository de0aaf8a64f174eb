#include "solver/linear/residue.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace ohmscope {
namespace {

Residue element(std::uint64_t seed) { return Residue::scrambled(seed); }

TEST(Residue, IsAField) {
  for (std::uint64_t k = 1; k < 500; ++k) {
    const Residue a = element(k);
    const Residue b = element(1000 + k);
    const Residue c = element(2000 + k);
    EXPECT_EQ(a + b, b + a);
    EXPECT_EQ(a * b, b * a);
    EXPECT_EQ((a + b) + c, a + (b + c));
    EXPECT_EQ((a * b) * c, a * (b * c));
    EXPECT_EQ(a * (b + c), a * b + a * c);
    EXPECT_TRUE((a - a).is_zero());
    EXPECT_EQ(a / b * b, a);
    EXPECT_EQ(a * Residue::one(), a);
    EXPECT_EQ(-a, Residue{} - a);
  }
}

TEST(Residue, WholeNumbersKeepTheirArithmetic) {
  for (const double a : {0.0, 1.0, -1.0, 3.0, 1e9, -123456789.0, 9007199254740991.0}) {
    for (const double b : {1.0, -2.0, 7.0, 65536.0}) {
      EXPECT_EQ(Residue(a) + Residue(b), Residue(DoubleDouble{a} + DoubleDouble{b}));
      EXPECT_EQ(Residue(a) - Residue(b), Residue(DoubleDouble{a} - DoubleDouble{b}));
      EXPECT_EQ(Residue(a) * Residue(b), Residue(DoubleDouble{a} * DoubleDouble{b}));
    }
  }
}

TEST(Residue, EveryDoubleIsMappedExactlyDenormalsIncluded) {
  const double least = std::numeric_limits<double>::denorm_min();
  EXPECT_FALSE(Residue(least).is_zero());
  EXPECT_EQ(Residue(least) + Residue(least), Residue(2 * least));
  EXPECT_EQ(Residue(3 * least) * Residue(0x1p+1000), Residue(3 * 0x1p-74));
  EXPECT_EQ(Residue(std::numeric_limits<double>::max()),
            (Residue(0x1p53) - Residue::one()) * Residue(0x1p485) * Residue(0x1p486));
  EXPECT_EQ(Residue(0.1) * Residue(0x1p55), Residue(0.1 * 0x1p55));
  EXPECT_EQ(Residue(-0.0), Residue{});
  EXPECT_TRUE(Residue(0.0).is_zero());
}

TEST(Residue, RandomProductsOfDoublesAreExact) {
  std::mt19937_64 rng(7);
  for (int k = 0; k < 1000; ++k) {
    const auto next = [&] {
      return std::ldexp(static_cast<double>(rng() >> 11U), static_cast<int>(rng() % 200) - 100);
    };
    const double a = next();
    const double b = next();
    EXPECT_EQ(Residue(a) * Residue(b), Residue(detail::two_product(a, b)));
    EXPECT_EQ(Residue(a) + Residue(b), Residue(detail::two_sum(a, b)));
  }
}

TEST(Residue, TheImaginaryUnitSquaresToMinusOne) {
  const Residue i(ComplexDD{0.0, 1.0});
  EXPECT_EQ(i * i, -Residue::one());
  const Residue z(ComplexDD{3.0, 4.0});
  const Residue conjugate(ComplexDD{3.0, -4.0});
  EXPECT_EQ(z * conjugate, Residue(25.0));
  EXPECT_EQ(Residue(ComplexDD{7.0, 1.0}), z * Residue(ComplexDD{1.0, -1.0}));
}

TEST(Residue, WhatCancelsExactlyIsZeroAndNothingElse) {
  EXPECT_TRUE((Residue(0.5) + Residue(0.25) - Residue(0.75)).is_zero());
  EXPECT_FALSE((Residue(0.1) + Residue(0.2) - Residue(0.3)).is_zero()) << "as doubles 0.1 + 0.2 is not 0.3";
  EXPECT_FALSE((Residue(1e300) + Residue(1e-300) - Residue(1e300)).is_zero());
  EXPECT_TRUE((Residue(1e300) + Residue(1e-300) - Residue(1e300) - Residue(1e-300)).is_zero());
}

TEST(Residue, BothHalvesOfADoubleDoubleCount) {
  const DoubleDouble third = DoubleDouble{1.0} / 3.0;
  EXPECT_EQ(Residue(third), Residue(third.hi) + Residue(third.lo));
  EXPECT_NE(Residue(third), Residue(third.hi));
}

Residue power(Residue base, std::uint64_t exponent) {
  Residue result = Residue::one();
  for (; exponent != 0; exponent >>= 1U, base = base * base) {
    if ((exponent & 1U) != 0) result = result * base;
  }
  return result;
}

TEST(Residue, PowersAndQuotientsFollowFermat) {
  constexpr std::uint64_t prime = 3141592653589793281U;
  std::vector<Residue> samples{Residue::one(), -Residue::one(), Residue(12345.0), Residue(2.0), Residue(0.5)};
  for (std::uint64_t k = 0; k < 1000; ++k) samples.push_back(element(k));
  for (const Residue a : samples) {
    EXPECT_EQ(power(a, prime - 1), Residue::one());
    EXPECT_EQ(Residue::one() / a, power(a, prime - 2));
  }
}

TEST(Residue, TheSmallestDoublesAreMultiplesOfOneAnother) {
  const double least = std::numeric_limits<double>::denorm_min();
  const double normal = std::numeric_limits<double>::min();
  EXPECT_EQ(Residue(3 * least), Residue(3.0) * Residue(least));
  EXPECT_EQ(Residue(-normal), -Residue(normal));
  EXPECT_EQ(Residue(normal), Residue(normal - least) + Residue(least));
  EXPECT_EQ(Residue(std::numeric_limits<double>::max()),
            Residue(std::numeric_limits<double>::max() / 4) * Residue(4.0));
}

TEST(Residue, ScrambledElementsAreFixedAndDiffer) {
  EXPECT_EQ(element(42), element(42));
  for (std::uint64_t k = 0; k < 1000; ++k) {
    EXPECT_FALSE(element(k).is_zero());
    EXPECT_NE(element(k), element(k + 1));
  }
}

}  // namespace
}  // namespace ohmscope
