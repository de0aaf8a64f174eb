#include "stages/interface_judgement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>
#include <iterator>

namespace ohmscope {

namespace {

using Complex = std::complex<double>;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

double magnitude(const Impedance& z) {
  if (z.is_undefined()) return nothing;
  return z.is_infinite() ? infinity : std::abs(z.value());
}

/// Whether the two leave it open how a voltage divides between them.
bool is_open_question(const Impedance& source, const Impedance& load) {
  const double zs = magnitude(source);
  const double zl = magnitude(load);
  return std::isnan(zs) || std::isnan(zl) || (zs == 0 && zl == 0) || (std::isinf(zs) && std::isinf(zl));
}

double loss_of(const Impedance& source, const Impedance& load) {
  if (is_open_question(source, load)) return nothing;
  if (source.is_infinite()) return infinity;
  if (load.is_infinite()) return 0;
  return 20 * std::log10(std::abs(source.value() + load.value()) / std::abs(load.value())) + 0.0;
}

/// A source without resistance can give any power: any load takes the 0th part of it.
double transfer_of(const Impedance& source, const Impedance& load) {
  if (is_open_question(source, load)) return nothing;
  if (source.is_infinite() || load.is_infinite()) return 0;
  const Complex zs = source.value();
  const Complex zl = load.value();
  if (zs.real() < 0 || zl.real() < 0) return nothing;
  const double sum = std::abs(zs + zl);
  if (sum == 0) return nothing;
  return std::min(1.0, 4 * (zs.real() / sum) * (zl.real() / sum));
}

/// The point nearest to the reference frequency, or to the middle of a sweep that does not reach it; one that has a
/// loss if there is any.
std::size_t reference_point(const std::vector<double>& frequencies, const std::vector<double>& loss, double wanted) {
  const auto [lowest, highest] = std::minmax_element(frequencies.begin(), frequencies.end());
  if (wanted < *lowest || wanted > *highest) wanted = *lowest > 0 ? std::sqrt(*lowest * *highest) : *highest / 2;
  const auto distance = [&](std::size_t k) {
    if (!std::isfinite(loss[k])) return infinity;
    return frequencies[k] > 0 && wanted > 0 ? std::abs(std::log(frequencies[k] / wanted)) : 1e9;
  };
  std::size_t best = 0;
  for (std::size_t k = 1; k < frequencies.size(); ++k) {
    if (distance(k) < distance(best)) best = k;
  }
  return best;
}

/// The least load over each source.
Extreme damping_of(const std::vector<Impedance>& source, const std::vector<Impedance>& load) {
  std::vector<double> loads;
  std::transform(load.begin(), load.end(), std::back_inserter(loads), magnitude);
  const double least = least_of(loads).value;
  std::vector<double> factors;
  for (const Impedance& z : source) factors.push_back(least / magnitude(z));
  return least_of(factors);
}

InterfaceVerdict verdict_of(const InterfaceJudgement& judgement, const InterfaceRules& rules) {
  if (std::isnan(judgement.worst_ratio.value)) return InterfaceVerdict::undetermined;
  if (judgement.worst_ratio.value >= rules.least_ratio) return InterfaceVerdict::bridged;
  if (judgement.worst_transfer.value >= rules.least_transfer) return InterfaceVerdict::matched;
  return InterfaceVerdict::loaded;
}

template <class Better>
Extreme extreme_of(const std::vector<double>& values, Better is_better) {
  Extreme extreme;
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (std::isnan(values[k])) continue;
    if (std::isnan(extreme.value) || is_better(values[k], extreme.value)) extreme = {values[k], k};
  }
  return extreme;
}

}  // namespace

std::string_view name_of(InterfaceVerdict verdict) {
  switch (verdict) {
    case InterfaceVerdict::bridged:
      return "bridged";
    case InterfaceVerdict::matched:
      return "matched";
    case InterfaceVerdict::loaded:
      return "loaded";
    case InterfaceVerdict::undetermined:
      return "undetermined";
  }
  return "";
}

Extreme least_of(const std::vector<double>& values) { return extreme_of(values, std::less<>()); }
Extreme greatest_of(const std::vector<double>& values) { return extreme_of(values, std::greater<>()); }

InterfaceJudgement judge_interface(const std::vector<double>& frequencies, const std::vector<Impedance>& source,
                                   const std::vector<Impedance>& load, const InterfaceRules& rules) {
  InterfaceJudgement judgement;
  if (frequencies.empty()) return judgement;
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const bool is_open = is_open_question(source[k], load[k]);
    judgement.ratio.push_back(is_open ? nothing : magnitude(load[k]) / magnitude(source[k]));
    judgement.loss.push_back(loss_of(source[k], load[k]));
    judgement.transfer.push_back(transfer_of(source[k], load[k]));
    judgement.mismatch.push_back(-10 * std::log10(judgement.transfer[k]) + 0.0);
    judgement.undetermined += is_open ? 1 : 0;
  }
  judgement.reference = reference_point(frequencies, judgement.loss, rules.reference);
  for (const double loss : judgement.loss) judgement.response.push_back(judgement.loss[judgement.reference] - loss);
  judgement.worst_ratio = least_of(judgement.ratio);
  judgement.worst_loss = greatest_of(judgement.loss);
  judgement.ripple = judgement.worst_loss.value - least_of(judgement.loss).value;
  judgement.worst_transfer = least_of(judgement.transfer);
  judgement.least_response = least_of(judgement.response);
  judgement.greatest_response = greatest_of(judgement.response);
  judgement.damping = damping_of(source, load);
  judgement.verdict = verdict_of(judgement, rules);
  return judgement;
}

std::string reason_of(const InterfaceJudgement& judgement, const InterfaceRules& rules) {
  switch (judgement.verdict) {
    case InterfaceVerdict::bridged:
      return fmt::format("the load is at least {:g} times the source at every frequency", rules.least_ratio);
    case InterfaceVerdict::matched:
      return fmt::format("at least {:g} % of the available power reach the load at every frequency",
                         100 * rules.least_transfer);
    case InterfaceVerdict::loaded:
      return fmt::format("the load is less than {:g} times the source, and no match for it", rules.least_ratio);
    case InterfaceVerdict::undetermined:
      return "nothing fixes the ratio of the two impedances";
  }
  return "";
}

}  // namespace ohmscope
