#include "app/measurements.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "app/codes.hpp"
#include "app/measure_plan.hpp"
#include "netlist/codes.hpp"
#include "netlist/text.hpp"
#include "solver/analyses/noise.hpp"
#include "solver/analyses/waveform.hpp"

namespace ohmscope {

namespace {

using Complex = std::complex<double>;
using Kind = MeasureCard::Kind;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

// The points of one inner sweep.
struct Stretch {
  std::size_t first;
  std::size_t count;
};

std::vector<Stretch> stretches_of(const AnalysisResult& result) {
  if (result.axes.size() < 2) return {{0, result.points()}};
  std::vector<Stretch> all;
  const std::vector<double>& inner = result.axes.front().values;
  std::size_t length = 1;
  while (length < inner.size() && result.axes[1].values[length] == result.axes[1].values[0]) ++length;
  for (std::size_t first = 0; first < inner.size(); first += length) all.push_back({first, length});
  return all;
}

// Takes the measurements of one stretch.
class Measurer {
 public:
  Measurer(Session& session, const Netlist& netlist, std::string_view analysis, const AnalysisResult& result)
      : session_(session), netlist_(netlist), analysis_(analysis), result_(result) {}

  void leave_out(const PlannedMeasure& planned) { left_out_.push_back(lower_case(planned.name)); }

  // Its value, NaN and a warning if it has none.
  Complex take(const PlannedMeasure& planned, const Stretch& stretch) {
    stretch_ = stretch;
    x_ = std::span(result_.axes.front().values).subspan(stretch.first, stretch.count);
    reason_.clear();
    const Complex value = measure(planned);
    const bool has_value = !std::isnan(value.real()) && !std::isnan(value.imag());
    known_[lower_case(planned.name)] = has_value ? value : Complex{none, none};
    if (!has_value) {
      if (reason_.empty()) reason_ = "nothing determines what is measured there";
      session_.diagnostics.warning(codes::no_measurement, planned.card.name, "'{}' has no value: {}", planned.name,
                                   reason_);
    }
    return known_[lower_case(planned.name)];
  }

  [[nodiscard]] WaveKind kind_of(const PlannedMeasure& planned) {
    const Axis& axis = result_.axes.front();
    const auto times = [&](const WaveKind& kind, const char* sign) {
      return kind.unit.empty() || axis.unit.empty() ? std::string() : kind.unit + sign + axis.unit;
    };
    const WaveKind kind = planned.measured ? kind_of(*planned.measured) : WaveKind{};
    switch (planned.card.kind) {
      case Kind::point:
      case Kind::distance:
      case Kind::highest_at:
      case Kind::lowest_at:
        return {false, axis.unit};
      case Kind::value:
      case Kind::expression:
        return kind;
      case Kind::slope:
        return {kind.is_complex, times(kind, "/")};
      case Kind::integral:
        return {false, is_density(kind) ? kind.unit.substr(0, kind.unit.find('/')) : times(kind, "*")};
      default:
        return {false, kind.unit};
    }
  }

 private:
  [[nodiscard]] static bool is_density(const WaveKind& kind) { return kind.unit.ends_with("/sqrt(Hz)"); }

  [[nodiscard]] WaveKind kind_of(const Expression& expression) {
    const auto of_index = [&](std::optional<std::size_t> s) {
      return s ? WaveKind{analysis_ == "ac", result_.signals[*s].unit} : WaveKind{};
    };
    return ohmscope::kind_of(
        expression, session_.elaborator->rules(), [&](const Probe& probe) { return of_index(index_of(probe)); },
        [&](std::string_view name) { return of_index(index_of_noise(name)); });
  }

