#include <cmath>
#include <string>

#include "solver/circuit/stamper.hpp"
#include "solver/circuit/transfer_function.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"p", "n", "cp", "cn"};
constexpr Parameter voltage_parameters[] = {
    {.name = "gain", .unit = "V/V", .doc = "factor of the transfer function", .default_value = 1}};
constexpr Parameter current_parameters[] = {
    {.name = "gm", .unit = "S", .doc = "factor of the transfer function", .default_value = 1}};

int branches(const ElementView& /*e*/) { return 1; }

/// The current; for a source of current that is all that is constant.
void stamp(const ElementView& e, Stamper& s) { s.add(Stamper::across(e.pins[0], e.pins[1]), s.branch(), 1.0); }

/// D y - gain N (v(cp) - v(cn)) = 0.
void stamp_quotient(const ElementView& e, double frequency, UnknownPair y, Stamper& s) {
  const auto [N, D] = e.transfer->at(frequency).parts();
  s.add_at(s.branch(), y, D);
  s.add_at(s.branch(), Stamper::across(e.pins[2], e.pins[3]), -(N * DoubleDouble{e.values[0]}));
}

void stamp_voltage(const ElementView& e, double frequency, Stamper& s) {
  stamp_quotient(e, frequency, Stamper::across(e.pins[0], e.pins[1]), s);
}

void stamp_current(const ElementView& e, double frequency, Stamper& s) { stamp_quotient(e, frequency, s.branch(), s); }

bool stamp_powers(const ElementView& e, UnknownPair y, Stamper& s) {
  const auto& polynomials = e.transfer->polynomials;
  if (!polynomials) return false;
  const auto& [N, D] = *polynomials;
  const UnknownPair u = Stamper::across(e.pins[2], e.pins[3]);
  for (std::size_t k = 0; k < D.size(); ++k) s.add_power(s.branch(), y, D[k], static_cast<int>(k));
  for (std::size_t k = 0; k < N.size(); ++k)
    s.add_power(s.branch(), u, -(DoubleDouble{N[k]} * DoubleDouble{e.values[0]}), static_cast<int>(k));
  return true;
}

bool voltage_powers(const ElementView& e, Stamper& s) {
  return stamp_powers(e, Stamper::across(e.pins[0], e.pins[1]), s);
}

bool current_powers(const ElementView& e, Stamper& s) { return stamp_powers(e, s.branch(), s); }

/// Draws y = N(s)/D(s) u in plain elements. The state x_n (n being the degree of D) is what sources in series make it,
///     x_n = (u - d_0 x_0 - … - d_(n-1) x_(n-1)) / d_n,
/// each x_k below it is the integral of the next one, by a capacitor, each above it the derivative of the one before,
/// by an inductor; y is the sum of n_k x_k. Time is counted in 1/w0, so that the coefficients are alike in size.
class PlainQuotient {
 public:
  PlainQuotient(const TransferFunction::Polynomials& p, std::string name, Circuit& out)
      : p_(p), name_(std::move(name)), out_(out), w0_(corner(p.denominator)) {}

  /// The node of y; u is the voltage between `cp` and `cn`.
  NodeId draw(NodeId cp, NodeId cn) {
    const std::vector<double>& D = p_.denominator;
    const std::size_t n = D.size() - 1;
    std::vector<Summand> sum{{cp, cn, 1 / scaled(D, n)}};
    for (std::size_t k = 0; k < n; ++k) sum.push_back({x(k), ground, -(scaled(D, k) / scaled(D, n))});
    add_sum(".u", sum, x(n));
    for (std::size_t k = n; k-- > 0;) add_state(k, k + 1, capacitor);
    for (std::size_t k = n + 1; k < p_.numerator.size(); ++k) add_state(k, k - 1, inductor);
    sum.clear();
    for (std::size_t k = 0; k < p_.numerator.size(); ++k) sum.push_back({x(k), ground, scaled(p_.numerator, k)});
    const NodeId y = out_.node(name_ + ".y");
    add_sum(".e", sum, y);
    return y;
  }

