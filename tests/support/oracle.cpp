#include "support/oracle.hpp"

#include <cmath>
#include <complex>
#include <stdexcept>
#include <utility>
#include <vector>

#include "solver/circuit/impedance_table.hpp"
#include "solver/circuit/network_table.hpp"
#include "solver/circuit/transfer_function.hpp"
#include "solver/devices/registry.hpp"
#include "support/tableau.hpp"

namespace ohmscope::test {

namespace {

using Real = TableauReal;
using Complex = TableauComplex;
using Row = TableauRow;

}  // namespace

class Oracle::Equations {
 public:
  Equations(const Circuit& circuit, double frequency) : circuit_(circuit), frequency_(frequency) {
    omega_ = two_pi() * Real(frequency);
    for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
      first_current_.push_back(unknowns_);
      unknowns_ += current_count(id);
    }
    unknowns_ += circuit.node_count() - 1;
    write_equations();
  }

  Impedance port(NodeId p, NodeId n) {
    std::vector<Row> rows = rows_;
    const std::size_t V = unknowns_;
    const std::size_t I = unknowns_ + 1;
    for (Row& row : rows) row.resize(unknowns_ + 2);
    for (const NodeId node : {p, n}) {
      if (node != 0 && p != n) rows[balance(node)][I].re -= node == p ? 1 : -1;
    }
    Row definition(unknowns_ + 2);
    if (p != 0) definition[voltage(p)].re += 1;
    if (n != 0) definition[voltage(n)].re -= 1;
    definition[V].re -= 1;
    rows.push_back(definition);
    return ratio(std::move(rows), V, I);
  }

  Impedance node_voltage(NodeId node, bool ac) {
    Row definition(unknowns_);
    if (node != 0) definition[voltage(node)].re += 1;
    return signal(definition, ac);
  }
  Impedance element_current(ElementId id, bool ac) {
    Row definition(unknowns_);
    definition[current(id)].re += 1;
    return signal(definition, ac);
  }

 private:
  /// The value of a linear form of the unknowns: its ratio to a factor e of all sources.
  Impedance signal(Row definition, bool ac) {
    std::vector<Row> rows = rows_;
    const std::size_t value = unknowns_;
    const std::size_t e = unknowns_ + 1;
    rows.push_back(std::move(definition));
    for (Row& row : rows) row.resize(unknowns_ + 2);
    rows.back()[value].re -= 1;
    for (const auto& [row, id] : source_rows_) {
      const Complex excitation = source_value(id, ac);
      rows[row][e].re -= excitation.re;
      rows[row][e].im -= excitation.im;
    }
    return ratio(std::move(rows), value, e);
  }
  [[nodiscard]] Complex source_value(ElementId id, bool ac) const {
    const auto v = circuit_.values(id);  // dc, ac, phase
    if (!ac) return {Real(v[0]), 0};
    const Real phase = Real(v[2]) * two_pi() / 360;
    return {Real(v[1] * cos(phase)), Real(v[1] * sin(phase))};
  }
  static Real two_pi() { return 8 * atan(Real(1)); }

  [[nodiscard]] std::size_t current_count(ElementId id) const {
    const DeviceType* type = circuit_.element(id).type;
    if (type == &devices::coupling) return 0;
    if (type == &devices::ideal_transformer || type == &devices::gyrator || is_line(type)) return 2;
    if (type == &devices::opamp) return 3;  // input, output, internal voltage
    return 1;
  }
  static bool is_line(const DeviceType* type) {
    return type == &devices::transmission_line || type == &devices::lossy_line ||
           type == &devices::lossy_transmission_line || type == &devices::single_line || type == &devices::rc_line;
  }
  [[nodiscard]] std::size_t current(ElementId id, std::size_t k = 0) const {
    return first_current_[static_cast<std::size_t>(id)] + k;
  }
  [[nodiscard]] std::size_t voltage(NodeId node) const {
    return unknowns_ - circuit_.node_count() + static_cast<std::size_t>(node);
  }
  [[nodiscard]] static std::size_t balance(NodeId node) { return static_cast<std::size_t>(node) - 1; }

