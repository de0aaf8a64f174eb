#pragma once

#include <string_view>

namespace ohmscope {

/// What kind of thing a diagnostic tells: the same for all its wordings, and never given to another kind.
struct Code {
  std::string_view id;     ///< "E0401"; the letter is E for errors, W for warnings, N for notes
  std::string_view title;  ///< one line, lower case, no full stop
  std::string_view page;   ///< whole lines: what it means, how it comes about, what to do
};

}  // namespace ohmscope
