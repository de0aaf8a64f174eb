#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/signals.hpp"
#include "netlist/measure_card.hpp"
#include "netlist/wave_form.hpp"

namespace ohmscope {

/// The point of a `.meas` card, its expressions parsed.
struct MeasuredPoint {
  MeasureCard::Point card;
  std::optional<Expression> at, left, right, count, delay;
};

/// A `.meas` card of an analysis, its expressions parsed.
struct PlannedMeasure {
  MeasureCard card;
  std::string name;
  std::optional<Expression> measured = {}, from = {}, to = {};
  std::optional<MeasuredPoint> where = {}, begin = {}, end = {};
};

/// The `.meas` cards of an analysis ("ac") in deck order; those with a mistake, which is reported, are left out.
[[nodiscard]] std::vector<PlannedMeasure> plan_measures(Session& session, std::string_view analysis);

/// Calls visit(expression) for each expression of a card that may have voltages and currents.
template <class Visit>
void for_each_wave(const PlannedMeasure& planned, const Visit& visit) {
  if (planned.measured) visit(*planned.measured);
  for (const auto* point : {&planned.where, &planned.begin, &planned.end}) {
    if (*point && (*point)->left) visit(*(*point)->left);
    if (*point && (*point)->right) visit(*(*point)->right);
  }
}

/// v() or i() of an expression as an output of a card.
[[nodiscard]] CardOutput output_of(const Session& session, const Probe& probe);
/// What v() or i() of an expression stands for. Reports nodes and elements that do not exist.
[[nodiscard]] std::optional<Signal> signal_of(Session& session, const Netlist& netlist, const Probe& probe);

/// The result of a noise analysis that v() names, as LTspice has it, or a name alone, as ngspice: "onoise" or "inoise";
/// empty if it is none.
[[nodiscard]] std::string_view noise_named(std::string_view name);

}  // namespace ohmscope
