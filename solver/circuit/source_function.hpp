#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "solver/circuit/nonlinear.hpp"

namespace ohmscope {

/// The value of one source, in volts or amperes, as a function of its control voltages.
class SourceFunction {
 public:
  SourceFunction() = default;
  SourceFunction(const SourceFunction&) = delete;
  SourceFunction(SourceFunction&&) = delete;
  SourceFunction& operator=(const SourceFunction&) = delete;
  SourceFunction& operator=(SourceFunction&&) = delete;
  virtual ~SourceFunction() = default;

  /// How many control voltages it has.
  [[nodiscard]] virtual std::size_t controls() const = 0;
  /// Its value at `u`; into `slopes` go its derivatives by each of them. None of these need be finite.
  virtual double evaluate(std::span<const double> u, std::span<double> slopes) const = 0;

  /// What has no finite value, or no finite slope, and where in the deck's text that is written.
  struct Fault {
    std::string message;
    std::uint32_t offset = 0;
    std::uint32_t length = 0;
  };
  /// Nothing where the value and its slopes are finite.
  [[nodiscard]] virtual std::optional<Fault> fault(std::span<const double> u) const = 0;

  /// As an expression of plain SPICE, given those of the control voltages; nothing if it cannot say it.
  [[nodiscard]] virtual std::optional<std::string> text(std::span<const std::string> controls) const = 0;
};

/// The bias of a source that is a function. It has it from the first; but for that it is empty until it is found.
struct FunctionBias : Bias {
  std::shared_ptr<const SourceFunction> function;
};

}  // namespace ohmscope
