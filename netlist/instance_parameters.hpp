#pragma once

#include <optional>
#include <vector>

#include "netlist/elaboration_state.hpp"

namespace ohmscope {

/// The parameters that the card of an instance gives it.
///
/// As ngspice reads them: in the values other parameters of the subcircuit come before those of whoever calls it,
/// whatever the order.
class InstanceParameters {
 public:
  InstanceParameters(ElaborationState& state, Scope& instance);

  /// Gives the instance what the card of its X element says, `m` too; false if something is wrong, which is reported.
  bool set(const CardView& card);

 private:
  /// `name=value` on the card.
  struct Argument {
    std::size_t parameter;  ///< of the definition
    Assignment given;
    bool is_begun = false;  ///< its evaluation
  };
  bool collect(const CardView& card);
  void report_unknown(Span name);
  [[nodiscard]] bool needs_default(const Argument& argument) const;
  bool evaluate(Argument& argument, std::size_t depth);
  std::optional<double> value_of_other(std::size_t parameter, std::size_t depth);
  void warn_of_hidden(const Assignment& given, std::string_view name, double value);

  ElaborationState& state_;
  Scope& instance_;
  Scope& caller_;
  std::vector<Argument> arguments_;
  std::vector<std::size_t> given_;  ///< index into arguments_ for each parameter of the definition, or none
};

}  // namespace ohmscope
