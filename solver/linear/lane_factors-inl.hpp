// Factors of one pattern at several frequencies side by side, see lanes-inl.hpp.

#if defined(OHMSCOPE_SOLVER_LINEAR_LANE_FACTORS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef OHMSCOPE_SOLVER_LINEAR_LANE_FACTORS_INL
#undef OHMSCOPE_SOLVER_LINEAR_LANE_FACTORS_INL
#else
#define OHMSCOPE_SOLVER_LINEAR_LANE_FACTORS_INL
#endif

#include <array>

#include "solver/linear/lane_array.hpp"
#include "solver/linear/lanes-inl.hpp"
#include "solver/linear/lu_pattern.hpp"

HWY_BEFORE_NAMESPACE();
namespace ohmscope::HWY_NAMESPACE {

/// L and U by their pattern, numbers of one factorisation a lane. Left-looking, one column after the other.
class LaneFactors {
 public:
  LaneFactors(LaneMemory& memory, const LuPattern& pattern)
      : pattern_(pattern),
        lower_(memory.lower),
        upper_(memory.upper),
        inverse_pivot_(memory.inverse_pivot),
        column_(memory.column) {
    inverse_pivot_.resize(pattern.size() * stride());
    column_.resize(pattern.size() * stride());
    lower_.resize(pattern.lower_row.size() * stride());
    upper_.resize(pattern.upper_row.size() * stride());
  }

  /// `entry(source)`: the matrix's entry of that number. A lane whose pivot vanishes ends in numbers that are not
  /// finite.
  template <class Entry>
  HWY_INLINE void factor(const Entry& entry) {
    for (std::size_t j = 0; j < pattern_.size(); ++j) {
      gather(j, entry);
      for (std::size_t p = pattern_.upper_begin[j]; p < pattern_.upper_begin[j + 1]; ++p) {
        const auto k = static_cast<std::size_t>(pattern_.upper_row[p]);
        const Complex u = Complex::load(&column_[k * stride()]);
        u.store(&upper_[p * stride()]);
        for (std::size_t q = pattern_.lower_begin[k]; q < pattern_.lower_begin[k + 1]; ++q) {
          double* target = &column_[row(q) * stride()];
          subtract_product(Complex::load(target), Complex::load(&lower_[q * stride()]), u).store(target);
        }
      }
      const Complex scale = inverse(Complex::load(&column_[j * stride()]));
      scale.store(&inverse_pivot_[j * stride()]);
      for (std::size_t q = pattern_.lower_begin[j]; q < pattern_.lower_begin[j + 1]; ++q) {
        (Complex::load(&column_[row(q) * stride()]) * scale).store(&lower_[q * stride()]);
      }
    }
  }

  /// L U x = b in place for several right-hand sides; b and x by place.
  template <std::size_t count>
  HWY_INLINE void solve(const std::array<double*, count>& x) const {
    for (std::size_t j = 0; j < pattern_.size(); ++j) {
      for (std::size_t q = pattern_.lower_begin[j]; q < pattern_.lower_begin[j + 1]; ++q) {
        const Complex l = Complex::load(&lower_[q * stride()]);
        for (double* side : x) {
          double* target = side + row(q) * stride();
          subtract_product(Complex::load(target), l, Complex::load(side + j * stride())).store(target);
        }
      }
    }
    for (std::size_t j = pattern_.size(); j-- > 0;) {
      for (double* side : x) {
        double* value = side + j * stride();
        (Complex::load(value) * Complex::load(&inverse_pivot_[j * stride()])).store(value);
      }
      for (std::size_t p = pattern_.upper_begin[j]; p < pattern_.upper_begin[j + 1]; ++p) {
        const Complex u = Complex::load(&upper_[p * stride()]);
        for (double* side : x) {
          double* target = side + static_cast<std::size_t>(pattern_.upper_row[p]) * stride();
          subtract_product(Complex::load(target), u, Complex::load(side + j * stride())).store(target);
        }
      }
    }
  }

 private:
  static std::size_t stride() { return complex_stride(); }
  [[nodiscard]] std::size_t row(std::size_t q) const { return static_cast<std::size_t>(pattern_.lower_row[q]); }

  /// Entries of A in the working column, 0 where there will be fill-in.
  template <class Entry>
  HWY_INLINE void gather(std::size_t j, const Entry& entry) {
    const auto put = [&](std::size_t place, std::int32_t source) {
      (source < 0 ? Complex::zero() : entry(static_cast<std::size_t>(source))).store(&column_[place * stride()]);
    };
    for (std::size_t p = pattern_.upper_begin[j]; p < pattern_.upper_begin[j + 1]; ++p) {
      put(static_cast<std::size_t>(pattern_.upper_row[p]), pattern_.upper_source[p]);
    }
    put(j, pattern_.diagonal_source[j]);
    for (std::size_t q = pattern_.lower_begin[j]; q < pattern_.lower_begin[j + 1]; ++q) {
      put(row(q), pattern_.lower_source[q]);
    }
  }

  const LuPattern& pattern_;
  RawLaneArray &lower_, &upper_, &inverse_pivot_, &column_;
};

}  // namespace ohmscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
