#include "solver/linear/elimination_tape.hpp"

#include <algorithm>
#include <utility>

namespace ohmscope {

namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// The entries of U by row: their columns and their places among U's entries by column.
struct Rows {
  std::vector<std::size_t> begin;
  std::vector<std::int32_t> column;
  std::vector<std::size_t> place;
};

Rows rows_of(const LuPattern& pattern) {
  Rows rows;
  rows.begin.assign(pattern.size() + 1, 0);
  for (const std::int32_t row : pattern.upper_row) ++rows.begin[at(row) + 1];
  for (std::size_t k = 0; k < pattern.size(); ++k) rows.begin[k + 1] += rows.begin[k];
  rows.column.resize(pattern.upper_row.size());
  rows.place.resize(pattern.upper_row.size());
  std::vector<std::size_t> next(rows.begin.begin(), rows.begin.end() - 1);
  for (std::size_t j = 0; j < pattern.size(); ++j) {
    for (std::size_t p = pattern.upper_begin[j]; p < pattern.upper_begin[j + 1]; ++p) {
      const std::size_t r = next[at(pattern.upper_row[p])]++;
      rows.column[r] = static_cast<std::int32_t>(j);
      rows.place[r] = p;
    }
  }
  return rows;
}

class Writer {
 public:
  explicit Writer(const LuPattern& pattern)
      : pattern_(pattern),
        rows_(rows_of(pattern)),
        lower_slot_(pattern.lower_row.size(), none),
        upper_slot_(pattern.upper_row.size(), none),
        diagonal_slot_(pattern.size(), none) {}

  [[nodiscard]] std::size_t products() const {
    std::size_t sum = 0;
    for (std::size_t k = 0; k < pattern_.size(); ++k) sum += below(k) * right(k);
    return sum;
  }

  EliminationTape write() {
    tape_.pivots = pattern_.size();
    // Two numbers and the pivot a step, each entry of the factors once, each product's target.
    tape_.code.reserve(3 * pattern_.size() + pattern_.lower_row.size() + pattern_.upper_row.size() + 2 * products());
    for (std::size_t k = 0; k + 1 < pattern_.size(); ++k) write_pivot(k);
    if (pattern_.size() > 0) read(diagonal_slot_.back(), pattern_.diagonal_source.back());
    return std::move(tape_);
  }

 private:
  static constexpr std::int32_t none = -1;

  [[nodiscard]] std::size_t below(std::size_t k) const { return pattern_.lower_begin[k + 1] - pattern_.lower_begin[k]; }
  [[nodiscard]] std::size_t right(std::size_t k) const { return rows_.begin[k + 1] - rows_.begin[k]; }

  void write_pivot(std::size_t k) {
    tape_.code.push_back(static_cast<std::int32_t>(below(k)));
    tape_.code.push_back(static_cast<std::int32_t>(right(k)));
    read(diagonal_slot_[k], pattern_.diagonal_source[k]);
    for (std::size_t q = pattern_.lower_begin[k]; q < pattern_.lower_begin[k + 1]; ++q)
      read(lower_slot_[q], pattern_.lower_source[q]);
    for (std::size_t r = rows_.begin[k]; r < rows_.begin[k + 1]; ++r)
      read(upper_slot_[rows_.place[r]], pattern_.upper_source[rows_.place[r]]);
    for (std::size_t r = rows_.begin[k]; r < rows_.begin[k + 1]; ++r) {
      for (std::size_t q = pattern_.lower_begin[k]; q < pattern_.lower_begin[k + 1]; ++q) {
        change_entry(pattern_.lower_row[q], rows_.column[r]);
      }
    }
    give_back(diagonal_slot_[k]);
    for (std::size_t q = pattern_.lower_begin[k]; q < pattern_.lower_begin[k + 1]; ++q) give_back(lower_slot_[q]);
    for (std::size_t r = rows_.begin[k]; r < rows_.begin[k + 1]; ++r) give_back(upper_slot_[rows_.place[r]]);
  }

  /// Writes down an entry of what is left, which goes to a slot.
  void change_entry(std::int32_t row, std::int32_t column) {
    const std::size_t j = at(column);
    if (row == column) return change(diagonal_slot_[j], pattern_.diagonal_source[j]);
    const bool is_upper = row < column;
    const std::size_t p = is_upper ? find(pattern_.upper_row, pattern_.upper_begin, j, row)
                                   : find(pattern_.lower_row, pattern_.lower_begin, j, row);
    is_upper ? change(upper_slot_[p], pattern_.upper_source[p]) : change(lower_slot_[p], pattern_.lower_source[p]);
  }
  static std::size_t find(const std::vector<std::int32_t>& rows, const std::vector<std::size_t>& begin, std::size_t j,
                          std::int32_t row) {
    const auto first = rows.begin() + static_cast<std::ptrdiff_t>(begin[j]);
    const auto last = rows.begin() + static_cast<std::ptrdiff_t>(begin[j + 1]);
    return static_cast<std::size_t>(std::lower_bound(first, last, row) - rows.begin());
  }

  [[nodiscard]] static std::int32_t place(std::int32_t slot, std::int32_t source) {
    if (slot != none) return slot;
    return source >= 0 ? EliminationTape::entry(source) : EliminationTape::fresh;
  }
  void read(std::int32_t slot, std::int32_t source) { tape_.code.push_back(place(slot, source)); }
  void change(std::int32_t& slot, std::int32_t source) {
    const std::int32_t from = place(slot, source);
    if (slot == none) slot = take_slot();
    tape_.code.push_back(slot);
    tape_.code.push_back(from);
  }
  void give_back(std::int32_t slot) {
    if (slot != none) free_.push_back(slot);
  }
  std::int32_t take_slot() {
    if (free_.empty()) return static_cast<std::int32_t>(tape_.slots++);
    const std::int32_t slot = free_.back();
    free_.pop_back();
    return slot;
  }

  const LuPattern& pattern_;
  Rows rows_;
  std::vector<std::int32_t> lower_slot_, upper_slot_, diagonal_slot_;
  std::vector<std::int32_t> free_;
  EliminationTape tape_;
};

}  // namespace

std::optional<EliminationTape> write_tape(const LuPattern& pattern, std::size_t most_products) {
  Writer writer(pattern);
  if (writer.products() > most_products) return std::nullopt;
  return writer.write();
}

}  // namespace ohmscope
