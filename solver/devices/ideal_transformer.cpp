#include <string>

#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"p1", "n1", "p2", "n2"};
constexpr Parameter parameter_table[] = {
    {.name = "n", .doc = "turns ratio, primary to secondary", .default_value = 1, .positional = true}};

int branches(const ElementView& /*e*/) { return 1; }

void stamp(const ElementView& e, Stamper& s) {
  const Unknown i = s.branch();
  const DoubleDouble n = e.values[0];
  s.voltage_branch(i, e.pins[0], e.pins[1]);
  s.add(Stamper::across(e.pins[2], e.pins[3]), i, -n);
  s.add(i, Stamper::across(e.pins[2], e.pins[3]), -n);
}

/// E makes the primary's voltage; the current through it, measured by itself, drives the secondary by F.
bool plain(const Circuit& from, ElementId id, double /*ideal_gain*/, Circuit& out) {
  const std::string name(from.element_name(id));
  const auto pin = [&](std::size_t k) { return out.node(from.node_name(from.pins(id)[k])); };
  const double n[] = {from.values(id)[0]};
  const double off[] = {0, 0, 0};
  const double minus_n[] = {-n[0]};
  const NodeId sense = out.node(name + ".m");
  const NodeId primary[] = {sense, pin(1), pin(2), pin(3)};
  const NodeId meter[] = {pin(0), sense};
  const NodeId secondary[] = {pin(2), pin(3)};
  out.add(vcvs, name + ".e", primary, n);
  const ElementId v[] = {*out.add(voltage_source, name + ".v", meter, off)};
  out.add(cccs, name + ".f", secondary, minus_n, v);
  return true;
}

}  // namespace

/// Ideal transformer, at 0 Hz too.
///
///     Xname p1 n1 p2 n2 MODEL [n=value]        .model MODEL transformer (n=value)
///     Ename p2 n2 TRANSFORMER p1 n1 n
///
/// A branch current i runs from p1 through the primary to n1: v(p1) - v(n1) - n (v(p2) - v(n2)) = 0; the secondary
/// carries n i from n2 to p2.
const DeviceType ideal_transformer{.name = "ideal transformer",
                                   .doc = "ideal turns ratio between two ports",
                                   .pins = pin_names,
                                   .parameters = parameter_table,
                                   .model = "transformer",
                                   .branches = branches,
                                   .stamp = stamp,
                                   .plain = plain};

}  // namespace ohmscope::devices