  void write_equations() {
    rows_.assign(circuit_.node_count() - 1, Row(unknowns_));
    for (ElementId id = 0; id < static_cast<ElementId>(circuit_.element_count()); ++id) write(id);
  }
  void flow(NodeId p, NodeId n, std::size_t i) {
    if (p != 0) rows_[balance(p)][i].re += 1;
    if (n != 0) rows_[balance(n)][i].re -= 1;
  }
  void across(Row& row, NodeId p, NodeId n, const Complex& factor) const {
    if (p == n) return;
    for (const NodeId node : {p, n}) {
      if (node == 0) continue;
      Complex& c = row[voltage(node)];
      c.re += node == p ? factor.re : Real(-factor.re);
      c.im += node == p ? factor.im : Real(-factor.im);
    }
  }

  void write(ElementId id) {
    const DeviceType* type = circuit_.element(id).type;
    const auto pin = circuit_.pins(id);
    const auto value = circuit_.values(id);
    const auto reference = circuit_.references(id);
    Row row(unknowns_);
    const auto add = [&](std::size_t column, const Complex& c) {
      row[column].re += c.re;
      row[column].im += c.im;
    };
    if (type == &devices::coupling) return;
    if (type == &devices::opamp) return write_opamp(id);
    if (type == &devices::ideal_transformer) return write_transformer(id);
    if (type == &devices::gyrator) return write_gyrator(id);
    if (type == &devices::nullor) return write_nullor(id);
    if (is_line(type)) return write_line(id);
    if (is_independent_source(type)) {
      source_rows_.emplace_back(rows_.size(), id);
    }
    flow(pin[0], pin[1], current(id));
    if (type == &devices::resistor) {
      if (std::isinf(value[0])) {
        add(current(id), {1, 0});
      } else {
        across(row, pin[0], pin[1], {1, 0});
        add(current(id), {-Real(value[0]), 0});
      }
    } else if (type == &devices::capacitor) {
      across(row, pin[0], pin[1], {0, omega_ * Real(value[0])});
      add(current(id), {-1, 0});
    } else if (type == &devices::inductor) {
      across(row, pin[0], pin[1], {1, 0});
      add(current(id), {0, -omega_ * Real(value[0])});
      add_couplings(row, id);
    } else if (type == &devices::voltage_source) {
      across(row, pin[0], pin[1], {1, 0});
    } else if (is_port(type)) {
      across(row, pin[0], pin[1], {1, 0});
      add(current(id), {-Real(value[devices::port_z0]), 0});
    } else if (type == &devices::network) {  // of one port, by S
      const NetworkTable& network = *circuit_.frequency_data(id).network;
      const std::complex<double> s = network.at(frequency_).value()[0];
      const Real z = Real(network.reference(0)) / Real(value[0]);
      across(row, pin[0], pin[1], {1 - Real(s.real()), -Real(s.imag())});
      add(current(id), {-z * (1 + Real(s.real())), -z * Real(s.imag())});
    } else if (type == &devices::current_source) {
      add(current(id), {1, 0});
    } else if (type == &devices::vcvs) {
      across(row, pin[0], pin[1], {1, 0});
      across(row, pin[2], pin[3], {-Real(value[0]), 0});
    } else if (type == &devices::vccs) {
      across(row, pin[2], pin[3], {Real(value[0]), 0});
      add(current(id), {-1, 0});
    } else if (type == &devices::cccs) {
      add(current(reference[0]), {Real(value[0]), 0});
      add(current(id), {-1, 0});
    } else if (type == &devices::ccvs) {
      across(row, pin[0], pin[1], {1, 0});
      add(current(reference[0]), {-Real(value[0]), 0});
    } else if (type == &devices::transfer_voltage || type == &devices::transfer_current) {
      write_transfer(id, row);
    } else if (type == &devices::measured) {
      across(row, pin[0], pin[1], {1, 0});
      const std::complex<double> z = circuit_.table(id)->at(frequency_).value();
      add(current(id), {-Real(z.real()), -Real(z.imag())});
    } else {
      throw std::logic_error("the oracle does not know this device");
    }
    rows_.push_back(row);
  }

