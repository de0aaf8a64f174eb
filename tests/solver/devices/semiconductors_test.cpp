// Devices that are linear only in the small: their equations, the operating point and what is seen there. Expected
// numbers are what ngspice 39 gives with reltol=1e-12 and gmin=1e-30.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "solver/analyses/bias_point.hpp"
#include "solver/analyses/driving_point.hpp"
#include "solver/analyses/small_signal.hpp"
#include "solver/circuit/bias.hpp"
#include "solver/devices/registry.hpp"
#include "solver/devices/semiconductor_table.hpp"

namespace ohmscope {
namespace {

using testing::AtVoltages;
using testing::Given;
using testing::model_cases;
using testing::ModelCase;
using testing::values_of;

const Given diode_model{{"is", 2e-14}, {"n", 1.3},    {"tt", 5e-9},   {"cjo", 4e-12}, {"vj", 0.8},   {"m", 0.4},
                        {"bv", 5.1},   {"ibv", 1e-3}, {"isr", 1e-11}, {"nr", 2},      {"ikf", 20e-3}};
const Given bjt_model{{"is", 1e-14},  {"bf", 180}, {"nf", 1.02}, {"vaf", 70}, {"ikf", 80e-3},
                      {"ise", 2e-13}, {"ne", 1.6}, {"br", 3},    {"var", 12}, {"ikr", 30e-3},
                      {"isc", 1e-13}, {"nc", 1.8}, {"xtb", 1.2}};
const Given jfet_model{{"vto", -2.5}, {"beta", 1.2e-3}, {"lambda", 0.02}, {"is", 5e-15}, {"pb", 0.9}};
const Given mosfet_model{{"l", 2e-6},    {"w", 20e-6}, {"vto", 0.8},     {"kp", 60e-6},
                         {"gamma", 0.6}, {"phi", 0.7}, {"lambda", 0.03}, {"is", 1e-15}};

void expect_current(const AtVoltages& at, std::size_t pin, double expected) {
  EXPECT_NEAR(at.current(pin), expected, 1e-6 * std::fabs(expected)) << "pin " << pin << " at " << at.volts[0] << " V";
}

TEST(Semiconductors, DiodesConductAsInNgspice) {
  const double expected[][3] = {{27, 0.65, 6.362598457873e-06}, {27, 0.3, 2.882619434521e-09},
                                {27, -2, -1.9999872243310e-14}, {27, -5.15, -4.4238737547527e-03},
                                {85, 0.65, 7.061225413983e-05}, {85, 0.3, 5.438634799123e-08},
                                {85, -2, -6.3072347690108e-12}, {85, -5.15, -3.4771138124705e-03}};
  for (const auto& [celsius, v, i] : expected)
    expect_current(AtVoltages(devices::diode, diode_model, celsius, {v, 0}), 0, i);
}

TEST(Semiconductors, BipolarTransistorsConductAsInNgspice) {
  const double expected[][5] = {
      {27, 0.7, 5, 3.216768440139e-03, 2.296640108360e-05},  {27, 0.62, 0.1, 1.440843557263e-04, 3.337493678096e-06},
      {27, -1, 3, 1.033333975325e-13, -3.0336961958540e-13}, {27, 0.5, -0.4, -4.8868358852545e+00, 4.311863949846e+00},
      {85, 0.7, 5, 4.979589254386e-02, 3.864123207416e-04},  {85, 0.62, 0.1, 5.079681592607e-03, 1.326666821637e-04},
      {85, -1, 3, 9.938745682357e-12, -2.7362528159539e-11}, {85, 0.5, -0.4, -2.3537131352880e+01, 2.206973545835e+01}};
  for (const auto& [celsius, vb, vc, ic, ib] : expected) {
    const AtVoltages at(devices::bjt, bjt_model, celsius, {vc, vb, 0, 0});
    expect_current(at, 0, ic);
    expect_current(at, 1, ib);
  }
  Given pnp = bjt_model;
  pnp.emplace_back("type", 1);
  expect_current(AtVoltages(devices::bjt, pnp, 27, {-5, -0.7, 0, 0}), 0, -3.216768440139e-03);
}

TEST(Semiconductors, JunctionFieldEffectTransistorsConductAsInNgspice) {
  const double expected[][5] = {
      {27, 0, 10, 9.000000000005e-03, -4.9999998836990e-15}, {27, -1, 0.7, 1.959048000005e-03, -9.9998600268600e-15},
      {27, -3, 5, 4.999999772850e-15, -9.9999954654037e-15}, {27, -0.5, -2, -7.6784989807326e+10, 7.678498980731e+10},
      {85, 0, 10, 9.000000005215e-03, -5.2149241046413e-12}, {85, -1, 0.7, 1.959048005215e-03, -1.0429600592407e-11},
      {85, -3, 5, 5.214923908219e-12, -1.0429840586252e-11}, {85, -0.5, -2, -6.6803662784031e+09, 6.680366278388e+09}};
  for (const auto& [celsius, vg, vd, id, ig] : expected) {
    const AtVoltages at(devices::jfet, jfet_model, celsius, {vd, vg, 0});
    expect_current(at, 0, id);
    expect_current(at, 1, ig);
  }
}

TEST(Semiconductors, MosFieldEffectTransistorsConductAsInNgspice) {
  const double expected[][6] = {{27, 3, 5, -1, 1.271399633109e-03, -2e-15},
                                {27, 2, 0.4, 0, 2.428800000010e-04, -1e-15},
                                {27, 0.5, 3, -2, 1e-15, -2e-15},
                                {27, 2.5, -1.5, -3, -1.9393600917186e-03, -2e-15},
                                {85, 3, 5, -1, 1.052861324877e-03, -3.6761419976419e-12},
                                {85, 2, 0.4, 0, 2.032228027634e-04, -1.8380709988209e-12},
                                {85, 0.5, 3, -2, 1.838070998821e-12, -3.6761419976419e-12},
                                {85, 2.5, -1.5, -3, -1.5394412842862e-03, -3.6761419976419e-12}};
  for (const auto& [celsius, vg, vd, vb, id, ib] : expected) {
    const AtVoltages at(devices::mosfet, mosfet_model, celsius, {vd, vg, 0, vb});
    expect_current(at, 0, id);
    expect_current(at, 3, ib);
  }
}

/// A current's slope by one control voltage, from currents beside it (Richardson's extrapolation of two central
/// differences).
double difference(const AtVoltages& at, std::size_t flow, std::size_t control, double h) {
  const auto central = [&](double step) {
    double sum = 0;
    for (const double sign : {1.0, -1.0}) {
      Bias beside = at.bias;
      beside.u[control] += sign * step;
      at.device.evaluate(at.prepared, beside);
      sum += sign * beside.current[flow];
    }
    return sum / (2 * step);
  };
  return (4 * central(h) - central(2 * h)) / 3;
}

TEST(Semiconductors, SlopesAreThoseOfTheCurrents) {
  constexpr double h = 2e-4;
  for (const ModelCase& model : model_cases()) {
    for (const double celsius : {-40.0, 100.0}) {
      for (const std::vector<double>& volts : model.biases()) {
        const AtVoltages at(model, celsius, volts);
        const double largest =
            std::fabs(*std::max_element(at.bias.current.begin(), at.bias.current.end(),
                                        [](double a, double b) { return std::fabs(a) < std::fabs(b); }));
        for (std::size_t slope = 0; slope < at.bias.conductance.size(); ++slope) {
          const std::size_t k = slope / at.bias.u.size();
          const std::size_t j = slope % at.bias.u.size();
          const double expected = difference(at, k, j, h);
          EXPECT_NEAR(at.bias.conductance[slope], expected, 1e-6 * std::fabs(expected) + 1e-14 * largest / h)
              << model.name << " at " << celsius << " degC, flow " << k << " by control " << j << " of "
              << ::testing::PrintToString(volts);
        }
      }
    }
  }
}

TEST(Semiconductors, NoVoltageMakesThemOverflow) {
  for (const ModelCase& model : model_cases()) {
    const AtVoltages at(model, 27, model.biases().front());
    const std::size_t controls = at.bias.u.size();
    const double levels[] = {-1e3, -1, 0, 1, 1e3};
    std::size_t combinations = 1;
    for (std::size_t j = 0; j < controls; ++j) combinations *= std::size(levels);
    for (std::size_t n = 0; n < combinations; ++n) {
      Bias bias = at.bias;
      std::size_t rest = n;
      for (double& u : bias.u) {
        u = levels[rest % std::size(levels)];
        rest /= std::size(levels);
      }
      at.device.evaluate(at.prepared, bias);
      for (const auto* values : {&bias.current, &bias.conductance, &bias.capacitance}) {
        EXPECT_TRUE(std::all_of(values->begin(), values->end(), [](double x) { return std::isfinite(x); }))
            << model.name << " at " << ::testing::PrintToString(bias.u);
      }
    }
  }
}

/// An amplifier of one transistor, as a deck would have it.
struct CommonEmitter {
  CommonEmitter() {
    add(devices::voltage_source, "Vcc", {"vcc", "0"}, {12, 0, 0});
    add(devices::voltage_source, "V1", {"in", "0"}, {0, 1, 0});
    add(devices::capacitor, "C1", {"in", "b"}, {10e-6});
    add(devices::resistor, "R1", {"vcc", "b"}, {47e3});
    add(devices::resistor, "R2", {"b", "0"}, {10e3});
    add(devices::resistor, "Rc", {"vcc", "c"}, {4.7e3});
    add(devices::resistor, "Re", {"e", "0"}, {1e3});
    add(devices::capacitor, "Ce", {"e", "0"}, {100e-6});
    const Given model{{"is", 1e-14},   {"bf", 200},    {"vaf", 80},   {"rb", 100},
                      {"cje", 10e-12}, {"cjc", 4e-12}, {"tf", 0.4e-9}};
    add(devices::bjt, "Q1", {"c", "b", "e", "0", "c", "Q1(base)", "e"}, values_of(devices::bjt, model));
  }

