#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace ohmscope {

/// Numbers as text, with the fewest digits that read back as the same number. Results repeat themselves, as the
/// frequencies do in each signal's rows and equal stages in each other's: texts are kept until others need the place.
class NumberText {
 public:
  NumberText();
  /// Of a finite number or an infinite one; without the sign of a zero. Valid until the next call.
  [[nodiscard]] std::string_view of(double number);

 private:
  struct Known {
    std::uint64_t bits = 0;
    std::uint8_t length = 0;  ///< 0: none yet
    std::array<char, 31> text{};
  };
  std::vector<Known> known_;
};

}  // namespace ohmscope
