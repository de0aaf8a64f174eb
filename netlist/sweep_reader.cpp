#include "netlist/sweep_reader.hpp"

#include <array>
#include <cmath>

#include "netlist/codes.hpp"
#include "netlist/expression_tokens.hpp"
#include "netlist/number.hpp"
#include "solver/analyses/value_sweep.hpp"

namespace ohmscope {

namespace {

enum class Spacing { linear, decade, octave, list, counted_list };

struct SpacingWord {
  std::string_view word;
  Spacing spacing;
};
constexpr std::array<SpacingWord, 5> spacing_words{{{"lin", Spacing::linear},
                                                    {"dec", Spacing::decade},
                                                    {"oct", Spacing::octave},
                                                    {"list", Spacing::list},
                                                    {"poi", Spacing::counted_list}}};

/// Where other simulators take values from besides.
constexpr std::array<std::string_view, 1> foreign_words{"file"};

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

/// The same; `words` are START STOP POINTS, wherever they stand.
bool check(const GeometricSweep& sweep, double points, const std::array<Span, 3>& words, double most,
           Diagnostics& found) {
  if (!(sweep.start > 0) || !std::isfinite(sweep.start)) {
    found.error(codes::bad_sweep, words[0], "start is {}, expected a positive number", sweep.start);
  } else if (!(sweep.stop >= sweep.start) || !std::isfinite(sweep.stop)) {
    found.error(codes::bad_sweep, words[1], "stop is {}, expected a number from {} on", sweep.stop, sweep.start);
  } else if (points < 1 || points != std::floor(points) || points > most) {
    found.error(codes::bad_sweep, words[2], "number of points is {}, expected a whole number from 1 to {}", points,
                most);
  }
  return !found.has_errors();
}

class SweepReader {
 public:
  SweepReader(ElaborationState& state, const Card& card, const SweepRules& rules)
      : state_(state), card_(card), rules_(rules) {}

  std::optional<std::vector<SweptName>> read() {
    if (refuse_foreign()) return std::nullopt;
    if (const Span table = table_named(); !table.nowhere()) {
      auto columns = read_table(state_, table);
      return columns && !refuse_repeated(*columns) ? columns : std::nullopt;
    }
    if (card_.words.size() < 2 || !card_.assignments.empty()) return malformed();
    std::vector<SweptName> sweeps;
    while (next_ < card_.words.size()) {
      if (sweeps.size() == rules_.most_sweeps) return malformed();
      auto sweep = read_one();
      if (!sweep) return std::nullopt;
      sweeps.push_back(std::move(*sweep));
    }
    if (refuse_repeated(sweeps)) return std::nullopt;
    return sweeps;
  }

 private:
  [[nodiscard]] std::string_view text(Span span) const { return state_.sources.text(span); }
  [[nodiscard]] bool has(std::size_t word) const { return word < card_.words.size(); }
  [[nodiscard]] bool is(std::size_t word, std::string_view name) const {
    return has(word) && equal_ignoring_case(text(card_.words[word]), name);
  }
  [[nodiscard]] bool is_before(std::size_t word, char mark) const {
    return has(word) && is_followed_by(state_.sources, card_, word, mark);
  }

  /// Of `data=TABLE` alone on the card.
  [[nodiscard]] Span table_named() const {
    const bool is_alone = card_.words.size() == 1 && card_.assignments.size() == 1;
    const bool is_table = is_alone && equal_ignoring_case(text(card_.assignments.front().name), "data");
    return is_table ? state_.sources.unquoted(card_.assignments.front().value) : Span{};
  }

  std::nullopt_t malformed() {
    state_.found.error(codes::malformed_card, card_.span, "found '{}', expected '{}'", text(card_.span), rules_.usage);
    return std::nullopt;
  }

