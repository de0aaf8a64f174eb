#pragma once

#include "app/session.hpp"
#include "stages/check.hpp"

namespace ohmscope {

/// What `check` found, in the form asked for: table, JSON or CSV.
void write_check_report(Session& session, const CheckResult& result);

}  // namespace ohmscope
