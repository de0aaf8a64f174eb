#pragma once

#include <optional>
#include <string>

#include "app/session.hpp"

namespace ohmscope {

/// The session's deck as one flat netlist in plain SPICE, of its chains those asked for. `ideal_gain` > 0 stands in for
/// infinite gains. Reports what plain SPICE cannot say; nothing then.
[[nodiscard]] std::optional<std::string> expanded(Session& session, double ideal_gain);

}  // namespace ohmscope
