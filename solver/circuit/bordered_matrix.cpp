#include "solver/circuit/bordered_matrix.hpp"

#include <algorithm>
#include <array>
#include <compare>
#include <span>

namespace ohmscope {

namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// One summand of one entry: which of a stamp's four, counted over the stamps of all lists.
using Code = std::uint32_t;

/// A summand with its row.
struct Placed {
  std::int32_t row;
  Code code;
  friend auto operator<=>(const Placed&, const Placed&) = default;
};

class Border {
 public:
  Border(const LinearSystem& system, const RegularPart* part, UnknownPair port)
      : system_(system),
        part_(part),
        size_(part == nullptr ? system.columns : static_cast<std::int32_t>(part->size())) {
    joins_.push_back({port, Unknown{system.columns}, DoubleDouble{-1.0}});
    joins_.push_back({Unknown{system.rows}, port, DoubleDouble{1.0}});
    for (const Unknown node : {port.positive, port.negative}) {
      if (row_of(node) < 0 || column_of(node) < 0 || port.positive.index == port.negative.index) continue;
      result_.last_rows.push_back(row_of(node));
      result_.last_columns.push_back(column_of(node));
    }
  }

  BorderedMatrix make() {
    std::vector<std::int32_t>& begin = result_.pattern.column_begin;
    result_.pattern.rows = size_ + 1;
    begin.assign(at(size_) + 2, 0);
    each([&](std::int32_t /*row*/, std::int32_t column, Code /*code*/) { ++begin[at(column) + 1]; });
    for (std::size_t k = 0; k <= at(size_); ++k) begin[k + 1] += begin[k];
    const std::vector<Code> codes = by_column();
    result_.pattern.row_index.reserve(codes.size());  // what is not used of it takes no memory
    result_.entries.reserve(codes.size());
    for (std::size_t column = 0; column <= at(size_); ++column) {
      const auto first = codes.begin() + begin[column];
      begin[column] = static_cast<std::int32_t>(result_.entries.size());
      add_column({first, codes.begin() + begin[column + 1]});
    }
    begin.back() = static_cast<std::int32_t>(result_.entries.size());
    return std::move(result_);
  }

 private:
  /// Negative: it takes no part. The border comes behind all others.
  [[nodiscard]] std::int32_t row_of(Unknown row) const {
    if (part_ == nullptr || !row.exists()) return row.index;
    return row.index == system_.rows ? size_ : part_->rows()[row.at()];
  }
  [[nodiscard]] std::int32_t column_of(Unknown column) const {
    if (part_ == nullptr || !column.exists()) return column.index;
    return column.index == system_.columns ? size_ : part_->columns()[column.at()];
  }

  /// Visits all summands by row, column and code, in the same order each time.
  template <class Visit>
  void each(const Visit& visit) const {
    Code code = 0;
    for (const auto* stamps : {&system_.resistive, &system_.storage, &joins_}) {
      for (const Stamp& stamp : *stamps) {
        const std::array rows{row_of(stamp.rows.positive), row_of(stamp.rows.negative)};
        const std::array columns{column_of(stamp.columns.positive), column_of(stamp.columns.negative)};
        for (Code k = 0; k < 4; ++k) {
          if (rows[k & 1U] >= 0 && columns[k >> 1U] >= 0) visit(rows[k & 1U], columns[k >> 1U], code + k);
        }
        code += 4;
      }
    }
  }
  /// Those of column k from column_begin[k] on.
  [[nodiscard]] std::vector<Code> by_column() const {
    const std::vector<std::int32_t>& begin = result_.pattern.column_begin;
    std::vector<Code> codes(at(begin.back()));
    std::vector<std::int32_t> next(begin.begin(), begin.end() - 1);
    each([&](std::int32_t /*row*/, std::int32_t column, Code code) { codes[at(next[at(column)]++)] = code; });
    return codes;
  }

  /// Adds up what lies in one place. Sums carry 106 bits, so that what is left of values that cancel is right.
  void add_column(std::span<const Code> codes) {
    column_.clear();
    for (const Code code : codes) {
      const Stamp& stamp = stamp_of(code).stamp;
      column_.push_back({row_of((code & 1U) == 0 ? stamp.rows.positive : stamp.rows.negative), code});
    }
    std::sort(column_.begin(), column_.end());
    for (std::size_t k = 0; k < column_.size();) {
      const std::int32_t row = column_[k].row;
      DoubleDouble g, c;
      for (; k < column_.size() && column_[k].row == row; ++k) add(column_[k].code, g, c);
      result_.pattern.row_index.push_back(row);
      result_.entries.push_back({g.hi, c.hi});
    }
  }
  void add(Code code, DoubleDouble& g, DoubleDouble& c) const {
    const auto [stamp, is_storage] = stamp_of(code);
    const bool is_taken_away = ((code ^ code >> 1U) & 1U) != 0;
    const DoubleDouble value = is_taken_away ? -stamp.value : stamp.value;
    DoubleDouble& sum = is_storage ? c : g;
    sum = sum.is_zero() ? value : sum + value;
  }
  struct Found {
    const Stamp& stamp;
    bool is_storage;
  };
  [[nodiscard]] Found stamp_of(Code code) const {
    std::size_t number = code >> 2U;
    if (number < system_.resistive.size()) return {system_.resistive[number], false};
    number -= system_.resistive.size();
    if (number < system_.storage.size()) return {system_.storage[number], true};
    return {joins_[number - system_.storage.size()], false};
  }

  const LinearSystem& system_;
  const RegularPart* part_;
  std::int32_t size_;
  std::vector<Stamp> joins_;    ///< of the port with its border
  std::vector<Placed> column_;  ///< in hand
  BorderedMatrix result_;
};

}  // namespace

BorderedMatrix border(const LinearSystem& system, const RegularPart* part, UnknownPair port) {
  return Border(system, part, port).make();
}

}  // namespace ohmscope
