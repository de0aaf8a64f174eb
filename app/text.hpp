#pragma once

#include <string>
#include <string_view>

namespace ohmscope {

/// Columns that UTF-8 text takes: its characters, not its bytes.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// "1 stage", "5 stages".
[[nodiscard]] std::string counted(std::size_t count, std::string_view noun);

}  // namespace ohmscope
