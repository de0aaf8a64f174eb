#pragma once

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <string_view>

#include "stages/stage_type.hpp"

namespace ohmscope::test {

/// Draws values for stages: the same ones on every machine for a given seed.
class RandomStage {
 public:
  /// How far values reach: what one finds on a bench; resistances from 1e-15 to 1e15, others far as well; all but
  /// those of lines from 1e-15 to 1e15.
  enum class Reach { ordinary, extreme, whole };

  RandomStage(std::uint64_t seed, Reach reach) : engine_(seed), reach_(reach) {}

  double uniform(double from, double to) { return from + (to - from) * static_cast<double>(engine_() >> 11) * 0x1p-53; }
  double log_uniform(double from_exponent, double to_exponent) {
    return std::pow(10.0, uniform(from_exponent, to_exponent));
  }
  bool chance(double probability) { return uniform(0, 1) < probability; }

  double ohms() { return value({0, 6}, {-15, 15}); }
  double farads() { return value({-12, -6}, {-15, 0}); }
  double henries() { return value({-6, 0}, {-15, 3}); }
  /// Hz; now and then 0.
  double frequency() { return chance(0.15) ? 0 : reach_ == Reach::ordinary ? log_uniform(0, 6) : log_uniform(-3, 12); }

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
    if (chance(0.7)) values.A0 = value({0, 7});
    if (chance(0.7)) values.GBW = value({3, 9});
    if (chance(0.7)) values.Rin = value({3, 12});
    if (chance(0.5)) values.Cin = value({-13, -9});
    if (chance(0.7)) values.Rout = value({0, 4});
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

  struct Decades {
    double from;
    double to;
  };
  double value(Decades ordinary, Decades extreme) {
    const Decades whole{-15, 15};
    const Decades d = reach_ == Reach::ordinary ? ordinary : reach_ == Reach::extreme ? extreme : whole;
    return log_uniform(d.from, d.to);
  }
  double value(Decades ordinary) { return value(ordinary, ordinary); }

  double number(const StageParameter& parameter) {
    if (reach_ == Reach::whole && is_of_a_line(parameter.unit)) {
      reach_ = Reach::extreme;
      const double result = number(parameter);
      reach_ = Reach::whole;
      return result;
    }
    const double factor = parameter.range == Range::any ? (chance(0.05) ? 0 : 1) : 1;
    if (parameter.unit == "ohm" || parameter.unit == "ohm/m") return factor * ohms();
    if (parameter.unit == "F" || parameter.unit == "F/m") return factor * farads();
    if (parameter.unit == "H" || parameter.unit == "H/m") return factor * henries();
    if (parameter.range == Range::coupling) return chance(0.3) ? 1 : uniform(-1, 1);
    if (parameter.range == Range::positive_or_infinite && chance(0.1)) return infinity;
    if (parameter.unit == "S") return value({-4, 0});
    if (parameter.unit == "Hz") return value({1, 6});
    return chance(0.5) && parameter.range == Range::any ? -value({-2, 3}) : value({-2, 3});
  }

  /// Not over the whole range: no one can tell the phase at the end of 1e15 m.
  static bool is_of_a_line(std::string_view unit) { return unit == "s" || unit == "m" || unit.ends_with("/m"); }

  std::mt19937_64 engine_;
  Reach reach_;
};

}  // namespace ohmscope::test
