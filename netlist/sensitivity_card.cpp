#include <algorithm>

#include "netlist/codes.hpp"
#include "netlist/elaboration_state.hpp"
#include "netlist/frequency_words.hpp"

namespace ohmscope {

namespace {

constexpr std::string_view usage_of_sens = ".sens V(NODE[,NODE])|I(SOURCE) ... [ac dec|oct|lin POINTS START STOP]";
constexpr std::string_view usage_of_functions =
    ".sens objfunc={EXPRESSION}[,…] | acobjfunc={EXPRESSION}[,…] | objvars=NODE[,…] [param=NAME[,…]]";

void report_malformed(ElaborationState& state, const Card& card) {
  Diagnostic& error = state.found.error(codes::malformed_card, card.span, "found '{}', expected '{}'",
                                        state.sources.text(card.span), usage_of_sens);
  if (!card.assignments.empty()) error.with_hint(fmt::format("or '{}'", usage_of_functions));
}

/// Without the braces or quotes around it.
Span bare(const SourceMap& sources, Span text) {
  const bool has_braces = sources.text(text).starts_with('{') && sources.text(text).ends_with('}');
  return has_braces ? Span{text.offset + 1, text.length - 2} : sources.unquoted(text);
}

/// The form of Xyce: each assignment is a list, whose further members the scanner took for words.
class FunctionsReader {
 public:
  FunctionsReader(ElaborationState& state, const Card& card) : state_(state), card_(card) {}

  std::optional<SensitivityCard> read() {
    if (card_.words.size() > 1 && card_.words[1].offset < card_.assignments.front().name.offset) return malformed();
    for (std::size_t k = 0; k < card_.assignments.size(); ++k) {
      if (!take(k)) return malformed();
    }
    if (asked_.functions.empty() == asked_.outputs.empty() || (asked_.at_ac && at_dc_)) return malformed();
    warn_of_sweeps();
    return asked_;
  }

 private:
  std::nullopt_t malformed() {
    report_malformed(state_, card_);
    return std::nullopt;
  }

  [[nodiscard]] std::vector<Span> list_of(std::size_t number) const {
    std::vector<Span> list{card_.assignments[number].value};
    const bool is_last = number + 1 == card_.assignments.size();
    const std::uint32_t end = is_last ? card_.span.end() : card_.assignments[number + 1].name.offset;
    for (const Span word : card_.words) {
      if (word.offset > list.front().offset && word.offset < end) list.push_back(word);
    }
    for (Span& member : list) member = bare(state_.sources, member);
    return list;
  }

  bool take(std::size_t number) {
    const std::string_view name = state_.sources.text(card_.assignments[number].name);
    const std::vector<Span> list = list_of(number);
    if (equal_ignoring_case(name, "param")) {
      asked_.values = list;
    } else if (equal_ignoring_case(name, "objfunc")) {
      at_dc_ = true;
      asked_.functions = list;
    } else if (equal_ignoring_case(name, "acobjfunc")) {
      asked_.at_ac = true;
      asked_.functions = list;
    } else if (equal_ignoring_case(name, "objvars")) {
      asked_.at_ac = true;
      for (const Span node : list) asked_.outputs.push_back({.name = node});
    } else {
      return false;
    }
    return true;
  }

  void warn_of_sweeps() {
    const auto is_dc = [&](const Card& card) {
      return equal_ignoring_case(state_.sources.text(card.words.front()), ".dc");
    };
    if (asked_.at_ac || std::none_of(state_.deck.analyses.begin(), state_.deck.analyses.end(), is_dc)) return;
    state_.found.warning(codes::read_otherwise, card_.words.front(),
                         "sensitivities are those at the operating point; to Xyce at each point of '.dc'");
  }

  ElaborationState& state_;
  const Card& card_;
  SensitivityCard asked_;
  bool at_dc_ = false;
};

std::optional<SensitivityCard> read(ElaborationState& state, const Card& card) {
  if (!card.assignments.empty()) return FunctionsReader(state, card).read();
  SensitivityCard asked;
  std::size_t next = 1;
  while (const auto output = read_card_output(state.sources, card, next)) {
    asked.outputs.push_back(*output);
    next = output->next;
  }
  std::span<const Span> words = std::span(card.words).subspan(next);
  const auto begins_with = [&](std::string_view word) {
    return !words.empty() && equal_ignoring_case(state.sources.text(words[0]), word);
  };
  const bool is_ac = begins_with("ac");
  if (is_ac || begins_with("dc")) words = words.subspan(1);
  const bool complete = words.size() == (is_ac ? words_in_a_frequency_sweep : 0) && card.assignments.empty();
  if (asked.outputs.empty() || !complete) {
    report_malformed(state, card);
    return std::nullopt;
  }
  if (!is_ac) return asked;
  asked.frequencies = read_frequencies(state, words);
  return asked.frequencies ? std::optional(asked) : std::nullopt;
}

}  // namespace

std::optional<SensitivityCard> Elaborator::sensitivity_card(const Card& card) {
  if (card.is_faulty) return std::nullopt;
  auto result = read(*state_, card);
  state_->report_found({});
  return result;
}

}  // namespace ohmscope
