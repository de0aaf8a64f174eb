#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "results/network_data.hpp"

namespace ohmscope::results {

/// Two numbers that make a complex one: real and imaginary part, magnitude or decibels and an angle in degrees.
enum class TouchstonePair { rectangular, magnitude_angle, decibel_angle };

/// How a Touchstone file is to be written.
struct TouchstoneStyle {
  int version = 1;  ///< 1: 1.0, or 1.1 if the ports' references differ; 2: 2.0
  TouchstonePair pair = TouchstonePair::rectangular;
  int digits = 0;            ///< significant ones; 0: as many as it takes to read the same double again
  int width = 0;             ///< of a number at least, filled with blanks in front
  std::string comment = {};  ///< first line; may be empty
};

/// Writes a network file piece by piece. In version 1 all but S are relative to the reference, which is written as 1
/// ohm so that readers who do not know that understand them too.
void write_touchstone(const NetworkData& data, const TouchstoneStyle& style,
                      const std::function<void(std::string_view)>& write);

/// What is wrong with a file.
struct TouchstoneFault {
  std::size_t line = 0;  ///< counted from 1; 0: with all of it
  std::string text;      ///< "expected 9 numbers, found 8"
};

/// A network file as read: `data` or `fault`.
struct TouchstoneFile {
  std::optional<NetworkData> data;
  TouchstoneFault fault;
};

/// Reads a network file of version 1.0, 1.1, 2.0 or 2.1: what begins with `[Version]` is of version 2. `ports` is what
/// the file's name says (0: nothing, which does for version 2). Noise data are skipped, mixed modes refused.
[[nodiscard]] TouchstoneFile read_touchstone(std::string_view text, std::size_t ports = 0);

/// Ports that a file's name says by its suffix, `.s1p`, `.S12P`; 0 if it says nothing.
[[nodiscard]] std::size_t ports_of_suffix(std::string_view path);
/// Whether a name ends as those of Touchstone files do: `.sNp` or `.ts`.
[[nodiscard]] bool is_touchstone_name(std::string_view path);

}  // namespace ohmscope::results
