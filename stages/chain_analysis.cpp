#include "stages/chain_analysis.hpp"

#include <numeric>

#include "stages/reduced_chain.hpp"

namespace ohmscope {

namespace {

/// Local impedances of each distinct stage.
std::vector<std::pair<Impedance, Impedance>> local_impedances(const ReducedChain::AtFrequency& at) {
  std::vector<std::pair<Impedance, Impedance>> local;
  for (const TwoPort& two_port : at.two_ports) {
    local.emplace_back(two_port.local_zin().to_impedance(), two_port.local_zout().to_impedance());
  }
  return local;
}

void append(PortImpedances& to, const Impedance& zin, const Impedance& zout) {
  to.zin.push_back(zin);
  to.zout.push_back(zout);
}

}  // namespace

ChainResult analyse_chain(const Chain& chain, const std::vector<double>& frequencies, Elaborator& elaborator,
                          const std::vector<std::size_t>& only, const Progress& progress) {
  std::vector<std::size_t> wanted = only;
  if (wanted.empty()) {
    wanted.resize(chain.stages.size());
    std::iota(wanted.begin(), wanted.end(), std::size_t{0});
  }
  ChainResult result{chain.name, frequencies, {}, {}, {}, {}};
  for (const std::size_t stage : wanted) {
    result.stages.push_back({chain.stage_name(stage), chain.spec(stage).type_name, {}, {}, {}});
  }
  ReducedChain reduced(chain, frequencies, elaborator);
  for (std::size_t n = 0; n < frequencies.size(); ++n) {
    const ReducedChain::AtFrequency at = reduced.at(n);
    const auto local = local_impedances(at);
    for (std::size_t w = 0; w < wanted.size(); ++w) {
      const std::size_t k = wanted[w];
      const Impedance zout = at.left[k + 1].seen_from_right().to_impedance();
      StageResult& stage = result.stages[w];
      if (chain.spec(k).is_sensor()) {  // it has no input, and nothing stands before it
        append(stage.local, Impedance::undefined(), zout);
        append(stage.overall, Impedance::undefined(), zout);
      } else {
        append(stage.local, local[reduced.distinct(k)].first, local[reduced.distinct(k)].second);
        append(stage.overall, at.right[k].seen_from_left().to_impedance(), zout);
      }
      stage.voltage.push_back(at.voltage(k));
    }
    tell(progress, n + 1, frequencies.size());
  }
  result.coupling = reduced.coupling();
  result.yielding_rails = reduced.yielding_rails();
  result.counters = reduced.counters();
  return result;
}

}  // namespace ohmscope
