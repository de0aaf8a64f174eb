#pragma once

#include <optional>

#include "netlist/scope_values.hpp"
#include "solver/circuit/transfer_function.hpp"

namespace ohmscope {

/// Reads the list of a FREQ source: `[DB | MAG] [DEG | RAD] [R_I] (frequency, magnitude, phase) … [DELAY=seconds]`;
/// with R_I the points are a real and an imaginary part. Numbers or {expressions}. Reports what is wrong.
class ResponseReader {
 public:
  ResponseReader(const SourceMap& sources, ScopeValues& scope_values, Diagnostics& diagnostics)
      : sources_(sources), scope_values_(scope_values), diagnostics_(diagnostics) {}

  /// `owner` is the element's name.
  [[nodiscard]] std::optional<TransferFunction> read(Span owner, Span text, Scope& scope);

 private:
  struct Found {
    bool in_decibels = true;
    bool in_degrees = true;
    bool is_complex = false;
    std::vector<Span> numbers = {};
    Span delay = {};
  };
  [[nodiscard]] std::optional<Found> split(Span text);
  bool take_word(std::string_view word, Found& found) const;
  [[nodiscard]] std::optional<std::vector<ResponseTable::Point>> points(Span owner, const Found& found, Scope& scope);

  const SourceMap& sources_;
  ScopeValues& scope_values_;
  Diagnostics& diagnostics_;
};

}  // namespace ohmscope
