// Sources that are functions of voltages, and switches, in circuits made in C++: their operating points and what is
// seen there.

#include <gtest/gtest.h>

#include <cmath>

#include "solver/analyses/bias_point.hpp"
#include "solver/analyses/small_signal.hpp"
#include "solver/circuit/bias.hpp"
#include "solver/devices/function_source.hpp"
#include "solver/devices/registry.hpp"
#include "solver/devices/switch.hpp"

namespace ohmscope {
namespace {

/// u0^2 u1, or sqrt(u0), or 1/u0.
class Formula final : public SourceFunction {
 public:
  enum Kind { product, root, inverse };
  explicit Formula(Kind kind) : kind_(kind) {}
  [[nodiscard]] std::size_t controls() const override { return kind_ == product ? 2 : 1; }
  double evaluate(std::span<const double> u, std::span<double> slopes) const override {
    if (kind_ == product) {
      slopes[0] = 2 * u[0] * u[1];
      slopes[1] = u[0] * u[0];
      return u[0] * u[0] * u[1];
    }
    slopes[0] = kind_ == root ? 0.5 / std::sqrt(u[0]) : -1 / (u[0] * u[0]);
    return kind_ == root ? std::sqrt(u[0]) : 1 / u[0];
  }
  [[nodiscard]] std::optional<Fault> fault(std::span<const double> /*u*/) const override { return Fault{"here", 1, 2}; }
  [[nodiscard]] std::optional<std::string> text(std::span<const std::string> /*controls*/) const override { return {}; }

