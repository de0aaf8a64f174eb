#include "stages/chain_analysis.hpp"

#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <numeric>

#include "solver/circuit/two_port_lanes.hpp"
#include "stages/reduced_chain.hpp"

namespace ohmscope {

namespace {

struct LocalImpedances {
  Impedance zin, zout;
};

/// Of each distinct stage.
std::vector<LocalImpedances> local_impedances(const std::vector<TwoPort>& two_ports) {
  std::vector<LocalImpedances> local;
  for (const TwoPort& two_port : two_ports) {
    local.push_back({two_port.local_zin().to_impedance(), two_port.local_zout().to_impedance()});
  }
  return local;
}

PortImpedances impedances(std::size_t count) { return {std::vector<Impedance>(count), std::vector<Impedance>(count)}; }

class Analysis {
 public:
  Analysis(const Chain& chain, const std::vector<double>& frequencies, Elaborator& elaborator,
           const std::vector<std::size_t>& only, const Progress& progress)
      : chain_(chain), reduced_(chain, frequencies, elaborator), wanted_(only), progress_(progress) {
    if (wanted_.empty()) {
      wanted_.resize(chain.stages.size());
      std::iota(wanted_.begin(), wanted_.end(), std::size_t{0});
    }
    const std::size_t count = frequencies.size();
    result_ = {chain.name, frequencies, {}, reduced_.coupling(), reduced_.yielding_rails(), {}};
    for (const std::size_t stage : wanted_) {
      result_.stages.push_back({chain.stage_name(stage), chain.spec(stage).type_name, impedances(count),
                                impedances(count), std::vector<std::complex<double>>(count)});
    }
  }

  ChainResult run() {
    constexpr std::size_t worth_lanes = 30'000;  // stages times frequencies; fewer are soon swept with all digits
    const std::size_t count = result_.frequencies.size();
    std::vector<bool> settled(count);
    if (chain_.stages.size() * count >= worth_lanes && !reduced_.coupling()) settled = side_by_side();
    for (std::size_t n = 0; n < count; ++n) {
      if (!settled[n]) put(n, reduced_.at(n));
    }
    result_.counters = reduced_.counters();
    result_.counters.swept = static_cast<std::size_t>(std::count(settled.begin(), settled.end(), true));
    return std::move(result_);
  }

 private:
  void put(std::size_t n, const ReducedChain::AtFrequency& at) {
    const auto local = local_impedances(at.two_ports);
    for (std::size_t w = 0; w < wanted_.size(); ++w) {
      const std::size_t k = wanted_[w];
      result_.stages[w].voltage[n] = at.voltage(k);
      const Impedance zout = at.left[k + 1].seen_from_right().to_impedance();
      put(n, w, local, at.right[k].seen_from_left().to_impedance(), zout);
    }
    one_more();
  }
  void put(std::size_t n, std::size_t w, const std::vector<LocalImpedances>& local, const Impedance& zin,
           const Impedance& zout) {
    StageResult& stage = result_.stages[w];
    const bool is_sensor = chain_.spec(wanted_[w]).is_sensor();  // it has no input, and nothing stands before it
    const LocalImpedances alone =
        is_sensor ? LocalImpedances{Impedance::undefined(), zout} : local[reduced_.distinct(wanted_[w])];
    stage.local.zin[n] = alone.zin;
    stage.local.zout[n] = alone.zout;
    stage.overall.zin[n] = is_sensor ? Impedance::undefined() : zin;
    stage.overall.zout[n] = zout;
  }

  /// By frequency: whether it has been filled in.
  std::vector<bool> side_by_side() {
    prepare_line();
    const std::size_t count = result_.frequencies.size();
    const std::size_t width = TwoPortLanes::width();
    const auto at_once = width * static_cast<std::size_t>(tbb::this_task_arena::max_concurrency());
    std::vector<std::uint8_t> settled(count);
    for (std::size_t first = 0; first < count; first += at_once) {
      std::vector<ReducedChain::Reduced> reduced;  // one after the other: reducers remember their pivots
      for (std::size_t n = first; n < std::min(first + at_once, count); ++n) reduced.push_back(reduced_.reduce(n));
      const std::size_t blocks = (reduced.size() + width - 1) / width;
      tbb::parallel_for(std::size_t{0}, blocks, [&](std::size_t block) {
        const std::span members = std::span(reduced).subspan(block * width);
        sweep_block(first + block * width, members.first(std::min(width, members.size())), settled);
      });
    }
    return {settled.begin(), settled.end()};
  }

  /// The distinct two-ports in their order, and the cuts before and after the stages that are wanted.
  void prepare_line() {
    const std::size_t first = chain_.has_sensor() ? 1 : 0;
    for (std::size_t k = first; k < chain_.stages.size(); ++k) {
      line_.push_back(static_cast<std::uint32_t>(reduced_.distinct(k)));
    }
    const auto before = [&](std::size_t k) { return k < first ? 0 : k - first; };  // a sensor has none: any
    for (const std::size_t k : wanted_) cuts_.insert(cuts_.end(), {before(k), k + 1 - first});
    std::sort(cuts_.begin(), cuts_.end());
    cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
    const auto number = [&](std::size_t cut) {
      return static_cast<std::size_t>(std::lower_bound(cuts_.begin(), cuts_.end(), cut) - cuts_.begin());
    };
    for (const std::size_t k : wanted_) sides_.push_back({number(before(k)), number(k + 1 - first)});
  }

  void sweep_block(std::size_t first, std::span<const ReducedChain::Reduced> reduced,
                   std::vector<std::uint8_t>& settled) {
    std::vector<TwoPortLanes::Frequency> frequencies;
    for (const ReducedChain::Reduced& r : reduced) frequencies.push_back({r.two_ports, &r.first});
    const auto lanes = TwoPortLanes::prepare(frequencies, line_);
    if (!lanes) return;
    const TwoPortLanes::Swept swept = lanes->sweep(line_, cuts_);
    std::vector<std::vector<LocalImpedances>> local;
    for (const ReducedChain::Reduced& r : reduced) local.push_back(local_impedances(r.two_ports));
    for (std::size_t w = 0; w < wanted_.size(); ++w) {
      for (std::size_t n = 0; n < reduced.size(); ++n) {
        if (!swept.settled(n)) continue;
        const TwoPortLanes::Cut after = swept.cut(sides_[w].after, n);
        put(first + n, w, local[n], swept.cut(sides_[w].before, n).from_left, after.from_right);
        result_.stages[w].voltage[first + n] = after.voltage;
      }
    }
    for (std::size_t n = 0; n < reduced.size(); ++n) {
      if (!swept.settled(n)) continue;
      settled[first + n] = 1;
      one_more();
    }
  }

  void one_more() {
    const std::lock_guard lock(telling_);
    tell(progress_, ++done_, result_.frequencies.size());
  }

  const Chain& chain_;
  ReducedChain reduced_;
  std::vector<std::size_t> wanted_;
  const Progress& progress_;
  ChainResult result_;
  std::vector<std::uint32_t> line_;
  std::vector<std::size_t> cuts_;
  struct Sides {
    std::size_t before, after;  ///< numbers of cuts
  };
  std::vector<Sides> sides_;  ///< by number among the wanted
  std::mutex telling_;
  std::size_t done_ = 0;
};

}  // namespace

ChainResult analyse_chain(const Chain& chain, const std::vector<double>& frequencies, Elaborator& elaborator,
                          const std::vector<std::size_t>& only, const Progress& progress) {
  return Analysis(chain, frequencies, elaborator, only, progress).run();
}

}  // namespace ohmscope
