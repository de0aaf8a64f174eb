#include "solver/circuit/parameter.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>
#include <string>

namespace ohmscope {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr Range all[] = {Range::any,      Range::not_negative,        Range::positive, Range::at_least_zero_or_infinite,
                         Range::coupling, Range::positive_or_infinite};

struct Case {
  Range range;
  double value;
  bool inside;
};

const Case cases[] = {
    {Range::any, -1e300, true},
    {Range::any, 0, true},
    {Range::any, infinity, false},
    {Range::any, -infinity, false},
    {Range::not_negative, 0, true},
    {Range::not_negative, -0.0, true},
    {Range::not_negative, -1e-300, false},
    {Range::not_negative, infinity, false},
    {Range::positive, 1e-300, true},
    {Range::positive, 0, false},
    {Range::positive, -1, false},
    {Range::positive, infinity, false},
    {Range::at_least_zero_or_infinite, 0, true},
    {Range::at_least_zero_or_infinite, infinity, true},
    {Range::at_least_zero_or_infinite, -1, false},
    {Range::at_least_zero_or_infinite, -infinity, false},
    {Range::positive_or_infinite, infinity, true},
    {Range::positive_or_infinite, 5, true},
    {Range::positive_or_infinite, 0, false},
    {Range::positive_or_infinite, -infinity, false},
    {Range::coupling, 1, true},
    {Range::coupling, -1, true},
    {Range::coupling, 0, true},
    {Range::coupling, 1.0000000000000002, false},
    {Range::coupling, -2, false},
    {Range::coupling, infinity, false},
};

TEST(ParameterRange, AcceptsAndRefusesAtItsEnds) {
  for (const Case& c : cases) EXPECT_EQ(contains(c.range, c.value), c.inside) << describe(c.range) << " " << c.value;
}

TEST(ParameterRange, NeverTakesNotANumber) {
  for (const Range range : all) EXPECT_FALSE(contains(range, std::nan(""))) << describe(range);
}

TEST(ParameterRange, EachHasItsOwnWords) {
  std::set<std::string> words;
  for (const Range range : all) words.emplace(describe(range));
  EXPECT_EQ(words.size(), std::size(all));
  EXPECT_FALSE(words.contains(""));
}

}  // namespace
}  // namespace ohmscope
