#include "results/formats/raw_types.hpp"

#include <algorithm>
#include <utility>

#include "results/text.hpp"

namespace ohmscope::results {

namespace {

/// Of ngspice and LTspice; where several have one unit, the first is what is written.
constexpr std::pair<std::string_view, std::string_view> types[] = {
    {"voltage", "V"},
    {"current", "A"},
    {"frequency", "Hz"},
    {"time", "s"},
    {"impedance", "ohm"},
    {"admittance", "S"},
    {"voltage-density", "V/sqrt(Hz)"},
    {"current-density", "A/sqrt(Hz)"},
    {"temp-sweep", "degC"},
    {"capacitance", "F"},
    {"charge", "C"},
    {"power", "W"},
    {"decibel", "dB"},
    {"phase", "deg"},
    {"device_current", "A"},
    {"subckt_current", "A"},
    {"onoise-spectrum", "V/sqrt(Hz)"},
    {"inoise-spectrum", "V/sqrt(Hz)"},
    {"onoise-integrated", "V"},
    {"res-sweep", "ohm"},
    {"temperature", "degC"},
    {"resistance", "ohm"},
    {"conductance", "S"},
};

}  // namespace

std::string_view raw_type_of(std::string_view unit) {
  const auto* found = std::find_if(std::begin(types), std::end(types), [&](auto& pair) { return pair.second == unit; });
  return found == std::end(types) ? "notype" : found->first;
}

std::string_view unit_of_raw_type(std::string_view type) {
  const auto* found = std::find_if(std::begin(types), std::end(types),
                                   [&](auto& pair) { return equal_ignoring_case(pair.first, type); });
  return found == std::end(types) ? std::string_view{} : found->second;
}

}  // namespace ohmscope::results
