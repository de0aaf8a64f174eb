#include <cmath>
#include <string>

#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"
#include "solver/devices/thermal_noise.hpp"

namespace ohmscope::devices {

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr std::string_view pin_names[] = {"in+", "in-", "out"};
constexpr Parameter parameter_table[] = {{.name = "A0",
                                          .unit = "V/V",
                                          .doc = "open-loop gain at 0 Hz",
                                          .default_value = inf,
                                          .range = Range::positive_or_infinite},
                                         {.name = "GBW",
                                          .unit = "Hz",
                                          .doc = "gain-bandwidth product",
                                          .default_value = inf,
                                          .range = Range::positive_or_infinite},
                                         {.name = "Rin",
                                          .unit = "ohm",
                                          .doc = "differential input resistance",
                                          .default_value = inf,
                                          .range = Range::positive_or_infinite,
                                          .in_parallel = InParallel::divided},
                                         {.name = "Cin",
                                          .unit = "F",
                                          .doc = "differential input capacitance",
                                          .default_value = 0,
                                          .range = Range::not_negative,
                                          .in_parallel = InParallel::multiplied},
                                         {.name = "Rout",
                                          .unit = "ohm",
                                          .doc = "output resistance",
                                          .default_value = 0,
                                          .range = Range::not_negative,
                                          .in_parallel = InParallel::divided},
                                         {.name = "en",
                                          .unit = "V/sqrt(Hz)",
                                          .doc = "input noise voltage",
                                          .default_value = 0,
                                          .range = Range::not_negative,
                                          .in_parallel = InParallel::root_divided},
                                         {.name = "in",
                                          .unit = "A/sqrt(Hz)",
                                          .doc = "input noise current, at each input",
                                          .default_value = 0,
                                          .range = Range::not_negative,
                                          .in_parallel = InParallel::root_multiplied}};
enum Value { A0, GBW, Rin, Cin, Rout, en, in };

/// The output current, and behind an output resistance the internal source's voltage.
int branches(const ElementView& e) { return e.values[Rout] > 0 ? 2 : 1; }

void stamp(const ElementView& e, Stamper& s) {
  const NodeId plus = e.pins[0];
  const NodeId minus = e.pins[1];
  const UnknownPair input = Stamper::across(plus, minus);
  if (std::isfinite(e.values[Rin])) s.add(input, input, DoubleDouble{1.0} / e.values[Rin]);
  if (e.values[Cin] > 0) s.add_s(input, input, e.values[Cin]);

  const Unknown i = s.branch(0);
  const Unknown out = Stamper::node(e.pins[2]);
  Unknown internal = out;
  s.add(out, i, 1.0);
  if (e.values[Rout] > 0) {
    internal = s.branch(1);
    s.add(internal, {out, internal}, 1.0);
    s.add(internal, i, -DoubleDouble{e.values[Rout]});
  }
  s.add(i, input, 1.0);
  if (std::isfinite(e.values[A0])) s.add(i, internal, -(DoubleDouble{1.0} / e.values[A0]));
  if (std::isfinite(e.values[GBW])) {
    s.add_s(i, internal, -(DoubleDouble{1.0} / (pi_dd * DoubleDouble{2 * e.values[GBW]})));
  }
}

void noise(const ElementView& e, double /*frequency*/, double /*kelvin*/, Stamper& s) {
  s.noise(s.branch(0), e.values[en]);
  for (const std::size_t input : {0U, 1U}) s.noise(Stamper::node(e.pins[input]), e.values[in]);
}

/// Noise in plain elements: that of a resistor of a temperature of its own, which a controlled source brings to where
/// it acts.
class PlainNoise {
 public:
  PlainNoise(Circuit& out, const std::string& name) : out_(out), name_(name) {}

  /// The node behind a voltage of `density` in series with `node`.
  NodeId in_series(NodeId node, double density) {
    if (density == 0) return node;
    const NodeId behind = out_.node(name_ + ".en");
    add_source(vcvs, ".En", behind, node, density);
    return behind;
  }
  /// A current of `density` into `node`; `number` tells it from others.
  void into(NodeId node, double density, const char* number) {
    if (density > 0) add_source(vccs, number, ground, node, density);
  }

