#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "netlist/parameter_reader.hpp"
#include "solver/circuit/device.hpp"

namespace ohmscope {

/// Says that a word with '$' in front, behind all that a card can have, is read as a comment.
void warn_of_comment(Span word, std::string_view text, Diagnostics& diagnostics);

/// Reads element cards by the tables of their devices: no device is known here.
class ElementReader {
 public:
  ElementReader(const SourceMap& sources, ScopeValues& scope_values, Diagnostics& diagnostics)
      : sources_(sources),
        scope_values_(scope_values),
        diagnostics_(diagnostics),
        own_(sources, scope_values, diagnostics),
        form_(sources, scope_values, diagnostics) {}

  /// `type`, or the one of the same letter that `card` means by what it, or a model it names, gives.
  [[nodiscard]] const DeviceType& form_of(const DeviceType& type, const CardView& card, Scope& scope) const;
  /// Splits `card` into pins, references and values; false if something is wrong with it, which is then reported.
  bool read(const DeviceType& type, const CardView& card, Scope& scope);
  /// Values in the order of `parameters` from a model, those not given by their defaults. What `given` says comes
  /// first; `m` there is not looked at.
  bool read_model_values(std::span<const Parameter> parameters, const ModelLineage& model,
                         std::span<const Assignment> given, Scope& scope);
  /// Values of a nonlinear device that has nothing but a model, `name` being where that is named.
  bool read_device_model(const DeviceType& type, const VisibleModel& model, Span name);
  /// The value of `m=`, how many of something stand in parallel.
  std::optional<double> read_multiplicity(Span text, Scope& scope);
  /// Makes the values those of `m` devices in parallel.
  void multiply(double m) { own_.multiply(m); }

  // What the last read found.
  [[nodiscard]] std::span<const Span> pins() const { return pins_; }
  [[nodiscard]] std::span<const Span> references() const { return references_; }
  [[nodiscard]] const std::vector<double>& values() const { return own_.values(); }
  /// What the first value is for small signals, if it is another.
  [[nodiscard]] std::optional<double> small_signal() const { return small_signal_; }
  /// See Circuit::noise_temperature().
  [[nodiscard]] std::optional<double> noise_temperature() const { return noise_temperature_; }

 private:
  bool read_number_alone(const DeviceType& type, const CardView& card, const Scope& scope);
  bool split(const DeviceType& type, const CardView& card);
  bool read_model(const DeviceType& type, const CardView& card, Scope& scope);
  bool has_no_diodes(const DeviceType& type);
  [[nodiscard]] std::size_t count_nodes(const DeviceType& type, std::span<const Span> operands, Scope& scope);
  bool read_nonlinear(const DeviceType& type, const CardView& card, std::span<const Setting* const> settings,
                      Scope& scope);
  bool read_behind_model(const DeviceType& type, const CardView& card, std::span<const Span> words, Scope& scope);
  bool assign_to_device(const DeviceType& type, const Assignment& given, const CardView& card, Scope& scope);
  void set_temperatures(Span where);
  bool set_from_device_model(const DeviceType& type, const ModelLineage& lineage, Span name);
  void join_keywords();
  bool read_words(const DeviceType& type, std::span<const Span> words, Scope& scope);
  bool assign(const DeviceType& type, const Assignment& assignment, const CardView& card, Scope& scope);
  static bool is_small_signal(const DeviceType& type, std::string_view name);
  bool read_small_signal(const DeviceType& type, const Assignment& assignment, Scope& scope);
  bool read_form(const DeviceType& type, const CardView& card, Scope& scope);
  void warn_of_other_form(const DeviceType& type, const CardView& card);
  void warn_of_zero(const CardView& card);
  bool set_from_keyword(std::size_t parameter, Span keyword);
  void set_time_zero_value(std::string_view function, std::span<const Span> arguments, Scope& scope);
  [[nodiscard]] bool is_model(const DeviceType& type, Span word, Scope& scope) const;
  [[nodiscard]] bool expect_type(const ModelLineage& model, std::span<const std::string_view> types, Span name);
  void take_lists(const DeviceType& type, const CardView& card);

  const SourceMap& sources_;
  ScopeValues& scope_values_;
  Diagnostics& diagnostics_;
  ParameterReader own_;   ///< values of the device
  ParameterReader form_;  ///< values of its other form, if it has one
  std::span<const Span> pins_;
  std::span<const Span> references_;
  std::vector<Span> words_;              ///< behind pins and references
  std::vector<Assignment> assignments_;  ///< other than those among the words
  std::optional<Span> model_;            ///< named among the values
  std::optional<double> small_signal_;   ///< of `ac=`
  std::optional<double> noise_temperature_;
  double multiplicity_ = 1;
  Span second_coefficient_;  ///< of `tc=1m,2u`: a word that is no value
  bool has_time_function_ = false;
};

}  // namespace ohmscope