  [[nodiscard]] std::optional<std::size_t> index_named(std::string_view name) const {
    for (std::size_t s = 0; s < result_.signals.size(); ++s) {
      if (result_.signals[s].name == name) return s;
    }
    return std::nullopt;
  }
  [[nodiscard]] std::optional<std::size_t> index_of_noise(std::string_view name) const {
    return analysis_ == "noise" ? index_named(noise_named(name)) : std::nullopt;
  }
  [[nodiscard]] std::optional<std::size_t> index_of(const Probe& probe) {
    if (analysis_ == "noise") return probe.is_current ? std::nullopt : index_of_noise(probe.first);
    const auto signal = signal_of(session_, netlist_, probe);
    return signal ? index_named(signal->name) : std::nullopt;
  }

  // Of an expression at every point of the stretch.
  std::vector<Complex> values(const Expression& expression) { return values(expression, 0, stretch_.count); }
  std::vector<Complex> values(const Expression& expression, std::size_t first, std::size_t count) {
    std::vector<std::optional<std::size_t>> columns;
    for (const Probe& probe : expression.probes()) columns.push_back(index_of(probe));
    std::size_t k = first;
    const auto at = [&](std::optional<std::size_t> s) {
      return s ? result_.values[*s][stretch_.first + k] : Complex{none, none};
    };
    const WavePoint point{
        [&](const Probe& probe) { return at(columns[static_cast<std::size_t>(&probe - expression.probes().data())]); },
        [&](std::string_view name) { return variable(name, k, at); }};
    std::vector<Complex> all;
    for (; k < first + count; ++k)
      all.push_back(session_.elaborator->wave_value(expression, point).value_or(Complex{none, none}));
    return all;
  }

  template <class At>
  std::optional<Complex> variable(std::string_view name, std::size_t k, const At& at) const {
    if (const auto noise = index_of_noise(name)) return at(noise);
    if (const auto known = known_.find(lower_case(name)); known != known_.end()) return known->second;
    const bool is_left_out = std::find(left_out_.begin(), left_out_.end(), lower_case(name)) != left_out_.end();
    if (is_left_out) return Complex{none, none};
    for (const std::string_view axis : {"frequency", "freq", "hertz"}) {
      if (equal_ignoring_case(name, axis)) return analysis_ == "dc" || analysis_ == "op" ? 0.0 : x_[k];
    }
    return std::nullopt;
  }

  // Of one without voltages and currents.
  Complex number(const Expression& expression) {
    const WavePoint point{[](const Probe&) {
                            return Complex{none, none};
                          },
                          [&](std::string_view name) {
                            return variable(name, 0, [](auto) { return Complex{none, none}; });
                          }};
    const auto value = session_.elaborator->wave_value(expression, point);
    if (!value) reason_ = "its expression has no value";
    if (value && std::isnan(value->real())) reason_ = "what it is computed from has none";
    return value.value_or(Complex{none, none});
  }

  // As in Xyce, its value at the last point of the range.
  Complex at_end(const PlannedMeasure& planned) {
    const Expression& expression = *planned.measured;
    if (expression.probes().empty() && !planned.from && !planned.to) return number(expression);
    std::optional<WaveRange> range;
    if (!range_of(planned, range)) return {none, none};
    const auto is_within = [&](double x) {
      return !range || (x >= std::min(range->from, range->to) && x <= std::max(range->from, range->to));
    };
    const auto last = std::find_if(x_.rbegin(), x_.rend(), is_within);
    if (last == x_.rend()) return fail("no point lies in its range");
    if (!expression.probes().empty()) {
      session_.diagnostics.warning(codes::read_otherwise, *planned.card.measured,
                                   "'{}' has no single value: that at the end of the sweep counts, as in Xyce",
                                   session_.sources.text(*planned.card.measured));
    }
    return values(expression, static_cast<std::size_t>(x_.rend() - last) - 1, 1).front();
  }

  std::vector<double> reals(const Expression& expression, Span place) {
    warn_of_complex(expression, place);
    std::vector<double> all;
    for (const Complex& value : values(expression)) all.push_back(value.real());
    return all;
  }

