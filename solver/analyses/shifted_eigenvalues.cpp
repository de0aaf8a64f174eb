#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "solver/analyses/matrix_pencil.hpp"
#include "solver/linear/klu.hpp"

namespace ohmscope {

namespace {

/// Scales rows and columns against each other by powers of two until they are alike in size, which leaves the
/// eigenvalues where they are (Parlett and Reinsch, Numer. Math. 13 (1969)).
void balance(Eigen::MatrixXd& A) {
  constexpr int most_sweeps = 50;
  bool done = false;
  for (int sweep = 0; !done && sweep < most_sweeps; ++sweep) {
    done = true;
    for (Eigen::Index k = 0; k < A.rows(); ++k) {
      const double own = std::fabs(A(k, k));
      const double row = A.row(k).lpNorm<1>() - own;
      const double column = A.col(k).lpNorm<1>() - own;
      if (!(row > 0 && column > 0) || !std::isfinite(row / column)) continue;
      const int shift = static_cast<int>(std::lround(std::log2(row / column) / 2));
      if (shift == 0) continue;
      done = false;
      A.row(k) *= std::ldexp(1.0, -shift);
      A.col(k) *= std::ldexp(1.0, shift);
    }
  }
}

/// The summands of G + s0 C, or of C alone, added up.
std::vector<std::complex<double>> sums(const MatrixPencil& pencil, double G, double C) {
  std::vector<ComplexDD> values(pencil.pattern().size());
  for (const MatrixPencil::Slotted& term : pencil.terms())
    values[static_cast<std::size_t>(term.slot)] += ComplexDD(term.value * DoubleDouble{term.times_s ? C : G});
  std::vector<std::complex<double>> plain;
  for (const ComplexDD& value : values) plain.push_back(value.to_complex());
  return plain;
}

}  // namespace

/// The columns J that C has entries in are enough: with E the unit vectors of J, C = C E E', and (G + s0 C)^-1 C E E'
/// has the eigenvalues of E' (G + s0 C)^-1 C E, and zeros.
std::vector<std::complex<double>> MatrixPencil::shifted_eigenvalues(double s0) const {
  Klu klu(pattern_);
  std::vector<std::complex<double>> matrix = sums(*this, 1, s0);
  if (!klu.factor(matrix)) return {};
  const std::vector<std::complex<double>> C = sums(*this, 0, 1);
  std::vector<std::size_t> J;
  for (std::size_t column = 0; column < static_cast<std::size_t>(size()); ++column) {
    const auto begin = C.begin() + pattern_.column_begin[column];
    const auto end = C.begin() + pattern_.column_begin[column + 1];
    if (std::any_of(begin, end, [](const auto& value) { return value != 0.0; })) J.push_back(column);
  }
  const auto order = static_cast<Eigen::Index>(J.size());
  Eigen::MatrixXd reduced(order, order);
  std::vector<std::complex<double>> x(static_cast<std::size_t>(size()));
  for (Eigen::Index k = 0; k < order; ++k) {
    std::fill(x.begin(), x.end(), 0);
    const std::size_t column = J[static_cast<std::size_t>(k)];
    const auto end = static_cast<std::size_t>(pattern_.column_begin[column + 1]);
    for (auto p = static_cast<std::size_t>(pattern_.column_begin[column]); p < end; ++p)
      x[static_cast<std::size_t>(pattern_.row_index[p])] = C[p];
    klu.solve(x, 1);
    for (Eigen::Index i = 0; i < order; ++i) reduced(i, k) = x[J[static_cast<std::size_t>(i)]].real();
  }
  if (!reduced.allFinite()) return {};
  balance(reduced);
  const Eigen::EigenSolver<Eigen::MatrixXd> solver(reduced, false);
  if (solver.info() != Eigen::Success) return {};
  return {solver.eigenvalues().begin(), solver.eigenvalues().end()};
}

namespace {

/// x := (G + s0 C)^-1 C x.
class ShiftedInverse {
 public:
  ShiftedInverse(const MatrixPencil& pencil, double s0)
      : pencil_(pencil), klu_(pencil.pattern()), C_(sums(pencil, 0, 1)) {
    std::vector<std::complex<double>> matrix = sums(pencil, 1, s0);
    is_regular_ = klu_.factor(matrix);
  }
  [[nodiscard]] bool is_regular() const { return is_regular_; }

