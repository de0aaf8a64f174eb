#pragma once

#include <cmath>
#include <limits>
#include <random>
#include <string>

#include "stages/stage_type.hpp"

namespace ohmscope::test {

/// Draws values for stages: the same ones on every machine for a given seed.
class RandomStage {
 public:
  /// How far values reach: what one finds on a bench, or 1e-15 to 1e15.
  enum class Reach { ordinary, extreme };

  RandomStage(std::uint64_t seed, Reach reach) : engine_(seed), extreme_(reach == Reach::extreme) {}

  double uniform(double from, double to) { return from + (to - from) * static_cast<double>(engine_() >> 11) * 0x1p-53; }
  double log_uniform(double from_exponent, double to_exponent) {
    return std::pow(10.0, uniform(from_exponent, to_exponent));
  }
  bool chance(double probability) { return uniform(0, 1) < probability; }

  double ohms() { return extreme_ ? log_uniform(-15, 15) : log_uniform(0, 6); }
  double farads() { return extreme_ ? log_uniform(-15, 0) : log_uniform(-12, -6); }
  double henries() { return extreme_ ? log_uniform(-15, 3) : log_uniform(-6, 0); }
  /// Hz; now and then 0.
  double frequency() { return chance(0.15) ? 0 : extreme_ ? log_uniform(-3, 12) : log_uniform(0, 6); }

  /// A resistance, reactance or R in series with C; now and then exactly 0 or open.
  OnePort one_port() {
    if (chance(0.08)) return OnePort::resistance(0);
    if (chance(0.08)) return OnePort::resistance(infinity);
    switch (engine_() % 6) {
      case 0:
        return OnePort::capacitance(farads());
      case 1:
        return OnePort::inductance(henries());
      case 2:
        return OnePort::series({OnePort::resistance(ohms()), OnePort::capacitance(farads())});
      default:
        return OnePort::resistance(ohms());
    }
  }

  /// Each property finite or ideal by chance.
  OpampValues opamp() {
    OpampValues values;
    if (chance(0.3)) return values;
    if (chance(0.7)) values.A0 = log_uniform(0, 7);
    if (chance(0.7)) values.GBW = log_uniform(3, 9);
    if (chance(0.7)) values.Rin = log_uniform(3, 12);
    if (chance(0.5)) values.Cin = log_uniform(-13, -9);
    if (chance(0.7)) values.Rout = log_uniform(0, 4);
    return values;
  }

  /// Values that the type accepts.
  StageValues values(const StageType& type) {
    for (;;) {
      StageValues result;
      for (const StageParameter& parameter : type.parameters) set(parameter, result);
      if (type.check_values == nullptr || !type.check_values(result)) return result;
    }
  }

 private:
  static constexpr double infinity = std::numeric_limits<double>::infinity();

  void set(const StageParameter& parameter, StageValues& result) {
    if (parameter.optional && chance(0.4)) return;
    const std::string name(parameter.name);
    switch (parameter.kind) {
      case StageParameterKind::one_port:
        result.one_ports[name] = one_port();
        break;
      case StageParameterKind::number:
        result.numbers[name] = number(parameter);
        break;
      case StageParameterKind::keyword:
        result.keywords[name] = chance(0.5) ? "voltage" : "current";
        break;
      case StageParameterKind::opamp:
        result.opamp = opamp();
        break;
    }
  }

  double number(const StageParameter& parameter) {
    const double factor = parameter.range == Range::any ? (chance(0.05) ? 0 : 1) : 1;
    if (parameter.unit == "ohm" || parameter.unit == "ohm/m") return factor * ohms();
    if (parameter.unit == "F" || parameter.unit == "F/m") return factor * farads();
    if (parameter.unit == "H" || parameter.unit == "H/m") return factor * henries();
    if (parameter.range == Range::coupling) return chance(0.3) ? 1 : uniform(-1, 1);
    if (parameter.range == Range::positive_or_infinite && chance(0.1)) return infinity;
    if (parameter.unit == "S") return log_uniform(-4, 0);
    if (parameter.unit == "Hz") return log_uniform(1, 6);
    return chance(0.5) && parameter.range == Range::any ? -log_uniform(-2, 3) : log_uniform(-2, 3);
  }

  std::mt19937_64 engine_;
  bool extreme_;
};

}  // namespace ohmscope::test
