#include "solver/devices/line.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"p1", "n1", "p2", "n2"};
constexpr Parameter parameter_table[] = {
    {.name = "R",
     .unit = "ohm/m",
     .doc = "series resistance",
     .default_value = 0,
     .range = Range::not_negative,
     .in_parallel = InParallel::divided},
    {.name = "L",
     .unit = "H/m",
     .doc = "series inductance",
     .default_value = 0,
     .range = Range::not_negative,
     .in_parallel = InParallel::divided},
    {.name = "G",
     .unit = "S/m",
     .doc = "shunt conductance",
     .default_value = 0,
     .range = Range::not_negative,
     .in_parallel = InParallel::multiplied},
    {.name = "C",
     .unit = "F/m",
     .doc = "shunt capacitance",
     .default_value = 0,
     .range = Range::not_negative,
     .in_parallel = InParallel::multiplied},
    {.name = "len", .alias = "length", .unit = "m", .doc = "length", .range = Range::not_negative}};

LineValues values_of(std::span<const double> v) { return {v[0], v[1], v[2], v[3], v[4]}; }

int branches(const ElementView& /*e*/) { return 2; }

void stamp(const ElementView& e, Stamper& s) { stamp_line_ports(e, s); }

void stamp_at(const ElementView& e, double frequency, Stamper& s) {
  stamp_lossy_line(e, values_of(e.values), frequency, s);
}

bool plain(const Circuit& from, ElementId id, double ideal_gain, Circuit& out) {
  NodeId pins[4];
  for (std::size_t k = 0; k < 4; ++k) pins[k] = out.node(from.node_name(from.pins(id)[k]));
  return add_plain_line(std::string(from.element_name(id)), values_of(from.values(id)), pins, ideal_gain > 0, out);
}

/// The same line as the cards of a letter say it.
constexpr DeviceType line(char letter, std::string_view name, std::string_view model) {
  return {.letter = letter,
          .name = name,
          .doc = "line with resistance, inductance, conductance and capacitance per metre",
          .pins = pin_names,
          .parameters = parameter_table,
          .model = model,
          .branches = branches,
          .stamp = stamp,
          .stamp_at = stamp_at,
          .plain = plain,
          .approximation = line_approximation};
}

}  // namespace

/// Lossy transmission line.
///
///     Oname p1 n1 p2 n2 MODEL        .model MODEL ltra (R=value L=value G=value C=value len=value)
///
/// A uniform line (see stamp_line) with z = (R + s L) len and y = (G + s C) len, at 0 Hz too.
const DeviceType lossy_line = line('O', "lossy transmission line", "ltra");

/// PSpice's T with losses.
///
///     Tname p1 n1 p2 n2 [MODEL] LEN=value R=value L=value G=value C=value        .model MODEL trn (…)
const DeviceType lossy_transmission_line = line('T', "transmission line with losses", "trn");

/// SPICE's single line of Y; its ngspice has no small signals for it.
///
///     Yname p1 n1 p2 n2 MODEL [LEN=value]        .model MODEL txl (R=value L=value G=value C=value length=value)
const DeviceType single_line = line('Y', "single lossy line", "txl");

}  // namespace ohmscope::devices
