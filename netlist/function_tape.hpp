#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "netlist/expression_slopes.hpp"
#include "solver/circuit/source_function.hpp"

namespace ohmscope {

/// A number, or what is one once the control voltages are known.
struct TapeValue {
  TapeValue(double known = 0) : number(known) {}  // NOLINT(google-explicit-constructor): numbers are such values
  double number = 0;
  std::optional<std::uint32_t> slot = {};  ///< of the tape; none: it is the number
};

/// A function of voltages and currents, written down operation by operation. Its derivatives are exact: the chain rule
/// from the result back to the controls (reverse-mode automatic differentiation; Griewank and Walther, Evaluating
/// Derivatives (2008), chapter 3).
class FunctionTape final : public SourceFunction {
 public:
  /// The value of the next control.
  TapeValue control();
  /// What an operator or a built-in function makes of its operands.
  TapeValue apply(const Expression::Step& step, std::span<const TapeValue> operands, const EvaluationRules& rules);
  /// Its value is that of the function. To be called once, when all is written.
  void finish(const TapeValue& result);

  [[nodiscard]] std::size_t controls() const override { return controls_.size(); }
  double evaluate(std::span<const double> u, std::span<double> slopes) const override;
  [[nodiscard]] std::optional<Fault> fault(std::span<const double> u) const override;
  [[nodiscard]] std::optional<std::string> text(std::span<const std::string> controls) const override;

 private:
  struct Operation {
    Expression::Op op;
    std::string name;  ///< as written
    Span span;
    std::function<double(std::span<const double>)> value;
    SlopesOf slopes;      ///< null: 0
    bool is_of_ngspice;   ///< its reading there
    std::uint32_t slot;   ///< of its result
    std::uint32_t first;  ///< of operands_
    std::uint32_t count;
  };
  std::uint32_t slot_of(const TapeValue& value);
  [[nodiscard]] std::span<const std::uint32_t> operands(const Operation& operation) const {
    return std::span(operands_).subspan(operation.first, operation.count);
  }
  [[nodiscard]] std::vector<double> values(std::span<const double> u) const;
  [[nodiscard]] std::vector<bool> used(std::span<const double> values) const;

  std::vector<double> numbers_;          ///< by slot: of those that nothing changes
  std::vector<bool> is_varying_;         ///< by slot: the others
  std::vector<std::uint32_t> controls_;  ///< their slots
  std::vector<Operation> operations_;    ///< in order
  std::vector<std::uint32_t> operands_;  ///< slots
  std::uint32_t result_ = 0;
};

}  // namespace ohmscope
