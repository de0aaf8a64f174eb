#include "solver/analyses/pencil_roots.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "solver/analyses/root_guesses.hpp"

namespace ohmscope {

namespace {

using Complex = std::complex<double>;

/// A root moves no further if the next step would be smaller than that, relative to it. Steps converge quadratically:
/// the next is about the square of this one over the distance to the nearest other root.
constexpr double next_step = 1e-15;
/// By how much of itself a root may move when every summand is changed in its 98th bit.
constexpr double tolerable_move = 1e-11;
constexpr double last_bits = 0x1p-98;
constexpr int most_sweeps = 60;
constexpr int sweeps_before_shaking = 10;
constexpr double most_shaking = 1e-2;  // relative
/// Roots that more digits have to tell apart, and are so close relative to their size, are looked for as one first: if
/// they are the same to 11 digits it does not matter which is which.
constexpr double close = 1e-5;
/// Real or imaginary parts below that, of the other one, are 0: the values' last bits move them further.
constexpr double nothing = 1e-18;

ComplexDD conjugate(const ComplexDD& s) { return {s.re, -s.im}; }

struct Root {
  ComplexDD s;
  double multiplicity = 1;
  bool is_pair = false;  ///< stands for its conjugate too
  bool is_settled = false;
  double last_step = HUGE_VAL;
};

class RootFinder {
 public:
  RootFinder(const MatrixPencil& pencil, const ResiduePolynomial& characteristic, const std::function<void()>& told)
      : pencil_(pencil), told_(told), zeros_(roots_at_zero(characteristic)) {
    if (zeros_ + 1 < characteristic.size()) counts_ = multiplicities(characteristic);
    const std::size_t others = characteristic.size() - 1 - zeros_;
    if (others > 0) start(root_guesses(pencil, others, zeros_));
  }

  RootFinder(const MatrixPencil& pencil, std::size_t zeros, const std::vector<Complex>& guesses,
             const std::function<void()>& told)
      : pencil_(pencil), told_(told), zeros_(zeros), counts_{guesses.size()} {
    start(guesses);
  }

  PencilRoots run() {
    const std::size_t simple = counts_.empty() ? 0 : counts_.front();
    for (int sweep = 1; sweep <= most_sweeps && settled() < simple; ++sweep) {
      improve([&](const ComplexDD& s) { return pencil_.log_derivative(s); });
      if (sweep % sweeps_before_shaking == 0) shake(sweep);
    }
    doubt();
    gather();
    for (int sweep = 1; sweep <= most_sweeps && !all_settled(); ++sweep) {
      improve([&](const ComplexDD& s) { return pencil_.precise_log_derivative(s); });
      if (sweep % sweeps_before_shaking == 0) shake(sweep);
    }
    return {finished(), all_settled()};
  }

 private:
  void start(const std::vector<Complex>& guesses) {
    for (std::size_t k = 0; k < guesses.size(); ++k) {
      const bool is_pair = k + 1 < guesses.size() && guesses[k].imag() != 0 && guesses[k + 1] == std::conj(guesses[k]);
      roots_.push_back({ComplexDD(guesses[k]), 1, is_pair});
      if (is_pair) ++k;
    }
  }

  [[nodiscard]] std::size_t settled() const {
    std::size_t count = 0;
    for (const Root& root : roots_) count += root.is_settled ? (root.is_pair ? 2U : 1U) : 0U;
    return count;
  }
  [[nodiscard]] bool all_settled() const {
    return std::all_of(roots_.begin(), roots_.end(), [](const Root& root) { return root.is_settled; });
  }
  [[nodiscard]] std::vector<std::size_t> unsettled() const {
    std::vector<std::size_t> open;
    for (std::size_t k = 0; k < roots_.size(); ++k) {
      if (!roots_[k].is_settled) open.push_back(k);
    }
    return open;
  }

  struct Others {
    Complex sum;      ///< what they add to D'/D
    double distance;  ///< of the nearest
  };
  [[nodiscard]] Others others_of(std::size_t k) const {
    const ComplexDD& s = roots_[k].s;
    Others others{zeros_ == 0 ? Complex{} : static_cast<double>(zeros_) / s.to_complex(), abs(s)};
    const auto add = [&](const ComplexDD& other, double multiplicity) {
      const Complex distance = (s - other).to_complex();
      others.distance = std::fmin(others.distance, std::abs(distance));
      if (distance != 0.0) others.sum += multiplicity / distance;
    };
    for (std::size_t j = 0; j < roots_.size(); ++j) {
      if (j != k) add(roots_[j].s, roots_[j].multiplicity);
      if (roots_[j].is_pair) add(conjugate(roots_[j].s), roots_[j].multiplicity);
    }
    return others;
  }

