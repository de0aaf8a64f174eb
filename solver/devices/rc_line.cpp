#include "solver/devices/line.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"n1", "n2", "common"};
constexpr Parameter parameter_table[] = {
    {.name = "rperl",
     .unit = "ohm/m",
     .doc = "series resistance",
     .default_value = 1000,
     .range = Range::not_negative,
     .in_parallel = InParallel::divided},
    {.name = "cperl",
     .unit = "F/m",
     .doc = "shunt capacitance",
     .default_value = 1e-12,
     .range = Range::not_negative,
     .in_parallel = InParallel::multiplied},
    {.name = "l", .alias = "len|length", .unit = "m", .doc = "length", .range = Range::not_negative},
    {.name = "isperl",
     .unit = "A/m",
     .doc = "saturation current of diodes in place of capacitors",
     .default_value = 0,
     .range = Range::not_negative},
    {.name = "rsperl", .unit = "ohm/m", .doc = "resistance of those diodes, without effect", .default_value = 0},
    {.name = "n", .alias = "lumps", .doc = "sections that others make of it, without effect", .default_value = 0},
    {.name = "k", .doc = "how those grow, without effect", .default_value = 1.5},
    {.name = "fmax", .unit = "Hz", .doc = "frequency that those serve, without effect", .default_value = 1e9}};

LineValues values_of(std::span<const double> v) { return {v[0], 0, 0, v[1], v[2]}; }

/// The line's ports have the common node on one side.
struct Ports {
  explicit Ports(std::span<const NodeId> pins) : nodes{pins[0], pins[2], pins[1], pins[2]} {}
  NodeId nodes[4];
};

int branches(const ElementView& /*e*/) { return 2; }

void stamp(const ElementView& e, Stamper& s) {
  const Ports ports(e.pins);
  ElementView line = e;
  line.pins = ports.nodes;
  stamp_line_ports(line, s);
}

void stamp_at(const ElementView& e, double frequency, Stamper& s) {
  const Ports ports(e.pins);
  ElementView line = e;
  line.pins = ports.nodes;
  stamp_lossy_line(line, values_of(e.values), frequency, s);
}

bool plain(const Circuit& from, ElementId id, double ideal_gain, Circuit& out) {
  NodeId pins[3];
  for (std::size_t k = 0; k < 3; ++k) pins[k] = out.node(from.node_name(from.pins(id)[k]));
  return add_plain_line(std::string(from.element_name(id)), values_of(from.values(id)), Ports(pins).nodes,
                        ideal_gain > 0, out);
}

}  // namespace

/// Uniform line of resistance and capacitance.
///
///     Uname n1 n2 common MODEL L=value        .model MODEL urc (rperl=value cperl=value)
///
/// A uniform line (see stamp_line) with z = rperl L and y = s cperl L: what SPICE makes of N sections as N grows and K
/// comes near 1.
const DeviceType rc_line{.letter = 'U',
                         .name = "uniform RC line",
                         .doc = "line with resistance and capacitance per metre",
                         .pins = pin_names,
                         .parameters = parameter_table,
                         .model = "urc",
                         .branches = branches,
                         .stamp = stamp,
                         .stamp_at = stamp_at,
                         .plain = plain,
                         .approximation = line_approximation};

}  // namespace ohmscope::devices
