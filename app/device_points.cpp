#include "app/device_points.hpp"

#include <algorithm>
#include <cmath>

#include "solver/circuit/bias.hpp"
#include "solver/devices/registry.hpp"
#include "solver/devices/switch.hpp"

namespace ohmscope {

namespace {

// A bias by the names of its flows and controls.
class Slopes {
 public:
  explicit Slopes(const Bias& bias) : bias_(bias), controls_(bias.u.size()) {}
  [[nodiscard]] double g(std::size_t flow, std::size_t control) const {
    return bias_.conductance[flow * controls_ + control];
  }
  [[nodiscard]] double c(std::size_t flow, std::size_t control) const {
    return bias_.capacitance[flow * controls_ + control];
  }

 private:
  const Bias& bias_;
  std::size_t controls_;
};

std::vector<DevicePoint::Value> of_diode(const Bias& b) {
  const Slopes s(b);
  return {{"vd", "V", b.u[0]}, {"id", "A", b.current[0]}, {"gd", "S", s.g(0, 0)}, {"cd", "F", s.c(0, 0)}};
}

// Controls: be, bc, bx; flows: be, bc, collector to emitter, bx.
double collector_current(const Bias& b) { return b.current[2] - b.current[1]; }
std::vector<DevicePoint::Value> of_bjt(const Bias& b) {
  const Slopes s(b);
  return {{"vbe", "V", b.u[0]},
          {"vce", "V", b.u[0] - b.u[1]},
          {"ic", "A", collector_current(b)},
          {"ib", "A", b.current[0] + b.current[1]},
          {"gm", "S", s.g(2, 0) + s.g(2, 1)},
          {"gpi", "S", s.g(0, 0)},
          {"gmu", "S", s.g(1, 1)},
          {"go", "S", -s.g(2, 1)},
          {"cpi", "F", s.c(0, 0)},
          {"cmu", "F", s.c(1, 1)},
          {"cbx", "F", s.c(3, 2)}};
}

// Controls: gs, gd; flows: gs, gd, drain to source.
std::vector<DevicePoint::Value> of_jfet(const Bias& b) {
  const Slopes s(b);
  return {{"vgs", "V", b.u[0]},
          {"vds", "V", b.u[0] - b.u[1]},
          {"id", "A", b.current[2] - b.current[1]},
          {"ig", "A", b.current[0] + b.current[1]},
          {"gm", "S", s.g(2, 0) + s.g(2, 1)},
          {"gds", "S", -s.g(2, 1)},
          {"cgs", "F", s.c(0, 0)},
          {"cgd", "F", s.c(1, 1)}};
}

// Controls: gs, ds, bs; flows: drain to source, bs, bd, gs, gd, gb.
std::vector<DevicePoint::Value> of_mosfet(const Bias& b) {
  const Slopes s(b);
  return {{"vgs", "V", b.u[0]},     {"vds", "V", b.u[1]},
          {"vbs", "V", b.u[2]},     {"id", "A", b.current[0] - b.current[2]},
          {"gm", "S", s.g(0, 0)},   {"gds", "S", s.g(0, 1)},
          {"gmbs", "S", s.g(0, 2)}, {"cgs", "F", s.c(3, 0)},
          {"cgd", "F", s.c(4, 0)},  {"cgb", "F", s.c(5, 0)},
          {"cbs", "F", s.c(1, 2)},  {"cbd", "F", s.c(2, 2)}};
}

// Controls: what controls it, the voltage across it.
std::vector<DevicePoint::Value> of_switch(const Bias& b) {
  return {{"v", "V", b.u[1]}, {"i", "A", b.current[0]}, {"g", "S", Slopes(b).g(0, 1)}};
}

std::vector<DevicePoint::Value> values_of(const DeviceType* type, const Bias& bias) {
  if (type == &devices::diode) return of_diode(bias);
  if (type == &devices::bjt) return of_bjt(bias);
  if (type == &devices::jfet) return of_jfet(bias);
  if (type == &devices::mosfet) return of_mosfet(bias);
  if (type == &devices::voltage_switch || type == &devices::current_switch) return of_switch(bias);
  return {};
}

std::size_t model_of(const Circuit& circuit, ElementId id) {
  const auto parameters = circuit.element(id).type->parameters;
  const auto type =
      std::find_if(parameters.begin(), parameters.end(), [](const Parameter& p) { return p.name == "type"; });
  return static_cast<std::size_t>(circuit.values(id)[static_cast<std::size_t>(type - parameters.begin())]);
}

std::string_view region_of_bjt(const Bias& bias, double sign) {
  constexpr double conducting = 0.4;  // V
  const bool forward = sign * bias.u[0] > conducting;
  const bool reverse = sign * bias.u[1] > conducting;
  return forward && reverse ? "saturated" : reverse ? "reverse" : "active";
}

}  // namespace

std::string_view region_of(const Circuit& circuit, ElementId id) {
  constexpr double no_current = 1e-9;  // A
  const DeviceType* type = circuit.element(id).type;
  const Bias* bias = circuit.frequency_data(id).bias.get();
  if (bias == nullptr) return {};
  const bool is_diode = type == &devices::diode;
  const bool is_mosfet = type == &devices::mosfet;
  if (!is_diode && !is_mosfet && type != &devices::bjt && type != &devices::jfet) return {};
  if (std::fabs(bias->current[is_diode || is_mosfet ? 0 : 2]) < no_current) return "off";
  return type == &devices::bjt ? region_of_bjt(*bias, model_of(circuit, id) == 0 ? 1 : -1) : "on";
}

std::vector<DevicePoint> device_points(const Circuit& circuit) {
  std::vector<DevicePoint> points;
  for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    const DeviceType* type = circuit.element(id).type;
    const Bias* bias = circuit.frequency_data(id).bias.get();
    if (bias == nullptr || bias->u.empty()) continue;
    auto values = values_of(type, *bias);
    if (values.empty()) continue;
    points.push_back({std::string(circuit.element_name(id)), type->nonlinear->models[model_of(circuit, id)],
                      region_of(circuit, id), std::move(values)});
  }
  return points;
}

}  // namespace ohmscope
