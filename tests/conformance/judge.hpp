#pragma once

#include <string>
#include <vector>

#include "cli/program.hpp"
#include "conformance/reference.hpp"

namespace ohmscope::testing {

/// How the program did on a deck.
struct Verdict {
  enum class Kind {
    agrees,
    not_yet,  ///< the deck has no analysis that ohmscope has, or steps, which the reference does not
    refused,  ///< all that it says against the deck is what it does not support
    misread,  ///< it says something else against a deck that the other simulator reads
    wrong     ///< values differ or lack, or it failed, crashed, ran out of time
  };
  Kind kind = Kind::agrees;
  bool read = false;         ///< the deck was not turned down
  bool solved = false;       ///< every value asked for was found
  std::string reason;        ///< the first one, unless it agrees
  std::size_t compared = 0;  ///< signals
  std::size_t excepted = 0;  ///< signals that differ as known
};

/// Judges what `ohmscope run DECK --all --json` gave. A signal agrees if it is within a tolerance times the reference's
/// largest value over the sweep, plus 1e-12: 1e-6 for linear decks and 1e-3 for others, or ten times the uncertainty. With
/// semiconductors a current may differ by what ngspice's gmin lets through beside their junctions.
[[nodiscard]] Verdict judge(const Reference& reference, const Outcome& outcome, Exceptions& exceptions);

/// Whether `ohmscope run DECK --json` gave results of several steps.
[[nodiscard]] bool is_stepped(const Outcome& outcome);
/// A deck's text, its `.step` cards turned into others that have no effect.
[[nodiscard]] std::string without_steps(const std::string& deck);

/// What an error message says, without place and names: messages of one cause become equal.
[[nodiscard]] std::string cause_of(const std::string& message);

}  // namespace ohmscope::testing
