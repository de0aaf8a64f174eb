#pragma once

#include <memory>
#include <optional>

#include "netlist/parameter_reader.hpp"
#include "netlist/response_reader.hpp"

namespace ohmscope {

/// A source that is linear in voltages and currents, or a function of s times what is.
struct BehaviouralSource {
  bool is_voltage = false;
  Span positive;
  Span negative;
  LinearForm form;  ///< volts, or amperes from the positive node through the source to the negative one
  std::shared_ptr<const TransferFunction> transfer;  ///< what `form` is multiplied by; null: nothing
};

/// Reads sources that are written as expressions: `Bname p n V=… | I=…`; E, F, G, H as POLY(n) or VALUE={…}; with
/// functions of s `LAPLACE {input} = {…}`, HSPICE's `LAPLACE p n k0 k1 … / d0 d1 …`, `FREQ {input} = (…) …`, and
/// `Laplace=…` behind all but POLY.
class BehaviouralReader {
 public:
  BehaviouralReader(const SourceMap& sources, ScopeValues& scope_values, Diagnostics& diagnostics)
      : sources_(sources),
        scope_values_(scope_values),
        diagnostics_(diagnostics),
        options_(sources, scope_values, diagnostics),
        responses_(sources, scope_values, diagnostics) {}

  /// Whether `card` is such a source. E, F, G and H in the form of a gain are not.
  [[nodiscard]] bool reads(const CardView& card) const;
  /// Reports what is wrong, and what is not linear: no such source is supported yet.
  [[nodiscard]] std::optional<BehaviouralSource> read(const CardView& card, Scope& scope);

 private:
  enum class Kind { none, expression, polynomial, laplace, coefficients, frequencies, unsupported };
  /// How a card says its value.
  struct Form {
    Kind kind = Kind::none;
    Span keyword;  ///< VALUE, POLY, …
    Span text;     ///< of its expression; nowhere: words say it
    Span transfer_keyword = {};
    Span transfer = {};  ///< the function of s, or its points
  };
  [[nodiscard]] Form form_of(const CardView& card) const;
  [[nodiscard]] bool is_by_coefficients(const CardView& card) const;
  void split_transfer(Span whole, Form& form) const;
  [[nodiscard]] Span text_from(std::uint32_t begin, const CardView& card) const;
  [[nodiscard]] std::optional<LinearForm> read_input(const CardView& card, const Form& form, Scope& scope);
  [[nodiscard]] std::shared_ptr<const TransferFunction> read_transfer(const CardView& card, const Form& form,
                                                                      Scope& scope);
  [[nodiscard]] std::shared_ptr<const TransferFunction> read_coefficients(const CardView& card, Scope& scope);
  [[nodiscard]] std::optional<LinearForm> read_expression(const CardView& card, Span text, Scope& scope);
  [[nodiscard]] std::optional<LinearForm> read_polynomial(const CardView& card, Scope& scope);
  [[nodiscard]] std::optional<double> read_factor(const CardView& card, Scope& scope, const Form& form,
                                                  bool is_voltage);
  [[nodiscard]] std::string_view text(Span span) const { return sources_.text(span); }

  const SourceMap& sources_;
  ScopeValues& scope_values_;
  Diagnostics& diagnostics_;
  ParameterReader options_;
  ResponseReader responses_;
};

}  // namespace ohmscope
