#pragma once

#include <cstdint>

#include "netlist/scope.hpp"

namespace ohmscope {

/// What opening instances comes to, known before it is done: definitions that contain others twice double with every
/// level. Each definition is counted once.
class ExpansionSizes {
 public:
  ExpansionSizes(const SourceMap& sources, const NamesOfDefinitions& names, const Subcircuit& top)
      : sources_(sources), names_(names), top_(top) {}

  /// Elements and instances that one instance of `definition` holds, at any depth; 2^32 stands for all beyond. What
  /// contains itself counts as empty there.
  [[nodiscard]] std::uint64_t of(const Subcircuit& definition);

 private:
  [[nodiscard]] const Subcircuit* called_by(const CardView& card, const Subcircuit& in) const;

  const SourceMap& sources_;
  const NamesOfDefinitions& names_;
  const Subcircuit& top_;
  std::unordered_map<const Subcircuit*, std::uint64_t> sizes_;
};

}  // namespace ohmscope
