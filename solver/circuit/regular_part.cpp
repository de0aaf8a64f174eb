#include "solver/circuit/regular_part.hpp"

#include <algorithm>

namespace ohmscope {

namespace {

/// Ascending numbers for the rows (columns) that take part, in their natural order; -1 for the others.
std::vector<std::int32_t> numbers_of(const std::vector<std::int32_t>& members, std::int32_t count) {
  std::vector<std::int32_t> numbers(static_cast<std::size_t>(count), -1);
  for (const std::int32_t m : members) numbers[static_cast<std::size_t>(m)] = 0;
  std::int32_t next = 0;
  for (std::int32_t& n : numbers) {
    if (n == 0) n = next++;
  }
  return numbers;
}

}  // namespace

RegularPart::RegularPart(const SystemAtFrequency& sample, std::int32_t trailing)
    : structure_(sample, trailing),
      rows_(numbers_of(structure_.elimination().pivot_rows(), sample.system->rows)),
      columns_(numbers_of(structure_.elimination().pivot_columns(), sample.system->columns)) {
  for (const ComplexStamp& stamp : sample.dependent) sampled_.push_back(stamp.value);
  std::vector<Coordinate> coordinates;
  coordinates.reserve(most_entries(sample));
  for_each_entry(sample, [&](std::int32_t row, std::int32_t column, const ComplexDD& /*value*/) {
    const Coordinate c{rows_[static_cast<std::size_t>(row)], columns_[static_cast<std::size_t>(column)]};
    if (c.row >= 0 && c.column >= 0) coordinates.push_back(c);
  });
  const auto count = static_cast<std::int32_t>(size());
  auto built = make_pattern(count, count, coordinates);
  slots_ = std::move(built.slots);
  pattern_ = std::move(built.pattern);
  find_single_rows(sample);
}

void RegularPart::find_single_rows(const SystemAtFrequency& sample) {
  std::vector<int> summands(rows_.size());
  const auto count = [&](const auto& stamps) {
    for (const auto& stamp : stamps) {
      if (stamp.rows.positive.exists()) ++summands[stamp.rows.positive.at()];
      if (stamp.rows.negative.exists()) ++summands[stamp.rows.negative.at()];
    }
  };
  count(sample.system->resistive);
  if (!sample.omega.is_zero()) count(sample.system->storage);
  count(sample.dependent);
  for (const int n : summands) single_.push_back(n == 1);
}

bool RegularPart::holds(const SystemAtFrequency& at) const {
  return std::equal(sampled_.begin(), sampled_.end(), at.dependent.begin(), at.dependent.end(),
                    [&](const ComplexDD& value, const ComplexStamp& stamp) {
                      return at.system->arbitrary ? value == stamp.value : value.is_zero() == stamp.value.is_zero();
                    });
}

}  // namespace ohmscope
