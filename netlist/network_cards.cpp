#include "netlist/network_cards.hpp"

#include <array>
#include <cmath>

#include "netlist/codes.hpp"
#include "netlist/elaboration_state.hpp"
#include "netlist/frequency_words.hpp"
#include "netlist/parameter_reader.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

constexpr std::string_view usage_of_sp = ".sp dec|oct|lin POINTS START STOP [donoise]";
constexpr std::string_view usage_of_net = ".net [V(NODE[,NODE])|I(RESISTOR)] SOURCE [Rin=OHMS] [Rout=OHMS]";
constexpr std::string_view usage_of_lin =
    ".lin [lintype=S|Y|Z] [format=touchstone2|touchstone] [dataformat=ri|ma|db] [file=NAME] [width=N] [precision=N]";

void report_malformed(ElaborationState& state, const Card& card, std::string_view usage) {
  state.found.error(codes::malformed_card, card.span, "found '{}', expected '{}'", state.sources.text(card.span),
                    usage);
}

std::optional<SpCard> read_sp(ElaborationState& state, const Card& card) {
  const std::size_t sweep_end = 1 + words_in_a_frequency_sweep;
  const bool fits = card.words.size() == sweep_end || card.words.size() == sweep_end + 1;
  if (!fits || !card.assignments.empty()) {
    report_malformed(state, card, usage_of_sp);
    return std::nullopt;
  }
  SpCard result;
  if (card.words.size() > sweep_end) {
    const Span word = card.words.back();
    const std::string_view text = state.sources.text(word);
    if (equal_ignoring_case(text, "donoise") || text == "1") {
      result.has_noise = true;
    } else if (text != "0") {
      report_malformed(state, card, usage_of_sp);
      return std::nullopt;
    }
  }
  auto frequencies = read_frequencies(state, std::span(card.words).subspan(1, words_in_a_frequency_sweep));
  if (!frequencies) return std::nullopt;
  result.frequencies = std::move(*frequencies);
  return result;
}

/// A resistance that an assignment gives.
std::optional<double> termination(ElaborationState& state, Span text) {
  const auto value = state.values.value(*state.top, text, ScopeValues::Form::value);
  if (!value || (*value > 0 && std::isfinite(*value))) return value;
  state.found.error(codes::out_of_range, text, "the termination is {} ohm, expected a positive number", *value);
  return std::nullopt;
}

std::optional<NetCard> read_net(ElaborationState& state, const Card& card) {
  NetCard result;
  result.output = read_card_output(state.sources, card);
  const std::size_t at = result.output ? result.output->next : 1;
  if (card.words.size() != at + 1) {
    report_malformed(state, card, usage_of_net);
    return std::nullopt;
  }
  result.source = card.words[at];
  bool ok = true;
  for (const Assignment& assignment : card.assignments) {
    const std::string_view name = state.sources.text(assignment.name);
    const bool is_input = equal_ignoring_case(name, "rin");
    if (!is_input && !equal_ignoring_case(name, "rout")) {
      report_unknown_parameter(assignment.name, name, {"Rin", "Rout"}, state.found);
      ok = false;
      continue;
    }
    ok = expect_first(state.sources, assignment, card.assignments, state.found) && ok;
    const auto ohms = termination(state, assignment.value);
    ok = ok && ohms;
    (is_input ? result.input_termination : result.output_termination) = ohms;
  }
  return ok ? std::optional(result) : std::nullopt;
}

class LinReader {
 public:
  LinReader(ElaborationState& state, const Card& card) : state_(state), card_(card) {}

  std::optional<LinCard> read() {
    if (card_.words.size() != 1) {
      report_malformed(state_, card_, usage_of_lin);
      return std::nullopt;
    }
    bool ok = true;
    for (const Assignment& assignment : card_.assignments) {
      ok = expect_first(state_.sources, assignment, card_.assignments, state_.found) && take(assignment) && ok;
    }
    return ok ? std::optional(result_) : std::nullopt;
  }

 private:
  bool take(const Assignment& assignment) {
    const std::string name = lower_case(state_.sources.text(assignment.name));
    const std::string value = lower_case(state_.sources.text(state_.sources.unquoted(assignment.value)));
    if (name == "sparcalc")
      return choose(assignment, value, {"0", "1"}, [&](std::size_t k) { result_.is_on = k == 1; });
    if (name == "lintype")
      return choose(assignment, value, {"s", "y", "z"}, [&](std::size_t k) { result_.matrix = "syz"[k]; });
    if (name == "format")
      return choose(assignment, value, {"touchstone", "touchstone2"},
                    [&](std::size_t k) { result_.version = static_cast<int>(k) + 1; });
    if (name == "dataformat") {
      static constexpr std::array<std::string_view, 3> pairs{"ri", "ma", "db"};
      return choose(assignment, value, {"ri", "ma", "db"}, [&](std::size_t k) { result_.pair = pairs[k]; });
    }
    if (name == "file" || name == "filename") {
      result_.file = state_.sources.unquoted(assignment.value);
      return true;
    }
    if (name == "width") return count(assignment, 0, result_.width);
    if (name == "precision" || name == "spardigit") {
      const bool ok = count(assignment, 1, result_.digits);
      if (ok) ++result_.digits;
      return ok;
    }
    state_.found.warning(codes::ignored_parameter, assignment.name, "'.lin' has no '{}' here: it has no effect",
                         state_.sources.text(assignment.name));
    return true;
  }

  template <class Take>
  bool choose(const Assignment& assignment, const std::string& value, std::vector<std::string_view> words,
              const Take& take_index) {
    for (std::size_t k = 0; k < words.size(); ++k) {
      if (words[k] != value) continue;
      take_index(k);
      return true;
    }
    state_.found
        .error(codes::out_of_range, assignment.value, "'{}' is '{}', expected one of {}",
               state_.sources.text(assignment.name), value, fmt::join(words, ", "))
        .with_hint(did_you_mean(value, words));
    return false;
  }

  bool count(const Assignment& assignment, int least, int& target) {
    constexpr double most = 100;
    const auto number = state_.values.value(*state_.top, assignment.value, ScopeValues::Form::value);
    if (!number) return false;
    if (*number < least || *number > most || *number != std::floor(*number)) {
      state_.found.error(codes::out_of_range, assignment.value, "'{}' is {}, expected a whole number from {} to {}",
                         state_.sources.text(assignment.name), *number, least, most);
      return false;
    }
    target = static_cast<int>(*number);
    return true;
  }

  ElaborationState& state_;
  const Card& card_;
  LinCard result_;
};

}  // namespace

std::optional<SpCard> Elaborator::sp_card(const Card& card) {
  if (card.is_faulty) return std::nullopt;
  auto result = read_sp(*state_, card);
  state_->report_found({});
  return result;
}

std::optional<NetCard> Elaborator::net_card(const Card& card) {
  if (card.is_faulty) return std::nullopt;
  auto result = read_net(*state_, card);
  state_->report_found({});
  return result;
}

std::optional<LinCard> Elaborator::lin_card(const Card& card) {
  if (card.is_faulty) return std::nullopt;
  auto result = LinReader(*state_, card).read();
  state_->report_found({});
  return result;
}

}  // namespace ohmscope
