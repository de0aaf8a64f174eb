#include "app/session.hpp"

#include <spdlog/logger.h>

#include <algorithm>
#include <cmath>
#include <system_error>
#include <tuple>
#include <unordered_set>

#include "app/analyses/analysis.hpp"
#include "app/codes.hpp"
#include "app/limit_options.hpp"
#include "app/measurements.hpp"
#include "app/render/quantity.hpp"
#include "app/stopwatch.hpp"
#include "netlist/codes.hpp"
#include "netlist/number.hpp"
#include "netlist/text.hpp"
#include "solver/circuit/angular_frequency.hpp"
#include "solver/circuit/network_table.hpp"
#include "solver/circuit/transfer_function.hpp"
#include "stages/codes.hpp"
#include "stages/rule.hpp"

namespace ohmscope {

namespace {

constexpr std::size_t most_spots = 5;

std::optional<Span> read(Session& session) {
  if (is_device(session.options.deck)) {  // which may go on for ever
    session.diagnostics.error(codes::unreadable_file, {}, "cannot read '{}': it is a device, expected a file",
                              session.options.deck);
    return std::nullopt;
  }
  try {
    return session.sources.read(session.options.deck);
  } catch (const std::system_error& error) {
    session.diagnostics.error(codes::unreadable_file, {}, "cannot read '{}': {}", session.options.deck,
                              error.code().message());
    return std::nullopt;
  }
}

/// Whether nothing stands behind the number but its scale and `Hz`: what a deck may have there is a slip here.
bool has_no_unit_but_hertz(std::string_view number) {
  constexpr std::string_view scales[] = {"", "t", "g", "meg", "k", "m", "u", "µ", "n", "p", "f"};
  std::string_view suffix = number.substr(number.find_last_of("0123456789.") + 1);
  if (suffix.size() >= 2 && equal_ignoring_case(suffix.substr(suffix.size() - 2), "hz")) suffix.remove_suffix(2);
  return is_among(scales, suffix);
}

std::optional<std::vector<double>> listed_frequencies(Session& session) {
  std::vector<double> values;
  const std::size_t errors = session.diagnostics.error_count();
  for (const std::string& text : session.options.frequencies) {
    for (const Span word : option_words(session, "--freq", text, ',')) {
      const std::string_view written = session.sources.text(word);
      const std::optional<double> value = parse_number(written);
      if (value && is_frequency(*value) && has_no_unit_but_hertz(written)) {
        values.push_back(*value);
        continue;
      }
      session.diagnostics
          .error(codes::bad_option_value, word, "'{}' is no frequency, expected 0 or a number from {} to {}", written,
                 lowest_frequency, highest_frequency)
          .with_hint("several are separated by commas: --freq 100,1k,10k");
    }
  }
  if (session.diagnostics.error_count() > errors) return std::nullopt;
  return values;
}

std::optional<std::vector<double>> typed_sweep(Session& session) {
  Card card;
  card.words = option_words(session, "--ac", session.options.sweep, ':');
  card.span = card.words.front();
  card.words.insert(card.words.begin(), card.span);
  if (card.words.size() == 5) {
    card.span.length = card.words.back().offset + card.words.back().length - card.span.offset;
    return session.elaborator->ac_frequencies(card);
  }
  card.span.length = static_cast<std::uint32_t>(session.options.sweep.size());
  session.diagnostics.error(codes::bad_option_value, card.span, "expected 'dec:POINTS:START:STOP', 'oct:…' or 'lin:…'")
      .with_hint("for example --ac dec:20:10:100k");
  return std::nullopt;
}

// Evenly spread over `candidates`, ends included.
std::vector<std::size_t> thin_out(const std::vector<std::size_t>& candidates) {
  if (candidates.size() <= most_spots) return candidates;
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < most_spots; ++i) {
    chosen.push_back(candidates[(i * (candidates.size() - 1) + (most_spots - 1) / 2) / (most_spots - 1)]);
  }
  return chosen;
}

// Indices of the ends and of the values nearest to the decades between them; of all values if that makes no sense.
std::vector<std::size_t> candidates_for_spots(const std::vector<double>& values) {
  std::vector<std::size_t> candidates;
  const bool decades = values.front() > 0 && values.back() >= 10 * values.front();
  if (!decades || values.size() <= most_spots) {
    for (std::size_t k = 0; k < values.size(); ++k) candidates.push_back(k);
    return candidates;
  }
  candidates.push_back(0);
  for (double decade = std::floor(std::log10(values.front())) + 1; decade < std::log10(values.back()); ++decade) {
    const auto above = std::lower_bound(values.begin(), values.end(), std::pow(10, decade) * (1 - 1e-9));
    const auto k = static_cast<std::size_t>(above - values.begin());
    if (k > candidates.back() && k + 1 < values.size()) candidates.push_back(k);
  }
  candidates.push_back(values.size() - 1);
  return candidates;
}

std::optional<Frequencies> deck_frequencies(Session& session) {
  std::optional<Frequencies> chosen;
  std::size_t cards = 0;
  for (const Card& card : session.deck.analyses) {
    if (!card.is_faulty && !is_analysis(session, card, registered::ac.name)) continue;
    auto values = session.elaborator->ac_frequencies(card);
    if (++cards == 1 && values && !values->empty()) chosen = sweep_with_spots(std::move(*values));
    if (cards == 2) {
      session.diagnostics.warning(codes::ignored_card, card.words.front(),
                                  "the frequencies are those of the first '.ac': this one has no effect here");
    }
  }
  if (cards > 0) return chosen;
  for (const Card& card : session.deck.analyses) {  // which has a sweep too
    if (card.is_faulty || !is_analysis(session, card, registered::sp.name)) continue;
    auto sp = session.elaborator->sp_card(card);
    return sp ? std::optional(sweep_with_spots(std::move(sp->frequencies))) : std::nullopt;
  }
  if (!session.diagnostics.names_are_lost()) {
    session.diagnostics.error(codes::no_frequencies, {}, "no frequencies: the deck has no .ac card")
        .with_hint("give them with --freq 1k,10k or --ac dec:20:10:100k, or add a card like '.ac dec 20 10 100k'");
  }
  return chosen;
}

// Also those that the command has no use for, so that all mistakes of the deck are told at once.
void check_analyses(Session& session) {
  for (const Card& card : session.deck.analyses) {
    for (const AnalysisType* type : analysis_types()) {
      if (is_analysis(session, card, type->name)) std::ignore = type->plan(session, card);
    }
  }
  for (const Card& card : session.deck.steps) std::ignore = session.elaborator->step_sweeps(card);
}

/// Reports a name that is none; then it is ngspice's.
Dialect dialect_of(Session& session) {
  const std::string& name = session.options.dialect;
  if (const auto dialect = find_dialect(name)) return *dialect;
  const auto names = dialect_names();
  session.diagnostics
      .error(codes::bad_option_value, session.sources.add("--dialect", name),
             "unknown dialect '{}', expected one of {}", name, fmt::join(names, ", "))
      .with_hint(did_you_mean(name, {names.begin(), names.end()}));
  return Dialect::ngspice;
}

// Reports frequencies (Hz) outside of the points of n-ports, once for each.
void check_networks(Session& session, const std::vector<double>& frequencies) {
  for (const auto& [card, network] : session.elaborator->networks()) {
    const auto is_outside = [&table = *network](double frequency) { return !table.covers(frequency); };
    const auto first = std::find_if(frequencies.begin(), frequencies.end(), is_outside);
    const auto is_told = [&place = card](const Diagnostic& told) {
      return told.code == &codes::outside_network && told.span == place;
    };
    const std::vector<Diagnostic>& all = session.diagnostics.all();
    if (first == frequencies.end() || std::any_of(all.begin(), all.end(), is_told)) continue;
    session.diagnostics
        .error(codes::outside_network, card, "frequency {} lies outside '{}' ({} to {})", frequency_text(*first),
               network->name(), frequency_text(network->lowest()), frequency_text(network->highest()))
        .with_hint("'extrapolate=1' in the model holds the values at its ends");
  }
}

}  // namespace