  void add(const DeviceType& type, const char* name, const std::vector<const char*>& nodes,
           const std::vector<double>& values) {
    std::vector<NodeId> pins;
    for (const char* node : nodes) pins.push_back(circuit.node(node));
    circuit.add(type, name, pins, values);
  }
  [[nodiscard]] std::size_t node(const char* name) const { return static_cast<std::size_t>(*circuit.find_node(name)); }

  Circuit circuit;
};

TEST(Semiconductors, AnAmplifierHasNgspicesOperatingPointAndGain) {
  CommonEmitter amplifier;
  const BiasResult found = find_bias(amplifier.circuit, {});
  ASSERT_TRUE(found.converged);
  EXPECT_EQ(found.attempts.size(), 1U) << "Newton's method alone does it";
  const auto dc = operating_point(amplifier.circuit).points.front().voltages;
  EXPECT_NEAR(dc[amplifier.node("b")].real(), 2.0506857554277, 1e-9);
  EXPECT_NEAR(dc[amplifier.node("c")].real(), 5.5091501748720, 1e-8);
  EXPECT_NEAR(dc[amplifier.node("e")].real(), 1.3876508392626, 1e-9);
  const auto ac = ac_analysis(amplifier.circuit, {1e6}).points.front().voltages;
  const std::complex<double> gain(-1.947460149634e+02, 7.9615247517038e+01);
  EXPECT_LT(std::abs(ac[amplifier.node("c")] - gain), 1e-7 * std::abs(gain));
}

TEST(Semiconductors, CurrentsOfAnOperatingPointAddUp) {
  CommonEmitter amplifier;
  ASSERT_TRUE(find_bias(amplifier.circuit, {}).converged);
  const Currents wanted{*amplifier.circuit.find_element("Rc"), *amplifier.circuit.find_element("Q1")};
  const SmallSignalResult dc = operating_point(amplifier.circuit, wanted);
  const auto current = [&](ElementId id) {
    const auto place = std::find(dc.branches.begin(), dc.branches.end(), id) - dc.branches.begin();
    return dc.points.front().currents[static_cast<std::size_t>(place)].real();
  };
  EXPECT_NEAR(current(wanted[0]), current(wanted[1]), 1e-12) << "the collector's is the resistor's";
}

TEST(Semiconductors, NothingThatHelpedTheSearchIsLeftInAnImpedance) {
  Circuit circuit;
  const NodeId gate = circuit.node("g");
  const NodeId drain = circuit.node("d");
  const NodeId supply[] = {circuit.node("vdd"), ground};
  const double five[] = {5, 0, 0};
  circuit.add(devices::voltage_source, "Vdd", supply, five);
  const NodeId load[] = {supply[0], drain};
  const double ten_k[] = {10e3};
  circuit.add(devices::resistor, "Rd", load, ten_k);
  const NodeId held[] = {gate, ground};
  const double large[] = {1e12};
  circuit.add(devices::resistor, "Rg", held, large);
  const NodeId pins[] = {drain, gate, ground, ground, drain, ground};
  circuit.add(devices::mosfet, "M1", pins, values_of(devices::mosfet, mosfet_model));
  ASSERT_TRUE(find_bias(circuit, {}).converged);
  const auto z = driving_point_impedances(circuit, {{"gate", gate, ground}, {"drain", drain, ground}}, {0});
  EXPECT_NEAR(z[0][0].value().real(), 1e12, 1) << "nothing else conducts to the gate";
  EXPECT_EQ(z[1][0].value().real(), 10e3) << "the transistor is off";
}

TEST(Semiconductors, AnOperatingPointThatNeedsHelpIsFound) {
  Circuit circuit;  // a latch of two inverters, which Newton's method alone may not settle
  const auto node = [&](const std::string& name) { return circuit.node(name); };
  const NodeId supply[] = {node("vcc"), ground};
  const double five[] = {5, 0, 0};
  circuit.add(devices::voltage_source, "V", supply, five);
  for (const auto& [k, in, out] : {std::tuple{"1", "a", "b"}, std::tuple{"2", "b", "a"}}) {
    const NodeId load[] = {node("vcc"), node(out)};
    const double ohms[] = {1e3};
    circuit.add(devices::resistor, std::string("Rc") + k, load, ohms);
    const NodeId couple[] = {node(in), node(std::string("base") + k)};
    const double coupling[] = {10e3};
    circuit.add(devices::resistor, std::string("Rb") + k, couple, coupling);
    const NodeId base = node(std::string("base") + k);
    const NodeId pins[] = {node(out), base, ground, ground, node(out), base, ground};
    circuit.add(devices::bjt, std::string("Q") + k, pins, values_of(devices::bjt, {{"is", 1e-15}}));
  }
  const BiasResult found = find_bias(circuit, {});
  ASSERT_TRUE(found.converged);
  const auto dc = operating_point(circuit).points.front();
  EXPECT_TRUE(dc.solvable);
  const double a = dc.voltages[static_cast<std::size_t>(*circuit.find_node("a"))].real();
  const double b = dc.voltages[static_cast<std::size_t>(*circuit.find_node("b"))].real();
  EXPECT_GT(a, 0);
  EXPECT_LT(a, 5);
  EXPECT_GT(b, 0);
  EXPECT_LT(b, 5);
}

}  // namespace
}  // namespace ohmscope