  bool refuse_foreign() {
    const auto refuse = [&](Span kind) {
      state_.found.error(codes::bad_sweep, kind, "sweeps by '{}' are not supported", text(kind))
          .with_hint("a list of values stands on the card itself: NAME list VALUE …");
      return true;
    };
    for (const Span word : card_.words) {
      if (is_among(foreign_words, text(word))) return refuse(word);
    }
    for (const Assignment& assignment : card_.assignments) {
      if (is_among(foreign_words, text(assignment.name))) return refuse(assignment.name);
    }
    return false;
  }

  bool refuse_repeated(const std::vector<SweptName>& sweeps) {
    for (std::size_t k = 1; k < sweeps.size(); ++k) {
      for (std::size_t other = 0; other < k; ++other) {
        const auto same = [&](Span a, Span b) { return equal_ignoring_case(text(a), text(b)); };
        if (!same(sweeps[k].name, sweeps[other].name) ||
            !same(sweeps[k].parameter.value_or(Span{}), sweeps[other].parameter.value_or(Span{})))
          continue;
        state_.found.error(codes::bad_sweep, sweeps[k].name, "'{}' is swept twice", text(sweeps[k].name))
            .note(sweeps[other].name, "first swept here");
        return true;
      }
    }
    return false;
  }

  std::optional<SweptName> read_one() {
    auto spacing = take_spacing();
    SweptName sweep;
    if (!has(next_) || !take_name(sweep)) return malformed();
    const bool is_behind = !spacing && (spacing = take_spacing()).has_value();
    const bool reads = read_values(spacing.value_or(Spacing::linear), is_behind && !rules_.points_behind, sweep);
    return reads ? std::optional(std::move(sweep)) : std::nullopt;
  }

  std::optional<Spacing> take_spacing() {
    for (const SpacingWord& known : spacing_words) {
      if (!is(next_, known.word)) continue;
      ++next_;
      return known.spacing;
    }
    return std::nullopt;
  }

  bool take_name(SweptName& sweep) {
    using Kind = SweptName::Kind;
    if (is(next_, "param") && has(next_ + 1) && !is_before(next_, '(')) {
      sweep = {Kind::parameter, card_.words[next_ + 1]};
      next_ += 2;
      return true;
    }
    if (is(next_, "temp") || is(next_, "temper")) {
      sweep = {Kind::temperature, card_.words[next_++]};
      return true;
    }
    const bool has_type = !is_before(next_, '(') && is_before(next_ + 1, '(');
    if (has_type) sweep.type = card_.words[next_++];
    sweep.kind = has_type ? Kind::model : Kind::any;
    sweep.name = card_.words[next_];
    if (is_before(next_++, '(')) {
      if (!has(next_) || !is_before(next_, ')')) return false;
      sweep.parameter = card_.words[next_++];
    } else if (!has_type) {
      sweep = swept_name(state_.sources, sweep.name);
    }
    return sweep.name.length > 0 && (!sweep.parameter || sweep.parameter->length > 0);
  }

  /// Whether a word behind a list can be none of its values, but the name of another sweep.
  [[nodiscard]] bool begins_sweep(std::size_t word) const {
    constexpr std::size_t shortest = 3;  // NAME list VALUE
    const std::string_view written = text(card_.words[word]);
    return card_.words.size() - word >= shortest && !parse_number(written, state_.deck.dialect) &&
           held_end(written) != written.size();
  }

  std::optional<double> number(Span word) { return state_.values.value(*state_.top, word, ScopeValues::Form::value); }

  bool read_values(Spacing spacing, bool points_first, SweptName& sweep) {
    if (spacing == Spacing::list || spacing == Spacing::counted_list)
      return read_list(spacing == Spacing::counted_list, sweep);
    if (!has(next_ + 2)) return malformed(), false;
    std::array<Span, 3> words{card_.words[next_], card_.words[next_ + 1], card_.words[next_ + 2]};
    if (points_first) words = {words[1], words[2], words[0]};
    next_ += words.size();
    std::array<double, 3> numbers{};
    bool all_known = true;
    for (std::size_t k = 0; k < numbers.size(); ++k) {
      const auto value = number(words[k]);
      all_known = all_known && value;
      numbers[k] = value.value_or(0);
    }
    if (!all_known) return false;
    if (spacing == Spacing::linear && points_first) return add_counted(numbers, words, sweep);
    return spacing == Spacing::linear ? add_linear(numbers, words, sweep)
                                      : add_geometric(spacing == Spacing::decade ? 10 : 2, numbers, words, sweep);
  }