  Eigen::VectorXd operator()(const Eigen::VectorXd& x) {
    const SparsePattern& pattern = pencil_.pattern();
    std::vector<std::complex<double>> y(static_cast<std::size_t>(pencil_.size()));
    for (std::size_t column = 0; column < y.size(); ++column) {
      const auto end = static_cast<std::size_t>(pattern.column_begin[column + 1]);
      for (auto p = static_cast<std::size_t>(pattern.column_begin[column]); p < end; ++p)
        y[static_cast<std::size_t>(pattern.row_index[p])] += C_[p] * x(static_cast<Eigen::Index>(column));
    }
    klu_.solve(y, 1);
    Eigen::VectorXd result(x.size());
    for (Eigen::Index k = 0; k < result.size(); ++k) result(k) = y[static_cast<std::size_t>(k)].real();
    return result;
  }

 private:
  const MatrixPencil& pencil_;
  Klu klu_;
  std::vector<std::complex<double>> C_;
  bool is_regular_;
};

/// The eigenvalues of H that are those of the operator, largest first: `rest` is what its next vector has outside of
/// the space that H stands for.
std::vector<std::complex<double>> settled(const Eigen::MatrixXd& H, double rest) {
  constexpr double tolerable = 1e-7;
  const Eigen::EigenSolver<Eigen::MatrixXd> solver(H, true);
  const Eigen::VectorXcd values = solver.eigenvalues();
  const Eigen::MatrixXcd vectors = solver.eigenvectors();
  std::vector<Eigen::Index> order(static_cast<std::size_t>(values.size()));
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return std::abs(values(a)) > std::abs(values(b)); });
  std::vector<std::complex<double>> found;
  for (const Eigen::Index k : order) {
    if (rest * std::abs(vectors(H.rows() - 1, k)) > tolerable * std::abs(values(k))) break;
    found.push_back(values(k));
  }
  return found;
}

}  // namespace

/// Arnoldi's method, orthogonalised twice, from a vector without a part in the infinite roots' spaces.
std::vector<std::complex<double>> MatrixPencil::largest_shifted_eigenvalues(double s0, std::size_t count) const {
  ShiftedInverse T(*this, s0);
  if (!T.is_regular()) return {};
  constexpr Eigen::Index most = 1500;
  const Eigen::Index m = std::min<Eigen::Index>(most, size());
  Eigen::MatrixXd V(size(), m + 1);
  Eigen::MatrixXd H = Eigen::MatrixXd::Zero(m + 1, m);
  Eigen::VectorXd start(size());
  for (Eigen::Index k = 0; k < size(); ++k) start(k) = 1 + std::sin(static_cast<double>(k));
  for (int k = 0; k < 3; ++k) start = T(start).normalized();
  if (!start.allFinite()) return {};
  V.col(0) = start;
  auto next_look = static_cast<Eigen::Index>(2 * count);
  std::vector<std::complex<double>> found;
  for (Eigen::Index k = 0; k < m; ++k) {
    Eigen::VectorXd next = T(V.col(k));
    const double size_before = next.norm();
    for (int pass = 0; pass < 2; ++pass) {
      const Eigen::VectorXd along = V.leftCols(k + 1).transpose() * next;
      next -= V.leftCols(k + 1) * along;
      H.col(k).head(k + 1) += along;
    }
    const double rest = next.norm();
    const bool is_closed = rest <= 1e-14 * size_before;
    if (is_closed || k + 1 == next_look || k + 1 == m) {
      found = settled(H.topLeftCorner(k + 1, k + 1), is_closed ? 0 : rest);
      if (is_closed || found.size() >= count) break;
      next_look += next_look / 2;
    }
    H(k + 1, k) = rest;
    V.col(k + 1) = next / rest;
  }
  return found;
}

}  // namespace ohmscope
