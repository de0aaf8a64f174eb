#include "stages/lone_sweep.hpp"

namespace ohmscope {

LoneSweep::LoneSweep(ReducedChain::Reduced reduced, std::span<const std::uint32_t> line,
                     std::span<const LinePart> parts)
    : two_ports_(std::move(reduced.two_ports)),
      line_(line),
      parts_(parts),
      left_(std::move(reduced.first)),
      right_(parts.size()) {
  Termination right = Termination::open();
  for (std::size_t p = parts.size(); p-- > 0;) {
    right_[p] = right;
    for (std::size_t k = parts[p].last; p > 0 && k-- > parts[p].first;) right = two_port(k).close_right(right);
  }
}

std::vector<TwoPortLanes::Cut> LoneSweep::cuts(std::size_t part) {
  const LinePart& here = parts_[part];
  for (; next_ < here.first; ++next_) left_ = two_port(next_).close_left(left_);
  std::vector<Termination> right(here.last - here.first + 1);
  right.back() = right_[part];
  for (std::size_t k = here.last; k-- > here.first;) {
    right[k - here.first] = two_port(k).close_right(right[k - here.first + 1]);
  }
  std::vector<TwoPortLanes::Cut> cuts;
  for (const std::size_t cut : here.cuts) {
    for (; next_ < here.first + cut; ++next_) left_ = two_port(next_).close_left(left_);
    cuts.push_back({left_.seen_from_right().to_impedance(), right[cut].seen_from_left().to_impedance(),
                    voltage_between(left_, right[cut])});
  }
  return cuts;
}

}  // namespace ohmscope
