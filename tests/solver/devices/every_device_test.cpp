#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <random>

#include "solver/analyses/driving_point.hpp"
#include "solver/circuit/device.hpp"
#include "solver/circuit/impedance_table.hpp"
#include "solver/circuit/mna_system.hpp"
#include "solver/circuit/network_table.hpp"
#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"
#include "solver/linear/residue.hpp"
#include "support/oracle.hpp"
#include "support/transfer.hpp"

namespace ohmscope {
namespace {

/// A circuit of one element with random values in their ranges, every pin on a node of its own, after the elements that
/// it refers to.
class Specimen {
 public:
  Specimen(const DeviceType& type, unsigned seed) : rng_(seed) { id = add(type); }

  /// Ties every node to ground by a resistor, so that the impedances are finite.
  void ground_all() {
    const auto nodes = static_cast<NodeId>(circuit.node_count());
    for (NodeId node = 1; node < nodes; ++node) {
      const NodeId pins[] = {node, ground};
      const double ohms[] = {value_in(Range::positive)};
      circuit.add(devices::resistor, "load" + std::to_string(node), pins, ohms);
    }
  }

  Circuit circuit;
  ElementId id = 0;

 private:
  double unit() { return std::ldexp(static_cast<double>(rng_()), -32); }
  double value_in(Range range) {
    switch (range) {
      case Range::coupling:
        return 2 * unit() - 1;
      case Range::any:
        return (rng_() % 2 == 0 ? 1 : -1) * (0.1 + unit());
      default:
        return 0.1 + unit();
    }
  }
  ElementId add(const DeviceType& type) {
    std::vector<ElementId> references;
    for (const std::string_view letters : type.reference_letters) references.push_back(add(*device_type(letters[0])));
    std::vector<NodeId> pins;
    for (std::size_t k = 0; k < type.pins.size(); ++k) {
      pins.push_back(circuit.node("n" + std::to_string(circuit.node_count())));
    }
    std::vector<double> values;
    for (const Parameter& parameter : type.parameters) values.push_back(value_in(parameter.range));
    // A coil that others refer to: sqrt(L1 L2) must be real.
    if (&type == &devices::inductor) values[0] = std::fabs(values[0]);
    FrequencyData data;
    data.table = std::make_shared<const ImpedanceTable>("random", std::vector{0.0, 1e12},
                                                        std::vector<std::complex<double>>{1 + unit(), 1 + unit()});
    data.transfer = test::quotient({1 + unit()}, {1 + unit(), 1e-4});
    data.network = std::make_shared<const NetworkTable>(
        "random", NetworkTable::Data{NetworkTable::Kind::s, {50}, {0, 1e12}, {unit() / 2, unit() / 2}},
        NetworkTable::Rules{});
    return *circuit.add(type, "e" + std::to_string(circuit.element_count()), pins, values, references, 0, data);
  }

