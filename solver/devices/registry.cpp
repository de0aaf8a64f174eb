#include "solver/devices/registry.hpp"

#include <algorithm>
#include <iterator>

#include "solver/circuit/caseless.hpp"
#include "solver/devices/switch.hpp"

namespace ohmscope {

namespace {

constexpr const DeviceType* types[] = {
    &devices::resistor,
    &devices::inductor,
    &devices::capacitor,
    &devices::coupling,
    &devices::voltage_source,
    &devices::current_source,
    &devices::vcvs,
    &devices::cccs,
    &devices::vccs,
    &devices::ccvs,
    &devices::transmission_line,
    &devices::lossy_line,
    &devices::lossy_transmission_line,
    &devices::single_line,
    &devices::rc_line,
    &devices::opamp,
    &devices::ideal_transformer,
    &devices::gyrator,
    &devices::nullor,
    &devices::measured,
    &devices::transfer_voltage,
    &devices::transfer_current,
    &devices::voltage_switch,
    &devices::current_switch,
    &devices::network,
    &devices::port,
    &devices::source_port,
    &devices::diode,
    &devices::bjt,
    &devices::jfet,
    &devices::mosfet,
};

}  // namespace

std::span<const DeviceType* const> device_types() { return types; }

const DeviceType* device_type(char letter) {
  for (const DeviceType* type : types) {
    if (type->letter != 0 && type->letter == letter) return type;
  }
  return nullptr;
}

const DeviceType* other_form(const DeviceType& type) {
  for (const DeviceType* other : types) {
    if (type.letter != 0 && other->letter == type.letter && other != &type) return other;
  }
  return nullptr;
}

const DeviceType* modelled_type(std::string_view model) {
  const auto is_it = [&](const DeviceType* type) {
    return type->letter == 0 && equal_ignoring_case(type->model, model);
  };
  const auto* found = std::find_if(std::begin(types), std::end(types), is_it);
  return model.empty() || found == std::end(types) ? nullptr : *found;
}

}  // namespace ohmscope
