#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/session.hpp"

namespace ohmscope {

/// One thing a `.save`, `.print` or `.probe` card asks for.
struct OutputRequest {
  enum class Kind { everything, all_voltages, all_currents, voltage, current, unreadable };
  Kind kind = Kind::voltage;
  Span name;                    ///< the node or element, or the whole word
  std::optional<Span> against;  ///< second node of v(a,b)
  std::string complaint;        ///< about what is unreadable
  bool binding = true;          ///< from a `.save`: it is an error if that leaves nothing
};

/// What the deck's output cards ask of `analysis` ("ac", "op"): V(node), V(a,b), I(element), element#branch,
/// @element[i], bare node names, `all`, `allv`, `alli`; the forms of .print like VM or VDB ask for the same voltage.
[[nodiscard]] std::vector<OutputRequest> output_requests(Session& session, std::string_view analysis);

}  // namespace ohmscope
