#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ohmscope {

/// What a column of a measured impedance holds, and in what unit.
struct ImpedanceColumn {
  enum class Kind { unknown, frequency, magnitude, phase, real, imaginary };
  Kind kind = Kind::unknown;
  int exponent = 0;          ///< of 10, to hertz or ohms
  bool is_radians = false;   ///< of a phase
  bool is_decibels = false;  ///< of a magnitude: 20 log10 of ohms
};

/// What a column's name says: "Freq (kHz)", "Z(Ohms)", "|Z|", "Phase(degrees)", "Re(Z)", "Reactance [mΩ]".
[[nodiscard]] ImpedanceColumn impedance_column(std::string_view name);

/// Which columns hold what.
struct ImpedanceLayout {
  ImpedanceColumn frequency;
  ImpedanceColumn first;   ///< magnitude or real part
  ImpedanceColumn second;  ///< phase or imaginary part; unknown: there is none
  std::size_t frequency_at = 0;
  std::size_t first_at = 1;
  std::size_t second_at = 2;
  std::size_t columns = 3;
};

/// The layout that names of columns say, or what is wrong with them in `fault`.
[[nodiscard]] std::optional<ImpedanceLayout> impedance_layout(std::span<const std::string_view> names,
                                                              std::string& fault);

}  // namespace ohmscope
