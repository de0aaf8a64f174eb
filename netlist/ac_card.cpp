#include <array>
#include <cmath>

#include "netlist/codes.hpp"
#include "netlist/elaboration_state.hpp"
#include "netlist/frequency_words.hpp"
#include "solver/analyses/frequency_sweep.hpp"
#include "solver/circuit/angular_frequency.hpp"

namespace ohmscope {

namespace {

constexpr std::string_view usage_of_ac = ".ac dec|oct|lin POINTS START STOP, or .ac list FREQUENCY …";

struct Kind {
  std::string_view name;
  SweepKind kind;
};
constexpr std::array<Kind, 3> kinds{
    {{"dec", SweepKind::decade}, {"oct", SweepKind::octave}, {"lin", SweepKind::linear}}};

std::optional<SweepKind> sweep_kind(std::string_view word) {
  for (const Kind& kind : kinds) {
    if (equal_ignoring_case(kind.name, word)) return kind.kind;
  }
  return std::nullopt;
}

/// How many frequencies a sweep has, roughly.
double size_of(const FrequencySweep& sweep) {
  if (sweep.kind == SweepKind::linear) return sweep.points;
  const double ratio = sweep.stop / sweep.start;
  return sweep.points * (sweep.kind == SweepKind::decade ? std::log10(ratio) : std::log2(ratio));
}

/// Says which of the numbers of an `.ac` card is wrong, if one is; `words` are POINTS START STOP.
bool check(const FrequencySweep& sweep, double points, std::span<const Span> words, double most, Diagnostics& found) {
  if (points < 1 || points != std::floor(points) || points > most) {
    found
        .error(codes::bad_sweep, words[0], "number of points is {}, expected a whole number from 1 to {}", points, most)
        .with_hint(points > most ? hint_of_point_limit : "");
  } else if (sweep.start < 0 || (sweep.start == 0 && sweep.kind != SweepKind::linear)) {
    found.error(codes::bad_sweep, words[1], "start frequency is {}, expected a {} number", sweep.start,
                sweep.kind == SweepKind::linear ? "zero or positive" : "positive");
  } else if (sweep.stop < sweep.start) {
    found.error(codes::bad_sweep, words[2], "stop frequency {} is below the start frequency {}", sweep.stop,
                sweep.start);
  } else if (!is_frequency(sweep.start)) {
    found.error(codes::bad_sweep, words[1], "start frequency is {}, expected at least {}", sweep.start,
                lowest_frequency);
  } else if (sweep.stop > highest_frequency) {
    found.error(codes::bad_sweep, words[2], "stop frequency is {}, expected at most {}", sweep.stop, highest_frequency);
  } else if (size_of(sweep) > most) {
    found
        .error(codes::bad_sweep, words[0], "the sweep has about {} frequencies, expected at most {}", size_of(sweep),
               most)
        .with_hint(hint_of_point_limit);
  }
  return !found.has_errors();
}

/// `list FREQUENCY …`, or HSPICE's `poi COUNT FREQUENCY …`.
std::optional<std::vector<double>> read_list(ElaborationState& state, std::span<const Span> words) {
  const Span list = words[0];
  const bool is_counted = equal_ignoring_case(state.sources.text(list), "poi");
  words = words.subspan(is_counted && words.size() > 1 ? 2 : 1);
  std::vector<double> values;
  bool ok = true;
  for (const Span word : words) {
    const auto value = state.values.value(*state.top, word, ScopeValues::Form::value);
    ok = ok && value;
    if (value && !is_frequency(*value)) {
      ok = false;
      state.found.error(codes::bad_sweep, word, "frequency is {}, expected 0 or a number from {} to {}", *value,
                        lowest_frequency, highest_frequency);
    }
    values.push_back(value.value_or(0));
  }
  if (values.empty()) state.found.error(codes::bad_sweep, list, "'{}' has no frequencies", state.sources.text(list));
  if (values.size() > state.limits.points) {
    state.found
        .error(codes::bad_sweep, list, "the list has {} frequencies, expected at most {}", values.size(),
               state.limits.points)
        .with_hint(hint_of_point_limit);
    return std::nullopt;
  }
  if (!ok || values.empty()) return std::nullopt;
  return values;
}

}  // namespace

bool is_frequency_list(const SourceMap& sources, std::span<const Span> words) {
  return !words.empty() &&
         (equal_ignoring_case(sources.text(words[0]), "list") || equal_ignoring_case(sources.text(words[0]), "poi"));
}

std::optional<std::vector<double>> read_frequencies(ElaborationState& state, std::span<const Span> words) {
  if (is_frequency_list(state.sources, words)) return read_list(state, words);
  const auto kind = sweep_kind(state.sources.text(words[0]));
  if (!kind) {
    state.found.error(codes::bad_sweep, words[0], "unknown kind of sweep '{}', expected 'dec', 'oct', 'lin' or 'list'",
                      state.sources.text(words[0]));
  }
  std::array<double, 3> numbers{};
  bool all_known = kind.has_value();
  for (std::size_t k = 0; k < numbers.size(); ++k) {
    const auto number = state.values.value(*state.top, words[k + 1], ScopeValues::Form::value);
    all_known = all_known && number;
    numbers[k] = number.value_or(0);
  }
  if (!all_known) return std::nullopt;
  FrequencySweep sweep{*kind, 1, numbers[1], numbers[2]};
  const auto most = static_cast<double>(state.limits.points);
  if (numbers[0] >= 1 && numbers[0] <= most) sweep.points = static_cast<int>(numbers[0]);
  if (!check(sweep, numbers[0], words.subspan(1), most, state.found)) return std::nullopt;
  return frequencies(sweep);
}

std::optional<std::vector<double>> Elaborator::ac_frequencies(const Card& card) {
  if (card.is_faulty) return std::nullopt;
  std::optional<std::vector<double>> result;
  const std::span<const Span> words = std::span(card.words).subspan(1);
  const bool complete = words.size() == words_in_a_frequency_sweep || is_frequency_list(state_->sources, words);
  if (!complete || !card.assignments.empty()) {
    state_->found.error(codes::malformed_card, card.span, "found '{}', expected '{}'", state_->sources.text(card.span),
                        usage_of_ac);
  } else {
    result = read_frequencies(*state_, words);
  }
  state_->report_found({});
  return result;
}

}  // namespace ohmscope