  /// D y = gain N v, by the coefficients.
  void write_transfer(ElementId id, Row& row) const {
    const auto pin = circuit_.pins(id);
    const auto& [N, D] = circuit_.frequency_data(id).transfer->polynomials.value();
    const Complex d = polynomial(D);
    if (circuit_.element(id).type == &devices::transfer_voltage) {
      across(row, pin[0], pin[1], d);
    } else {
      row[current(id)].re += d.re;
      row[current(id)].im += d.im;
    }
    const Complex n = polynomial(N);
    const Real gain(circuit_.values(id)[0]);
    across(row, pin[2], pin[3], {Real(-gain * n.re), Real(-gain * n.im)});
  }
  /// At s = jw; common powers of s must not be there.
  [[nodiscard]] Complex polynomial(const std::vector<double>& p) const {
    Complex sum{0, 0};
    for (std::size_t k = p.size(); k-- > 0;) sum = {Real(p[k] - omega_ * sum.im), Real(omega_ * sum.re)};
    return sum;
  }

  void add_couplings(Row& row, ElementId inductor) const {
    for (ElementId id = 0; id < static_cast<ElementId>(circuit_.element_count()); ++id) {
      if (circuit_.element(id).type != &devices::coupling) continue;
      const auto r = circuit_.references(id);
      if (r[0] != inductor && r[1] != inductor) continue;
      const ElementId other = r[0] == inductor ? r[1] : r[0];
      const Real M =
          Real(circuit_.values(id)[0]) * sqrt(Real(circuit_.values(inductor)[0]) * Real(circuit_.values(other)[0]));
      row[current(other)].im -= omega_ * M;
    }
  }

  void write_transformer(ElementId id) {
    const auto pin = circuit_.pins(id);
    const Real n(circuit_.values(id)[0]);
    flow(pin[0], pin[1], current(id, 0));
    flow(pin[2], pin[3], current(id, 1));
    Row voltages(unknowns_);
    across(voltages, pin[0], pin[1], {1, 0});
    across(voltages, pin[2], pin[3], {-n, 0});
    Row currents(unknowns_);
    currents[current(id, 0)].re = n;
    currents[current(id, 1)].re = 1;
    rows_.push_back(voltages);
    rows_.push_back(currents);
  }

  /// v1 = -r i2, v2 = r i1.
  void write_gyrator(ElementId id) {
    const auto pin = circuit_.pins(id);
    const Real r(circuit_.values(id)[0]);
    for (const std::size_t port : {0U, 1U}) {
      flow(pin[2 * port], pin[2 * port + 1], current(id, port));
      Row row(unknowns_);
      across(row, pin[2 * port], pin[2 * port + 1], {1, 0});
      row[current(id, 1 - port)].re += port == 0 ? r : Real(-r);
      rows_.push_back(row);
    }
  }

  void write_nullor(ElementId id) {
    const auto pin = circuit_.pins(id);
    flow(pin[2], pin[3], current(id));
    Row input(unknowns_);
    across(input, pin[0], pin[1], {1, 0});
    rows_.push_back(input);
  }

