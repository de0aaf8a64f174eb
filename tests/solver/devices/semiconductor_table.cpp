#include "solver/devices/semiconductor_table.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace ohmscope::testing {

namespace {

const Given mos_size{{"l", 2e-6}, {"w", 20e-6}};
const Given mos_card{{"l", 2e-6}, {"w", 20e-6}, {"ad", 40e-12}, {"as", 50e-12}, {"pd", 44e-6}, {"ps", 46e-6}};
const Given mos_electrical{{"vto", 0.8},    {"kp", 60e-6},   {"gamma", 0.6},  {"phi", 0.7},    {"lambda", 0.03},
                           {"tox", 4e-8},   {"cgso", 1e-10}, {"cgdo", 2e-10}, {"cgbo", 3e-10}, {"cj", 2e-4},
                           {"cjsw", 3e-10}, {"mj", 0.4},     {"pb", 0.7},     {"js", 1e-8}};
const Given mos_process{{"nsub", 1e15}, {"tox", 4e-8}, {"uo", 500}};
const Given gummel_poon{{"is", 1e-14},  {"bf", 180},    {"nf", 1.02},  {"vaf", 70},    {"ikf", 80e-3}, {"ise", 2e-13},
                        {"ne", 1.6},    {"br", 3},      {"var", 12},   {"ikr", 30e-3}, {"isc", 1e-13}, {"nc", 1.8},
                        {"cje", 1e-11}, {"cjc", 4e-12}, {"xcjc", 0.7}, {"cjs", 2e-12}, {"mjs", 0.3},   {"tf", 4e-10},
                        {"tr", 1e-8},   {"xtf", 2},     {"vtf", 3},    {"itf", 0.02}};

Given with(Given base, const Given& more) {
  base.insert(base.end(), more.begin(), more.end());
  return base;
}

/// Two temperature coefficients of each of `names`.
Given coefficients(std::initializer_list<const char*> names, double first, double second) {
  Given given;
  for (const char* name : names) {
    given.emplace_back(std::string(name) + "1", first *= 1.05);
    given.emplace_back(std::string(name) + "2", second *= 1.05);
  }
  return given;
}

std::vector<ModelCase> diode_cases() {
  const DeviceType* D = &devices::diode;
  const Given diode{{"is", 2e-14}, {"n", 1.3}, {"bv", 5.1}, {"ibv", 1e-3}};
  return {
      {"plain diode", D, "d", diode, {}},
      {"diode with charges, in threes",
       D,
       "d",
       with(diode, {{"tt", 5e-9}, {"cjo", 4e-12}, {"vj", 0.8}, {"m", 0.4}, {"ikf", 0.02}}),
       {{"number", 3}}},
      {"diode with recombination",
       D,
       "d",
       with(diode, {{"isr", 1e-11}, {"nr", 2}, {"ikr", 1e-6}, {"xti", 4}, {"eg", 0.9}}),
       {{"area", 2}},
       false},
      {"diode with an edge", D, "d", with(diode, {{"jsw", 1e-13}, {"cjp", 1e-12}, {"php", 0.7}}), {{"pj", 3}}},
      {"diode with an edge of its own kind",
       D,
       "d",
       with(diode, {{"jsw", 1e-13}, {"ns", 1.1}, {"tt", 1e-9}, {"mjsw", 0.2}}),
       {{"pj", 3}, {"area", 4}}},
      {"tunnelling diode",
       D,
       "d",
       {{"is", 2e-14}, {"jtun", 1e-12}, {"jtunsw", 2e-12}, {"ntun", 20}, {"keg", 0.8}, {"xtitun", 2}},
       {{"pj", 3}}},
      {"diode with temperature coefficients",
       D,
       "d",
       {{"is", 2e-14},
        {"cjo", 1e-12},
        {"cjp", 1e-12},
        {"tt", 1e-9},
        {"ttt1", 1e-3},
        {"ttt2", 1e-6},
        {"tm1", 1e-3},
        {"tm2", 1e-6},
        {"tlev", 1},
        {"bv", 5},
        {"tcv", 1e-3},
        {"tlevc", 1},
        {"cta", 1e-3},
        {"ctp", 2e-3},
        {"tpb", 1e-3},
        {"tphp", 2e-3},
        {"vj", 0.8},
        {"php", 0.7}},
       {{"pj", 2}}},
  };
}

std::vector<ModelCase> bipolar_cases() {
  const DeviceType* Q = &devices::bjt;
  const Given all_warm = with(coefficients({"tikf", "tikr", "tirb", "tnc", "tne", "trb", "trc", "tre", "trm", "tvaf",
                                            "tvar", "titf", "ttf", "ttr", "tmje", "tmjc", "tmjs"},
                                           7e-4, 4e-7),
                              coefficients({"tnf", "tnr"}, 5e-5, 4e-8));
  return {
      {"npn transistor", Q, "npn", with(gummel_poon, {{"xtb", 1.2}}), {}},
      {"npn transistor of areas", Q, "npn", gummel_poon, {{"area", 2}, {"areab", 3}, {"areac", 4}, {"number", 2}}},
      {"pnp transistor", Q, "pnp", gummel_poon, {{"area", 2}}},
      {"pnp transistor above its substrate", Q, "pnp", with(gummel_poon, {{"subs", 1}, {"nkf", 0.6}}), {}},
      {"npn transistor with a substrate's junction",
       Q,
       "npn",
       {{"ibe", 1e-14}, {"ibc", 2e-14}, {"is", 3e-15}, {"iss", 1e-15}, {"ns", 1.1}},
       {{"area", 2}},
       false},
      {"npn transistor with temperature coefficients", Q, "npn", with(gummel_poon, all_warm), {}},
      {"npn transistor with capacitances linear in temperature",
       Q,
       "npn",
       with(gummel_poon, {{"tlev", 1},
                          {"xtb", 1e-3},
                          {"tlevc", 1},
                          {"cte", 1e-3},
                          {"ctc", 2e-3},
                          {"cts", 1e-3},
                          {"tvje", 1e-3},
                          {"tvjc", 2e-3},
                          {"tvjs", 1e-3}}),
       {}},
      {"npn transistor with powers of saturation currents",
       Q,
       "npn",
       with(gummel_poon, {{"tlev", 3},
                          {"tis1", -1e-3},
                          {"tis2", 1e-6},
                          {"tise1", -1e-3},
                          {"tisc1", -1e-3},
                          {"tbf1", 1e-3},
                          {"tbr2", 1e-5}}),
       {}},
  };
}

std::vector<ModelCase> junction_cases() {
  const DeviceType* J = &devices::jfet;
  return {
      {"n junction transistor",
       J,
       "njf",
       {{"vto", -2.5},
        {"beta", 1.2e-3},
        {"lambda", 0.02},
        {"is", 5e-15},
        {"pb", 0.9},
        {"cgs", 2e-12},
        {"cgd", 3e-12},
        {"b", 0.8},
        {"tcv", 2e-3},
        {"bex", -1.5}},
       {{"area", 2}}},
      {"p junction transistor",
       J,
       "pjf",
       {{"vto", -2.5},
        {"beta", 1.2e-3},
        {"lambda", 0.02},
        {"vtotc", 2e-3},
        {"betatce", -0.5},
        {"xti", 2},
        {"eg", 1.2},
        {"nlev", 3},
        {"gdsnoi", 1.5}},
       {{"number", 2}}},
  };
}

std::vector<ModelCase> mos_cases() {
  const DeviceType* M = &devices::mosfet;
  return {
      {"MOS transistor, level 1", M, "nmos", with({{"level", 1}}, mos_electrical), mos_card, false},
      {"p-channel of level 1, by its process", M, "pmos",
       with(mos_process, {{"level", 1}, {"tpg", -1}, {"nss", 1e10}, {"ld", 1e-7}, {"cbd", 1e-13}}), mos_size, false},
      {"MOS transistor, level 2", M, "nmos", with({{"level", 2}}, mos_electrical), mos_card, false},
      {"plain MOS transistor of level 2", M, "nmos", {{"level", 2}, {"vto", 0.8}}, with(mos_size, {{"number", 3}})},
      {"short channel of level 2", M, "nmos",
       with(mos_process, {{"level", 2}, {"uexp", 0.1}, {"ucrit", 1e4}, {"xj", 4e-7}, {"ld", 1e-7}}), mos_size, false},
      {"weak inversion of level 2", M, "pmos",
       with(mos_process, {{"level", 2}, {"uexp", 0.1}, {"xj", 4e-7}, {"delta", 1.2}, {"nfs", 1e11}}), mos_size, false},
      {"velocity saturation of level 2", M, "nmos",
       with(mos_process, {{"level", 2}, {"vmax", 5e4}, {"neff", 2}, {"xj", 4e-7}}), mos_size, false},
      {"MOS transistor, level 3", M, "nmos", with({{"level", 3}}, mos_electrical), mos_card, false},
      {"plain MOS transistor of level 3", M, "nmos", {{"level", 3}, {"vto", 0.8}}, with(mos_size, {{"number", 3}})},
      {"short channel of level 3", M, "nmos",
       with(mos_process, {{"level", 3}, {"eta", 0.3}, {"theta", 0.05}, {"kappa", 0.4}, {"xj", 4e-7}, {"ld", 1e-7}}),
       mos_size, false},
      {"weak inversion of level 3", M, "pmos",
       with(mos_process,
            {{"level", 3}, {"delta", 1.2}, {"nfs", 1e11}, {"xl", 1e-7}, {"wd", 2e-7}, {"xw", 3e-7}, {"delvto", -0.1}}),
       mos_size, false},
      {"velocity saturation of level 3", M, "nmos", with(mos_process, {{"level", 3}, {"vmax", 5e4}, {"nfs", 1e11}}),
       mos_size, false},
  };
}

std::vector<ModelCase> make_cases() {
  std::vector<ModelCase> all;
  for (const auto& cases : {diode_cases(), bipolar_cases(), junction_cases(), mos_cases()})
    all.insert(all.end(), cases.begin(), cases.end());
  return all;
}

}  // namespace