 private:
  struct Summand {
    NodeId p;
    NodeId n;
    double factor;
  };
  /// rad/s: the geometric mean of what the first and the last coefficient stand for.
  static double corner(const std::vector<double>& coefficients) {
    std::size_t low = 0;
    while (coefficients[low] == 0) ++low;
    const std::size_t high = coefficients.size() - 1;
    if (low == high) return 1;
    return std::pow(std::fabs(coefficients[low] / coefficients[high]), 1.0 / static_cast<double>(high - low));
  }
  [[nodiscard]] double scaled(const std::vector<double>& p, std::size_t k) const {
    return p[k] * std::pow(w0_, static_cast<double>(k));
  }
  NodeId x(std::size_t k) { return out_.node(name_ + ".x" + std::to_string(k)); }

  /// Node x_k is w0/s or s/w0 times `from`.
  void add_state(std::size_t k, std::size_t from, const DeviceType& storage) {
    const NodeId driven[] = {ground, x(k), x(from), ground};
    const double one = 1;
    out_.add(vccs, name_ + ".g" + std::to_string(k), driven, {&one, 1});
    const NodeId pins[] = {x(k), ground};
    const double value = 1 / w0_;
    out_.add(storage, name_ + ".s" + std::to_string(k), pins, {&value, 1});
  }
  /// Sources in series from `node` to ground.
  void add_sum(const std::string& part, std::vector<Summand> sum, NodeId node) {
    std::erase_if(sum, [](const Summand& s) { return s.factor == 0; });
    for (std::size_t k = 0; k < sum.size(); ++k) {
      const std::string number = part + std::to_string(k);
      const NodeId next = k + 1 == sum.size() ? ground : out_.node(name_ + number);
      const NodeId pins[] = {node, next, sum[k].p, sum[k].n};
      out_.add(vcvs, name_ + number, pins, {&sum[k].factor, 1});
      node = next;
    }
  }

  const TransferFunction::Polynomials& p_;
  std::string name_;
  Circuit& out_;
  double w0_;
};

/// Plain SPICE has no functions of s; quotients of polynomials are circuits.
bool plain_as(const DeviceType& type, const Circuit& from, ElementId id, Circuit& out) {
  const auto& polynomials = view(from, id).transfer->polynomials;
  if (!polynomials) return false;
  const std::string name(from.element_name(id));
  NodeId pins[4];
  for (std::size_t k = 0; k < 4; ++k) pins[k] = out.node(from.node_name(from.pins(id)[k]));
  double gain = from.values(id)[0];
  if (polynomials->numerator.size() <= 1 && polynomials->denominator.size() == 1) {
    gain *= polynomials->numerator.empty() ? 0 : polynomials->numerator[0] / polynomials->denominator[0];
  } else if (!polynomials->numerator.empty()) {
    pins[2] = PlainQuotient(*polynomials, name, out).draw(pins[2], pins[3]);
    pins[3] = ground;
  } else {
    gain = 0;
  }
  out.add(type, name, pins, {&gain, 1});
  return true;
}

bool plain_voltage(const Circuit& from, ElementId id, double /*ideal_gain*/, Circuit& out) {
  return plain_as(vcvs, from, id, out);
}

bool plain_current(const Circuit& from, ElementId id, double /*ideal_gain*/, Circuit& out) {
  return plain_as(vccs, from, id, out);
}

}  // namespace

/// Voltage by a function of s: E and B sources with LAPLACE or FREQ.
///
/// A branch current i runs from p to n. With H(s) = N(s) / D(s) its row is
///     D (v(p) - v(n)) - gain N (v(cp) - v(cn)) = 0,
/// which holds at a pole too: there D = 0, the input is held at 0, and the output is whatever does so.
const DeviceType transfer_voltage{.name = "voltage source by a function of s",
                                  .doc = "voltage that a transfer function makes of another voltage",
                                  .pins = pin_names,
                                  .parameters = voltage_parameters,
                                  .branches = branches,
                                  .stamp = stamp,
                                  .stamp_at = stamp_voltage,
                                  .stamp_powers = voltage_powers,
                                  .plain = plain_voltage};

/// Current by a function of s: G and B sources with LAPLACE or FREQ.
///
/// A branch current i runs from p through the source to n: D i - gain N (v(cp) - v(cn)) = 0.
const DeviceType transfer_current{.name = "current source by a function of s",
                                  .doc = "current that a transfer function makes of a voltage",
                                  .pins = pin_names,
                                  .parameters = current_parameters,
                                  .sets_current = true,
                                  .branches = branches,
                                  .stamp = stamp,
                                  .stamp_at = stamp_current,
                                  .stamp_powers = current_powers,
                                  .plain = plain_current};

}  // namespace ohmscope::devices