  bool add_linear(const std::array<double, 3>& numbers, const std::array<Span, 3>& words, SweptName& sweep) {
    const ValueSweep linear{numbers[0], numbers[1], numbers[2]};
    sweep.linear = linear;
    return check(linear, words, state_.found) && has_room(count(linear), words[2]) &&
           (sweep.values = values(linear), true);
  }

  /// HSPICE's `lin POINTS START STOP`.
  bool add_counted(const std::array<double, 3>& numbers, const std::array<Span, 3>& words, SweptName& sweep) {
    const double points = numbers[2];
    const double most = static_cast<double>(state_.limits.points);
    if (points < 1 || points != std::floor(points) || points > most) {
      state_.found.error(codes::bad_sweep, words[2], "number of points is {}, expected a whole number from 1 to {}",
                         points, most);
      return false;
    }
    if (points == 1) return has_room(1, words[2]) && (sweep.values = {numbers[0]}, true);
    return add_linear({numbers[0], numbers[1], (numbers[1] - numbers[0]) / (points - 1)}, words, sweep);
  }

  bool add_geometric(double base, const std::array<double, 3>& numbers, const std::array<Span, 3>& words,
                     SweptName& sweep) {
    GeometricSweep geometric{base, numbers[0], numbers[1], 1};
    const auto most = static_cast<double>(state_.limits.points);
    if (!check(geometric, numbers[2], words, most, state_.found)) return false;
    geometric.points = static_cast<int>(numbers[2]);
    return has_room(count(geometric), words[2]) && (sweep.values = values(geometric), true);
  }

  /// Values up to what can be none, or as many as the first says.
  bool read_list(bool is_counted, SweptName& sweep) {
    const Span list = card_.words[next_ - 1];
    std::size_t most = card_.words.size();
    if (is_counted && has(next_)) {
      const auto counted = number(card_.words[next_++]);
      if (!counted) return false;
      most = *counted >= 0 && *counted < static_cast<double>(most) ? static_cast<std::size_t>(*counted) : most;
    }
    bool ok = true;
    for (; has(next_) && sweep.values.size() < most && (is_counted || !begins_sweep(next_)); ++next_) {
      const auto value = number(card_.words[next_]);
      ok = ok && value;
      sweep.values.push_back(value.value_or(0));
    }
    if (sweep.values.empty()) {
      state_.found.error(codes::bad_sweep, list, "'{}' has no values", text(list))
          .with_hint(fmt::format("expected '{}'", rules_.usage));
      return false;
    }
    return ok && has_room(static_cast<double>(sweep.values.size()), list);
  }

  bool has_room(double more, Span place) {
    points_ *= more;
    const auto most = static_cast<double>(state_.limits.points);
    if (points_ <= most) return true;
    state_.found.error(codes::bad_sweep, place, "the sweep has {} points, expected at most {}", points_, most)
        .with_hint(hint_of_point_limit);
    return false;
  }

  ElaborationState& state_;
  const Card& card_;
  const SweepRules& rules_;
  std::size_t next_ = 1;  ///< word
  double points_ = 1;
};

}  // namespace

SweptName swept_name(const SourceMap& sources, Span word) {
  SweptName sweep{.name = word};
  const std::size_t colon = sources.text(word).find(':');
  if (colon == std::string_view::npos) return sweep;
  const auto length = static_cast<std::uint32_t>(colon);
  sweep.parameter = Span{word.offset + length + 1, word.length - length - 1};
  sweep.name.length = length;
  return sweep;
}

std::optional<std::vector<SweptName>> read_sweeps(ElaborationState& state, const Card& card, const SweepRules& rules) {
  return SweepReader(state, card, rules).read();
}

}  // namespace ohmscope
