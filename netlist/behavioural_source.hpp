#pragma once

#include <memory>
#include <optional>

#include "netlist/behavioural_form.hpp"
#include "netlist/factored_response.hpp"
#include "netlist/parameter_reader.hpp"
#include "netlist/point_list.hpp"
#include "netlist/response_reader.hpp"

namespace ohmscope {

/// A source that is a function of voltages and currents, linear or not, or one of s times that.
struct BehaviouralSource {
  bool is_voltage = false;
  Span positive;
  Span negative;
  LinearForm form;  ///< volts, or amperes from the positive node through the source to the negative one
  std::shared_ptr<const TransferFunction> transfer;  ///< what `form` is multiplied by; null: nothing
  /// A two-port from the voltage that is the only term of `form` to the output, its value being the coefficient; null:
  /// a source.
  const DeviceType* two_port = nullptr;
};

/// Reads sources that are written as expressions: `Bname p n V=… | I=…`; E, F, G, H as POLY(n), VALUE={…} or TABLE {…}
/// = (…) …; with functions of s `LAPLACE {input} = {…}`, HSPICE's `LAPLACE p n k0 k1 … / d0 d1 …`, POLE, FOSTER and
/// DELAY, `FREQ {input} = (…) …`, and `Laplace=…` behind all but POLY; and what HSPICE writes as sources, TRANSFORMER
/// and OPAMP.
class BehaviouralReader {
 public:
  BehaviouralReader(const SourceMap& sources, ScopeValues& scope_values, Diagnostics& diagnostics)
      : sources_(sources),
        scope_values_(scope_values),
        diagnostics_(diagnostics),
        options_(sources, scope_values, diagnostics),
        responses_(sources, scope_values, diagnostics),
        factored_(sources, scope_values, diagnostics) {}

  /// Whether `card` is such a source. E, F, G and H in the form of a gain are not; R, C and L are one where their value
  /// depends on `hertz`, R also where it depends on voltages or currents.
  [[nodiscard]] bool reads(const CardView& card) const;
  /// Reports what is wrong.
  [[nodiscard]] std::optional<BehaviouralSource> read(const CardView& card, Scope& scope);

 private:
  using Form = BehaviouralForm;
  using Kind = BehaviouralForm::Kind;
  template <class Condition>
  [[nodiscard]] bool has_expression(const CardView& card, const Condition& condition) const;
  [[nodiscard]] bool depends_on_hertz(const CardView& card) const;
  [[nodiscard]] bool depends_on_circuit(const CardView& card) const;
  [[nodiscard]] std::optional<BehaviouralSource> read_resistance(const CardView& card, const Form& form,
                                                                 double in_parallel, Scope& scope);
  [[nodiscard]] std::optional<BehaviouralSource> read_admittance(const CardView& card, Scope& scope);
  [[nodiscard]] std::optional<LinearForm> read_control(const CardView& card, const Form& form) const;
  [[nodiscard]] std::optional<LinearForm> read_input(const CardView& card, const Form& form, Scope& scope);
  [[nodiscard]] std::shared_ptr<const TransferFunction> read_transfer(const CardView& card, const Form& form,
                                                                      Scope& scope);
  [[nodiscard]] std::shared_ptr<const TransferFunction> read_coefficients(const CardView& card, Scope& scope);
  [[nodiscard]] std::shared_ptr<const TransferFunction> read_delay(const CardView& card, Scope& scope);
  [[nodiscard]] std::optional<LinearForm> read_by_control(const CardView& card, const Form& form, Scope& scope);
  [[nodiscard]] std::optional<LinearForm> read_expression(const CardView& card, Span text, Scope& scope);
  [[nodiscard]] std::optional<LinearForm> accept(std::optional<LinearForm> form);
  [[nodiscard]] std::optional<LinearForm> read_table(const CardView& card, const Form& form, Scope& scope);
  [[nodiscard]] std::optional<std::vector<double>> read_points(const CardView& card, const Form& form, Scope& scope);
  void report_unexpected(const CardView& card, const PointWord& word);
  void report_unknown_option(Span name);
  bool check_points(const CardView& card, const Form& form, const std::vector<double>& values,
                    const std::vector<Span>& places);
  [[nodiscard]] std::optional<LinearForm> read_polynomial(const CardView& card, Scope& scope);
  [[nodiscard]] LinearForm polynomial(std::vector<Probe> controls, const std::vector<double>& values,
                                      std::span<const Span> places) const;
  [[nodiscard]] std::optional<double> read_factor(const CardView& card, Scope& scope, const Form& form,
                                                  bool is_voltage);
  [[nodiscard]] std::string_view text(Span span) const { return sources_.text(span); }

  const SourceMap& sources_;
  ScopeValues& scope_values_;
  Diagnostics& diagnostics_;
  ParameterReader options_;
  ResponseReader responses_;
  FactoredResponseReader factored_;
};

}  // namespace ohmscope