  /// The chain matrix of a uniform line in terms of w = z y: cosh(sqrt(w)) = sum w^n / (2n)! and
  /// sinh(sqrt(w)) / sqrt(w) = sum w^n / (2n + 1)!, summed for w / 4^m and doubled m times.
  void write_line(ElementId id) {
    const auto [z, y] = line_totals(id);
    Complex w = times(z, y);
    int doublings = 0;
    for (; size(w) > 1; ++doublings) w = {w.re / 4, w.im / 4};
    Complex c{1, 0};
    Complex s{1, 0};
    Complex term{1, 0};
    for (int n = 1; n < 60; ++n) {
      term = over(times(term, w), {Real(2 * n) * (2 * n - 1), 0});
      c = {c.re + term.re, c.im + term.im};
      s = {s.re + term.re / (2 * n + 1), s.im + term.im / (2 * n + 1)};
    }
    for (; doublings > 0; --doublings) {
      s = times(s, c);
      const Complex square = times(c, c);
      c = {2 * square.re - 1, 2 * square.im};
    }
    write_chain(id, c, times(z, s), times(y, s));
  }
  /// v1 = c v2 - b i2, i1 = d v2 - c i2, both currents flowing in.
  void write_chain(ElementId id, const Complex& c, const Complex& b, const Complex& d) {
    const auto pins = circuit_.pins(id);
    const bool has_common = pins.size() == 3;
    const NodeId pin[] = {pins[0], has_common ? pins[2] : pins[1], has_common ? pins[1] : pins[2], pins.back()};
    const Complex minus_c{-c.re, -c.im};
    flow(pin[0], pin[1], current(id, 0));
    flow(pin[2], pin[3], current(id, 1));
    Row voltages(unknowns_);
    across(voltages, pin[0], pin[1], {1, 0});
    across(voltages, pin[2], pin[3], minus_c);
    voltages[current(id, 1)] = b;
    Row currents(unknowns_);
    currents[current(id, 0)].re = 1;
    across(currents, pin[2], pin[3], {-d.re, -d.im});
    currents[current(id, 1)] = c;
    rows_.push_back(voltages);
    rows_.push_back(currents);
  }
  [[nodiscard]] std::pair<Complex, Complex> line_totals(ElementId id) const {
    const auto v = circuit_.values(id);
    if (circuit_.element(id).type == &devices::transmission_line) {  // Z0, TD
      return {{0, omega_ * Real(v[0]) * Real(v[1])}, {0, Real(omega_ * Real(v[1]) / Real(v[0]))}};
    }
    if (circuit_.element(id).type == &devices::rc_line) {  // ohm/m, F/m, m
      return {{Real(v[0]) * Real(v[2]), 0}, {0, omega_ * Real(v[1]) * Real(v[2])}};
    }
    const Real length(v[4]);  // R, L, G, C, len
    return {{Real(v[0]) * length, omega_ * Real(v[1]) * length}, {Real(v[2]) * length, omega_ * Real(v[3]) * length}};
  }

  void write_opamp(ElementId id) {
    const auto pin = circuit_.pins(id);
    const auto v = circuit_.values(id);  // A0 GBW Rin Cin Rout
    const std::size_t u = current(id, 2);
    flow(pin[0], pin[1], current(id, 0));
    flow(pin[2], 0, current(id, 1));
    Row input(unknowns_);  // Y (v+ - v-) - i = 0
    across(input, pin[0], pin[1], {std::isinf(v[2]) ? Real(0) : 1 / Real(v[2]), omega_ * Real(v[3])});
    input[current(id, 0)].re -= 1;
    Row output(unknowns_);  // v(out) - u - Rout i = 0
    across(output, pin[2], 0, {1, 0});
    output[u].re -= 1;
    output[current(id, 1)].re -= Real(v[4]);
    Row gain(unknowns_);  // v+ - v- - u / G = 0
    across(gain, pin[0], pin[1], {1, 0});
    gain[u].re -= std::isinf(v[0]) ? Real(0) : 1 / Real(v[0]);
    gain[u].im -= std::isinf(v[1]) ? Real(0) : Real(omega_ / (two_pi() * Real(v[1])));
    rows_.push_back(input);
    rows_.push_back(output);
    rows_.push_back(gain);
  }

  const Circuit& circuit_;
  double frequency_ = 0;
  Real omega_ = 0;
  std::vector<std::size_t> first_current_;
  std::size_t unknowns_ = 0;
  std::vector<Row> rows_;
  std::vector<std::pair<std::size_t, ElementId>> source_rows_;  // equation of each independent source
};

Oracle::Oracle(const Circuit& circuit, double frequency)
    : equations_(std::make_unique<Equations>(circuit, frequency)) {}
Oracle::~Oracle() = default;

Impedance Oracle::port(NodeId p, NodeId n) const { return equations_->port(p, n); }
bool Oracle::solvable(bool ac) const { return node_voltage(0, ac).is_finite(); }
Impedance Oracle::node_voltage(NodeId node, bool ac) const { return equations_->node_voltage(node, ac); }
Impedance Oracle::element_current(ElementId id, bool ac) const { return equations_->element_current(id, ac); }

}  // namespace ohmscope::test
