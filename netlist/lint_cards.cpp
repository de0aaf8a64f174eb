#include <algorithm>

#include "netlist/lint_checks.hpp"
#include "netlist/text.hpp"
#include "netlist/usage.hpp"

// What joins two nodes that are one.
namespace ohmscope::lints {

namespace {

/// Whether a node of `body` is ground: a pin called gnd is a node of its own.
bool is_ground(std::string_view node, const Subcircuit& body, const MainFile& main) {
  if (!equal_ignoring_case(node, "gnd")) return node == "0";
  return std::none_of(body.pins.begin(), body.pins.end(),
                      [&](Span pin) { return equal_ignoring_case(main.text(pin), node); });
}

}  // namespace

void elements_across_one_node(const Linted& linted, const Report& report) {
  const MainFile main(linted);
  for_each_card(linted, main, [&](const CardView& card, const DeviceType& type, const Subcircuit& body) {
    if (type.pins.size() < 2 || (type.nonlinear != nullptr && nodes_on_card(type) > 2)) return;  // bases on collectors
    const std::string_view first = main.text(card.words[1]);
    const std::string_view second = main.text(card.words[2]);
    constexpr std::size_t grounds = 4;  // letters of "0" and "gnd", the only two names of one node
    if (to_lower(first.back()) != to_lower(second.back()) && first.size() + second.size() != grounds) return;
    const bool both_ground = is_ground(first, body, main) && is_ground(second, body, main);
    if (!equal_ignoring_case(first, second) && !both_ground) return;
    report(card.words[2], fmt::format("'{}' joins node '{}' to itself", main.text(card.words.front()), first),
           "is one of its two nodes meant to be another?");
  });
}

}  // namespace ohmscope::lints