std::vector<std::vector<double>> ModelCase::biases() const {
  std::vector<std::vector<double>> biases;
  switch (type->letter) {
    case 'D':
      biases = {{0.62, 0}, {-5.15, 0}, {-2, 0}, {-0.05, 0}, {-0.03, 0}, {0.2, 0}, {0.5, 0}, {0.8, 0}};
      break;
    case 'Q':
      for (const double vs : {0.0, -3.0}) {
        for (const auto& [vc, vb] : {std::pair{5.0, 0.7}, {0.1, 0.7}, {0.2, 0.62}, {3.0, -1.0}, {-0.4, 0.3}, {1, 0.78}})
          biases.push_back({vc, vb, 0, vs});
      }
      break;
    case 'J':
      for (const double vd : {5.0, 0.3, -0.5}) {
        for (const double vg : {-0.9, -3.0, 0.0, 0.2}) biases.push_back({vd, vg, 0});
      }
      break;
    default:
      for (const double vd : {5.0, 0.05, 1.0, -0.7}) {
        for (const double vg : {3.0, 0.4, 1.25}) biases.push_back({vd, vg, 0, -2});
      }
      biases.push_back({2, 2.2, 0, -0.1});
      biases.push_back({2, 2.2, 0, 0.3});
      biases.push_back({3, 0.9, 0.5, -0.3});
  }
  const bool is_p = type->nonlinear->models.size() == 2 && type->nonlinear->models[1] == ngspice_type;
  for (std::vector<double>& volts : biases) {
    for (double& v : volts) v = is_p ? -v : v;
  }
  return biases;
}

