#pragma once

#include <functional>

#include "app/session.hpp"
#include "results/format.hpp"

namespace ohmscope {

/// A place for results and their form there.
struct Target {
  std::string path;  ///< empty: standard output
  std::string name;  ///< which says the format
  Output* out = nullptr;
  std::optional<Format> form = Format::table;
  const results::FileFormat* file = nullptr;  ///< that of the suffix, and the only one where there is no `form`
};

/// Standard output, or the files asked for, each in the form that a flag says, or else by its suffix. Of the session,
/// which finishes them.
[[nodiscard]] std::vector<Target> targets(Session& session);

/// How a command tells its results in each form; but for the last, each may be left out.
struct Telling {
  std::function<void(Output&)> table = {};
  std::function<void(Output&)> json = {};
  std::function<void(Output&)> csv = {};
  /// As plain data, for all other formats. What it points to lives until deliver() returns.
  std::function<results::Document()> document = {};
};

/// Writes results to all targets. Reports what a format cannot hold. Returns `status`, or misuse if that was the case.
[[nodiscard]] ExitStatus deliver(Session& session, const Telling& telling, ExitStatus status);

/// Reports result files that are given twice or have an unknown suffix.
void check_output_names(const Options& options, Diagnostics& diagnostics);

}  // namespace ohmscope