  void warn_of_complex(const Expression& expression, Span place) {
    if (!kind_of(expression).is_complex) return;
    session_.diagnostics
        .warning(codes::read_otherwise, place, "'{}' is complex: its real part counts here, as in ngspice",
                 session_.sources.text(place))
        .with_hint("mag() is its magnitude, db() its decibels, ph() its phase");
  }

  Complex fail(std::string reason) {
    if (reason_.empty()) reason_ = std::move(reason);
    return {none, none};
  }

  [[nodiscard]] std::string sweep_text() const {
    return fmt::format("the sweep, from {} to {}", x_.front(), x_.back());
  }

  std::optional<double> find(const MeasuredPoint& point, const std::optional<WaveRange>& range) {
    if (point.at) {
      const double at = number(*point.at).real();
      const auto [low, high] = std::minmax_element(x_.begin(), x_.end());
      if (at >= *low && at <= *high) return at;
      fail(fmt::format("{} lies outside of {}", at, sweep_text()));
      return std::nullopt;
    }
    std::vector<double> y = reals(*point.left, point.card.left);
    const std::vector<double> right = reals(*point.right, *point.card.right);
    for (std::size_t k = 0; k < y.size(); ++k) y[k] -= right[k];
    return find_crossing(point, y, range);
  }

  std::optional<double> find_crossing(const MeasuredPoint& point, const std::vector<double>& y,
                                      std::optional<WaveRange> range) {
    Crossing which{static_cast<Crossing::Edge>(point.card.edge), point.card.is_last ? std::size_t{0} : std::size_t{1}};
    if (point.count) {
      const double count = number(*point.count).real();
      if (!(count >= 1) || count != std::floor(count) || count > 1e9) {
        fail(fmt::format("it asks for crossing number {}, expected 1, 2, 3, … or LAST", count));
        return std::nullopt;
      }
      which.count = static_cast<std::size_t>(count);
    }
    if (point.delay) {
      const double delay = number(*point.delay).real();
      range = WaveRange{std::max(delay, range ? range->from : delay), range ? range->to : far_end()};
    }
    const FoundCrossing found = ohmscope::find_crossing(x_, y, which, range);
    if (!found.x) fail(crossing_text(point, found.found));
    return found.x;
  }

  [[nodiscard]] double far_end() const { return *std::max_element(x_.begin(), x_.end()); }

  [[nodiscard]] std::string crossing_text(const MeasuredPoint& point, std::size_t found) const {
    constexpr std::string_view verbs[] = {"reaches", "rises through", "falls through"};
    return fmt::format("'{}' {} {} '{}'", session_.sources.text(point.card.left),
                       found == 0 ? "never" : fmt::format("only {} time{}", found, found == 1 ? "" : "s"),
                       verbs[static_cast<std::size_t>(point.card.edge)], session_.sources.text(*point.card.right));
  }

  // FROM and TO, or TRIG and TARG; false if they are wrong.
  bool range_of(const PlannedMeasure& planned, std::optional<WaveRange>& range) {
    const auto [low, high] = std::minmax_element(x_.begin(), x_.end());
    if (planned.from || planned.to) {
      range = WaveRange{planned.from ? number(*planned.from).real() : *low,
                        planned.to ? number(*planned.to).real() : *high};
    }
    if (planned.measured && planned.begin) {
      const auto begin = find(*planned.begin, range);
      const auto end = begin ? find(*planned.end, range) : std::nullopt;
      if (!end) return false;
      range = WaveRange{*begin, *end};
    }
    if (!range) return true;
    if (std::max(range->from, range->to) >= *low && std::min(range->from, range->to) <= *high) return true;
    fail(fmt::format("{} to {} lies outside of {}", range->from, range->to, sweep_text()));
    return false;
  }

