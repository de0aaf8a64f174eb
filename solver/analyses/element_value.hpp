#pragma once

#include <cstddef>
#include <string>

#include "solver/circuit/circuit.hpp"
#include "solver/circuit/parameter.hpp"

namespace ohmscope {

/// One of an element's values: the parameter-th.
struct ElementValue {
  ElementId element = 0;
  std::size_t parameter = 0;
};

/// What it is: name, unit.
[[nodiscard]] const Parameter& parameter_of(const Circuit& circuit, const ElementValue& value);
/// "R1"; of an element that has several "X1.GBW".
[[nodiscard]] std::string value_name(const Circuit& circuit, const ElementValue& value);

}  // namespace ohmscope
