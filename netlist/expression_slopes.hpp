#pragma once

#include <span>

#include "netlist/evaluate.hpp"
#include "netlist/expression.hpp"

namespace ohmscope {

/// Into `slopes` the derivatives of an operator or a built-in function by each of its operands, given its value there.
/// At kinks they are those on the side that ngspice takes; NaN or infinite where there are none.
using SlopesOf = void (*)(std::span<const double> operands, double value, std::span<double> slopes);

/// The derivatives of what `step`, an operator or a built-in function, does. Null: 0 everywhere.
[[nodiscard]] SlopesOf slopes_of(const Expression::Step& step, const EvaluationRules& rules);

}  // namespace ohmscope
