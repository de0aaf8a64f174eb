#include <gtest/gtest.h>

#include <sstream>

#include "solver/analyses/driving_point.hpp"
#include "solver/circuit/device.hpp"
#include "support/oracle.hpp"
#include "support/random_circuit.hpp"
#include "support/wide.hpp"

namespace ohmscope {
namespace {

using test::Oracle;
using test::RandomCircuit;
using test::text;

/// The circuit in words, for the failure message.
std::string describe(const RandomCircuit& random) {
  const Circuit& circuit = random.cards.circuit;
  std::ostringstream out;
  out.precision(17);
  out << "at " << random.frequency << " Hz, port " << circuit.node_name(random.positive) << " "
      << circuit.node_name(random.negative) << "\n";
  for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    out << "  " << circuit.element_name(id) << " " << circuit.element(id).type->name;
    for (const NodeId pin : circuit.pins(id)) out << " " << circuit.node_name(pin);
    for (const ElementId reference : circuit.references(id)) out << " " << circuit.element_name(reference);
    for (const double value : circuit.values(id)) out << " " << value;
    if (circuit.table(id) != nullptr) out << " " << *circuit.table(id)->at(random.frequency);
    out << "\n";
  }
  return out.str();
}

enum Class { undefined, infinite, zero, finite, classes };

Class class_of(const Impedance& z) {
  if (z.is_undefined()) return undefined;
  if (z.is_infinite()) return infinite;
  return z.value() == 0.0 ? zero : finite;
}

/// Holds `count` circuits against the oracle and returns how many there were of each class.
std::vector<int> compare(unsigned first_seed, unsigned count, bool wide, double tolerance) {
  std::vector<int> seen(classes);
  for (unsigned seed = first_seed; seed < first_seed + count; ++seed) {
    const RandomCircuit random(seed, wide);
    const Circuit& circuit = random.cards.circuit;
    const Port port{"x", random.positive, random.negative};
    const Impedance z = driving_point_impedances(circuit, {port}, {random.frequency})[0][0];
    const Impedance expected = Oracle(circuit, random.frequency).port(port.positive, port.negative);
    const Class kind = class_of(expected);
    ++seen[kind];
    const bool near =
        kind != finite || std::abs(z.value() - expected.value()) <= tolerance * std::abs(expected.value());
    EXPECT_TRUE(class_of(z) == kind && near)
        << text(z) << " instead of " << text(expected) << ", seed " << seed << " " << describe(random);
  }
  return seen;
}

TEST(RandomCircuits, OfTheBreadboardHaveTheImpedanceOf120Digits) {
  for (const int count : compare(1, 1500, false, 1e-10)) EXPECT_GT(count, 20) << "every class must occur";
}

TEST(RandomCircuits, OfExtremeValuesHaveTheImpedanceOf120Digits) {
  for (const int count : compare(100001, 1500, true, 1e-10)) EXPECT_GT(count, 20) << "every class must occur";
}

}  // namespace
}  // namespace ohmscope
