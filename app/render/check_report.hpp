#pragma once

#include "app/steps.hpp"
#include "results/json_writer.hpp"
#include "stages/check.hpp"

namespace ohmscope {

/// What `check` found at all steps.
struct SteppedCheck {
  const Steps& steps;
  CheckResult result = {};
  std::vector<std::size_t> step_of_chain = {};  ///< one for each of result.chains
  std::vector<std::size_t> step_of_port = {};   ///< and of result.ports
};

/// The same in the form asked for: table, JSON or CSV.
void write_check_report(Session& session, const SteppedCheck& checked);

/// As one JSON object.
void write_json(JsonWriter& json, const SteppedCheck& checked);

}  // namespace ohmscope
