#pragma once

#include <optional>
#include <vector>

#include "netlist/scope.hpp"

namespace ohmscope {

/// A model and those that it is a kind of (`ako:`), itself first: what one does not say, the next does.
struct ModelLineage {
  std::vector<VisibleModel> models;
  Span type;  ///< of the first that has one
};

/// Reports a base that is not there or leads back to itself, and a model that is defined twice.
[[nodiscard]] std::optional<ModelLineage> lineage_of(const SourceMap& sources, const VisibleModel& model,
                                                     Diagnostics& diagnostics);

/// The model called as `name` says, reported if there is none.
[[nodiscard]] VisibleModel find_model(const SourceMap& sources, Scope& scope, Span name, Diagnostics& diagnostics);

}  // namespace ohmscope