bool load(Session& session) {
  const std::optional<Span> main = read(session);
  if (main) load(session, *main);
  return main.has_value();
}

void load(Session& session, Span main) {
  const Stopwatch watch;
  const Limits limits = chosen_limits(session);
  session.deck = parse_deck(session.sources, main, session.diagnostics, limits, dialect_of(session));
  session.log.info(fmt::format("read {} bytes, {} cards, {} chains in {:.3f} s", main.length,
                               session.deck.top.elements.size(), session.deck.chains.size(), watch.seconds()));
  session.elaborator.emplace(session.sources, session.deck, session.diagnostics, limits);
  session.chains = build_chains(session.sources, session.deck, *session.elaborator, session.diagnostics);
  check_rules(session.deck, session.sources, session.diagnostics);
  check_analyses(session);
  check_measures(session);
  for (const Chain& chain : session.chains) {
    session.log.info(
        fmt::format("chain {}: {} stages in {} lines", chain.name, chain.stages.size(), chain.specs.size()));
  }
}

void check_measured_data(Session& session, const std::vector<double>& frequencies) {
  for (const Chain& chain : session.chains) check_measured_range(chain, frequencies, session.diagnostics);
  for (const auto& [card, table] : session.elaborator->measured()) {
    const auto is_outside = [&measured = *table](double frequency) { return !measured.covers(frequency); };
    const auto first = std::find_if(frequencies.begin(), frequencies.end(), is_outside);
    const bool is_told =
        std::any_of(session.diagnostics.all().begin(), session.diagnostics.all().end(),
                    [&place = card](const Diagnostic& diagnostic) {
                      return diagnostic.code == &codes::outside_measured_range && diagnostic.span == place;
                    });
    if (first == frequencies.end() || is_told) continue;
    session.diagnostics
        .error(codes::outside_measured_range, card, "frequency {} lies outside '{}' ({} to {})", frequency_text(*first),
               table->name(), frequency_text(table->lowest()), frequency_text(table->highest()))
        .with_hint(*first > 0 ? "'extrapolate' on the card prolongs it" : "");
  }
  check_networks(session, frequencies);
  warn_of_responses(session, frequencies);
}

