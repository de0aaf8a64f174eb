#pragma once

#include <optional>

#include "netlist/parameter_reader.hpp"

namespace ohmscope {

/// A source that is linear in voltages and currents.
struct BehaviouralSource {
  bool is_voltage = false;
  Span positive;
  Span negative;
  LinearForm form;  ///< volts, or amperes from the positive node through the source to the negative one
};

/// Reads sources that are written as expressions: `Bname p n V=… | I=…`, and E, F, G, H as POLY(n) or VALUE={…}.
class BehaviouralReader {
 public:
  BehaviouralReader(const SourceMap& sources, ScopeValues& scope_values, Diagnostics& diagnostics)
      : sources_(sources),
        scope_values_(scope_values),
        diagnostics_(diagnostics),
        options_(sources, scope_values, diagnostics) {}

  /// Whether `card` is such a source. E, F, G and H in the form of a gain are not.
  [[nodiscard]] bool reads(const CardView& card) const;
  /// Reports what is wrong, and what is not linear: no such source is supported yet.
  [[nodiscard]] std::optional<BehaviouralSource> read(const CardView& card, Scope& scope);

 private:
  enum class Kind { none, expression, polynomial, unsupported };
  /// How a card says its value.
  struct Form {
    Kind kind = Kind::none;
    Span keyword;  ///< VALUE, POLY, …
    Span text;     ///< behind it
  };
  [[nodiscard]] Form form_of(const CardView& card) const;
  [[nodiscard]] Span text_from(std::uint32_t begin, const CardView& card) const;
  [[nodiscard]] std::optional<LinearForm> read_expression(const CardView& card, Span text, Scope& scope);
  [[nodiscard]] std::optional<LinearForm> read_polynomial(const CardView& card, Scope& scope);
  [[nodiscard]] std::optional<double> read_factor(const CardView& card, Scope& scope, const Form& form,
                                                  bool is_voltage);
  [[nodiscard]] std::string_view text(Span span) const { return sources_.text(span); }

  const SourceMap& sources_;
  ScopeValues& scope_values_;
  Diagnostics& diagnostics_;
  ParameterReader options_;
};

}  // namespace ohmscope
