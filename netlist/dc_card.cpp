#include <array>
#include <cmath>

#include "netlist/codes.hpp"
#include "netlist/elaboration_state.hpp"
#include "solver/analyses/value_sweep.hpp"

namespace ohmscope {

namespace {

constexpr std::string_view usage_of_dc = ".dc NAME START STOP STEP [NAME START STOP STEP]";
constexpr std::size_t words_in_a_sweep = 4;
constexpr std::size_t most_sweeps = 2;

/// Sweeps that PSpice and Xyce have besides.
constexpr std::array<std::string_view, 4> other_kinds{"dec", "oct", "list", "data"};

/// Says which of the numbers of a sweep is wrong, if one is; `words` are START STOP STEP.
bool check(const ValueSweep& sweep, std::span<const Span> words, Diagnostics& found) {
  if (!std::isfinite(sweep.start) || !std::isfinite(sweep.stop) || !std::isfinite(sweep.step)) {
    found.error(codes::bad_sweep, words[0], "found '{} {} {}', expected finite numbers", sweep.start, sweep.stop,
                sweep.step);
  } else if (sweep.step == 0) {
    found.error(codes::bad_sweep, words[2], "step is 0, expected a number that leads from start to stop");
  } else if (!std::isfinite((sweep.stop / 2 - sweep.start / 2) / sweep.step)) {
    found.error(codes::bad_sweep, words[2], "step is {}, too small to lead from {} to {}", sweep.step, sweep.start,
                sweep.stop);
  } else if (count(sweep) == 0 && sweep.start != sweep.stop) {
    found.error(codes::bad_sweep, words[2], "step is {}, expected a {} one: stop {} is {} start {}", sweep.step,
                sweep.step > 0 ? "negative" : "positive", sweep.stop, sweep.step > 0 ? "below" : "above", sweep.start);
  }
  return !found.has_errors();
}

class DcCardReader {
 public:
  DcCardReader(ElaborationState& state, const Card& card) : state_(state), card_(card) {}

  std::optional<std::vector<SweptName>> read() {
    std::span<const Span> words = std::span(card_.words).subspan(1);
    if (refuse_other_kinds(words)) return std::nullopt;
    if (!words.empty() && equal_ignoring_case(text(words[0]), "lin")) words = words.subspan(1);
    const bool complete = !words.empty() && words.size() % words_in_a_sweep == 0 && card_.assignments.empty();
    if (!complete || words.size() > most_sweeps * words_in_a_sweep) {
      state_.found.error(codes::malformed_card, card_.span, "found '{}', expected '{}'", text(card_.span), usage_of_dc);
      return std::nullopt;
    }
    std::vector<SweptName> sweeps;
    for (; !words.empty(); words = words.subspan(words_in_a_sweep)) {
      if (!add(words.first(words_in_a_sweep), sweeps)) return std::nullopt;
    }
    if (sweeps.size() > 1 && equal_ignoring_case(text(sweeps[0].name), text(sweeps[1].name))) {
      state_.found.error(codes::bad_sweep, sweeps[1].name, "'{}' is swept twice", text(sweeps[1].name))
          .note(sweeps[0].name, "first swept here");
      return std::nullopt;
    }
    return sweeps;
  }

 private:
  [[nodiscard]] std::string_view text(Span span) const { return state_.sources.text(span); }

  bool refuse_other_kinds(std::span<const Span> words) {
    const auto refuse = [&](Span kind) {
      state_.found.error(codes::bad_sweep, kind, "sweeps by '{}' are not supported yet", text(kind))
          .with_hint(fmt::format("expected '{}'", usage_of_dc));
    };
    for (const Span word : words) {
      for (const std::string_view kind : other_kinds) {
        if (!equal_ignoring_case(text(word), kind)) continue;
        refuse(word);
        return true;
      }
    }
    for (const Assignment& assignment : card_.assignments) {
      if (!equal_ignoring_case(text(assignment.name), "data")) continue;
      refuse(assignment.name);
      return true;
    }
    return false;
  }

  /// `words` are NAME START STOP STEP.
  bool add(std::span<const Span> words, std::vector<SweptName>& sweeps) {
    std::array<double, 3> numbers{};
    bool all_known = true;
    for (std::size_t k = 0; k < numbers.size(); ++k) {
      const auto number = state_.values.value(*state_.top, words[k + 1], ScopeValues::Form::value);
      all_known = all_known && number;
      numbers[k] = number.value_or(0);
    }
    if (!all_known) return false;
    ValueSweep sweep{numbers[0], numbers[1], numbers[2]};
    if (!check(sweep, words.subspan(1), state_.found)) return false;
    points_ *= count(sweep);
    const auto most = static_cast<double>(state_.limits.points);
    if (points_ > most) {
      state_.found.error(codes::bad_sweep, words[3], "the sweep has {} points, expected at most {}", points_, most)
          .with_hint(hint_of_point_limit);
      return false;
    }
    sweeps.push_back({words[0], values(sweep)});
    return true;
  }

  ElaborationState& state_;
  const Card& card_;
  double points_ = 1;
};

}  // namespace

std::optional<std::vector<SweptName>> Elaborator::dc_sweeps(const Card& card) {
  if (card.is_faulty) return std::nullopt;
  auto sweeps = DcCardReader(*state_, card).read();
  state_->report_found({});
  return sweeps;
}

}  // namespace ohmscope
