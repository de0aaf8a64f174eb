#include "netlist/blueprint.hpp"

#include "solver/circuit/name_table.hpp"

namespace ohmscope {

namespace {

/// Whether no two cards of a definition share a name, and none has a '.'.
bool has_plain_names(const SourceMap& sources, const DefinitionNames& names) {
  NameTable known;
  for (const Subcircuit* body : names.bodies) {
    for (const CardView& card : body->elements) {
      const std::string_view name = sources.text(card.words.front());
      if (name.find('.') != std::string_view::npos || !known.add(name).is_new) return false;
    }
  }
  return true;
}

}  // namespace

Blueprint::Blueprint(const SourceMap& sources, const DefinitionNames& names, bool of_whole_deck)
    : is_of_whole_deck_(of_whole_deck), has_new_names_(of_whole_deck && has_plain_names(sources, names)) {
  for (const auto& [name, index] : names.pins) nodes_.emplace(name, Node{name, static_cast<std::uint32_t>(index)});
  node_count_ = static_cast<std::uint32_t>(names.pins.size());
  nodes_.insert_or_assign("0", Node{"0", ground, true});
}

void Blueprint::keep(std::size_t card, const DeviceType& type, std::uint32_t origin, const std::vector<Node>& pins,
                     const std::vector<double>& values) {
  if (card >= elements_.size()) elements_.resize(card + 1);
  elements_[card] = {&type, origin, pins_.store(pins), values_.store(values)};
}

}  // namespace ohmscope
