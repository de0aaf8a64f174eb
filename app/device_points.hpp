#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "solver/circuit/circuit.hpp"

namespace ohmscope {

/// What a diode, a transistor or a switch does at its operating point.
struct DevicePoint {
  struct Value {
    std::string_view name;  ///< as ngspice calls it where it has it: "gm", "vbe", "cpi"
    std::string_view unit;
    double value = 0;
  };
  std::string name;
  std::string_view type;    ///< of its model: "npn"
  std::string_view region;  ///< "active", "saturated", "reverse", "off"; of others than bipolar transistors "on", "off"
  std::vector<Value> values;
};

/// Of all devices of a circuit that have a bias, in its order. Currents and conductances are those of all that stand in
/// parallel by `m`. gm and go of bipolar transistors: by vbe at constant vce, by vce at constant vbe.
[[nodiscard]] std::vector<DevicePoint> device_points(const Circuit& circuit);

/// The region of a device: see DevicePoint. A transistor is off below 1 nA; a bipolar one is saturated where both
/// junctions have more than 0.4 V. Empty: it has none, or no bias.
[[nodiscard]] std::string_view region_of(const Circuit& circuit, ElementId id);

}  // namespace ohmscope
