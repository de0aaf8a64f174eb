#include "stages/chain_stream.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "stages/lone_sweep.hpp"

namespace ohmscope {

namespace {

/// Frequencies that lie side by side.
struct Block {
  std::size_t first = 0, count = 0;          ///< within the range
  std::optional<TwoPortLanes> lanes;         ///< nothing where they have to be swept each for itself
  TwoPortLanes::Side left;                   ///< of the part that is next
  std::vector<TwoPortLanes::Side> right;     ///< by part: what stands right of it
  std::optional<TwoPortLanes::Swept> swept;  ///< of the part at work
};

class Stream {
 public:
  Stream(const Chain& chain, ReducedChain& reduced, FrequencyRange range, std::span<const std::size_t> stages,
         const TakeStage& take, const Progress& progress)
      : chain_(chain),
        reduced_(reduced),
        range_(range),
        take_(take),
        progress_(progress),
        first_stage_(chain.has_sensor() ? 1 : 0),
        lone_(range.count) {
    for (std::size_t k = first_stage_; k < chain.stages.size(); ++k) {
      line_.push_back(static_cast<std::uint32_t>(reduced.distinct(k)));
    }
    divide(stages);
  }

  std::size_t run() {
    reduce();
    sweep_leftwards();
    for (std::size_t p = 0; p < parts_.size(); ++p) {
      if (p + 1 == parts_.size() && parts_[p].stages.empty()) break;
      each_block([&](Block& block) { sweep(block, p); });
      if (!parts_[p].stages.empty()) answer(p);
      told(2, parts_[p].last, line_.size());
    }
    return static_cast<std::size_t>(std::count(lone_.begin(), lone_.end(), nullptr));
  }

 private:
  /// The two-ports before and after a stage, as cuts of the line; a sensor has none before: any.
  struct Cuts {
    std::size_t before, after;
  };
  [[nodiscard]] Cuts cuts_of(std::size_t stage) const {
    const std::size_t after = stage + 1 - first_stage_;
    return {after == 0 ? 0 : after - 1, after};
  }

  /// Stages that are asked for lie in parts of no great length, what is between them in parts of any.
  void divide(std::span<const std::size_t> stages) {
    constexpr std::size_t longest = 512;  // two-ports; their ends and answers stay near the processor
    for (std::size_t w = 0; w < stages.size(); ++w) {
      const auto [before, after] = cuts_of(stages[w]);
      const std::size_t end = parts_.empty() ? 0 : parts_.back().last;
      if (parts_.empty() || after - parts_.back().first > longest || before > end) {
        if (before > end) parts_.push_back({end, before, {}, {}});
        parts_.push_back({before, after, stages.subspan(w, 0), {}});
      }
      LinePart& part = parts_.back();
      part.last = after;
      part.stages = {part.stages.data(), part.stages.size() + 1};
      for (const std::size_t cut : {before - part.first, after - part.first}) {
        if (part.cuts.empty() || part.cuts.back() < cut) part.cuts.push_back(cut);
      }
    }
    if (parts_.back().last < line_.size()) parts_.push_back({parts_.back().last, line_.size(), {}, {}});
  }
  [[nodiscard]] std::span<const std::uint32_t> line_of(const LinePart& part) const {
    return std::span(line_).subspan(part.first, part.last - part.first);
  }

  /// One block after the other: reducers remember their pivots.
  void reduce() {
    const std::size_t width = TwoPortLanes::width();
    for (std::size_t first = 0; first < range_.count; first += width) {
      Block& block = blocks_.emplace_back();
      block.first = first;
      block.count = std::min(width, range_.count - first);
      const std::vector<ReducedChain::Reduced> reduced = reduced_.reduce(range_.first + first, block.count);
      local_.resize(first + block.count);
      const auto find_local = [&](std::size_t n) { local_[first + n] = local_impedances(reduced[n].two_ports); };
      if (reduced_.distinct_count() * block.count < worth_processors) {
        for (std::size_t n = 0; n < block.count; ++n) find_local(n);
      } else {
        tbb::parallel_for(std::size_t{0}, block.count, find_local);
      }
      told(0, first + block.count, range_.count);
      std::vector<TwoPortLanes::Frequency> frequencies;
      for (const ReducedChain::Reduced& r : reduced) frequencies.push_back({r.two_ports, &r.first});
      block.lanes = TwoPortLanes::prepare(frequencies, line_);
      if (block.lanes) block.left = block.lanes->left_end();
    }
  }

