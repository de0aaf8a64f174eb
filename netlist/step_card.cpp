#include "netlist/sweep_reader.hpp"

namespace ohmscope {

std::optional<std::vector<SweptName>> Elaborator::step_sweeps(const Card& card) {
  if (card.is_faulty) return std::nullopt;
  if (is_table(state_->sources, card)) return std::vector<SweptName>{};
  constexpr SweepRules rules{
      .usage = ".step [lin|dec|oct] NAME|param NAME|temp|MODEL(PARAMETER) START STOP STEP|POINTS, or NAME list VALUE …",
      .most_sweeps = 8};
  auto sweeps = read_sweeps(*state_, card, rules);
  state_->report_found({});
  return sweeps;
}

}  // namespace ohmscope
