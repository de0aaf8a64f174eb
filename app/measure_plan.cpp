#include "app/measure_plan.hpp"

#include <algorithm>
#include <set>

#include "app/codes.hpp"
#include "app/measurements.hpp"
#include "netlist/codes.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

// Parses the expressions of one card.
class Planner {
 public:
  Planner(Session& session, const std::vector<std::string>& known) : session_(session), known_(known) {}

  std::optional<PlannedMeasure> plan(MeasureCard card) {
    PlannedMeasure planned{.card = std::move(card), .name = {}};
    planned.name = session_.sources.text(planned.card.name);
    if (planned.card.kind == MeasureCard::Kind::unsupported) return planned;
    planned.measured = parse(planned.card.measured);
    planned.from = number(planned.card.from);
    planned.to = number(planned.card.to);
    planned.where = point(planned.card.where);
    planned.begin = point(planned.card.begin);
    planned.end = point(planned.card.end);
    return ok_ ? std::optional(std::move(planned)) : std::nullopt;
  }

 private:
  std::optional<Expression> parse(std::optional<Span> text) {
    if (!text) return std::nullopt;
    auto expression = session_.elaborator->wave(*text, known_);
    // What is wrong with it shows when it is evaluated, at whatever values.
    const WavePoint anywhere{[](const Probe&) { return 1.0; },
                             [&](std::string_view name) { return is_known(name) ? std::optional(1.0) : std::nullopt; }};
    ok_ = ok_ && expression && session_.elaborator->wave_value(*expression, anywhere);
    return expression;
  }

  [[nodiscard]] bool is_known(std::string_view name) const {
    return std::any_of(known_.begin(), known_.end(),
                       [&](const std::string& known) { return equal_ignoring_case(known, name); });
  }

  // Which has a value that is the same everywhere.
  void expect_number(const std::optional<Expression>& expression) {
    if (!expression || expression->probes().empty()) return;
    ok_ = false;
    session_.diagnostics
        .error(codes::bad_expression, expression->probes().front().span,
               "a voltage or a current is not supported here: it has no single value")
        .with_hint("'FIND v(out) AT=1k' measures one; what is measured may stand here by its name");
  }

  std::optional<Expression> number(std::optional<Span> text) {
    auto expression = parse(text);
    expect_number(expression);
    return expression;
  }

  std::optional<MeasuredPoint> point(const std::optional<MeasureCard::Point>& card) {
    if (!card) return std::nullopt;
    MeasuredPoint point{*card, number(card->at), {}, {}, number(card->count), number(card->delay)};
    if (card->at) return point;
    point.left = parse(card->left);
    point.right = parse(card->right);
    return point;
  }

  Session& session_;
  const std::vector<std::string>& known_;
  bool ok_ = true;
};

bool is_of(const Session& session, const MeasureCard& card, std::string_view analysis) {
  return card.analysis.nowhere() || equal_ignoring_case(session.sources.text(card.analysis), analysis);
}

// FIND and DERIV need a place.
bool expect_place(Session& session, const MeasureCard& card, std::string_view analysis) {
  using Kind = MeasureCard::Kind;
  const bool needs_one = card.kind == Kind::slope || (card.kind == Kind::value && analysis != "op");
  if (!needs_one || card.where) return true;
  const auto& analyses = session.deck.analyses;
  const bool is_meant_for_op =
      card.analysis.nowhere() && std::any_of(analyses.begin(), analyses.end(),
                                             [&](const Card& other) { return is_analysis(session, other, "op"); });
  if (is_meant_for_op) return false;
  session.diagnostics
      .error(codes::malformed_card, card.name, "'{}' does not say where", session.sources.text(card.name))
      .with_hint("add AT=X, or WHEN A=B");
  return false;
}

// Of one name the first counts: that would be twice the same column.
bool expect_new(Session& session, const MeasureCard& card, const std::vector<PlannedMeasure>& planned) {
  const std::string_view name = session.sources.text(card.name);
  const auto same = std::find_if(planned.begin(), planned.end(),
                                 [&](const PlannedMeasure& other) { return equal_ignoring_case(other.name, name); });
  if (same == planned.end()) return true;
  session.diagnostics.error(codes::defined_twice, card.name, "measurement '{}' is defined twice", name)
      .note(same->card.name, "first defined here");
  return false;
}

}  // namespace

std::string_view noise_named(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> names[] = {
      {"onoise", "onoise"}, {"inoise", "inoise"}, {"onoise_spectrum", "onoise"}, {"inoise_spectrum", "inoise"}};
  for (const auto& [known, result] : names) {
    if (equal_ignoring_case(known, name)) return result;
  }
  return {};
}

std::vector<PlannedMeasure> plan_measures(Session& session, std::string_view analysis) {
  std::vector<PlannedMeasure> planned;
  std::vector<std::string> known{"frequency", "freq", "hertz"};
  if (analysis == "noise") known.insert(known.end(), {"onoise", "inoise", "onoise_spectrum", "inoise_spectrum"});
  for (const Span text : session.deck.measures) {
    auto card = read_measure(session.sources, text, session.diagnostics);
    if (!card || !is_of(session, *card, analysis)) continue;
    if (!expect_place(session, *card, analysis) || !expect_new(session, *card, planned)) continue;
    auto one = Planner(session, known).plan(std::move(*card));
    if (!one) continue;
    known.push_back(one->name);
    planned.push_back(std::move(*one));
  }
  return planned;
}

void check_measures(Session& session) {
  std::set<std::string> told;
  for (const Span text : session.deck.measures) {
    const auto card = read_measure(session.sources, text, session.diagnostics);
    if (!card || card->analysis.nowhere() || is_measured(session.sources.text(card->analysis))) continue;
    if (!told.insert(lower_case(session.sources.text(card->analysis))).second) continue;
    session.diagnostics.warning(codes::ignored_card, card->analysis,
                                "measurements of '{}' have no effect: those of ac, dc, op and noise are taken",
                                session.sources.text(card->analysis));
  }
}

CardOutput output_of(const Session& session, const Probe& probe) {
  const std::string_view whole = session.sources.text(probe.span);
  const auto span_of = [&](std::string_view part) {
    return Span{probe.span.offset + static_cast<std::uint32_t>(part.data() - whole.data()),
                static_cast<std::uint32_t>(part.size())};
  };
  CardOutput output{.is_current = probe.is_current, .name = span_of(probe.first)};
  if (!probe.second.empty()) output.against = span_of(probe.second);
  return output;
}

std::optional<Signal> signal_of(Session& session, const Netlist& netlist, const Probe& probe) {
  return find_output(session, netlist, output_of(session, probe));
}

void add_measured(Session& session, const Netlist& netlist, std::string_view analysis, std::vector<Signal>& signals) {
  const auto add = [&](const Expression& expression) {
    for (const Probe& probe : expression.probes()) {
      auto signal = signal_of(session, netlist, probe);
      if (!signal) continue;
      const auto known =
          std::find_if(signals.begin(), signals.end(), [&](const Signal& other) { return other.name == signal->name; });
      signal->is_measured_only = true;
      if (known == signals.end()) signals.push_back(std::move(*signal));
    }
  };
  for (const PlannedMeasure& planned : plan_measures(session, analysis)) for_each_wave(planned, add);
}

}  // namespace ohmscope
