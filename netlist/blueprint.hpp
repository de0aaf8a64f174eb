#pragma once

#include <optional>
#include <span>
#include <vector>

#include "netlist/pool.hpp"
#include "netlist/scope.hpp"

namespace ohmscope {

/// What a definition says in each of its instances alike, found when the first of them needs it.
class Blueprint {
 public:
  static constexpr NodeId unmade = -1;

  /// A node that the definition names.
  struct Node {
    std::string_view name;
    std::uint32_t index = 0;    ///< where it lies in Scope::nodes; the node itself if it is global
    bool is_global = false;     ///< one and the same in all instances
    bool has_new_name = false;  ///< the full name is new by its making
  };
  /// An element whose values hang on nothing but its card.
  struct Element {
    const DeviceType* type = nullptr;  ///< null: none of those, or not met yet
    std::uint32_t origin = 0;          ///< index into Netlist::origins
    std::span<const Node> pins = {};
    std::span<const double> values = {};
  };

  /// In an instance of the deck's top level (`of_whole_deck`) full names are new by their making, as instances have one
  /// name each and dots part them; the name of a chain's stage may be that of an instance.
  Blueprint(const SourceMap& sources, const DefinitionNames& names, bool of_whole_deck);

  /// Whether that holds for the names of all its elements and instances.
  [[nodiscard]] bool has_new_names() const { return has_new_names_; }

  /// The node called `name`; `global(name)` says which one it is if it is the same everywhere.
  template <class Global>
  [[nodiscard]] const Node& node(std::string_view name, const Global& global) {
    if (const auto known = nodes_.find(name); known != nodes_.end()) return known->second;
    Node node{name};
    if (const std::optional<NodeId> everywhere = global(name)) {
      node.index = static_cast<std::uint32_t>(*everywhere);
      node.is_global = true;
    } else {
      node.index = node_count_++;
      node.has_new_name = is_of_whole_deck_ && name.find('.') == std::string_view::npos;
    }
    return nodes_.emplace(name, node).first->second;
  }
  /// How many of its nodes are not global, its pins among them.
  [[nodiscard]] std::size_t node_count() const { return node_count_; }

  /// The element of a card, if it was kept; cards are counted over all bodies.
  [[nodiscard]] const Element* element(std::size_t card) const {
    return card < elements_.size() && elements_[card].type != nullptr ? &elements_[card] : nullptr;
  }
  void keep(std::size_t card, const DeviceType& type, std::uint32_t origin, const std::vector<Node>& pins,
            const std::vector<double>& values);

 private:
  bool is_of_whole_deck_;
  bool has_new_names_;
  NameMap<Node> nodes_;
  std::uint32_t node_count_ = 0;
  std::vector<Element> elements_;
  Pool<Node> pins_;
  Pool<double> values_;
};

}  // namespace ohmscope
