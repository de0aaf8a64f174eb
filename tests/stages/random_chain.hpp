#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "stages/chain.hpp"
#include "support/random_stage.hpp"

namespace ohmscope::test {

inline std::string text(const Impedance& z) {
  if (z.is_undefined()) return "undefined";
  if (z.is_infinite()) return "inf";
  std::ostringstream out;
  out.precision(16);
  out << z.value();
  return out.str();
}

/// A one-port of up to three levels; now and then negative, 0 or open.
inline OnePort composite(RandomStage& random, int levels = 3) {
  if (levels > 1 && random.chance(0.5)) {
    std::vector<OnePort> parts{composite(random, levels - 1), composite(random, levels - 1)};
    return random.chance(0.5) ? OnePort::series(std::move(parts)) : OnePort::parallel(std::move(parts));
  }
  if (!random.chance(0.08)) return random.one_port();
  if (random.chance(0.5)) return OnePort::resistance(-random.ohms());
  return random.chance(0.5) ? OnePort::inductance(-random.henries()) : OnePort::capacitance(-random.farads());
}

/// Whether a stage's equations cancel but for rounding: inductors coupled with k = 1, where sqrt(Lp Ls) is rounded.
inline bool cancels(const StageSpec& spec) {
  const auto k = spec.values.numbers.find("k");
  return k != spec.values.numbers.end() && std::abs(k->second) == 1;
}

/// The magnitude below which impedances of a stage or chain that cancels are nothing but rounding, given all of them.
inline double rounding(const std::vector<Impedance>& all) {
  double largest = 0;
  for (const Impedance& z : all) {
    if (z.is_finite()) largest = std::max(largest, std::abs(z.value()));
  }
  return 1e-18 * largest;
}

/// Values for a stage of `type`, one-ports composite in every third.
inline StageValues random_values(RandomStage& random, const StageType& type) {
  StageValues values = random.values(type);
  if (!random.chance(0.33)) return values;
  for (auto& [name, z] : values.one_ports) z = composite(random);
  return values;
}

inline StageSpec random_spec(RandomStage& random, const StageType& type, std::string name) {
  StageSpec spec;
  spec.name = std::move(name);
  spec.type_name = type.name;
  spec.type = &type;
  spec.values = random_values(random, type);
  return spec;
}

inline void append(Chain& chain, StageSpec spec) {
  for (std::uint32_t index = 0; index < spec.count; ++index) {
    chain.stages.push_back({static_cast<std::uint32_t>(chain.specs.size()), index});
  }
  chain.specs.push_back(std::move(spec));
}

/// Any type but those with a place of their own.
inline const StageType& random_inner_type(RandomStage& random) {
  for (;;) {
    const auto types = stage_types();
    const auto k = static_cast<std::size_t>(random.uniform(0, static_cast<double>(types.size())));
    if (types[k]->name != "sensor" && types[k]->name != "load") return *types[k];
  }
}

/// One to six stages called a, b, … after the sensor, if there is one; `type` is among them.
inline Chain random_chain(RandomStage& random, const StageType& type) {
  Chain chain;
  chain.name = "c";
  const bool is_sensor = type.name == "sensor";
  if (is_sensor || random.chance(0.5)) append(chain, random_spec(random, *find_stage_type("sensor"), "s"));
  const auto count = static_cast<std::size_t>(random.uniform(1, 7));
  const auto place = type.name == "load" ? count - 1 : static_cast<std::size_t>(random.uniform(0, 1) * double(count));
  for (std::size_t k = 0; k < count; ++k) {
    const bool last = k + 1 == count;
    const StageType& other = last && random.chance(0.4) ? *find_stage_type("load") : random_inner_type(random);
    append(chain,
           random_spec(random, k == place && !is_sensor ? type : other, std::string(1, static_cast<char>('a' + k))));
  }
  return chain;
}

inline std::string describe(const OnePort& z) {
  if (z.is_composite()) {
    std::string list = z.kind() == OnePort::Kind::series ? "(" : "par(";
    for (const OnePort& part : z.parts()) list += (list.back() == '(' ? "" : ", ") + describe(part);
    return list + ")";
  }
  const char* letter = z.kind() == OnePort::Kind::inductance ? "L" : z.kind() == OnePort::Kind::capacitance ? "C" : "R";
  return fmt::format("{}({})", letter, z.value());
}

/// One line a stage, to try the case by hand.
inline std::string describe(const Chain& chain) {
  std::string lines;
  for (const StageSpec& spec : chain.specs) {
    lines += fmt::format("\n  {} {}", spec.name, spec.type_name);
    for (const auto& [name, z] : spec.values.one_ports) lines += fmt::format(" {}={}", name, describe(z));
    for (const auto& [name, number] : spec.values.numbers) lines += fmt::format(" {}={}", name, number);
    for (const auto& [name, word] : spec.values.keywords) lines += fmt::format(" {}={}", name, word);
    const OpampValues& o = spec.values.opamp;
    if (!(o == OpampValues{})) {
      lines += fmt::format(" opamp(A0={} GBW={} Rin={} Cin={} Rout={})", o.A0, o.GBW, o.Rin, o.Cin, o.Rout);
    }
  }
  return lines;
}

}  // namespace ohmscope::test
