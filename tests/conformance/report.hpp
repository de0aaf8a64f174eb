#pragma once

#include <string>
#include <utility>
#include <vector>

#include "conformance/judge.hpp"

namespace ohmscope::testing {

/// Decks and how the program did on them.
using Verdicts = std::vector<std::pair<const Reference*, Verdict>>;

/// Counts per suite and kind; every deck that is wrong, misread or linear and refused, with the first reason; how often
/// each reason came up.
[[nodiscard]] std::string report(const Verdicts& verdicts);

/// Whether nothing is wrong and no linear deck is misread.
[[nodiscard]] bool passes(const Verdicts& verdicts);

}  // namespace ohmscope::testing
