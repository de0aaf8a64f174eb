#pragma once

#include <optional>
#include <tuple>
#include <vector>

#include "netlist/elaboration_state.hpp"

namespace ohmscope {

/// The parameters that the card of an instance gives it.
///
/// As ngspice reads them, which evaluates the parameters of the subcircuit one after the other: first those whose
/// value, given or default, is a plain number; then by how deep their definitions depend on one another; then as they
/// stand there. In the values that are given a name is one of those evaluated before, or else a parameter of the
/// caller.
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
  };
  bool collect(const CardView& card);
  void see_multiplicity(Span name);
  void see_multiplicity_of_others(const CardView& card);
  [[nodiscard]] bool is_multiplicity(std::size_t parameter) const;
  void report_unknown(Span name);
  template <class Use>
  void for_each_named(Span expression, std::size_t own, const Use& use) const;
  [[nodiscard]] Span value_of(std::size_t parameter) const;
  [[nodiscard]] bool name_one_another() const;
  bool find_places();
  bool report_circle();
  using Place = std::tuple<bool, std::size_t, std::size_t>;  ///< in the order of evaluation
  [[nodiscard]] Place place_of(std::size_t parameter) const;
  bool evaluate(const Argument& argument);
  void warn_of_hidden(const Assignment& given, std::string_view name, double value);

  ElaborationState& state_;
  Scope& instance_;
  Scope& caller_;
  std::vector<Argument> arguments_;
  std::vector<std::size_t> given_;   ///< index into arguments_ for each parameter of the definition, or none
  std::vector<bool> is_number_;      ///< each parameter's value
  std::vector<std::size_t> levels_;  ///< of the definitions: 0 depends on no other
};

}  // namespace ohmscope