 private:
  void add_source(const DeviceType& type, const std::string& part, NodeId p, NodeId n, double density) {
    constexpr double ohms = 1e3;
    constexpr double celsius = 27;
    const NodeId noisy = out_.node(name_ + part + ".r");
    const NodeId across[] = {noisy, ground};
    const auto resistor_id = out_.add(resistor, name_ + part + ".R", across, {&ohms, 1});
    out_.set_noise_temperature(*resistor_id, celsius);
    const double gain = density / thermal_noise(ohms, celsius - absolute_zero);
    const NodeId pins[] = {p, n, noisy, ground};
    out_.add(type, name_ + part, pins, {&gain, 1});
  }

  Circuit& out_;
  const std::string& name_;
};

/// G into R parallel C makes the pole, E the output; without a pole E alone. An infinite gain is refused or becomes
/// `ideal_gain`. Its resistors make no noise.
bool plain(const Circuit& from, ElementId id, double ideal_gain, Circuit& out) {
  const auto v = from.values(id);
  const std::string name(from.element_name(id));
  const auto pin = [&](std::size_t k) { return out.node(from.node_name(from.pins(id)[k])); };
  const NodeId minus = pin(1);
  const auto two = [&](const DeviceType& type, const char* part, NodeId p, NodeId n, double value) {
    const NodeId pins[] = {p, n};
    const auto added = out.add(type, name + part, pins, {&value, 1});
    if (&type == &resistor) out.set_noise_temperature(*added, absolute_zero);
  };
  const auto four = [&](const DeviceType& type, const char* part, NodeId p, NodeId n, NodeId cp, NodeId cn,
                        double value) {
    const NodeId pins[] = {p, n, cp, cn};
    out.add(type, name + part, pins, {&value, 1});
  };
  const bool ideal = std::isinf(v[A0]) && std::isinf(v[GBW]);
  if (ideal && ideal_gain <= 0) return false;
  if (std::isfinite(v[Rin])) two(resistor, ".Rin", pin(0), minus, v[Rin]);
  if (v[Cin] > 0) two(capacitor, ".Cin", pin(0), minus, v[Cin]);
  PlainNoise noise(out, name);
  const NodeId plus = noise.in_series(pin(0), v[en]);
  noise.into(pin(0), v[in], ".Gn1");
  noise.into(minus, v[in], ".Gn2");
  const NodeId source = v[Rout] > 0 ? out.node(name + ".o") : pin(2);
  if (std::isinf(v[GBW])) {
    four(vcvs, ".E", source, ground, plus, minus, ideal ? ideal_gain : v[A0]);
  } else {
    const NodeId pole = out.node(name + ".p");
    four(vccs, ".G", ground, pole, plus, minus, 1.0);
    if (std::isfinite(v[A0])) two(resistor, ".Rp", pole, ground, v[A0]);
    two(capacitor, ".Cp", pole, ground, 1.0 / (2 * pi_dd.hi * v[GBW]));
    four(vcvs, ".E", source, ground, pole, ground, 1.0);
  }
  if (v[Rout] > 0) two(resistor, ".Rout", source, pin(2), v[Rout]);
  return true;
}

}  // namespace

/// Op-amp with one pole, ideal by default.
///
///     Xname in+ in- out MODEL
///
/// Rin parallel Cin between the inputs; an internal source u behind Rout at the output, whose row is
///     v(in+) - v(in-) - (1/A0 + s / (2 pi GBW)) u = 0,
/// so the ideal op-amp (nullor) is v(in+) - v(in-) = 0 with no special case. The output's current balance gains the
/// current i that the op-amp takes there: u - v(out) + Rout i = 0.
///
/// Its noise is en, which joins v(in+) - v(in-), and in, which flows into each input, all three apart from one another.
/// Rin and Rout make none of their own: data sheets have it in en and in.
const DeviceType opamp{.name = "opamp",
                       .doc = "operational amplifier with finite or infinite gain",
                       .pins = pin_names,
                       .parameters = parameter_table,
                       .model = "opamp",
                       .branches = branches,
                       .stamp = stamp,
                       .noise = noise,
                       .plain = plain};

}  // namespace ohmscope::devices
