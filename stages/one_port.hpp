#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "netlist/elaborate.hpp"
#include "netlist/impedance_file.hpp"
#include "solver/circuit/extended.hpp"
#include "solver/circuit/impedance_table.hpp"

namespace ohmscope {

/// An impedance built of R, L, C and measured data in series and parallel. A value; the depth of its parts is bounded
/// by the parser, so that working through it may recurse.
class OnePort {
 public:
  enum class Kind { resistance, inductance, capacitance, measured, series, parallel };

  /// A resistance in ohms; may be 0, negative or infinite.
  static OnePort resistance(double ohms);
  /// An open circuit.
  static OnePort open();
  static OnePort inductance(double henries);
  static OnePort capacitance(double farads);
  static OnePort measured(std::shared_ptr<const ImpedanceTable> table);
  /// Parts in series or parallel; at least one. A single part is returned as it is.
  static OnePort series(std::vector<OnePort> parts);
  static OnePort parallel(std::vector<OnePort> parts);

  [[nodiscard]] Kind kind() const { return kind_; }
  /// Ohms, henries or farads.
  [[nodiscard]] double value() const { return value_; }
  [[nodiscard]] const std::vector<OnePort>& parts() const { return parts_; }
  [[nodiscard]] const std::shared_ptr<const ImpedanceTable>& table() const { return table_; }
  [[nodiscard]] bool is_composite() const { return kind_ == Kind::series || kind_ == Kind::parallel; }

  /// Whether no current flows at any frequency: `inf`, C(0), and what they make of series and parallel parts.
  [[nodiscard]] bool is_open() const;
  /// Whether no voltage stands across it at any frequency: 0 ohm, L(0), and what they make of the whole.
  [[nodiscard]] bool is_short() const;
  /// The impedance at `frequency` Hz in closed form; exactly 0 or infinite where the parts make it so, undefined
  /// outside measured data.
  [[nodiscard]] Extended impedance(double frequency) const;
  /// The same structure with equal values.
  [[nodiscard]] bool operator==(const OnePort& other) const;

 private:
  static OnePort composite(Kind kind, std::vector<OnePort> parts);
  static OnePort single(Kind kind, double value);

  Kind kind_ = Kind::resistance;
  double value_ = 0;
  std::vector<OnePort> parts_;
  std::shared_ptr<const ImpedanceTable> table_;
};

/// Parses a one-port as written in a deck (quotes around it allowed), evaluating numbers and expressions with
/// `elaborator`:
///
///     one-port = branch { "+" branch }        in series
///     branch   = part { "|" part }            in parallel
///     part     = number | "{" expression "}" | "inf" | ("R" | "L" | "C") "(" value ")" | "Z" "(" file { "," option }
///     ")"
///              | "(" one-port ")"
///
/// `Z(FILE)`, with the options of ImpedanceOptions behind commas, is read relative to the file that says so, through
/// `files`. Reports what is wrong and returns nothing; a parenthesis that is not closed outside quotes is the card
/// scanner's to report.
[[nodiscard]] std::optional<OnePort> parse_one_port(const SourceMap& sources, Span text, Elaborator& elaborator,
                                                    ImpedanceFiles& files, Diagnostics& diagnostics);

}  // namespace ohmscope
