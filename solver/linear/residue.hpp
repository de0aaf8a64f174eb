#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <utility>

#include "solver/linear/double_double.hpp"

namespace ohmscope {

/// An integer modulo the prime p = 3141592653589793281, kept in Montgomery form.
///
/// Every double is a whole number times a power of two, and -1 has a square root modulo p, so complex numbers made of
/// doubles map into this field, and the map respects + - * /. Whatever cancels exactly in the circuit's equations
/// cancels exactly here; what does not cancel meets 0 with a chance of about n / p only (Schwartz, J. ACM 27 (1980)).
/// That makes rank, exact zeros and exact infinities a matter of arithmetic without tolerances.
class Residue {
 public:
  constexpr Residue() = default;
  explicit Residue(double value) : Residue(from_double(value)) {}
  explicit Residue(DoubleDouble value) : Residue(from_double(value.hi) + from_double(value.lo)) {}
  explicit Residue(const ComplexDD& value) : Residue(Residue(value.re) + root_of_minus_one() * Residue(value.im)) {}
  static constexpr Residue one() { return raw(one_); }
  /// An arbitrary element; equal seeds give equal elements.
  static constexpr Residue scrambled(std::uint64_t seed) {
    seed = (seed + 0x9e3779b97f4a7c15U) * 0xbf58476d1ce4e5b9U;
    seed = (seed ^ (seed >> 29U)) * 0x94d049bb133111ebU;
    return raw((seed ^ (seed >> 32U)) % prime_);
  }

  [[nodiscard]] constexpr bool is_zero() const { return value_ == 0; }
  constexpr bool operator==(const Residue&) const = default;
  /// Bits that look random, equal for equal residues.
  [[nodiscard]] constexpr std::uint64_t bits() const { return value_; }

  friend constexpr Residue operator+(Residue a, Residue b) {
    const std::uint64_t sum = a.value_ + b.value_;
    return raw(sum >= prime_ ? sum - prime_ : sum);
  }
  friend constexpr Residue operator-(Residue a) { return raw(a.value_ == 0 ? 0 : prime_ - a.value_); }
  friend constexpr Residue operator-(Residue a, Residue b) { return a + (-b); }
  friend constexpr Residue operator*(Residue a, Residue b) { return raw(reduce(Wide{a.value_} * b.value_)); }
  /// The divisor is not zero.
  friend constexpr Residue operator/(Residue a, Residue b) { return a * b.inverse(); }
  constexpr Residue& operator+=(Residue b) { return *this = *this + b; }
  constexpr Residue& operator-=(Residue b) { return *this = *this - b; }

  /// By Euclid: each remainder is this one's value times its factor, modulo p, and the last is 1. Of 0 it is 0.
  [[nodiscard]] constexpr Residue inverse() const {
    std::uint64_t before = prime_;
    std::uint64_t remainder = value_;
    std::int64_t factor_before = 0;  // at most p, whatever the sign
    std::int64_t factor = value_ == 0 ? 0 : 1;
    while (remainder > 1) {
      const std::uint64_t quotient = before / remainder;
      before = std::exchange(remainder, before - quotient * remainder);
      factor_before = std::exchange(factor, factor_before - static_cast<std::int64_t>(quotient) * factor);
    }
    const auto positive = static_cast<std::uint64_t>(factor < 0 ? factor + static_cast<std::int64_t>(prime_) : factor);
    return raw(reduce(Wide{positive} * cube_));  // 1 / (a 2^64) becomes 2^64 / a
  }

 private:
  __extension__ using Wide = unsigned __int128;
  static constexpr std::uint64_t prime_ = 3141592653589793281U;
  static constexpr std::uint64_t minus_inverse_ = 15928319345555294719U;  // -1/p modulo 2^64
  static constexpr std::uint64_t one_ = 2738780805760585211U;             // 2^64 modulo p
  static constexpr std::uint64_t square_ = 965207284296812476U;           // 2^128 modulo p
  static constexpr std::uint64_t cube_ = 540813424000717094U;             // 2^192 modulo p

  static constexpr Residue raw(std::uint64_t value) {
    Residue result;
    result.value_ = value;
    return result;
  }
  static constexpr std::uint64_t reduce(Wide t) {
    const std::uint64_t m = static_cast<std::uint64_t>(t) * minus_inverse_;
    const auto result = static_cast<std::uint64_t>((t + Wide{m} * prime_) >> 64U);
    return result >= prime_ ? result - prime_ : result;
  }
  static constexpr Residue from_integer(std::uint64_t value) { return raw(reduce(Wide{value} * square_)); }
  static constexpr Residue root_of_minus_one() { return from_integer(1105531414503413131U); }

  static constexpr int lowest_exponent_ = -1130;  // below that of the smallest double's 53-bit mantissa
  static constexpr int highest_exponent_ = 1024;
  using Powers = std::array<Residue, highest_exponent_ - lowest_exponent_ + 1>;
  static Residue power_of_two(int exponent) {
    static const Powers powers = [] {
      Powers table;
      table[-lowest_exponent_] = one();
      const Residue two = one() + one();
      const Residue half = one() / two;
      for (int e = -1; e >= lowest_exponent_; --e) at(table, e) = at(table, e + 1) * half;
      for (int e = 1; e <= highest_exponent_; ++e) at(table, e) = at(table, e - 1) * two;
      return table;
    }();
    return powers[static_cast<std::size_t>(exponent - lowest_exponent_)];
  }
  static Residue& at(Powers& table, int exponent) {
    return table[static_cast<std::size_t>(exponent - lowest_exponent_)];
  }
  static Residue from_double(double value) {
    if (value == 0) return {};
    if (!std::isfinite(value)) return scrambled(0);                 // what overflowed cancels with nothing
    constexpr std::uint64_t leading_bit = std::uint64_t{1} << 52U;  // not stored, but in the smallest numbers 0
    const auto bits = std::bit_cast<std::uint64_t>(std::fabs(value));
    const auto exponent = static_cast<int>(bits >> 52U);
    const std::uint64_t mantissa = bits % leading_bit + (exponent == 0 ? 0 : leading_bit);
    const Residue magnitude = from_integer(mantissa) * power_of_two(std::max(exponent, 1) - 1075);
    return value < 0 ? -magnitude : magnitude;
  }

  std::uint64_t value_ = 0;
};

/// How fit a value other than 0 is as a pivot: in a field without rounding all are equal.
inline int pivot_weight(Residue /*value*/) { return 0; }

}  // namespace ohmscope
