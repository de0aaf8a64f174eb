#include "solver/analyses/first_order.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace ohmscope {

namespace {

using Key = std::tuple<std::int32_t, std::int32_t, std::int32_t, std::int32_t>;

Key key_of(const PowerStamp& stamp) {
  return {stamp.rows.positive.index, stamp.rows.negative.index, stamp.columns.positive.index,
          stamp.columns.negative.index};
}

/// The power of two near to the s at which the first and the last of these summands are equal.
int corner(const std::vector<PowerStamp>& powers) {
  const auto by_power = [](const PowerStamp& a, const PowerStamp& b) { return a.power < b.power; };
  const auto [low, high] = std::minmax_element(powers.begin(), powers.end(), by_power);
  if (low->power == high->power) return 0;
  return static_cast<int>(
      std::lround(std::log2(std::fabs(low->value.hi / high->value.hi)) / (high->power - low->power)));
}

void add(LinearSystem& system, const std::vector<PowerStamp>& powers) {
  int highest = 0;
  for (const PowerStamp& stamp : powers) highest = std::max(highest, stamp.power);
  const int w = highest > 1 ? corner(powers) : 0;
  std::vector<UnknownPair> z{powers.front().columns};
  for (int k = 1; k < highest; ++k) {
    const Unknown next{system.columns++};
    const Unknown row{system.rows++};
    system.resistive.push_back({row, next, 1.0});
    system.storage.push_back({row, z.back(), -ldexp(DoubleDouble{1.0}, -w)});
    z.emplace_back(next);
  }
  for (const PowerStamp& stamp : powers) {
    if (stamp.power == 0) {
      system.resistive.push_back({stamp.rows, stamp.columns, stamp.value});
    } else {
      const DoubleDouble value = ldexp(stamp.value, w * (stamp.power - 1));
      system.storage.push_back({stamp.rows, z[static_cast<std::size_t>(stamp.power) - 1], value});
    }
  }
}

}  // namespace

LinearSystem first_order(LinearSystem system, const std::vector<PowerStamp>& stamps) {
  system.frequency_dependent = {};
  std::map<Key, std::vector<PowerStamp>> of_place;
  for (const PowerStamp& stamp : stamps) {
    if (!stamp.value.is_zero()) of_place[key_of(stamp)].push_back(stamp);
  }
  for (const auto& [key, powers] : of_place) add(system, powers);
  return system;
}

}  // namespace ohmscope
