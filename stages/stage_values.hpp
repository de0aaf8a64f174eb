#pragma once

#include <optional>
#include <string_view>
#include <unordered_map>

#include "stages/chain.hpp"

namespace ohmscope {

/// What reading the lines of a deck's chains needs, and what is worth keeping from one line to the next.
struct ChainReading {
  const SourceMap& sources;
  Elaborator& elaborator;
  Diagnostics& diagnostics;
  ImpedanceFiles files = {};
  std::unordered_map<const ModelCard*, std::optional<OpampValues>> opamps = {};

  [[nodiscard]] std::string_view text(Span span) const { return sources.text(span); }
};

/// Reads the parameters of a line whose type is `spec.type`, a built-in one, into `spec`. Reports all that is wrong.
void read_stage_values(const ChainLine& line, ChainReading& reading, StageSpec& spec);

/// Reads the parameters of a line whose type is `spec.subcircuit` into `spec`. Reports all that is wrong.
void read_user_parameters(const ChainLine& line, ChainReading& reading, StageSpec& spec);

}  // namespace ohmscope