  struct Step {
    Complex length = 0;  ///< how far the root is to go
    bool is_last = true;
  };
  [[nodiscard]] Step step(std::size_t k, const std::optional<ComplexDD>& slope) const {
    if (!slope) return {};
    const Root& root = roots_[k];
    const Others others = others_of(k);
    const Complex rest = slope->to_complex() - others.sum;
    if (rest == 0.0) return {HUGE_VAL, false};
    const Complex length = root.multiplicity / rest;
    const double size = std::abs(length);
    const double next = size * std::fmin(1, size / others.distance);
    return {length, root.multiplicity > 1 ? size <= tolerable_move * abs(root.s) : next <= next_step * abs(root.s)};
  }

  /// One step of every root that is not settled, all of them from where they stand.
  template <class Slope>
  void improve(const Slope& slope_at) {
    const std::vector<std::size_t> open = unsettled();
    std::vector<Step> steps(open.size());
    tbb::parallel_for(std::size_t{0}, open.size(),
                      [&](std::size_t i) { steps[i] = step(open[i], slope_at(roots_[open[i]].s)); });
    for (std::size_t i = 0; i < open.size(); ++i) {
      Root& root = roots_[open[i]];
      root.last_step = std::abs(steps[i].length);
      if (!std::isfinite(root.last_step)) continue;
      root.s -= ComplexDD(steps[i].length);
      root.is_settled = steps[i].is_last;
    }
    if (told_) told_();
  }

  /// What does not settle may wait on the real axis for a root beside it, or as a pair for two on it; or it is not one
  /// root.
  void shake(int seed) {
    std::vector<Root> parted;
    for (std::size_t k = 0; k < roots_.size(); ++k) {
      Root& root = roots_[k];
      if (root.is_settled) continue;
      const double angle = static_cast<double>(k) + seed;
      for (int part = 1; root.multiplicity > 1; ++part, --root.multiplicity)
        parted.push_back({root.s + ComplexDD(std::polar(close / 10 * abs(root.s), angle + part))});
      const double size = std::fmin(root.last_step, most_shaking * abs(root.s));
      const auto moved = [&](double a) { return ComplexDD(std::polar(size, a)); };
      if (root.is_pair) parted.push_back({conjugate(root.s) + moved(2 * angle), root.multiplicity});
      root.is_pair = false;
      root.s += moved(angle);
    }
    roots_.insert(roots_.end(), parted.begin(), parted.end());
  }

  /// Roots that more digits might move are open again.
  void doubt() {
    tbb::parallel_for(std::size_t{0}, roots_.size(), [&](std::size_t k) {
      Root& root = roots_[k];
      if (!root.is_settled) return;
      const Step move = step(k, pencil_.log_derivative(root.s, last_bits));
      root.is_settled = std::abs(move.length) <= tolerable_move * abs(root.s);
    });
  }

  /// Makes of the points that have not settled the multiple roots that there are, the closest points first, and one
  /// root each of those that are close.
  void gather() {
    std::vector<ComplexDD> points;
    std::vector<Root> kept;
    for (const Root& root : roots_) {
      if (root.is_settled) {
        kept.push_back(root);
        continue;
      }
      points.push_back(root.s);
      if (root.is_pair) points.push_back(conjugate(root.s));
    }
    std::vector<Root> open;
    for (std::size_t multiplicity = counts_.size(); multiplicity > 1; --multiplicity) {
      for (std::size_t k = 0; k < counts_[multiplicity - 1] && points.size() >= multiplicity; ++k)
        open.push_back({closest(points, multiplicity), static_cast<double>(multiplicity)});
    }
    for (const ComplexDD& point : points) open.push_back({point});
    roots_ = std::move(kept);
    while (!open.empty()) roots_.push_back(take_cluster(open));
  }

