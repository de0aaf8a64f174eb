#pragma once

#include <complex>
#include <limits>
#include <string_view>
#include <vector>

#include "stages/chain.hpp"
#include "stages/interface_judgement.hpp"

namespace ohmscope {

/// What a `load` says of itself beside its impedance. Limits are infinite where it sets none.
struct LoadRatings {
  double sensitivity = std::numeric_limits<double>::quiet_NaN();  ///< dB at 1 mW or 1 V; NaN: not given
  bool is_per_volt = false;                                       ///< of the sensitivity
  double rated = std::numeric_limits<double>::infinity();         ///< power, W
  double vmax = std::numeric_limits<double>::infinity();          ///< V
  double imax = std::numeric_limits<double>::infinity();          ///< A

  [[nodiscard]] bool has_limits() const;
};

/// Those of a chain's stage; nothing if it is no built-in `load`.
[[nodiscard]] std::optional<LoadRatings> ratings_of(const StageSpec& spec);

/// What arrives at a load. Arrays run along the sweep; NaN where nothing determines a value. Voltages count as rms.
struct LoadJudgement {
  std::vector<double> voltage;   ///< V
  std::vector<double> current;   ///< A
  std::vector<double> power;     ///< |V|^2 Re(1/Z), W
  std::vector<double> level;     ///< sensitivity + 10 log10(P / 1 mW) or + 20 log10(V / 1 V), dB; empty without one
  std::vector<double> headroom;  ///< dB to the nearest limit, negative beyond it; empty if there is none

  Extreme greatest_voltage, greatest_current, greatest_power;
  Extreme least_level, greatest_level;
  Extreme least_headroom;
  std::string_view nearest_limit;  ///< there: "rated", "vmax" or "imax"
};

/// `voltage` is that at the load, `impedance` the load's own.
[[nodiscard]] LoadJudgement judge_load(const std::vector<std::complex<double>>& voltage,
                                       const std::vector<Impedance>& impedance, const LoadRatings& ratings);

}  // namespace ohmscope
