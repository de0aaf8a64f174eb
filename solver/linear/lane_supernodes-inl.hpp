// Factors by supernodes at several frequencies side by side, see lanes-inl.hpp.

#if defined(OHMSCOPE_SOLVER_LINEAR_LANE_SUPERNODES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef OHMSCOPE_SOLVER_LINEAR_LANE_SUPERNODES_INL
#undef OHMSCOPE_SOLVER_LINEAR_LANE_SUPERNODES_INL
#else
#define OHMSCOPE_SOLVER_LINEAR_LANE_SUPERNODES_INL
#endif

#include <algorithm>
#include <array>

#include "solver/linear/lane_array.hpp"
#include "solver/linear/lanes-inl.hpp"
#include "solver/linear/supernodes.hpp"

HWY_BEFORE_NAMESPACE();
namespace ohmscope::HWY_NAMESPACE {

/// Where the numbers of a part of a panel lie.
template <std::size_t m, std::size_t n>
using Tile = std::array<std::array<double*, n>, m>;

/// target[i][j] -= the sum over k < depth of x[i][k] y[j][k]: all of the factorisation's time.
template <std::size_t m, std::size_t n>
HWY_NOINLINE void subtract_tile(const double* x, const double* y, std::size_t row, std::size_t depth,
                                const Tile<m, n>& target) {
  const std::size_t number = complex_stride();
  Complex sum[m][n];
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < n; ++j) sum[i][j] = Complex::load(target[i][j]);
  }
  for (std::size_t k = 0; k < depth * number; k += number) {
    Complex factor[n];
    for (std::size_t j = 0; j < n; ++j) factor[j] = Complex::load(y + j * row + k);
    for (std::size_t i = 0; i < m; ++i) {
      const Complex a = Complex::load(x + i * row + k);
      for (std::size_t j = 0; j < n; ++j) sum[i][j] = subtract_product(sum[i][j], a, factor[j]);
    }
  }
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < n; ++j) sum[i][j].store(target[i][j]);
  }
}

/// L and U by supernodes, numbers of one factorisation a lane: A = L U with the pivots in L, left-looking, one panel
/// after the other. Where A is symmetric, U is L's transpose but for the pivots, and is not stored.
class LaneSupernodes {
 public:
  LaneSupernodes(LaneMemory& memory, const Supernodes& pattern)
      : pattern_(pattern),
        lower_(memory.lower),
        upper_(memory.upper),
        inverse_pivot_(pattern.size() * complex_stride()),
        position_(pattern.size()) {
    lower_.resize(pattern.panel.back() * complex_stride());
    upper_.resize(pattern.upper_panel.back() * complex_stride());
  }

  /// `entry(source)`: the matrix's entry of that number. A lane whose pivot vanishes ends in numbers that are not
  /// finite.
  template <class Entry>
  HWY_INLINE void factor(const Entry& entry) {
    for (std::size_t s = 0; s < pattern_.count(); ++s) {
      gather(pattern_.lower[s], panel(s), panel(s + 1), lower_, entry);
      gather(pattern_.upper[s], upper_panel(s), upper_panel(s + 1), upper_, entry);
      const auto rows = pattern_.rows[s];
      for (std::size_t i = 0; i < rows.size(); ++i) position_[at(rows[i])] = i;
      for (const Supernodes::Update& update : pattern_.updates[s]) absorb(update, s);
      eliminate(s);
    }
  }

  /// L U x = b in place for several right-hand sides; b and x by place.
  template <std::size_t count>
  void solve(const std::array<double*, count>& x) const {
    for (std::size_t s = 0; s < pattern_.count(); ++s) {
      if (!all_zero(s, x)) forward(s, x);
    }
    for (std::size_t s = pattern_.count(); s-- > 0;) backward(s, x);
  }