void warn_of_responses(Session& session, const std::vector<double>& frequencies) {
  std::unordered_set<std::uint32_t> told;  // where the cards begin
  for (const Diagnostic& diagnostic : session.diagnostics.all()) {
    if (diagnostic.code == &codes::outside_response) told.insert(diagnostic.span.offset);
  }
  for (const auto& [card, function] : session.elaborator->responses()) {
    const ResponseTable& table = *function->table;
    std::vector<double> outside;
    std::copy_if(frequencies.begin(), frequencies.end(), std::back_inserter(outside),
                 [&](double frequency) { return !table.covers(frequency); });
    if (outside.empty() || told.contains(card.offset)) continue;
    session.diagnostics.warning(
        codes::outside_response, card, "the points of FREQ go from {} to {}: {} the source gives 0",
        frequency_text(table.lowest()), frequency_text(table.highest()), at_frequencies(outside, frequencies.size()));
  }
}

bool is_analysis(const Session& session, const Card& card, std::string_view name) {
  const std::string_view keyword = session.sources.text(card.words.front());
  return equal_ignoring_case(keyword.substr(keyword.starts_with('.') ? 1 : 0), name);
}

Frequencies sweep_with_spots(std::vector<double> values) {
  Frequencies frequencies{std::move(values), {}};
  frequencies.spots = thin_out(candidates_for_spots(frequencies.values));
  return frequencies;
}

std::optional<Frequencies> command_line_frequencies(Session& session) {
  if (!session.options.frequencies.empty()) {
    std::optional<std::vector<double>> values = listed_frequencies(session);
    if (!values) return std::nullopt;
    Frequencies frequencies{std::move(*values), {}};
    for (std::size_t k = 0; k < frequencies.values.size(); ++k) frequencies.spots.push_back(k);
    return frequencies;
  }
  if (session.options.sweep.empty()) return std::nullopt;
  auto values = typed_sweep(session);
  if (!values || values->empty()) return std::nullopt;
  return sweep_with_spots(std::move(*values));
}

std::optional<Frequencies> choose_frequencies(Session& session) {
  const bool typed = !session.options.frequencies.empty() || !session.options.sweep.empty();
  return typed ? command_line_frequencies(session) : deck_frequencies(session);
}

std::vector<Span> option_words(Session& session, const std::string& option, const std::string& text, char separator) {
  const Span whole = session.sources.add(option, text);
  std::vector<Span> words;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    words.push_back({whole.offset + static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - begin)});
    begin = end + 1;
  }
  return words;
}

double positive_option(Session& session, const std::string& option, const std::string& text, double fallback) {
  if (text.empty()) return fallback;
  const std::optional<double> value = parse_number(text);
  if (value && *value > 0 && std::isfinite(*value)) return *value;
  const Span word = session.sources.add(option, text);
  session.diagnostics.error(codes::bad_option_value, word, "'{}' is no positive number", text);
  return fallback;
}

}  // namespace ohmscope
