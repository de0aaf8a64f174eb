#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ohmscope {

struct DeviceType;
class ImpedanceTable;

/// Index of a node; 0 is ground.
using NodeId = std::int32_t;
/// Index of an element in its circuit.
using ElementId = std::int32_t;

inline constexpr NodeId ground = 0;

/// One element as stored: its type and where its pins, values and references begin in the circuit's pools.
struct Element {
  const DeviceType* type = nullptr;
  std::uint32_t first_pin = 0;
  std::uint32_t first_value = 0;
  std::uint32_t first_reference = 0;
  std::uint32_t origin = 0;  ///< the caller's own mark (netlist: index into its list of spans)
};

/// A flat circuit: nodes by name and elements in the order they were added. Names ignore case and keep the spelling of
/// their first appearance.
class Circuit {
 public:
  Circuit();

  /// The node called `name`, added if new. "0" and "gnd" are ground.
  NodeId node(std::string_view name);
  [[nodiscard]] std::optional<NodeId> find_node(std::string_view name) const;
  /// Gives `node` a further name; false if the name is taken. node_name() stays the first one.
  bool alias(std::string_view name, NodeId node);
  [[nodiscard]] const std::string& node_name(NodeId node) const { return node_names_[static_cast<std::size_t>(node)]; }
  /// Number of nodes, ground included.
  [[nodiscard]] std::size_t node_count() const { return node_names_.size(); }

  /// Adds an element. `pins` has type.pins.size() entries, `values` type.parameters.size(), `references`
  /// type.references.size(). Returns nothing if the name is taken.
  std::optional<ElementId> add(const DeviceType& type, std::string_view name, std::span<const NodeId> pins,
                               std::span<const double> values, std::span<const ElementId> references = {},
                               std::uint32_t origin = 0, std::shared_ptr<const ImpedanceTable> table = nullptr);
  /// Gives an element another value in place of its `parameter`-th.
  void set_value(ElementId id, std::size_t parameter, double value) {
    values_[element(id).first_value + parameter] = value;
  }
  [[nodiscard]] std::optional<ElementId> find_element(std::string_view name) const;

  [[nodiscard]] std::size_t element_count() const { return elements_.size(); }
  [[nodiscard]] const Element& element(ElementId id) const { return elements_[static_cast<std::size_t>(id)]; }
  [[nodiscard]] const std::string& element_name(ElementId id) const {
    return element_names_[static_cast<std::size_t>(id)];
  }
  [[nodiscard]] std::span<const NodeId> pins(ElementId id) const;
  [[nodiscard]] std::span<const double> values(ElementId id) const;
  [[nodiscard]] std::span<const ElementId> references(ElementId id) const;
  /// The measured data of an element of type `measured`; null for all others.
  [[nodiscard]] const ImpedanceTable* table(ElementId id) const;
  /// The same, to hand on to another circuit.
  [[nodiscard]] std::shared_ptr<const ImpedanceTable> shared_table(ElementId id) const;

 private:
  struct CaselessHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const;
  };
  struct CaselessEqual {
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const;
  };
  template <class Id>
  using Names = std::unordered_map<std::string, Id, CaselessHash, CaselessEqual>;

  std::vector<std::string> node_names_;
  Names<NodeId> nodes_;
  std::vector<std::string> element_names_;
  Names<ElementId> element_ids_;
  std::vector<Element> elements_;
  std::vector<NodeId> pins_;
  std::vector<double> values_;
  std::vector<ElementId> references_;
  std::unordered_map<ElementId, std::shared_ptr<const ImpedanceTable>> tables_;
};

}  // namespace ohmscope
