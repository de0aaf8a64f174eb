#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "netlist/models.hpp"
#include "netlist/scope_values.hpp"
#include "solver/circuit/parameter.hpp"

namespace ohmscope {

/// Gathers the values of a table of parameters from the words and assignments of cards. Reports what is wrong.
class ParameterReader {
 public:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  ParameterReader(const SourceMap& sources, ScopeValues& scope_values, Diagnostics& diagnostics)
      : sources_(sources), scope_values_(scope_values), diagnostics_(diagnostics) {}

  /// Starts anew, with the defaults.
  void begin(std::span<const Parameter> parameters);
  /// Index of the parameter called `name`, or none.
  [[nodiscard]] std::size_t find(std::string_view name) const;
  /// Sets a parameter to what `text` says: `inf` too where its range has it.
  bool set(std::size_t parameter, Span text, Scope& scope);
  /// Sets one to a value that stands at `where` in another form.
  void set(std::size_t parameter, double value, Span where);
  /// Sets one in place of what a card says: reports what is out of its range.
  bool set(const Setting& setting);
  /// Sets those that are not given yet to what the model says. What it says besides is an error or, as for simulators
  /// that know other parameters, a warning.
  bool set_from_model(const ModelLineage& lineage, Severity unknown);
  /// Reports those that must be given and are not; `owner` lacks them, `usage` says how it should be written.
  bool check_complete(Span owner, const std::function<std::string()>& usage = {});

  [[nodiscard]] std::span<const Parameter> parameters() const { return parameters_; }
  [[nodiscard]] const std::vector<double>& values() const { return values_; }
  [[nodiscard]] bool is_given(std::size_t parameter) const { return !given_[parameter].nowhere(); }
  /// Where its value stands.
  [[nodiscard]] Span place_of(std::size_t parameter) const { return given_[parameter]; }
  /// Makes the values those of `m` devices in parallel.
  void multiply(double m);

 private:
  bool set_from_card(const VisibleModel& model, const std::vector<Span>& given_before, Severity unknown);
  bool set_from_flags(const VisibleModel& model, const std::vector<Span>& given_before);

  const SourceMap& sources_;
  ScopeValues& scope_values_;
  Diagnostics& diagnostics_;
  std::span<const Parameter> parameters_;
  std::vector<double> values_;
  std::vector<Span> given_;  ///< where each value stands; nowhere: not given
};

/// Whether `name` is the parameter's, or another name it has.
[[nodiscard]] bool is_called(const Parameter& parameter, std::string_view name);

/// Whether a parameter of this name changes nothing here: initial conditions, noise, tolerances.
[[nodiscard]] bool is_without_effect(std::string_view parameter);

/// Reports `assignment`, one of `all`, if an earlier one has its name; then false.
bool expect_first(const SourceMap& sources, const Assignment& assignment, std::span<const Assignment> all,
                  Diagnostics& diagnostics);

/// Reports `name`, which is none of `known`.
void report_unknown_parameter(Span name, std::string_view text, const std::vector<std::string_view>& known,
                              Diagnostics& diagnostics);

}  // namespace ohmscope
