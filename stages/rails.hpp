#pragma once

#include <optional>
#include <string>
#include <vector>

#include "stages/chain.hpp"

namespace ohmscope {

/// Two stages (by index) that act on each other through a node beside the chain.
struct Coupling {
  std::string rail;
  std::size_t first = 0;
  std::size_t second = 0;
};

/// What a chain's stages reach beyond their pins and ground: nodes of `.global`, such as supplies and references, and
/// the elements of the deck behind them. Elements on the chain's own nodes are not among these: a chain is looked at
/// alone.
class Rails {
 public:
  /// Without any.
  Rails() = default;
  /// `names`: of the nodes.
  Rails(const Chain& chain, const std::vector<std::string>& names, Elaborator& elaborator);

  /// Adds the elements to a circuit of stages, if it has one of the nodes.
  void add_to(Circuit& circuit) const;
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  /// The elements by themselves, with all the rails.
  [[nodiscard]] Circuit circuit() const;
  /// By rail: a number that it shares with those that move when current is drawn from it, at any of the frequencies
  /// (Hz). Through these, stages act on each other. A rail that nothing moves, a supply, has none.
  [[nodiscard]] std::vector<std::optional<std::size_t>> groups(const std::vector<double>& frequencies) const;

 private:
  void find_elements(const Chain& chain);
  void copy_elements(Circuit& circuit) const;

  std::vector<std::string> names_;
  Netlist deck_;                     ///< its top level
  std::vector<ElementId> elements_;  ///< of it, those behind the rails
};

/// Names of the nodes of a circuit that are neither ground, nor among `pins`, nor of the instance `prefix` in it.
[[nodiscard]] std::vector<std::string> nodes_beyond(const Circuit& circuit, std::string_view prefix,
                                                    const std::vector<NodeId>& pins);

}  // namespace ohmscope
