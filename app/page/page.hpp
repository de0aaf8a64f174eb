#pragma once

#include <string>
#include <string_view>

namespace ohmscope {

/// The page as it is built from the sources in `web`.
[[nodiscard]] std::string_view page_template();

/// The page with its data, a JSON object, inside: one HTML file that needs no other. No text of the deck can end the
/// element that holds it. `is_alive`: the page may ask its server, and no other.
[[nodiscard]] std::string page_with(std::string_view json, bool is_alive);

}  // namespace ohmscope
