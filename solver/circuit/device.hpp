#pragma once

#include <span>
#include <string_view>

#include "solver/circuit/circuit.hpp"
#include "solver/circuit/nonlinear.hpp"
#include "solver/circuit/parameter.hpp"

namespace ohmscope {

class Stamper;

/// One element as its device's code sees it: pins, values and references in the order of the type's tables.
struct ElementView {
  ElementId id;
  std::span<const NodeId> pins;
  std::span<const double> values;
  std::span<const ElementId> references;
  const ImpedanceTable* table;
  const TransferFunction* transfer;
  const NetworkTable* network;
  const Nonlinear* nonlinear;  ///< of its type
  const Bias* bias;            ///< of a nonlinear device, where it is known
};

/// The view of element `id`.
[[nodiscard]] ElementView view(const Circuit& circuit, ElementId id);

/// Degrees Celsius.
struct Temperatures {
  double present = 27;
  double nominal = 27;  ///< that values hold for
};

/// How a card gives one of a device's values otherwise than by a number: by a model card, dimensions, temperature.
struct ValueForm {
  std::span<const std::string_view> models = {};  ///< types of model cards: "r"
  std::span<const Parameter> parameters = {};     ///< of the card and the model alike; the card's come first
  std::string_view model_value = {};              ///< the one of them that is a model's value for cards without one
  std::size_t target = 0;                         ///< which of the device's values
  /// The value, from the number on the card (or not_given) and `parameters`; not_given if they do not tell it.
  double (*value)(double number, std::span<const double> parameters, const Temperatures&) = nullptr;
  /// The temperature at which it makes its noise, degrees Celsius; absolute_zero: none. Null: at the circuit's.
  double (*noise_temperature)(std::span<const double> parameters, const Temperatures&) = nullptr;
};

/// A kind of element: netlist form, parameters and equations, stated once. Each lives in a file of its own in
/// solver/devices and has one line in that folder's registry.
struct DeviceType {
  char letter = 0;                                    ///< first letter of its card, upper case; 0: not written by users
  std::string_view name = {};                         ///< lower case, as in messages: "resistor"
  std::string_view doc = {};                          ///< one line
  std::span<const std::string_view> pins = {};        ///< names, in card order
  bool repeats_pins = false;                          ///< they are those of one port; it has as many as it has data for
  std::span<const std::string_view> references = {};  ///< roles of the elements it names on its card: "vcontrol"
  /// Letters of the device types each reference may name, one entry a reference: "V".
  std::span<const std::string_view> reference_letters = {};
  std::span<const Parameter> parameters = {};
  /// Where plain SPICE gives the parameters in a model card, that card's type: "ltra". Empty for most.
  std::string_view model = {};
  /// Of a device that is linear only in the small; null for most. Its `parameters` are those of the card, then `type`,
  /// then those of the model; its last pins are its inner nodes, which stand on no card.
  const Nonlinear* nonlinear = nullptr;
  const ValueForm* value_form = nullptr;  ///< null for most
  /// What stands in where the card says by `ac=` that the first value is another for small signals: a device of both
  /// values. Null: no card can.
  const DeviceType* small_signal = nullptr;

  bool sets_current = false;  ///< its branch current is another's doing: no path for currents
  /// What is wrong with the elements it refers to, for an error message, or nothing; null: anything goes.
  std::string_view (*fault)(const Circuit&, std::span<const ElementId> references) = nullptr;
  /// Number of branch currents that join the unknowns; null means none.
  int (*branches)(const ElementView&) = nullptr;
  /// Writes the element's equations.
  void (*stamp)(const ElementView&, Stamper&) = nullptr;
  /// Writes the equations that depend on the frequency in another way than a constant plus s times a constant; called
  /// for each frequency, with the same positions each time. Null for most.
  void (*stamp_at)(const ElementView&, double frequency, Stamper&) = nullptr;
  /// Writes what stamp_at does as polynomials of s; false if it is none. Null: it never is.
  bool (*stamp_powers)(const ElementView&, Stamper&) = nullptr;
  /// Writes the element's sources of noise at a frequency (Hz) and a temperature (K), with the same positions each
  /// time. Null: it makes none.
  void (*noise)(const ElementView&, double frequency, double kelvin, Stamper&) = nullptr;
  /// Adds the same device to `out` in elements that plain SPICE has, named after `name`; false if plain SPICE cannot
  /// say it. Null: it is plain itself. `ideal_gain` > 0 stands in for an infinite gain, and allows an approximation.
  bool (*plain)(const Circuit& from, ElementId, double ideal_gain, Circuit& out) = nullptr;
  std::string_view approximation = {};  ///< in words, where it is another than a finite gain
};

}  // namespace ohmscope