 private:
  static std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }
  static std::size_t number() { return complex_stride(); }

  /// Doubles of a panel's row.
  [[nodiscard]] std::size_t row_size(std::size_t s) const { return pattern_.width(s) * number(); }
  [[nodiscard]] std::size_t panel(std::size_t s) const { return pattern_.panel[s] * number(); }
  [[nodiscard]] std::size_t upper_panel(std::size_t s) const { return pattern_.upper_panel[s] * number(); }
  [[nodiscard]] const double* inverse_pivot(std::size_t s) const {
    return &inverse_pivot_[at(pattern_.first[s]) * number()];
  }

  template <class Entry>
  HWY_INLINE void gather(std::span<const Supernodes::Source> sources, std::size_t begin, std::size_t end,
                         RawLaneArray& panels, const Entry& entry) {
    std::fill(panels.data() + begin, panels.data() + end, 0.0);
    for (const Supernodes::Source& source : sources) entry(at(source.slot)).store(&panels[source.entry * number()]);
  }

  /// What an earlier supernode takes from this one.
  void absorb(const Supernodes::Update& update, std::size_t s) {
    const std::size_t from = at(update.from);
    subtract(from, {at(update.begin), at(update.end)}, {0, pattern_.width(from)}, s);
  }

  struct Range {
    std::size_t begin, end;
  };

  /// Columns `pivots` of panel `from`, rows from selected.begin on, act on those columns of panel `s` that the rows
  /// `selected` stand for.
  void subtract(std::size_t from, Range selected, Range pivots, std::size_t s) {
    const std::size_t start = panel(from) + selected.begin * row_size(from) + pivots.begin * number();
    const auto places = pattern_.rows[from].subspan(selected.begin);
    Product product{.x = &lower_[start],
                    .y = upper_rows(from, selected, pivots),
                    .row = row_size(from),
                    .depth = pivots.end - pivots.begin,
                    .places = places,
                    .columns = selected.end - selected.begin,
                    .target = lower_.data() + panel(s),
                    .supernode = s};
    subtract(product);
    if (pattern_.is_symmetric(s)) return;
    product.x = product.y;
    product.y = &lower_[start];
    product.target = upper_.data() + upper_panel(s);
    subtract(product);
  }

  /// Rows of a panel of U's transpose, the numbers of `pivots` of each.
  const double* upper_rows(std::size_t s, Range rows, Range pivots) {
    const std::size_t row = row_size(s);
    if (!pattern_.is_symmetric(s)) return &upper_[upper_panel(s) + rows.begin * row + pivots.begin * number()];
    scaled_.resize(std::max(scaled_.size(), (rows.end - rows.begin) * row));
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      const double* from = &lower_[panel(s) + i * row];
      double* to = &scaled_[(i - rows.begin) * row];
      for (std::size_t k = pivots.begin * number(); k < pivots.end * number(); k += number()) {
        (Complex::load(from + k) * Complex::load(inverse_pivot(s) + k)).store(to + k);
      }
    }
    return scaled_.data() + pivots.begin * number();
  }

  /// Rows x, `depth` numbers of each, times rows y, which are the first of the same places: what is taken from a panel.
  struct Product {
    const double* x;
    const double* y;
    std::size_t row;  ///< doubles from one to the next
    std::size_t depth;
    std::span<const std::int32_t> places;  ///< of x
    std::size_t columns;                   ///< rows of y
    double* target;
    std::size_t supernode;  ///< whose panel that is
  };

  /// By tiles, of which those above the diagonal are left out.
  void subtract(const Product& product) {
    constexpr std::size_t tall = HWY_MAX_BYTES >= 64 ? 4 : 2;  // as many sums as there are registers for
    std::size_t i = 0;
    for (; i + tall <= product.places.size(); i += tall) subtract_strip<tall>(product, i);
    for (; i < product.places.size(); ++i) subtract_strip<1>(product, i);
  }

  template <std::size_t m>
  void subtract_strip(const Product& product, std::size_t i) {
    const std::size_t end = std::min(product.columns, i + m);
    std::size_t j = 0;
    for (; j + 2 <= end; j += 2) subtract_one_tile<m, 2>(product, i, j);
    if (j < end) subtract_one_tile<m, 1>(product, i, j);
  }

  template <std::size_t m, std::size_t n>
  HWY_INLINE void subtract_one_tile(const Product& product, std::size_t i, std::size_t j) {
    Tile<m, n> tile;
    for (std::size_t k = 0; k < m; ++k) {
      double* row = product.target + position_[at(product.places[i + k])] * row_size(product.supernode);
      for (std::size_t l = 0; l < n; ++l) {
        tile[k][l] = row + at(product.places[j + l] - pattern_.first[product.supernode]) * number();
      }
    }
    subtract_tile<m, n>(product.x + i * product.row, product.y + j * product.row, product.row, product.depth, tile);
  }

  /// The pivots of a panel from which all earlier ones have been subtracted, two at a time.
  void eliminate(std::size_t s) {
    const std::size_t width = pattern_.width(s);
    for (std::size_t k = 0; k < width; k += 2) {
      if (k > 0) subtract(s, {k, std::min(k + 2, width)}, {0, k}, s);
      take_pivot(s, k);
      if (k + 1 == width) break;
      subtract(s, {k + 1, k + 2}, {k, k + 1}, s);
      take_pivot(s, k + 1);
    }
  }

  void take_pivot(std::size_t s, std::size_t k) {
    const std::size_t row = row_size(s);
    const Complex scale = inverse(Complex::load(&lower_[panel(s) + k * (row + number())]));
    scale.store(&inverse_pivot_[(at(pattern_.first[s]) + k) * number()]);
    if (pattern_.is_symmetric(s)) return;
    for (std::size_t i = k + 1; i < pattern_.rows[s].size(); ++i) {
      double* value = &upper_[upper_panel(s) + i * row + k * number()];
      (Complex::load(value) * scale).store(value);
    }
  }

  /// Whether right-hand sides are 0 so far, as that of a port is for all pivots that do not reach it.
  template <std::size_t count>
  [[nodiscard]] bool all_zero(std::size_t s, const std::array<double*, count>& x) const {
    for (const double* side : x) {
      const double* begin = side + at(pattern_.first[s]) * number();
      if (!std::all_of(begin, begin + row_size(s), [](double value) { return value == 0; })) return false;
    }
    return true;
  }

  /// L y = b: this supernode's y, then what they take from rows below.
  template <std::size_t count>
  void forward(std::size_t s, const std::array<double*, count>& x) const {
    const std::size_t width = pattern_.width(s);
    const auto rows = pattern_.rows[s];
    const std::size_t first = at(pattern_.first[s]) * number();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double* row = &lower_[panel(s) + i * row_size(s)];
      for (double* side : x) {
        double* target = side + at(rows[i]) * number();
        Complex sum = Complex::load(target);
        for (std::size_t k = 0; k < std::min(i, width) * number(); k += number()) {
          sum = subtract_product(sum, Complex::load(row + k), Complex::load(side + first + k));
        }
        if (i < width) sum = sum * Complex::load(inverse_pivot(s) + i * number());
        sum.store(target);
      }
    }
  }

  /// U x = y: from the last row to the first, each taken from the pivots above it.
  template <std::size_t count>
  void backward(std::size_t s, const std::array<double*, count>& x) const {
    const std::size_t width = pattern_.width(s);
    const auto rows = pattern_.rows[s];
    const bool symmetric = pattern_.is_symmetric(s);
    const double* panels = symmetric ? &lower_[panel(s)] : &upper_[upper_panel(s)];
    std::array<LaneArray, count> sums;
    for (LaneArray& sum : sums) sum.assign(row_size(s), 0);
    for (std::size_t i = rows.size(); i-- > 0;) {
      const double* row = panels + i * row_size(s);
      for (std::size_t c = 0; c < count; ++c) {
        double* target = x[c] + at(rows[i]) * number();
        Complex value = Complex::load(target);
        if (i < width) {
          const Complex sum = Complex::load(&sums[c][i * number()]);
          value = value - (symmetric ? sum * Complex::load(inverse_pivot(s) + i * number()) : sum);
          value.store(target);
        }
        for (std::size_t k = 0; k < std::min(i, width) * number(); k += number()) {
          double* sum = &sums[c][k];
          add_product(Complex::load(sum), Complex::load(row + k), value).store(sum);
        }
      }
    }
  }

  const Supernodes& pattern_;
  RawLaneArray &lower_, &upper_;
  LaneArray inverse_pivot_;
  std::vector<std::size_t> position_;  // by place: row in the panel at work
  LaneArray scaled_;
};

}  // namespace ohmscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
