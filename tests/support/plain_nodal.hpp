#pragma once

#include <Eigen/Dense>
#include <complex>
#include <numbers>

#include "support/circuits.hpp"

namespace ohmscope::test {

/// V/I at a port by nodal analysis as the textbooks have it, dense and in doubles: what a program does that does not
/// take care. R, L and C only.
inline std::complex<double> plain_nodal(const Circuit& circuit, NodeId p, NodeId n, double frequency) {
  const std::complex<double> s(0, 2 * std::numbers::pi * frequency);
  const auto size = static_cast<Eigen::Index>(circuit.node_count());
  Eigen::MatrixXcd Y = Eigen::MatrixXcd::Zero(size, size);
  for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    const DeviceType* type = circuit.element(id).type;
    const double value = circuit.values(id)[0];
    const std::complex<double> y = type == &devices::resistor   ? 1 / value
                                   : type == &devices::inductor ? 1.0 / (s * value)
                                                                : s * value;
    const NodeId a = circuit.pins(id)[0];
    const NodeId b = circuit.pins(id)[1];
    Y(a, a) += y;
    Y(b, b) += y;
    Y(a, b) -= y;
    Y(b, a) -= y;
  }
  Eigen::VectorXcd current = Eigen::VectorXcd::Zero(size);
  current(p) += 1;
  current(n) -= 1;
  Eigen::VectorXcd v = Eigen::VectorXcd::Zero(size);
  v.tail(size - 1) = Y.bottomRightCorner(size - 1, size - 1).partialPivLu().solve(current.tail(size - 1));
  return v(p) - v(n);
}

}  // namespace ohmscope::test
