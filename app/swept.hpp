#pragma once

#include <functional>
#include <optional>
#include <string>

#include "app/session.hpp"

namespace ohmscope {

/// What a sweep varies, as the deck has it.
struct Swept {
  Setting setting;                        ///< but for its value
  std::string name;                       ///< as results call it: "X", "R1", "OA(GBW)"
  std::string unit;                       ///< empty for a parameter
  std::optional<ElementId> element = {};  ///< of the netlist as written
  bool is_source = false;                 ///< the DC value of an independent source
  bool is_right_hand_side = false;  ///< and that value is all there is to it: `m` multiplies that of a current source
  bool is_of_chain = false;         ///< an element that a chain draws
  bool with_previous = false;       ///< it takes its values together with the one before it, as columns of a table do
};

/// What a name of a `.dc` or `.step` card means: an element that `may_vary` allows (`kinds` says which in words), or
/// else a parameter of the deck's top level; the temperature; a value of a model. `netlist` is asked for when an
/// element may be meant. Reports a name that the deck does not have.
struct SweepableElements {
  bool (*may_vary)(const DeviceType& type);
  std::string_view kinds;  ///< "a source or a resistor"
};
[[nodiscard]] std::optional<Swept> find_swept(Session& session, const SweptName& card,
                                              const SweepableElements& elements,
                                              const std::function<const Netlist&()>& netlist);

/// "R1 = 4.7 kohm" with as many digits as it takes.
[[nodiscard]] std::string setting_text(std::string_view name, double value, std::string_view unit);

}  // namespace ohmscope
