#pragma once

#include <complex>
#include <cstdint>
#include <functional>
#include <vector>

#include "solver/linear/double_double.hpp"

namespace ohmscope {

/// Index of an unknown or of an equation; negative: ground, which has neither.
struct Unknown {
  std::int32_t index = -1;
  [[nodiscard]] bool exists() const { return index >= 0; }
  [[nodiscard]] std::size_t at() const { return static_cast<std::size_t>(index); }
};

/// A difference of two unknowns (or of two equations), either of which may be ground.
struct UnknownPair {
  Unknown positive;
  Unknown negative;
  constexpr UnknownPair(Unknown p, Unknown n = {}) : positive(p), negative(n) {}  // NOLINT(google-explicit-constructor)
};

/// One summand of the system, kept apart from all others: value * (x[p'] - x[n']) in row p and against it in row n.
template <class Value>
struct BasicStamp {
  UnknownPair rows;
  UnknownPair columns;
  Value value;
};
using Stamp = BasicStamp<DoubleDouble>;
using ComplexStamp = BasicStamp<ComplexDD>;

/// A stamp whose value is multiplied by s^power.
struct PowerStamp {
  UnknownPair rows;
  UnknownPair columns;
  DoubleDouble value;
  int power;
};

struct SourceStamp {
  UnknownPair rows;
  double dc;
  std::complex<double> ac;
  std::int32_t element = -1;  ///< the one that stamped it, by the caller's own count
};

/// (G + s C + H(s)) x = b as a list of summands, never summed up: residuals are formed from the values as given
/// (design: accuracy). Rows and columns may differ in number.
struct LinearSystem {
  std::int32_t rows = 0;
  std::int32_t columns = 0;
  std::vector<Stamp> resistive;  ///< G
  std::vector<Stamp> storage;    ///< C
  /// Appends H at a frequency in Hz, the same positions each time; empty if there is none.
  std::function<void(double frequency, std::vector<ComplexStamp>&)> frequency_dependent;
  /// What cancels in some of H at one frequency need not do so at another: H comes from tables, or is no rational
  /// function of s.
  bool arbitrary = false;
  std::vector<SourceStamp> sources;
};

/// A source of noise, apart from all others: what acts in `rows`, in V/sqrt(Hz) or A/sqrt(Hz).
struct NoiseStamp {
  UnknownPair rows;
  double density;
};

/// The adjoint system: rows and columns change places, and there are no sources. With A x = b and its own solution for
/// A' z = c, c.x = z.b: one z tells the output c.x for every b.
[[nodiscard]] LinearSystem transposed(const LinearSystem& system);

/// Adds `value` to entry rows.positive of a right-hand side and takes it from rows.negative.
template <class Value>
void add_between(const UnknownPair& rows, const Value& value, std::vector<Value>& b) {
  if (rows.positive.exists()) b[rows.positive.at()] += value;
  if (rows.negative.exists()) b[rows.negative.at()] -= value;
}

/// The sources' side of the equations: AC or DC values, one entry a row.
template <class Value>
[[nodiscard]] std::vector<Value> excitation(const LinearSystem& system, bool ac) {
  std::vector<Value> b(static_cast<std::size_t>(system.rows));
  for (const SourceStamp& source : system.sources) {
    add_between(source.rows, Value(ac ? ComplexDD(source.ac) : ComplexDD(source.dc)), b);
  }
  return b;
}

/// A unit current into rows.positive and out of rows.negative, alone.
template <class Value>
[[nodiscard]] std::vector<Value> unit_between(const LinearSystem& system, const UnknownPair& rows) {
  std::vector<Value> b(static_cast<std::size_t>(system.rows));
  add_between(rows, Value::one(), b);
  return b;
}

/// The difference of two entries, those of ground being 0.
template <class Value>
[[nodiscard]] Value between(const UnknownPair& pair, const std::vector<Value>& x) {
  Value value{};
  if (pair.positive.exists()) value += x[pair.positive.at()];
  if (pair.negative.exists()) value -= x[pair.negative.at()];
  return value;
}

/// A system at one frequency, ready to be looked at: refers to the system, owns what depends on the frequency.
struct SystemAtFrequency {
  const LinearSystem* system = nullptr;
  double frequency = 0;  ///< Hz
  DoubleDouble omega;    ///< rad/s
  std::vector<ComplexStamp> dependent;
};

[[nodiscard]] SystemAtFrequency at_frequency(const LinearSystem& system, double frequency);

/// b - A x, one entry of each a row.
struct Residual {
  std::vector<ComplexDD> value;  ///< all products and sums to 106 bits, each summand for itself
  std::vector<double> flow;      ///< magnitudes of the summands and of b, added up
  std::vector<double> rounding;  ///< bound on how far rounding may have moved the value
};

/// `x` has system.columns entries; `b` system.rows, or none: 0.
[[nodiscard]] Residual residual_of(const SystemAtFrequency& at, const std::vector<ComplexDD>& x,
                                   const std::vector<ComplexDD>& b);

/// No fewer than the calls that for_each_entry() makes.
[[nodiscard]] inline std::size_t most_entries(const SystemAtFrequency& at) {
  return 4 * (at.system->resistive.size() + at.system->storage.size() + at.dependent.size());
}

/// Calls visit(row, column, value) for every scalar entry of A at a frequency, several times for one position.
template <class Visit>
void for_each_entry(const SystemAtFrequency& at, Visit&& visit) {
  const auto spread = [&](const UnknownPair& rows, const UnknownPair& columns, const ComplexDD& value) {
    const auto along = [&](Unknown row, const ComplexDD& v) {
      if (!row.exists()) return;
      if (columns.positive.exists()) visit(row.index, columns.positive.index, v);
      if (columns.negative.exists()) visit(row.index, columns.negative.index, -v);
    };
    along(rows.positive, value);
    along(rows.negative, -value);
  };
  for (const Stamp& s : at.system->resistive) spread(s.rows, s.columns, s.value);
  for (const Stamp& s : at.system->storage) spread(s.rows, s.columns, ComplexDD{0.0, s.value * at.omega});
  for (const ComplexStamp& s : at.dependent) spread(s.rows, s.columns, s.value);
}

}  // namespace ohmscope
