#pragma once

#include <cmath>
#include <memory>
#include <random>
#include <string>

#include "solver/circuit/impedance_table.hpp"
#include "support/circuits.hpp"
#include "support/transfer.hpp"

namespace ohmscope::test {

/// Small random circuits of all device kinds: connected or not, solvable or not. Equal seeds give equal circuits.
class RandomCircuit {
 public:
  /// `wide`: values over 30 decades and frequencies up to 1e12 Hz; otherwise those of a breadboard. Every fifth circuit
  /// is at 0 Hz.
  RandomCircuit(unsigned seed, bool wide) : rng_(seed), wide_(wide) {
    frequency = below(5) == 0 ? 0 : magnitude(wide ? -3 : 1, wide ? 12 : 6);
    node_count_ = 2 + below(4);
    for (unsigned k = 2 + below(7); k > 0; --k) add_element();
    positive = cards.circuit.node(node());
    negative = below(2) == 0 ? ground : cards.circuit.node(node());
  }

  Cards cards;
  double frequency = 0;  ///< Hz
  NodeId positive = 0;   ///< a port
  NodeId negative = 0;

 private:
  unsigned below(unsigned limit) { return static_cast<unsigned>(rng_() % limit); }
  double magnitude(double low, double high) {
    return std::pow(10, low + (high - low) * std::ldexp(static_cast<double>(rng_()), -32));
  }
  double choose(double low, double high, double wide_low, double wide_high) {
    return wide_ ? magnitude(wide_low, wide_high) : magnitude(low, high);
  }
  double sign() { return below(2) == 0 ? 1 : -1; }
  std::string node() {
    const unsigned k = below(node_count_ + 1);
    return k == 0 ? "0" : std::string(1, static_cast<char>('a' + k - 1));
  }
  /// A gain that may be exactly 1: bootstraps and mirrors.
  double gain() { return below(3) == 0 ? sign() : sign() * magnitude(-2, 5); }
  double ohms() { return below(12) == 0 ? 0 : choose(0, 6, -15, 15); }
  double henries() { return choose(-6, -1, -12, 1); }
  double farads() { return choose(-12, -6, -18, 0); }

  void add_element() {
    switch (below(16)) {
      case 0:
      case 1:
      case 2:
        cards.r(node(), node(), ohms());
        break;
      case 3:
      case 4:
        cards.c(node(), node(), farads());
        break;
      case 5:
        cards.l(node(), node(), henries());
        break;
      case 6:
        cards.i(node(), node(), gain(), gain());
        break;
      case 7:
        cards.e(node(), node(), node(), node(), gain());
        break;
      case 8:
        cards.g(node(), node(), node(), node(), sign() * choose(-6, 0, -12, 3));
        break;
      case 9:
        cards.transformer(node(), node(), node(), node(), gain());
        break;
      default:
        add_composite();
    }
  }

  void add_composite() {
    const std::string name = "x" + std::to_string(cards.circuit.element_count());
    switch (below(7)) {
      case 0:
        cards.v(node(), node(), gain(), gain()).named(name);
        if (below(2) == 0) cards.f(node(), node(), name, gain());
        break;
      case 1:
        cards.v(node(), node(), gain(), gain()).named(name).h(node(), node(), name, sign() * choose(0, 4, -9, 9));
        break;
      case 2:
        cards.l(node(), node(), henries()).named(name).l(node(), node(), henries()).named(name + "b");
        cards.k(name, name + "b", 0.99 * (2 * std::ldexp(static_cast<double>(rng_()), -32) - 1));
        break;
      case 3:
        add_opamp();
        break;
      case 4:
        add_line();
        break;
      case 5:
        add_transfer();
        break;
      default:
        add_measured();
    }
  }

  void add_opamp() {
    const auto kind = below(3);
    if (kind == 0) {
      cards.opamp(node(), node(), node());
    } else if (kind == 1) {
      cards.opamp(node(), node(), node(), inf, magnitude(3, 9), inf, 0, magnitude(0, 3));
    } else {
      cards.opamp(node(), node(), node(), magnitude(2, 7), magnitude(3, 9), magnitude(3, 12), 1e-12, magnitude(0, 3));
    }
  }

  /// Up to a few wavelengths and a few nepers long.
  void add_line() {
    const double delay = frequency > 0 ? magnitude(-4, 0.5) / frequency : 1e-9;
    if (below(2) == 0) {
      cards.add(devices::transmission_line, {node(), node(), node(), node()}, {magnitude(0, 3), delay});
      return;
    }
    const double Z0 = magnitude(0, 3);
    const double R = below(3) == 0 ? 0 : magnitude(-3, 1);
    const double G = below(3) == 0 ? 0 : magnitude(-6, -2);
    cards.add(devices::lossy_line, {node(), node(), node(), node()},
              {R, Z0 * delay, G, delay / Z0, magnitude(-1, 0.5)});
  }

  /// A quotient of up to second degree, with a pole or a zero at 0 Hz or a common factor now and then.
  void add_transfer() {
    const double corner = frequency > 0 ? 1 / (6.28 * frequency) : 1e-3;
    const auto polynomial = [&] {
      std::vector<double> p;
      for (double scale = 1; p.size() < 3 && (p.empty() || below(3) != 0); scale *= corner)
        p.push_back(below(4) == 0 ? 0 : gain() * scale);
      if (p.back() == 0) p.back() = 1;
      return p;
    };
    const auto function = test::quotient(polynomial(), polynomial());
    const NodeId pins[] = {cards.circuit.node(node()), cards.circuit.node(node()), cards.circuit.node(node()),
                           cards.circuit.node(node())};
    const DeviceType& type = below(2) == 0 ? devices::transfer_voltage : devices::transfer_current;
    const double factor = gain();
    cards.circuit.add(type, "h" + std::to_string(cards.circuit.element_count()), pins, {&factor, 1}, {}, 0, function);
  }

  void add_measured() {
    const std::complex<double> z(sign() * magnitude(0, 5), sign() * magnitude(0, 5));
    const auto table = std::make_shared<const ImpedanceTable>("random", std::vector{frequency}, std::vector{z});
    const NodeId pins[] = {cards.circuit.node(node()), cards.circuit.node(node())};
    cards.circuit.add(devices::measured, "z" + std::to_string(cards.circuit.element_count()), pins, {}, {}, 0, table);
  }

  std::mt19937 rng_;
  bool wide_;
  unsigned node_count_;
};

}  // namespace ohmscope::test