  static constexpr std::size_t worth_processors = 1000;  ///< distinct stages times frequencies

  template <class Work>
  void each_block(const Work& work) {
    if (blocks_.size() == 1) return work(blocks_.front());
    tbb::parallel_for(std::size_t{0}, blocks_.size(), [&](std::size_t b) { work(blocks_[b]); });
  }

  void sweep_leftwards() {
    std::size_t blocks_done = 0;
    each_block([&](Block& block) {
      if (!block.lanes) return;
      block.right.resize(parts_.size());
      TwoPortLanes::Side right = block.lanes->right_end();
      for (std::size_t p = parts_.size(); p-- > 0;) {
        if (!parts_[p].stages.empty()) block.right[p] = right;
        if (p > 0) block.lanes->pass_leftwards(right, line_of(parts_[p]));
      }
      const std::lock_guard lock(telling_);
      told(1, ++blocks_done, blocks_.size());
    });
  }

  void sweep(Block& block, std::size_t p) {
    if (!block.lanes) return;
    const LinePart& part = parts_[p];
    if (part.stages.empty()) return block.lanes->pass_rightwards(block.left, line_of(part));
    block.swept = block.lanes->sweep(block.left, block.right[p], line_of(part), part.cuts);
    block.right[p] = {};
  }

  /// All stages of a part that has been swept.
  void answer(std::size_t p) {
    const LinePart& part = parts_[p];
    std::vector<std::vector<TwoPortLanes::Cut>> alone(range_.count);
    for (const Block& block : blocks_) {
      for (std::size_t lane = 0; lane < block.count; ++lane) {
        if (!block.lanes || !block.swept->settled(lane)) alone[block.first + lane] = sweep_alone(block.first + lane, p);
      }
    }
    std::size_t number = 0;
    for (const std::size_t stage : part.stages) {
      const auto [before, after] = cuts_of(stage);
      while (part.cuts[number] < before - part.first) ++number;
      const std::size_t next = number + (after > before ? 1 : 0);
      start(stage_, chain_, stage, range_.count);
      for (const Block& block : blocks_) {
        for (std::size_t lane = 0; lane < block.count; ++lane) {
          const std::size_t n = block.first + lane;
          const bool is_lone = !alone[n].empty();
          const TwoPortLanes::Cut out = is_lone ? alone[n][next] : block.swept->cut(next, lane);
          const TwoPortLanes::Cut into = is_lone ? alone[n][number] : block.swept->cut(number, lane);
          put(stage_, n, stage < first_stage_, local_[n][reduced_.distinct(stage)],
              {into.from_left, out.from_right, out.voltage});
        }
      }
      take_(stage_);
    }
  }

  std::vector<TwoPortLanes::Cut> sweep_alone(std::size_t n, std::size_t p) {
    if (!lone_[n]) lone_[n] = std::make_unique<LoneSweep>(reduced_.reduce(range_.first + n), line_, parts_);
    return lone_[n]->cuts(p);
  }

  /// Of three passes along the chain.
  void told(std::size_t pass, std::size_t done, std::size_t all) {
    constexpr std::size_t passes = 3;
    tell(progress_, pass * all + done, passes * all);
  }

  const Chain& chain_;
  ReducedChain& reduced_;
  FrequencyRange range_;
  const TakeStage& take_;
  const Progress& progress_;
  std::size_t first_stage_;          ///< after a sensor
  std::vector<std::uint32_t> line_;  ///< the stages from there on, by distinct number
  std::vector<LinePart> parts_;
  std::vector<Block> blocks_;
  std::vector<std::vector<LocalImpedances>> local_;  ///< by frequency, then by distinct stage
  std::vector<std::unique_ptr<LoneSweep>> lone_;     ///< by frequency
  StageResult stage_;
  std::mutex telling_;
};

}  // namespace

std::size_t stream_chain(const Chain& chain, ReducedChain& reduced, FrequencyRange range,
                         std::span<const std::size_t> stages, const TakeStage& take, const Progress& progress) {
  if (stages.empty()) return range.count;
  return Stream(chain, reduced, range, stages, take, progress).run();
}

}  // namespace ohmscope
