#include <cmath>

#include "solver/circuit/network_table.hpp"
#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

using Kind = NetworkTable::Kind;

constexpr std::string_view pin_names[] = {"p", "n"};
constexpr Parameter parameter_table[] = {
    {.name = "m", .doc = "how many stand in parallel", .default_value = 1, .range = Range::positive}};

int branches(const ElementView& e) { return static_cast<int>(e.pins.size() / 2); }

UnknownPair voltage(const ElementView& e, std::size_t port) {
  return Stamper::across(e.pins[2 * port], e.pins[2 * port + 1]);
}

/// Whether the matrix tells a port's voltage, by its current among others; S tells of both.
bool tells_voltage(Kind kind, std::size_t port) {
  return kind == Kind::s || kind == Kind::z || (kind == Kind::h && port == 0) || (kind == Kind::g && port == 1);
}

void stamp(const ElementView& e, Stamper& s) {
  const NetworkTable& network = *e.network;
  const DoubleDouble share = DoubleDouble(1.0) / e.values[0];  // of the current, for one of m in parallel
  for (std::size_t k = 0; k < network.ports(); ++k) {
    const Unknown i = s.branch(static_cast<int>(k));
    s.add(voltage(e, k), i, 1.0);
    if (tells_voltage(network.kind(), k)) {
      s.add(i, voltage(e, k), 1.0);
    } else {
      s.add(i, i, share);
    }
    if (network.kind() == Kind::s) s.add(i, i, -share * network.reference(k));
  }
}

/// sqrt(a / b), exactly 1 where they are the same.
DoubleDouble root_of_ratio(double a, double b) {
  return a == b ? DoubleDouble(1.0) : sqrt(DoubleDouble(a) / DoubleDouble(b));
}

void stamp_at(const ElementView& e, double frequency, Stamper& s) {
  const NetworkTable& network = *e.network;
  const std::size_t n = network.ports();
  const DoubleDouble share = DoubleDouble(1.0) / e.values[0];
  // Outside the table nothing is known; callers check the range beforehand, so that this never happens.
  const auto values = network.at(frequency).value_or(std::vector<std::complex<double>>(n * n));
  for (std::size_t to = 0; to < n; ++to) {
    const Unknown row = s.branch(static_cast<int>(to));
    for (std::size_t from = 0; from < n; ++from) {
      const Unknown i = s.branch(static_cast<int>(from));
      const ComplexDD value = -ComplexDD(values[to * n + from]);
      if (network.kind() == Kind::s) {
        const ComplexDD scaled = value * root_of_ratio(network.reference(to), network.reference(from));
        s.add_at(row, voltage(e, from), scaled);
        s.add_at(row, i, scaled * share * DoubleDouble(network.reference(from)));
      } else if (tells_voltage(network.kind(), from)) {
        s.add_at(row, i, value * share);
      } else {
        s.add_at(row, voltage(e, from), value);
      }
    }
  }
}

/// Plain SPICE has none.
bool plain(const Circuit& /*from*/, ElementId /*id*/, double /*ideal_gain*/, Circuit& /*out*/) { return false; }

}  // namespace

/// N-port given by a table over frequencies, as Touchstone files hold it. Port k has the pins p_k and n_k and a branch
/// current i_k from p_k to n_k through it. By S, with the real references z_k,
///
///     v_j - z_j i_j - sum_k S_jk sqrt(z_j / z_k) (v_k + z_k i_k) = 0,
///
/// which exists where there is neither an impedance nor an admittance matrix, as of a through. By Z, v_j - sum_k Z_jk
/// i_k = 0, and so on. Of m in parallel each i is an mth. It makes no noise.
const DeviceType network{.letter = 'S',
                         .name = "network",
                         .doc = "n-port read from a Touchstone file",
                         .pins = pin_names,
                         .repeats_pins = true,
                         .parameters = parameter_table,
                         .branches = branches,
                         .stamp = stamp,
                         .stamp_at = stamp_at,
                         .plain = plain};

}  // namespace ohmscope::devices
