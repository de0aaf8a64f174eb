#pragma once

#include <hwy/targets.h>

#include <bit>
#include <cstddef>
#include <cstdint>

namespace ohmscope {

/// The kinds of vectors that this machine has, as bits of Highway's HWY_TARGETS. Highway's own library would tell, but
/// spends milliseconds at every start of a program on the measuring of a timer.
[[nodiscard]] std::int64_t vectors_here();

/// From now on it has these kinds only; 0: all again. For tests of each of them.
void allow_vectors(std::int64_t kinds);

/// The place of this machine's widest kind of vectors in Highway's lists of targets, where `compiled` are the kinds
/// that there is code for; past their end: code for any machine.
[[nodiscard]] inline std::size_t place_of_widest_vectors(std::int64_t compiled) {
  constexpr int first = HWY_HIGHEST_TARGET_BIT + 1 - HWY_MAX_DYNAMIC_TARGETS;
  constexpr std::uint64_t listed = (std::uint64_t{1} << HWY_MAX_DYNAMIC_TARGETS) - 1;
  const std::uint64_t usable = (static_cast<std::uint64_t>(vectors_here() & compiled) >> first) & listed;
  return usable == 0 ? HWY_MAX_DYNAMIC_TARGETS : static_cast<std::size_t>(std::countr_zero(usable));
}

}  // namespace ohmscope

/// Calls a function that a file defines for each kind of vectors (Highway's foreach_target.h), the one for the widest
/// kind this machine has.
#define OHMSCOPE_WIDEST(function)                                                                            \
  [] {                                                                                                       \
    static constexpr decltype(&HWY_STATIC_DISPATCH(function)) by_kind[] = {HWY_CHOOSE_TARGET_LIST(function), \
                                                                           HWY_CHOOSE_FALLBACK(function)};   \
    return by_kind[place_of_widest_vectors(HWY_TARGETS)];                                                    \
  }()
