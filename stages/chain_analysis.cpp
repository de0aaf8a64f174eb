#include "stages/chain_analysis.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "solver/circuit/two_port_lanes.hpp"
#include "stages/chain_stream.hpp"

namespace ohmscope {

namespace {

template <class T>
void append(std::vector<T>& all, const std::vector<T>& some) {
  all.insert(all.end(), some.begin(), some.end());
}
void append(StageResult& all, const StageResult& some) {
  all.name = some.name;
  all.type = some.type;
  append(all.local.zin, some.local.zin);
  append(all.local.zout, some.local.zout);
  append(all.overall.zin, some.overall.zin);
  append(all.overall.zout, some.overall.zout);
  append(all.voltage, some.voltage);
}

}  // namespace

ChainAnalysis::ChainAnalysis(const Chain& chain, const std::vector<double>& frequencies, Elaborator& elaborator)
    : chain_(chain), frequencies_(frequencies), reduced_(chain, frequencies, elaborator) {}

void ChainAnalysis::run(const std::vector<std::size_t>& only, const TakeStage& take, const Progress& progress) {
  constexpr std::size_t worth_lanes = 30'000;  // stages times frequencies; fewer are soon swept with all digits
  std::vector<std::size_t> stages = only;
  if (stages.empty()) {
    stages.resize(chain_.stages.size());
    std::iota(stages.begin(), stages.end(), std::size_t{0});
  }
  if (chain_.stages.size() * frequencies_.size() >= worth_lanes && !coupling()) {
    stream(stages, take, progress);
  } else {
    go_through_frequencies(stages, take, progress);
  }
}

void ChainAnalysis::go_through_frequencies(const std::vector<std::size_t>& stages, const TakeStage& take,
                                           const Progress& progress) {
  std::vector<StageResult> results(stages.size());
  for (std::size_t w = 0; w < stages.size(); ++w) start(results[w], chain_, stages[w], frequencies_.size());
  for (std::size_t n = 0; n < frequencies_.size(); ++n) {
    const ReducedChain::AtFrequency at = reduced_.at(n);
    const std::vector<LocalImpedances> local = local_impedances(at.two_ports);
    for (std::size_t w = 0; w < stages.size(); ++w) {
      const std::size_t k = stages[w];
      put(results[w], n, chain_.spec(k).is_sensor(), local[reduced_.distinct(k)],
          {at.right[k].seen_from_left().to_impedance(), at.left[k + 1].seen_from_right().to_impedance(),
           at.voltage(k)});
    }
    tell(progress, n + 1, frequencies_.size());
  }
  for (const StageResult& result : results) take(result);
}

void ChainAnalysis::stream(const std::vector<std::size_t>& stages, const TakeStage& take, const Progress& progress) {
  constexpr std::size_t most_bytes = std::size_t{1} << 28U;
  const std::size_t count = frequencies_.size();
  const std::size_t at_once = most_bytes / (bytes_of_streamed_stage * reduced_.distinct_count());
  swept_ = 0;
  if (at_once >= count) {
    swept_ = stream_chain(chain_, reduced_, {0, count}, stages, take, progress);
    return;
  }
  std::vector<StageResult> results(stages.size());
  for (std::size_t first = 0; first < count;) {
    const FrequencyRange range{first, std::min(std::max<std::size_t>(at_once, TwoPortLanes::width()), count - first)};
    auto result = results.begin();
    swept_ += stream_chain(
        chain_, reduced_, range, stages, [&](const StageResult& part) { append(*result++, part); },
        [&](std::size_t done, std::size_t all) { tell(progress, first * all + range.count * done, count * all); });
    first += range.count;
  }
  for (const StageResult& result : results) take(result);
}

SolverCounters ChainAnalysis::counters() const {
  SolverCounters counters = reduced_.counters();
  counters.swept = swept_;
  return counters;
}

ChainResult analyse_chain(const Chain& chain, const std::vector<double>& frequencies, Elaborator& elaborator,
                          const std::vector<std::size_t>& only, const Progress& progress) {
  ChainAnalysis analysis(chain, frequencies, elaborator);
  ChainResult result{chain.name, frequencies, {}, analysis.coupling(), analysis.yielding_rails(), {}};
  result.stages.reserve(only.empty() ? chain.stages.size() : only.size());
  analysis.run(
      only, [&](const StageResult& stage) { result.stages.push_back(stage); }, progress);
  result.counters = analysis.counters();
  return result;
}

}  // namespace ohmscope