const std::vector<ModelCase>& model_cases() {
  static const std::vector<ModelCase> cases = make_cases();
  return cases;
}

std::vector<double> values_of(const DeviceType& type, const Given& given) {
  std::vector<double> values;
  for (const Parameter& parameter : type.parameters) values.push_back(parameter.default_value.value_or(0));
  for (const auto& [name, value] : given) {
    const auto is_it = [&name = name](const Parameter& p) {
      return p.name == name || ("|" + std::string(p.alias) + "|").find("|" + name + "|") != std::string::npos;
    };
    const auto found = std::find_if(type.parameters.begin(), type.parameters.end(), is_it);
    if (found == type.parameters.end()) throw std::invalid_argument(name);
    values[static_cast<std::size_t>(found - type.parameters.begin())] = value;
  }
  return values;
}

AtVoltages::AtVoltages(const DeviceType& type, const Given& given, double celsius, std::vector<double> pins)
    : device(*type.nonlinear), volts(std::move(pins)), bias(empty_bias(device)) {
  for (const InnerNode& inner : device.inner) volts.push_back(volts[inner.pin]);
  prepared = device.prepare(values_of(type, given), {celsius, 27});
  for (std::size_t j = 0; j < device.controls.size(); ++j)
    bias.u[j] = volts[device.controls[j].positive] - volts[device.controls[j].negative];
  device.evaluate(prepared, bias);
}

AtVoltages::AtVoltages(const ModelCase& model, double celsius, const std::vector<double>& pins)
    : AtVoltages(*model.type,
                 with(with(model.model, model.card),
                      {{"type", model.ngspice_type == model.type->nonlinear->models[0] ? 0 : 1}}),
                 celsius, pins) {}

double AtVoltages::current(std::size_t pin) const {
  double sum = 0;
  for (std::size_t k = 0; k < device.flows.size(); ++k) sum += part(device.flows[k], pin) * bias.current[k];
  return sum;
}

std::complex<double> AtVoltages::admittance(std::size_t pin, std::size_t driven, double frequency) const {
  std::complex<double> sum = 0;
  for (std::size_t k = 0; k < device.flows.size(); ++k) {
    for (std::size_t j = 0; j < device.controls.size(); ++j) {
      const std::size_t slope = k * device.controls.size() + j;
      const std::complex<double> y(bias.conductance[slope], 2 * std::numbers::pi * frequency * bias.capacitance[slope]);
      sum += part(device.flows[k], pin) * part(device.controls[j], driven) * y;
    }
  }
  return sum;
}

double AtVoltages::noise(std::size_t pin, double frequency) const {
  double sum = 0;
  for (const BiasNoise& source : bias.noise) {
    const double share = part(source.between, pin);
    sum += share * share * (source.white + source.flicker / frequency);
  }
  return sum;
}

std::size_t AtVoltages::outer(std::size_t pin) const {
  const std::size_t first = volts.size() - device.inner.size();
  return pin < first ? pin : device.inner[pin - first].pin;
}

double AtVoltages::part(const TerminalPair& pair, std::size_t pin) const {
  return (outer(pair.positive) == pin ? 1 : 0) - (outer(pair.negative) == pin ? 1 : 0);
}

}  // namespace ohmscope::testing