 private:
  Kind kind_;
};

FrequencyData function(Formula::Kind kind) {
  FunctionBias bias;
  bias.function = std::make_shared<const Formula>(kind);
  FrequencyData data;
  data.bias = std::make_shared<const FunctionBias>(std::move(bias));
  return data;
}

class FunctionSource : public ::testing::Test {
 protected:
  void add(const DeviceType& type, std::string_view name, std::initializer_list<NodeId> pins,
           std::initializer_list<double> values, FrequencyData data = {}) {
    circuit.add(type, name, pins, values, {}, 0, std::move(data));
  }
  [[nodiscard]] double volts(NodeId node) const {
    return operating_point(circuit).points.front().voltages[static_cast<std::size_t>(node)].real();
  }
  Circuit circuit;
  NodeId a = circuit.node("a");
  NodeId b = circuit.node("b");
};

TEST_F(FunctionSource, IsAVoltageAndInTheSmallItsSlopes) {
  add(devices::voltage_source, "V1", {a, ground}, {3, 1, 0});
  add(devices::function_voltage, "B1", {b, ground, a, ground, a, ground}, {0.5}, function(Formula::product));
  add(devices::resistor, "R1", {b, ground}, {1e3});
  ASSERT_TRUE(find_bias(circuit, {}).converged);
  EXPECT_NEAR(volts(b), 13.5, 1e-12);
  const auto small = ac_analysis(circuit, {1e3}).points.front();
  EXPECT_NEAR(small.voltages[static_cast<std::size_t>(b)].real(), 13.5, 1e-12) << "0.5 (2 * 9 + 9)";
}

TEST_F(FunctionSource, IsACurrentThatFeedsBack) {
  add(devices::current_source, "I1", {ground, a}, {8e-3, 0, 0});
  add(devices::function_current, "B1", {a, ground, a, ground, a, ground}, {1e-3}, function(Formula::product));
  const BiasResult found = find_bias(circuit, {});
  ASSERT_TRUE(found.converged);
  EXPECT_NEAR(volts(a), 2, 1e-9) << "1 mA/V^3 v^3 = 8 mA";
}

TEST_F(FunctionSource, StopsShortOfWhereItHasNoValue) {
  add(devices::voltage_source, "V1", {a, ground}, {5, 0, 0});
  add(devices::resistor, "R1", {a, b}, {1e3});
  add(devices::function_current, "B1", {b, ground, b, ground}, {1e-3}, function(Formula::root));
  ASSERT_TRUE(find_bias(circuit, {}).converged);
  const double v = volts(b);
  EXPECT_NEAR((5 - v) / 1e3, 1e-3 * std::sqrt(v), 1e-12);
}

TEST_F(FunctionSource, WithoutAValueLeavesNoOperatingPointAndSaysWhere) {
  add(devices::voltage_source, "V1", {a, ground}, {0, 0, 0});
  add(devices::function_voltage, "B1", {b, ground, a, ground}, {1}, function(Formula::inverse));
  const BiasResult found = find_bias(circuit, {});
  EXPECT_FALSE(found.converged);
  ASSERT_EQ(found.faults.size(), 1U);
  EXPECT_EQ(found.faults.front().element, *circuit.find_element("B1"));
  EXPECT_EQ(found.faults.front().fault.message, "here");
}

TEST_F(FunctionSource, WithoutASlopeHasAValueAndSaysWhatItLacks) {
  add(devices::voltage_source, "V1", {a, ground}, {0, 0, 0});
  add(devices::function_voltage, "B1", {b, ground, a, ground}, {1}, function(Formula::root));
  const BiasResult found = find_bias(circuit, {});
  EXPECT_TRUE(found.converged);
  EXPECT_EQ(found.faults.size(), 1U);
  EXPECT_EQ(volts(b), 0);
}

TEST_F(FunctionSource, BeginsAnewAsTheFunctionItIs) {
  add(devices::voltage_source, "V1", {a, ground}, {3, 1, 0});
  add(devices::function_voltage, "B1", {b, ground, a, ground, a, ground}, {1}, function(Formula::product));
  ASSERT_TRUE(find_bias(circuit, {}).converged);
  const ElementId id = *circuit.find_element("B1");
  begin_at(circuit, id, nullptr);
  ASSERT_NE(function_of(view(circuit, id)), nullptr);
  ASSERT_TRUE(find_bias(circuit, {}).converged);
  EXPECT_NEAR(volts(b), 27, 1e-12);
}

// ----------------------------------------------------------------------------------------------------- switches

class Switch : public FunctionSource {
 protected:
  /// The voltage behind it, of 1 V through it and 1 kohm, as its control goes through `volts`.
  std::vector<double> sweep(std::initializer_list<double> values, const std::vector<double>& volts_of_control) {
    add(devices::voltage_source, "V1", {a, ground}, {1, 0, 0});
    add(devices::voltage_source, "V2", {circuit.node("c"), ground}, {0, 0, 0});
    add(devices::resistor, "R1", {b, ground}, {1e3});
    add(devices::voltage_switch, "S1", {a, b, circuit.node("c"), ground}, values);
    std::vector<double> found;
    for (const double control : volts_of_control) {
      circuit.set_value(*circuit.find_element("V2"), 0, control);
      EXPECT_TRUE(find_bias(circuit, {}).converged);
      found.push_back(volts(b));
    }
    return found;
  }
  static double through(double ohms) { return 1e3 / (1e3 + ohms); }
};

TEST_F(Switch, StaysAsItWasBetweenItsThresholds) {
  const std::vector<double> found = sweep({0, 0, 0, 1, 0.2, 10, 1e5, 1, 0}, {0, 1.1, 1.3, 0.9, 0.7, 1});
  const double expected[] = {through(1e5), through(1e5), through(10), through(10), through(1e5), through(1e5)};
  for (std::size_t k = 0; k < found.size(); ++k) EXPECT_NEAR(found[k], expected[k], 1e-12) << k;
}

TEST_F(Switch, BeginsClosedWhereItsCardSaysSo) {
  EXPECT_NEAR(sweep({0, 1, 0, 0, 1, 10, 1e5, 1, 0}, {0}).front(), through(10), 1e-12);
}

TEST_F(Switch, ThatIsSmoothGoesOverByItsLogarithm) {
  const std::vector<double> found = sweep({0, 0, 1, 0, 0, 10, 1e5, 3, 1}, {0.5, 1, 1.5, 2, 3, 4});
  const double quarter = std::exp(std::log(1e6) / 2 + std::log(1e4) * 0.25 * (1.5 - 2 * 0.0625));  // by symmetry
  const double expected[] = {through(1e5), through(1e5), through(quarter), through(1e3), through(10), through(10)};
  for (std::size_t k = 0; k < found.size(); ++k) EXPECT_NEAR(found[k], expected[k], 1e-9) << k;
}

TEST_F(Switch, FollowsTheCurrentOfASource) {
  add(devices::voltage_source, "V1", {a, ground}, {1, 0, 0});
  add(devices::resistor, "R1", {a, ground}, {1e3});
  add(devices::resistor, "R2", {b, ground}, {1e3});
  const ElementId references[] = {*circuit.find_element("V1")};
  const NodeId pins[] = {a, b};
  const double values[] = {0, 0, 0, -2e-3, 0, 10, not_given, 1e-3, 0};
  circuit.add(devices::current_switch, "W1", pins, values, references);
  ASSERT_TRUE(find_bias(circuit, {}).converged);
  EXPECT_NEAR(volts(b), through(10), 1e-12) << "-1.99 mA is above -2 mA";
}

}  // namespace
}  // namespace ohmscope
