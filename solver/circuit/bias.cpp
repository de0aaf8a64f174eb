#include "solver/circuit/bias.hpp"

#include <cmath>

namespace ohmscope {

namespace {

UnknownPair between_pins(const ElementView& e, const TerminalPair& pair) {
  return Stamper::across(e.pins[pair.positive], e.pins[pair.negative]);
}

/// The resistances between pins and inner nodes.
void stamp_series(const ElementView& e, const Nonlinear& device, Stamper& s) {
  const std::size_t first = e.pins.size() - device.inner.size();
  for (std::size_t k = 0; k < device.inner.size(); ++k) {
    const NodeId pin = e.pins[device.inner[k].pin];
    if (pin == e.pins[first + k]) continue;
    const UnknownPair ends = Stamper::across(pin, e.pins[first + k]);
    s.add(ends, ends, e.bias->series[k]);
  }
}

}  // namespace

std::size_t control_count(const ElementView& e) {
  return e.nonlinear->evaluate != nullptr ? e.nonlinear->controls.size() : e.pins.size() / 2 - 1;
}

std::shared_ptr<const SourceFunction> function_of(const ElementView& e) {
  const bool is_one = e.nonlinear != nullptr && e.nonlinear->evaluate == nullptr && e.bias != nullptr;
  return is_one ? static_cast<const FunctionBias*>(e.bias)->function : nullptr;
}

void begin_at(Circuit& circuit, ElementId id, const std::shared_ptr<const Bias>& known) {
  const auto function = function_of(view(circuit, id));
  if (function == nullptr) return circuit.set_bias(id, known);
  FunctionBias bias;
  if (known != nullptr) static_cast<Bias&>(bias) = *known;
  bias.function = function;
  circuit.set_bias(id, std::make_shared<const FunctionBias>(std::move(bias)));
}

Bias empty_bias(const Nonlinear& device, std::size_t controls) {
  const std::size_t slopes = device.flows.size() * controls;
  Bias bias;
  bias.u.resize(controls);
  bias.current.resize(device.flows.size());
  bias.conductance.resize(slopes);
  bias.capacitance.resize(slopes);
  bias.series.resize(device.inner.size());
  return bias;
}

void stamp_bias(const ElementView& e, Stamper& s) {
  if (e.bias == nullptr) return;
  const Nonlinear& device = *e.nonlinear;
  stamp_series(e, device, s);
  for (std::size_t k = 0; k < device.flows.size(); ++k) {
    const UnknownPair rows = between_pins(e, device.flows[k]);
    double constant = e.bias->current[k];
    for (std::size_t j = 0; j < device.controls.size(); ++j) {
      const UnknownPair columns = control_of(e, j, [&](ElementId id) { return s.branch_of(id); });
      const std::size_t slope = k * device.controls.size() + j;
      if (e.bias->conductance[slope] != 0) s.add(rows, columns, e.bias->conductance[slope]);
      if (e.bias->capacitance[slope] != 0) s.add_s(rows, columns, e.bias->capacitance[slope]);
      constant -= e.bias->conductance[slope] * e.bias->u[j];
    }
    s.source(rows, -constant, 0);
  }
}

void noise_of_bias(const ElementView& e, double frequency, double /*kelvin*/, Stamper& s) {
  if (e.bias == nullptr) return;
  constexpr double boltzmann = 1.380649e-23;  // J/K
  const Nonlinear& device = *e.nonlinear;
  const std::size_t first = e.pins.size() - device.inner.size();
  for (std::size_t k = 0; k < device.inner.size(); ++k) {
    const NodeId pin = e.pins[device.inner[k].pin];
    if (pin == e.pins[first + k]) continue;
    s.noise(Stamper::across(pin, e.pins[first + k]), std::sqrt(4 * boltzmann * e.bias->kelvin * e.bias->series[k]));
  }
  for (const BiasNoise& source : e.bias->noise) {
    const double flicker = source.flicker == 0 ? 0 : source.flicker / frequency;
    s.noise(between_pins(e, source.between), std::sqrt(source.white + flicker));
  }
}

}  // namespace ohmscope
