#include "app/output_function.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "app/analyses/analysis.hpp"
#include "app/measure_plan.hpp"
#include "netlist/codes.hpp"

namespace ohmscope {

namespace {

using Complex = std::complex<double>;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::optional<Complex> no_variable(std::string_view /*name*/) { return std::nullopt; }

}  // namespace

std::optional<OutputFunction> OutputFunction::read(Session& session, const Netlist& netlist, Span text,
                                                   std::vector<Signal>& measured) {
  auto expression = session.elaborator->wave(text, {});
  if (!expression) return std::nullopt;
  const WavePoint anywhere{[](const Probe&) { return 1.0; }, no_variable};
  if (!session.elaborator->wave_value(*expression, anywhere)) return std::nullopt;
  if (expression->probes().empty()) {
    session.diagnostics.error(codes::bad_expression, text, "'{}' is no function of a voltage or a current",
                              session.sources.text(text));
    return std::nullopt;
  }
  std::vector<std::size_t> probes;
  for (const Probe& probe : expression->probes()) {
    auto signal = find_measured(session, netlist, output_of(session, probe), "sens");
    if (!signal) return std::nullopt;
    const auto known =
        std::find_if(measured.begin(), measured.end(), [&](const Signal& other) { return other.name == signal->name; });
    probes.push_back(static_cast<std::size_t>(known - measured.begin()));
    if (known == measured.end()) measured.push_back(std::move(*signal));
  }
  return OutputFunction(std::string(session.sources.text(text)), std::move(*expression), std::move(probes));
}

Complex OutputFunction::value(Elaborator& elaborator, const std::vector<Complex>& measured) const {
  const WavePoint point{[&](const Probe& probe) {
                          const auto number = static_cast<std::size_t>(&probe - expression_.probes().data());
                          return measured[probes_[number]];
                        },
                        no_variable};
  return elaborator.wave_value(expression_, point).value_or(Complex{nan, nan});
}

std::vector<OutputFunction::Slope> OutputFunction::slopes(Elaborator& elaborator, std::vector<Complex> measured,
                                                          bool with_imaginary) const {
  std::vector<Slope> slopes;
  double largest = 0;
  for (const std::size_t probe : probes_) largest = std::fmax(largest, std::abs(measured[probe]));
  const auto along = [&](std::size_t of, Complex direction) {
    const Complex here = measured[of];
    const double size = std::abs(here) > 0 ? std::abs(here) : largest > 0 ? largest : 1;
    const auto difference = [&](double step) {
      measured[of] = here + direction * step;
      const Complex above = value(elaborator, measured);
      measured[of] = here - direction * step;
      const Complex below = value(elaborator, measured);
      measured[of] = here;
      return (above - below) / (2 * step);
    };
    const double step = 0x1p-10 * size;
    return (4.0 * difference(step) - difference(2 * step)) / 3.0;
  };
  for (const std::size_t probe : probes_) {
    const bool is_known = std::any_of(slopes.begin(), slopes.end(), [&](const Slope& s) { return s.of == probe; });
    if (!is_known) slopes.push_back({probe, along(probe, 1.0), with_imaginary ? along(probe, {0, 1}) : Complex{}});
  }
  return slopes;
}

}  // namespace ohmscope
