#include "netlist/lint_checks.hpp"
#include "netlist/text.hpp"

// What joins two nodes that are one.
namespace ohmscope::lints {

namespace {

bool is_ground(std::string_view node) { return node == "0" || equal_ignoring_case(node, "gnd"); }

}  // namespace

void elements_across_one_node(const Linted& linted, const Report& report) {
  const MainFile main(linted);
  for_each_card(linted, main, [&](const CardView& card, const DeviceType& type, const Subcircuit& /*body*/) {
    if (type.pins.size() < 2) return;
    const std::string_view first = main.text(card.words[1]);
    const std::string_view second = main.text(card.words[2]);
    if (!equal_ignoring_case(first, second) && !(is_ground(first) && is_ground(second))) return;
    report(card.words[2], fmt::format("'{}' joins node '{}' to itself", main.text(card.words.front()), first),
           "is one of its two nodes meant to be another?");
  });
}

}  // namespace ohmscope::lints
