#include "solver/analyses/tape_sweep.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cstdint>

#include "solver/circuit/angular_frequency.hpp"

namespace ohmscope {

std::vector<std::size_t> sweep_tape(const PortTape& tape, std::span<const double> frequencies,
                                    std::span<const std::size_t> numbers, const TakeImpedance& take) {
  const std::size_t width = PortTape::width();
  const std::size_t blocks = (numbers.size() + width - 1) / width;
  std::vector<std::uint8_t> settled(numbers.size());
  tbb::parallel_for(std::size_t{0}, blocks, [&](std::size_t block) {
    const std::size_t first = block * width;
    const auto members = numbers.subspan(first, std::min(width, numbers.size() - first));
    std::vector<DoubleDouble> omega;
    for (const std::size_t k : members) omega.push_back(angular_frequency(frequencies[k]));
    const auto values = tape.at(omega);
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (!values[i] || omega[i].is_zero()) continue;  // at 0 Hz other structures hold
      settled[first + i] = 1;
      take(members[i], *values[i]);
    }
  });
  std::vector<std::size_t> left;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (settled[i] == 0) left.push_back(numbers[i]);
  }
  return left;
}

}  // namespace ohmscope