  /// The last one, and what is close to it or to those that are, as one.
  static Root take_cluster(std::vector<Root>& open) {
    std::vector<Root> members{open.back()};
    open.pop_back();
    double weight = 0;
    ComplexDD sum;
    for (std::size_t k = 0; k < members.size(); ++k) {
      const Root member = members[k];
      const auto is_close = [&](const Root& other) { return abs(other.s - member.s) <= close * abs(member.s); };
      const auto rest = std::partition(open.begin(), open.end(), [&](const Root& other) { return !is_close(other); });
      members.insert(members.end(), rest, open.end());
      open.erase(rest, open.end());
      weight += member.multiplicity;
      sum += member.s * DoubleDouble{member.multiplicity};
    }
    ComplexDD mean{sum.re / DoubleDouble{weight}, sum.im / DoubleDouble{weight}};
    if (weight > 1 && std::fabs(mean.im.hi) <= close * abs(mean)) mean.im = 0;
    return {mean, weight};
  }

  /// Takes so many points that are close to one another, and tells their mean.
  static ComplexDD closest(std::vector<ComplexDD>& points, std::size_t count) {
    std::vector<std::size_t> best;
    double least = HUGE_VAL;
    for (const ComplexDD& centre : points) {
      std::vector<std::size_t> order(points.size());
      std::iota(order.begin(), order.end(), std::size_t{0});
      const auto distance = [&](std::size_t k) { return abs(points[k] - centre); };
      std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count - 1), order.end(),
                       [&](std::size_t a, std::size_t b) { return distance(a) < distance(b); });
      const double size = distance(order[count - 1]) / abs(centre);
      if (!(size < least)) continue;
      least = size;
      order.resize(count);
      best = std::move(order);
    }
    ComplexDD sum;
    std::sort(best.begin(), best.end(), std::greater<>());
    for (const std::size_t k : best) {
      sum += points[k];
      points.erase(points.begin() + static_cast<std::ptrdiff_t>(k));
    }
    const auto mean =
        ComplexDD{sum.re / DoubleDouble{static_cast<double>(count)}, sum.im / DoubleDouble{static_cast<double>(count)}};
    return std::fabs(mean.im.hi) < least / 2 * abs(mean) ? ComplexDD{mean.re} : mean;
  }

  [[nodiscard]] std::vector<ComplexDD> finished() {
    pair_up();
    std::vector<ComplexDD> all(zeros_);
    for (const Root& root : roots_) {
      ComplexDD s = root.s;
      if (std::fabs(s.re.hi) <= nothing * std::fabs(s.im.hi)) s.re = 0;
      for (int k = 0; k < static_cast<int>(root.multiplicity); ++k) {
        all.push_back(s);
        if (root.is_pair) all.push_back(conjugate(s));
      }
    }
    return all;
  }

  /// A root that is nearer to its own conjugate than any other is real, the others are conjugates.
  void pair_up() {
    std::vector<Root> paired;
    std::vector<bool> is_done(roots_.size());
    for (std::size_t k = 0; k < roots_.size(); ++k) {
      if (is_done[k]) continue;
      Root root = roots_[k];
      const ComplexDD mirrored = conjugate(root.s);
      std::size_t nearest = k;
      for (std::size_t j = k + 1; j < roots_.size() && !root.is_pair; ++j) {
        const bool may_be = !is_done[j] && !roots_[j].is_pair && roots_[j].multiplicity == root.multiplicity;
        if (may_be && abs(roots_[j].s - mirrored) < abs(roots_[nearest].s - mirrored)) nearest = j;
      }
      is_done[nearest] = true;
      if (nearest != k) root.is_pair = true;
      if (!root.is_pair) root.s.im = 0;
      paired.push_back(root);
    }
    roots_ = std::move(paired);
  }

  const MatrixPencil& pencil_;
  const std::function<void()>& told_;
  std::size_t zeros_;
  std::vector<std::size_t> counts_;  ///< of roots other than 0, by multiplicity
  std::vector<Root> roots_;          ///< all others than 0
};

}  // namespace

PencilRoots roots_of(const MatrixPencil& pencil, const ResiduePolynomial& characteristic,
                     const std::function<void()>& told) {
  return RootFinder(pencil, characteristic, told).run();
}

PencilRoots roots_near_zero(const MatrixPencil& pencil, std::size_t count, const std::function<void()>& told) {
  const std::size_t zeros = pencil.is_singular(true) ? 1 : 0;
  return RootFinder(pencil, zeros, guesses_near_zero(pencil, count), told).run();
}

}  // namespace ohmscope
