#pragma once

#include <complex>
#include <string>
#include <vector>

#include "app/session.hpp"
#include "app/steps.hpp"

namespace ohmscope::plot {

/// What a trace is a picture of, which decides how it is drawn.
enum class Kind { impedance, voltage, noise, scattering, loop };

/// A complex quantity over the frequency. (inf, 0): infinite; NaN: nothing determines it.
struct Trace {
  Kind kind = Kind::impedance;
  std::string what;  ///< "overall.zin", "voltage", "s"
  std::string of;    ///< whose: the stage, port or signal
  std::string step;  ///< "R1 = 1 kohm"; empty: the deck has no steps
  std::string unit;
  std::vector<double> frequencies;  ///< Hz, ascending
  std::vector<std::complex<double>> values;
  std::vector<std::string> remarks = {};  ///< worth saying beside the picture: "phase margin 52° at 1 MHz"
};

/// What `--what` can name.
[[nodiscard]] std::vector<std::string_view> known_whats();

/// Those of `--what`, or what the deck has most to say about. Reports names that are none, and decks that have nothing.
[[nodiscard]] std::vector<std::string> choose_whats(Session& session);

/// Everything asked for, at all steps of the deck. Reports what is wrong; then it is not complete.
[[nodiscard]] std::vector<Trace> collect_traces(Session& session, const std::vector<std::string>& whats);

}  // namespace ohmscope::plot
