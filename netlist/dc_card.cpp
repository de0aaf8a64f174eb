#include "netlist/sweep_reader.hpp"

namespace ohmscope {

std::optional<std::vector<SweptName>> Elaborator::dc_sweeps(const Card& card) {
  if (card.is_faulty) return std::nullopt;
  constexpr SweepRules rules{.usage = ".dc [lin|dec|oct] NAME START STOP STEP|POINTS [NAME …], or NAME list VALUE …",
                             .most_sweeps = 2,
                             .points_behind = false};
  auto sweeps = read_sweeps(*state_, card, rules);
  state_->report_found({});
  return sweeps;
}

}  // namespace ohmscope
