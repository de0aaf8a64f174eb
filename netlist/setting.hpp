#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "netlist/source.hpp"

namespace ohmscope {

struct ModelCard;

/// A value that takes the place of what the deck says, wherever something asks for it.
struct Setting {
  enum class Kind { temperature, parameter, element, model };
  Kind kind = Kind::temperature;
  std::string name = {};             ///< of the deck's parameter, or of an element as in the flat netlist: "x1.R1"
  const ModelCard* model = nullptr;  ///< the model card, if it is a model's
  std::string parameter = {};        ///< which value of the element or model; empty: the element's first
  double value = 0;
  Span place = {};  ///< that asks for it
};
using Settings = std::vector<Setting>;

}  // namespace ohmscope
