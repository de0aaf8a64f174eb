#pragma once

#include "app/plot/figure.hpp"
#include "app/plot/traces.hpp"

namespace ohmscope::plot {

/// How traces are to be drawn.
struct Choices {
  std::vector<std::string> shows = {};  ///< of `--show`; empty: as it fits
  std::optional<Scale> x = {};          ///< of the frequency
  Scale y = Scale::logarithmic;         ///< of impedances, currents and noise
};

/// What `--show` can name.
[[nodiscard]] std::vector<std::string_view> known_shows();

/// The picture of traces over the frequency: impedances by their quantities, all else as Bode plots. A single impedance
/// has all its quantities in one panel; several curves are overlaid, quantity by quantity.
[[nodiscard]] Figure compose(const std::string& title, const std::vector<Trace>& traces, const Choices& choices);

/// Reflections in the complex plane, on a Smith chart.
[[nodiscard]] Figure smith_chart(const std::string& title, const std::vector<Trace>& traces);
/// Loop gains in the complex plane, around -1.
[[nodiscard]] Figure nyquist_chart(const std::string& title, const std::vector<Trace>& traces);

/// "81 frequencies from 10 Hz to 100 kHz".
[[nodiscard]] std::string sweep_text(const std::vector<Trace>& traces);
/// What is not drawn of the traces, and the remarks they bring.
[[nodiscard]] std::vector<std::string> notes_of(const std::vector<Trace>& traces, bool zero_has_a_place);
/// How a legend calls a trace beside these others: by what tells it from them.
[[nodiscard]] std::string label_of(const Trace& trace, const std::vector<Trace>& all);

}  // namespace ohmscope::plot
