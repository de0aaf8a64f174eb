#pragma once

#include <span>

#include "solver/circuit/device.hpp"

namespace ohmscope {

namespace devices {
// Values in the order of each type's parameter table; pins likewise. See the device's own file.
extern const DeviceType resistor;                 ///< p n | R
extern const DeviceType capacitor;                ///< p n | C
extern const DeviceType inductor;                 ///< p n | L
extern const DeviceType coupling;                 ///< K: two inductors | k
extern const DeviceType voltage_source;           ///< p n | dc ac phase
extern const DeviceType current_source;           ///< p n | dc ac phase; current flows from p through it to n
extern const DeviceType vcvs;                     ///< E: p n cp cn | gain
extern const DeviceType cccs;                     ///< F: p n | voltage source | gain
extern const DeviceType vccs;                     ///< G: p n cp cn | gm
extern const DeviceType ccvs;                     ///< H: p n | voltage source | r
extern const DeviceType transmission_line;        ///< T: p1 n1 p2 n2 | Z0 TD
extern const DeviceType lossy_line;               ///< O: p1 n1 p2 n2 | R L G C len
extern const DeviceType lossy_transmission_line;  ///< T with losses: as lossy_line
extern const DeviceType single_line;              ///< Y: as lossy_line
extern const DeviceType rc_line;                  ///< U: n1 n2 common | rperl cperl l isperl rsperl n k fmax
extern const DeviceType opamp;                    ///< + - out | A0 GBW Rin Cin Rout en in
extern const DeviceType ideal_transformer;        ///< p1 n1 p2 n2 | n
extern const DeviceType gyrator;                  ///< p1 n1 p2 n2 | r
extern const DeviceType nullor;                   ///< in+ in- out+ out-
extern const DeviceType measured;                 ///< p n, an ImpedanceTable
extern const DeviceType transfer_voltage;         ///< p n cp cn, a TransferFunction | gain
extern const DeviceType transfer_current;         ///< the same | gm; current flows from p through it to n
extern const DeviceType network;                  ///< S: p n of each port, a NetworkTable
extern const DeviceType port;                     ///< P: p n | dc ac phase portnum z0
extern const DeviceType source_port;              ///< V: the same

/// Linear only in the small, around the operating point that find_bias() finds.
extern const DeviceType diode;   ///< a k (anode) | area pj temp dtemp type, then its model's
extern const DeviceType bjt;     ///< c b e s (collector) (base) (emitter) | area off temp dtemp type, likewise
extern const DeviceType jfet;    ///< d g s (drain) (source) | likewise
extern const DeviceType mosfet;  ///< d g s b (drain) (source) | size, off temp dtemp type, likewise

/// Where a port's values stand.
inline constexpr std::size_t port_number = 3;
inline constexpr std::size_t port_z0 = 4;

/// p n | R ac: what a resistor with `ac=` is.
extern const DeviceType small_signal_resistor;

/// p n c | voltage source: what plain SPICE has for a measured impedance, with its table. Written, never solved:
///     v(p) - v(n) = Re Z(f) i + Im Z(f) v(c) / (2 pi f), v(c) being s times the current i.
extern const DeviceType tabulated_source;
}  // namespace devices

/// Whether a type is an independent source of voltage, with or without a resistance in series.
[[nodiscard]] inline bool is_voltage_source(const DeviceType* type) {
  return type == &devices::voltage_source || type == &devices::port || type == &devices::source_port;
}
/// Whether a type is an independent source.
[[nodiscard]] inline bool is_independent_source(const DeviceType* type) {
  return is_voltage_source(type) || type == &devices::current_source;
}
/// Whether a type is a port of network analyses.
[[nodiscard]] inline bool is_port(const DeviceType* type) {
  return type == &devices::port || type == &devices::source_port;
}

/// All device types, in the order of the documentation.
[[nodiscard]] std::span<const DeviceType* const> device_types();
/// The type whose cards begin with `letter` (upper case), or null; the first of several.
[[nodiscard]] const DeviceType* device_type(char letter);
/// Another type of the same letter: a card means it where it, or its model, gives a value that only that type must
/// have. Null for most.
[[nodiscard]] const DeviceType* other_form(const DeviceType& type);
/// The type without a letter of its own that X cards mean by a model of type `model`, or null.
[[nodiscard]] const DeviceType* modelled_type(std::string_view model);

}  // namespace ohmscope
