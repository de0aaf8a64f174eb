#pragma once

#include <spdlog/fwd.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/options.hpp"
#include "app/output.hpp"
#include "netlist/elaborate.hpp"
#include "stages/chain.hpp"

namespace ohmscope {

/// 0: done; 1: the circuit could not be solved, a check failed, or a file could not be written; 2: the deck or the
/// command line is wrong.
enum class ExitStatus : int { done = 0, failed = 1, misuse = 2 };

/// What a command works with: the deck as read, the place for results, and what is to be said to the user.
struct Session {
  Session(const Options& the_options, spdlog::logger& the_log)
      : options(the_options), log(the_log), out(the_options.output) {}

  const Options& options;
  spdlog::logger& log;
  Output out;
  std::vector<std::unique_ptr<Output>> files;  ///< result files that are written so far
  Diagnostics diagnostics;
  SourceMap sources;
  Deck deck;
  std::optional<Elaborator> elaborator;
  std::vector<Chain> chains;
  Settings settings;            ///< of the step in hand: what the elaborator takes in place of the deck's values
  bool is_looked_over = false;  ///< for what is rarely meant: once is enough for all steps
};

/// Reads the deck and builds its chains. Reports what is wrong with them, with its rules and its analyses. Returns
/// false, and reports why, if the deck could not be read at all.
[[nodiscard]] bool load(Session& session);
/// The same of a deck that is among the session's sources already: `main` is the whole of its text.
void load(Session& session, Span main);

/// Reports frequencies (Hz) at which measured data of the deck's chains say nothing.
void check_measured_data(Session& session, const std::vector<double>& frequencies);

/// Warns of frequencies (Hz) outside of the points of FREQ sources that the circuits made so far have.
void warn_of_responses(Session& session, const std::vector<double>& frequencies);

/// Frequencies to compute at, and those that stand for them in a table.
struct Frequencies {
  std::vector<double> values;      ///< Hz, in the order given
  std::vector<std::size_t> spots;  ///< indices into `values`
};

/// From `--freq`, `--ac` or the deck's first `.ac`. Reports what is wrong, and if there are none.
[[nodiscard]] std::optional<Frequencies> choose_frequencies(Session& session);

/// From `--freq` or `--ac` alone; nothing if neither is given or what is given is wrong (then reported).
[[nodiscard]] std::optional<Frequencies> command_line_frequencies(Session& session);

/// All of a short sweep; of a longer one its ends and the decades between them, at most five.
[[nodiscard]] Frequencies sweep_with_spots(std::vector<double> values);

/// Whether `card` is the analysis `name` ("ac").
[[nodiscard]] bool is_analysis(const Session& session, const Card& card, std::string_view name);

/// The words of an option's text, as places of their own, so that a mistake in them has a line and a caret.
[[nodiscard]] std::vector<Span> option_words(Session& session, const std::string& option, const std::string& text,
                                             char separator);

/// A number given to an option, or `fallback` if the option was not given. Reports one that is none or not positive.
[[nodiscard]] double positive_option(Session& session, const std::string& option, const std::string& text,
                                     double fallback);

}  // namespace ohmscope