  std::mt19937 rng_;
};

struct Entry {
  UnknownPair rows;
  UnknownPair columns;
  ComplexDD value;
};

/// All that a circuit's elements stamp, in order.
std::vector<Entry> entries(const SystemAtFrequency& at) {
  std::vector<Entry> all;
  for (const Stamp& s : at.system->resistive) all.push_back({s.rows, s.columns, s.value});
  for (const Stamp& s : at.system->storage) all.push_back({s.rows, s.columns, ComplexDD{0.0, s.value * at.omega}});
  for (const ComplexStamp& s : at.dependent) all.push_back({s.rows, s.columns, s.value});
  return all;
}

bool same(const UnknownPair& a, const UnknownPair& b) {
  return a.positive.index == b.positive.index && a.negative.index == b.negative.index;
}

class EveryDevice : public ::testing::TestWithParam<const DeviceType*> {
 protected:
  static constexpr double frequencies[] = {0, 1e-3, 0.1, 1e3, 1e12};
};

TEST_P(EveryDevice, StampsTheSamePositionsAtEveryFrequencyAndValue) {
  const Specimen first(*GetParam(), 1);
  const MnaSystem reference = assemble(first.circuit);
  const std::vector<Entry> expected = entries(at_frequency(reference.system, 0.5));
  for (unsigned seed = 2; seed < 5; ++seed) {
    const Specimen other(*GetParam(), seed);
    const MnaSystem mna = assemble(other.circuit);
    for (const double f : frequencies) {
      const std::vector<Entry> found = entries(at_frequency(mna.system, f));
      ASSERT_EQ(found.size(), expected.size());
      for (std::size_t k = 0; k < found.size(); ++k) {
        EXPECT_TRUE(same(found[k].rows, expected[k].rows) && same(found[k].columns, expected[k].columns)) << k;
      }
    }
  }
}

TEST_P(EveryDevice, StampsFiniteValuesWithinTheSystem) {
  for (unsigned seed = 1; seed < 5; ++seed) {
    const Specimen specimen(*GetParam(), seed);
    const MnaSystem mna = assemble(specimen.circuit);
    EXPECT_EQ(mna.system.rows, mna.system.columns);
    for (const double f : frequencies) {
      for (const Entry& entry : entries(at_frequency(mna.system, f))) {
        EXPECT_TRUE(entry.value.is_finite()) << f;
        for (const UnknownPair& pair : {entry.rows, entry.columns}) {
          EXPECT_LT(pair.positive.index, mna.system.rows);
          EXPECT_LT(pair.negative.index, mna.system.rows);
        }
      }
    }
  }
}

TEST_P(EveryDevice, MakesFiniteNoiseAtTheSamePositionsAtEveryFrequency) {
  if (GetParam()->noise == nullptr) return;
  const Specimen specimen(*GetParam(), 1);
  const MnaSystem mna = assemble(specimen.circuit);
  std::vector<NoiseStamp> first;
  for (const double f : frequencies) {
    std::vector<NoiseStamp> stamps;
    Stamper stamper(specimen.circuit, mna.first_branch, stamps);
    stamper.begin_element(specimen.id);
    GetParam()->noise(view(specimen.circuit, specimen.id), f, 300, stamper);
    if (first.empty()) first = stamps;
    ASSERT_EQ(stamps.size(), first.size());
    for (std::size_t k = 0; k < stamps.size(); ++k) {
      EXPECT_TRUE(same(stamps[k].rows, first[k].rows));
      EXPECT_LT(std::max(stamps[k].rows.positive.index, stamps[k].rows.negative.index), mna.system.rows);
      EXPECT_TRUE(std::isfinite(stamps[k].density) && stamps[k].density >= 0) << stamps[k].density;
    }
  }
}

/// What flows into one node flows out of another: exactly, in the field without rounding.
TEST_P(EveryDevice, LosesNoCurrent) {
  const Specimen specimen(*GetParam(), 1);
  const MnaSystem mna = assemble(specimen.circuit);
  for (const double f : frequencies) {
    const SystemAtFrequency at = at_frequency(mna.system, f);
    std::vector<Residue> sums(static_cast<std::size_t>(mna.system.columns));
    for_each_entry(at, [&](std::int32_t row, std::int32_t column, const ComplexDD& value) {
      if (mna.is_node(row)) sums[static_cast<std::size_t>(column)] += Residue(value);
    });
    for (std::size_t column = 0; column < sums.size(); ++column) {
      // An op-amp's output current returns through its supply, which is ground.
      const bool supply = GetParam() == &devices::opamp &&
                          static_cast<std::int32_t>(column) == mna.first_branch[static_cast<std::size_t>(specimen.id)];
      EXPECT_EQ(sums[column], supply ? Residue::one() : Residue()) << "column " << column << " at " << f << " Hz";
    }
  }
  for (const SourceStamp& s : mna.system.sources) {
    EXPECT_EQ(mna.is_node(s.rows.positive.index), s.rows.negative.exists()) << "a source's current returns";
  }
}

TEST_P(EveryDevice, HasAsManyBranchCurrentsAsItSays) {
  for (unsigned seed = 1; seed < 5; ++seed) {
    const Specimen specimen(*GetParam(), seed);
    const MnaSystem mna = assemble(specimen.circuit);
    const auto branches = GetParam()->branches;
    const int expected = branches == nullptr ? 0 : branches(view(specimen.circuit, specimen.id));
    const auto found = std::count(mna.branch_element.begin(), mna.branch_element.end(), specimen.id);
    EXPECT_EQ(found, expected);
    EXPECT_EQ(mna.first_branch[static_cast<std::size_t>(specimen.id)] >= 0, expected > 0);
  }
}

TEST_P(EveryDevice, TurnsTheSameWayAsAnIndependentSolution) {
  if (GetParam()->nonlinear != nullptr) GTEST_SKIP() << "ngspice_equations_test.cpp holds it to ngspice";
  for (unsigned seed = 1; seed < 4; ++seed) {
    Specimen specimen(*GetParam(), seed);
    specimen.ground_all();
    for (const double f : {0.0, 0.1, 10.0}) {
      for (NodeId node = 1; node < static_cast<NodeId>(specimen.circuit.node_count()); ++node) {
        const Impedance z = driving_point_impedances(specimen.circuit, {{"x", node, ground}}, {f})[0][0];
        const Impedance expected = test::Oracle(specimen.circuit, f).port(node, ground);
        ASSERT_EQ(z.is_finite(), expected.is_finite());
        if (z.is_finite()) {
          EXPECT_LE(std::abs(z.value() - expected.value()), 1e-12 * std::abs(expected.value())) << f;
        }
      }
    }
  }
}

TEST_P(EveryDevice, HasATableThatHoldsTogether) {
  const DeviceType& type = *GetParam();
  EXPECT_FALSE(type.name.empty());
  EXPECT_FALSE(type.doc.empty());
  EXPECT_NE(type.stamp, nullptr);
  EXPECT_EQ(type.references.size(), type.reference_letters.size());
  for (const std::string_view letters : type.reference_letters) {
    for (const char letter : letters) EXPECT_NE(device_type(letter), nullptr);
  }
  for (const Parameter& parameter : type.parameters) {
    EXPECT_FALSE(parameter.doc.empty()) << parameter.name;
    const bool infinite_default = parameter.default_value && std::isinf(*parameter.default_value);
    const bool is_optional = parameter.default_value && std::isnan(*parameter.default_value);
    EXPECT_TRUE(!parameter.default_value || infinite_default || is_optional ||
                contains(parameter.range, *parameter.default_value))
        << parameter.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Registry, EveryDevice, ::testing::ValuesIn(device_types().begin(), device_types().end()),
                         [](const auto& tested) {
                           std::string name(tested.param->name);
                           for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
                           return name;
                         });

TEST(Registry, FindsEachLetterAndNoOther) {
  for (const DeviceType* type : device_types()) {
    const DeviceType* found = device_type(type->letter);  // the first of several
    EXPECT_EQ(found == nullptr ? 0 : found->letter, type->letter) << type->name;
  }
  EXPECT_EQ(device_type('?'), nullptr);
  EXPECT_EQ(device_type('r'), nullptr) << "letters are upper case";
  EXPECT_EQ(device_type('\0'), nullptr) << "devices without a letter are not found by it";
}

}  // namespace
}  // namespace ohmscope
