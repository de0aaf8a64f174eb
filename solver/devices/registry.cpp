#include "solver/devices/registry.hpp"

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
    &devices::opamp,
    &devices::ideal_transformer,
    &devices::measured,
    &devices::transfer_voltage,
    &devices::transfer_current,
    &devices::network,
    &devices::port,
    &devices::source_port,
};

}  // namespace

std::span<const DeviceType* const> device_types() { return types; }

const DeviceType* device_type(char letter) {
  for (const DeviceType* type : types) {
    if (type->letter != 0 && type->letter == letter) return type;
  }
  return nullptr;
}

}  // namespace ohmscope
