#include "stages/load_judgement.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace ohmscope {

namespace {

constexpr double milliwatt = 1e-3;

double current_at(double voltage, const Impedance& z) {
  if (z.is_infinite()) return 0 * voltage;
  return voltage / std::abs(z.value());
}

/// The conductance of Z in two steps, so that no square overflows.
double power_at(double voltage, const Impedance& z) {
  if (z.is_infinite()) return 0 * voltage;
  const double size = std::abs(z.value());
  return voltage / size * voltage * (z.value().real() / size);
}

double level_at(double voltage, double power, const LoadRatings& ratings) {
  return ratings.sensitivity + (ratings.is_per_volt ? 20 * std::log10(voltage) : 10 * std::log10(power / milliwatt));
}

struct Headroom {
  double decibels = 0;
  std::string_view limit;
};

Headroom headroom_at(double voltage, double current, double power, const LoadRatings& ratings) {
  const std::array all{Headroom{10 * std::log10(ratings.rated / power), "rated"},
                       Headroom{20 * std::log10(ratings.vmax / voltage), "vmax"},
                       Headroom{20 * std::log10(ratings.imax / current), "imax"}};
  return *std::min_element(all.begin(), all.end(), [](const Headroom& a, const Headroom& b) {
    return a.decibels < b.decibels || (std::isnan(b.decibels) && !std::isnan(a.decibels));
  });
}

double number(const StageValues& values, std::string_view name, double fallback) {
  const auto found = values.numbers.find(name);
  return found == values.numbers.end() ? fallback : found->second;
}

}  // namespace

bool LoadRatings::has_limits() const { return std::isfinite(rated) || std::isfinite(vmax) || std::isfinite(imax); }

std::optional<LoadRatings> ratings_of(const StageSpec& spec) {
  if (spec.type == nullptr || spec.type->name != "load") return std::nullopt;
  LoadRatings ratings;
  ratings.sensitivity = number(spec.values, "sensitivity", ratings.sensitivity);
  ratings.rated = number(spec.values, "rated", ratings.rated);
  ratings.vmax = number(spec.values, "vmax", ratings.vmax);
  ratings.imax = number(spec.values, "imax", ratings.imax);
  const auto unit = spec.values.keywords.find("sensitivity");
  ratings.is_per_volt = unit != spec.values.keywords.end() && unit->second == "db/v";
  return ratings;
}

LoadJudgement judge_load(const std::vector<std::complex<double>>& voltage, const std::vector<Impedance>& impedance,
                         const LoadRatings& ratings) {
  LoadJudgement judgement;
  std::vector<std::string_view> limits;
  for (std::size_t k = 0; k < voltage.size(); ++k) {
    const double v = std::abs(voltage[k]);
    const double i = current_at(v, impedance[k]);
    const double p = power_at(v, impedance[k]);
    judgement.voltage.push_back(v);
    judgement.current.push_back(i);
    judgement.power.push_back(p);
    if (!std::isnan(ratings.sensitivity)) judgement.level.push_back(level_at(v, p, ratings));
    if (!ratings.has_limits()) continue;
    const Headroom headroom = headroom_at(v, i, p, ratings);
    judgement.headroom.push_back(headroom.decibels);
    limits.push_back(headroom.limit);
  }
  judgement.greatest_voltage = greatest_of(judgement.voltage);
  judgement.greatest_current = greatest_of(judgement.current);
  judgement.greatest_power = greatest_of(judgement.power);
  judgement.least_level = least_of(judgement.level);
  judgement.greatest_level = greatest_of(judgement.level);
  judgement.least_headroom = least_of(judgement.headroom);
  if (!limits.empty()) judgement.nearest_limit = limits[judgement.least_headroom.point];
  return judgement;
}

}  // namespace ohmscope
