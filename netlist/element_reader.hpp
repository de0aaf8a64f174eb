#pragma once

#include <span>
#include <string>
#include <vector>

#include "netlist/scope_values.hpp"
#include "solver/circuit/device.hpp"

namespace ohmscope {

/// "Ename p n cp cn gain": how a card of `type` is written, from its tables.
[[nodiscard]] std::string usage(const DeviceType& type);

/// Reads element cards by the tables of their devices: no device is known here.
class ElementReader {
 public:
  ElementReader(const SourceMap& sources, ScopeValues& scope_values, Diagnostics& diagnostics)
      : sources_(sources), scope_values_(scope_values), diagnostics_(diagnostics) {}

  /// Splits `card` into pins, references and values; false if something is wrong with it, which is then reported.
  bool read(const DeviceType& type, const CardView& card, Scope& scope);
  /// Values in the order of `parameters` from `name=value` assignments, those not given by their defaults. `owner` is
  /// what lacks a missing one. Words `inf` are values where the range has them.
  bool read_assignments(std::span<const Parameter> parameters, std::span<const Assignment> assignments, Span owner,
                        Scope& scope);

  // What the last read found.
  [[nodiscard]] std::span<const Span> pins() const { return pins_; }
  [[nodiscard]] std::span<const Span> references() const { return references_; }
  [[nodiscard]] const std::vector<double>& values() const { return values_; }

 private:
  void begin_values(std::span<const Parameter> parameters);
  bool is_supported(const DeviceType& type, const CardView& card);
  bool split(const DeviceType& type, const CardView& card);
  bool read_model(const DeviceType& type, const CardView& card, Scope& scope);
  void join_keywords();
  bool read_words(const DeviceType& type, std::span<const Span> words, Scope& scope);
  bool assign(const Assignment& assignment, Scope& scope, bool ignore_unknown);
  bool set(std::size_t parameter, Span text, Scope& scope);
  bool set_from_keyword(std::size_t parameter, Span keyword);
  bool check_complete(Span owner, const DeviceType* type);
  void set_time_zero_value(std::string_view function, std::span<const Span> arguments, Scope& scope);
  [[nodiscard]] std::size_t find_parameter(std::string_view name) const;

  const SourceMap& sources_;
  ScopeValues& scope_values_;
  Diagnostics& diagnostics_;
  std::span<const Parameter> parameters_;
  std::span<const Span> pins_;
  std::span<const Span> references_;
  std::vector<Span> words_;              ///< behind pins and references
  std::vector<Assignment> assignments_;  ///< other than those among the words
  std::vector<double> values_;
  std::vector<Span> given_;  ///< where each value stands; nowhere: not given
  bool has_time_function_ = false;
};

}  // namespace ohmscope