  Complex measure(const PlannedMeasure& planned) {
    if (planned.card.kind == Kind::expression) return at_end(planned);
    std::optional<WaveRange> range;
    if (!range_of(planned, range)) return {none, none};
    switch (planned.card.kind) {
      case Kind::distance: {
        const auto begin = find(*planned.begin, range);
        const auto end = begin ? find(*planned.end, range) : std::nullopt;
        return end ? Complex{*end - *begin} : Complex{none, none};
      }
      case Kind::point:
      case Kind::value:
      case Kind::slope: {
        if (!planned.where) return values(*planned.measured).front();
        const auto at = find(*planned.where, range);
        if (!at) return {none, none};
        if (planned.card.kind == Kind::point) return *at;
        const std::vector<Complex> y = values(*planned.measured);
        const auto found = planned.card.kind == Kind::value ? value_at(x_, y, *at) : slope_at(x_, y, *at);
        return found ? *found : fail("the sweep has one point only");
      }
      default:
        return over_range(planned, range);
    }
  }

  Complex over_range(const PlannedMeasure& planned, const std::optional<WaveRange>& range) {
    const std::vector<double> y = reals(*planned.measured, *planned.card.measured);
    const Wave wave = part_of(x_, y, range);
    if (wave.x.empty()) return fail("no point lies in its range");
    if (std::any_of(wave.y.begin(), wave.y.end(), [](double value) { return std::isnan(value); }))
      return fail("nothing determines what is measured throughout");
    switch (planned.card.kind) {
      case Kind::average:
        return average(wave);
      case Kind::rms:
        return analysis_ == "dc" ? root_mean_square(wave) : root_mean_square_by_points(wave);
      case Kind::integral:
        return is_density(kind_of(*planned.measured)) ? integrated_noise(wave.x, wave.y) : integral(wave);
      case Kind::highest:
        return highest(wave).second;
      case Kind::lowest:
        return lowest(wave).second;
      case Kind::highest_at:
        return highest(wave).first;
      case Kind::lowest_at:
        return lowest(wave).first;
      default:
        return highest(wave).second - lowest(wave).second;
    }
  }

  Session& session_;
  const Netlist& netlist_;
  std::string_view analysis_;
  const AnalysisResult& result_;
  Stretch stretch_{};
  std::span<const double> x_;
  std::vector<std::string> left_out_;     ///< measurements of a kind that is not supported, by lower-case name
  std::map<std::string, Complex> known_;  ///< what was measured, by lower-case name
  std::string reason_;                    ///< why the one in hand has no value
};

void drop_measured_only(AnalysisResult& result) {
  for (std::size_t s = result.signals.size(); s-- > 0;) {
    if (!result.signals[s].is_measured_only) continue;
    result.signals.erase(result.signals.begin() + static_cast<std::ptrdiff_t>(s));
    result.values.erase(result.values.begin() + static_cast<std::ptrdiff_t>(s));
  }
}

}  // namespace

void measure(Session& session, const Netlist& netlist, std::string_view analysis, AnalysisResult& result) {
  if (session.deck.measures.empty() || result.points() == 0) return;
  std::vector<PlannedMeasure> planned = plan_measures(session, analysis);
  Measurer measurer(session, netlist, analysis, result);
  const auto is_unsupported = [](const PlannedMeasure& one) { return one.card.kind == Kind::unsupported; };
  for (const PlannedMeasure& one : planned) {
    if (is_unsupported(one)) measurer.leave_out(one);
  }
  std::erase_if(planned, is_unsupported);
  if (planned.empty()) return;
  std::vector<Measurement> measurements;
  for (const PlannedMeasure& one : planned) {
    WaveKind kind = measurer.kind_of(one);
    measurements.push_back({one.name, std::move(kind.unit), kind.is_complex, {}});
  }
  for (const Stretch& stretch : stretches_of(result)) {
    for (std::size_t k = 0; k < planned.size(); ++k)
      measurements[k].values.push_back(measurer.take(planned[k], stretch));
  }
  result.measurements = std::move(measurements);
  drop_measured_only(result);
}

}  // namespace ohmscope
