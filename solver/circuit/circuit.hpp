#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "solver/circuit/name_table.hpp"

namespace ohmscope {

struct Bias;
struct DeviceType;
class ImpedanceTable;
class NetworkTable;
struct TransferFunction;

/// Index of a node; 0 is ground.
using NodeId = std::int32_t;
/// Index of an element in its circuit.
using ElementId = std::int32_t;

inline constexpr NodeId ground = 0;

inline constexpr double absolute_zero = -273.15;  ///< degrees Celsius

/// What is common to all elements.
struct Element {
  const DeviceType* type = nullptr;
  std::uint32_t origin = 0;  ///< the caller's own mark (netlist: index into its list of spans)
};

/// What some elements have beside their numbers: how they depend on the frequency.
struct FrequencyData {
  std::shared_ptr<const ImpedanceTable> table = nullptr;       ///< of the type `measured`
  std::shared_ptr<const TransferFunction> transfer = nullptr;  ///< of sources by a function of s
  std::shared_ptr<const NetworkTable> network = nullptr;       ///< of the type `network`
  std::shared_ptr<const Bias> bias = nullptr;                  ///< of nonlinear devices: at their operating point
  FrequencyData() = default;
  FrequencyData(std::shared_ptr<const NetworkTable> given)  // NOLINT(google-explicit-constructor)
      : network(std::move(given)) {}
  FrequencyData(std::shared_ptr<const ImpedanceTable> measured)  // NOLINT(google-explicit-constructor)
      : table(std::move(measured)) {}
  FrequencyData(std::shared_ptr<const TransferFunction> function)  // NOLINT(google-explicit-constructor)
      : transfer(std::move(function)) {}
};

/// A flat circuit: nodes by name and elements in the order they were added. Names ignore case and keep the spelling of
/// their first appearance; the views handed out are valid until something is added.
class Circuit {
 public:
  Circuit();

  /// Makes room for about as many elements, which spares memory as they come.
  void reserve(std::size_t elements);

  /// The node called `name`, added if new. "0" and "gnd" are ground.
  NodeId node(std::string_view name);
  /// The new node `prefix` and `name`, which NameTable::add_within() says how to choose.
  NodeId node_within(std::string_view prefix, std::string_view name);
  [[nodiscard]] std::optional<NodeId> find_node(std::string_view name) const;
  /// Gives `node` a further name; false if the name is taken. node_name() stays the first one.
  bool alias(std::string_view name, NodeId node);
  [[nodiscard]] std::string_view node_name(NodeId node) const {
    return node_names_[name_of_node_[static_cast<std::size_t>(node)]];
  }
  /// Number of nodes, ground included.
  [[nodiscard]] std::size_t node_count() const { return name_of_node_.size(); }

  /// Adds an element. `pins` has type.pins.size() entries, or, if these repeat, that many a port; `values`
  /// type.parameters.size(), `references` type.references.size(). Returns nothing if the name is taken.
  std::optional<ElementId> add(const DeviceType& type, std::string_view name, std::span<const NodeId> pins,
                               std::span<const double> values, std::span<const ElementId> references = {},
                               std::uint32_t origin = 0, FrequencyData data = {});
  /// The same for an element called `prefix` and `name`, which NameTable::add_within() says how to choose.
  std::optional<ElementId> add_within(const DeviceType& type, std::string_view prefix, std::string_view name,
                                      std::span<const NodeId> pins, std::span<const double> values,
                                      std::uint32_t origin);
  /// Gives an element another value in place of its `parameter`-th.
  void set_value(ElementId id, std::size_t parameter, double value) {
    values_[elements_[static_cast<std::size_t>(id)].first_value + parameter] = value;
  }
  /// Gives a nonlinear device its operating point.
  void set_bias(ElementId id, std::shared_ptr<const Bias> bias) { frequency_data_[id].bias = std::move(bias); }
  [[nodiscard]] std::optional<ElementId> find_element(std::string_view name) const;

  [[nodiscard]] std::size_t element_count() const { return elements_.size(); }
  [[nodiscard]] Element element(ElementId id) const {
    const Stored& element = elements_[static_cast<std::size_t>(id)];
    return {types_[element.type], element.origin};
  }
  [[nodiscard]] std::string_view element_name(ElementId id) const {
    return element_names_[static_cast<std::size_t>(id)];
  }
  [[nodiscard]] std::span<const NodeId> pins(ElementId id) const;
  [[nodiscard]] std::span<const double> values(ElementId id) const;
  [[nodiscard]] std::span<const ElementId> references(ElementId id) const;
  /// The measured data of an element of type `measured`; null for all others.
  [[nodiscard]] const ImpedanceTable* table(ElementId id) const { return frequency_data(id).table.get(); }
  /// All that it has beside numbers.
  [[nodiscard]] const FrequencyData& frequency_data(ElementId id) const;
  /// Gives an element a temperature of its own for its noise, degrees Celsius; at `absolute_zero` it makes none.
  void set_noise_temperature(ElementId id, double celsius) { noise_temperatures_[id] = celsius; }
  /// That temperature; nothing where it is the circuit's.
  [[nodiscard]] std::optional<double> noise_temperature(ElementId id) const;

 private:
  /// An element by where its parts begin in the pools below.
  struct Stored {
    std::uint32_t type;       ///< in types_
    std::uint32_t first_pin;  ///< its references follow its pins
    std::uint32_t first_value;
    std::uint32_t origin;
  };
  [[nodiscard]] std::uint32_t number_of(const DeviceType& type);
  NodeId node_called(NameTable::Added name);
  ElementId append(const DeviceType& type, std::span<const NodeId> pins, std::span<const double> values,
                   std::span<const ElementId> references, std::uint32_t origin);

  NameTable node_names_;                     ///< aliases too
  std::vector<NodeId> node_of_name_;         ///< by index into node_names_
  std::vector<std::uint32_t> name_of_node_;  ///< the first one, as index into node_names_
  NameTable element_names_;                  ///< the index is the ElementId
  std::vector<const DeviceType*> types_;     ///< few
  std::vector<Stored> elements_;
  std::vector<std::int32_t> pins_;  ///< and references
  std::vector<double> values_;
  std::unordered_map<ElementId, FrequencyData> frequency_data_;
  std::unordered_map<ElementId, double> noise_temperatures_;
};

}  // namespace ohmscope
