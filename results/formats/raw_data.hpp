#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "results/formats/raw_header.hpp"
#include "results/mapped_file.hpp"
#include "results/values.hpp"

namespace ohmscope::results {

/// The numbers of one plot.
struct RawData {
  std::vector<Values> columns;  ///< one a variable, all as long as there are points; NaN where a variable has none
  std::size_t end = 0;          ///< byte of the file behind them
};

/// Reads the numbers behind `header`. Throws Fault, with the byte, if they are not all there.
[[nodiscard]] RawData read_raw_data(const MappedFile& file, const RawHeader& header);

}  // namespace ohmscope::results
