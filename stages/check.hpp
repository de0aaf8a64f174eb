#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "solver/analyses/progress.hpp"
#include "stages/checked_quantity.hpp"
#include "stages/port_check.hpp"
#include "stages/rails.hpp"

namespace ohmscope {

/// The four impedances of a stage, in the order of CheckedStage::quantities.
inline constexpr std::array<std::string_view, 4> checked_quantities{"local.zin", "local.zout", "overall.zin",
                                                                    "overall.zout"};

/// What the sweep over the reduced stages was held against.
enum class CheckRoad { rule, author_rule, flat_netlist };

struct CheckedStage {
  std::string name;
  std::string type;
  Span span;
  CheckRoad road = CheckRoad::rule;
  std::size_t not_compared = 0;  ///< quantities, where there are too many stages without a rule
  std::array<CheckedQuantity, 4> quantities;
};

struct CheckedChain {
  std::string name;
  std::vector<CheckedStage> stages;
  std::vector<std::string> yielding_rails;  ///< see ChainResult
  std::optional<Coupling> coupling;         ///< see ChainResult
  /// Those of which some quantity was not compared at all.
  [[nodiscard]] std::size_t stages_not_compared() const;
};

struct CheckResult {
  double tolerance = 1e-9;
  std::vector<CheckedChain> chains;
  std::vector<CheckedPort> ports;
  [[nodiscard]] double max_relative_error() const;
  /// Number of values compared; where it is 0, nothing was proved.
  [[nodiscard]] std::size_t compared() const;
  [[nodiscard]] std::size_t skipped() const;
  [[nodiscard]] std::size_t stages_not_compared() const;
  /// Number of quantities that differ by more than the tolerance.
  [[nodiscard]] std::size_t failures() const;
  [[nodiscard]] bool passed() const { return compared() > 0 && max_relative_error() <= tolerance; }
};

/// Compares both roads for every stage of a chain, or for those in `only`, by index; the result holds only those.
/// A stage without a rule is held against the flat netlist: alone, and in its place for up to 100 of them, as each of
/// these costs a solution of the chain. `progress` is told of each frequency.
[[nodiscard]] CheckedChain check_chain(const Chain& chain, const std::vector<double>& frequencies,
                                       const SourceMap& sources, Elaborator& elaborator, Diagnostics& diagnostics,
                                       const std::vector<std::size_t>& only = {}, const Progress& progress = {});

}  // namespace ohmscope
