#pragma once

#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "solver/devices/registry.hpp"

namespace ohmscope::test {

inline constexpr double inf = std::numeric_limits<double>::infinity();

/// Builds circuits in tests without going through text: `Cards().r("a", "0", 10).c("a", "b", 1e-9)`.
class Cards {
 public:
  Cards& add(const DeviceType& type, std::initializer_list<std::string_view> nodes, std::vector<double> values,
             std::vector<ElementId> references = {}, std::string name = {}) {
    std::vector<NodeId> pins;
    for (const std::string_view node : nodes) pins.push_back(circuit.node(node));
    if (name.empty()) name = "e" + std::to_string(circuit.element_count() + 1);
    circuit.add(type, name, pins, values, references);
    return *this;
  }
  Cards& r(std::string_view p, std::string_view n, double ohms) { return add(devices::resistor, {p, n}, {ohms}); }
  Cards& c(std::string_view p, std::string_view n, double farads) { return add(devices::capacitor, {p, n}, {farads}); }
  Cards& l(std::string_view p, std::string_view n, double henries) { return add(devices::inductor, {p, n}, {henries}); }
  Cards& k(std::string_view first, std::string_view second, double coupling) {
    return add(devices::coupling, {}, {coupling}, {element(first), element(second)});
  }
  Cards& v(std::string_view p, std::string_view n, double dc, double ac = 0) {
    return add(devices::voltage_source, {p, n}, {dc, ac, 0});
  }
  Cards& i(std::string_view p, std::string_view n, double dc, double ac = 0) {
    return add(devices::current_source, {p, n}, {dc, ac, 0});
  }
  Cards& e(std::string_view p, std::string_view n, std::string_view cp, std::string_view cn, double gain) {
    return add(devices::vcvs, {p, n, cp, cn}, {gain});
  }
  Cards& g(std::string_view p, std::string_view n, std::string_view cp, std::string_view cn, double gm) {
    return add(devices::vccs, {p, n, cp, cn}, {gm});
  }
  Cards& f(std::string_view p, std::string_view n, std::string_view control, double gain) {
    return add(devices::cccs, {p, n}, {gain}, {element(control)});
  }
  Cards& h(std::string_view p, std::string_view n, std::string_view control, double r) {
    return add(devices::ccvs, {p, n}, {r}, {element(control)});
  }
  Cards& opamp(std::string_view plus, std::string_view minus, std::string_view out, double A0 = inf, double GBW = inf,
               double Rin = inf, double Cin = 0, double Rout = 0, double en = 0, double in = 0) {
    return add(devices::opamp, {plus, minus, out}, {A0, GBW, Rin, Cin, Rout, en, in});
  }
  Cards& transformer(std::string_view p1, std::string_view n1, std::string_view p2, std::string_view n2, double n) {
    return add(devices::ideal_transformer, {p1, n1, p2, n2}, {n});
  }
  /// Names the element added last.
  Cards& named(const std::string& name) {
    names_.emplace_back(name, static_cast<ElementId>(circuit.element_count()) - 1);
    return *this;
  }
  [[nodiscard]] ElementId element(std::string_view name) const {
    for (const auto& [known, id] : names_) {
      if (known == name) return id;
    }
    return *circuit.find_element(name);
  }
  [[nodiscard]] NodeId node(std::string_view name) const { return *circuit.find_node(name); }

  Circuit circuit;

 private:
  std::vector<std::pair<std::string, ElementId>> names_;
};

}  // namespace ohmscope::test
