#include "app/parameter_slopes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "app/whole_deck.hpp"

namespace ohmscope {

namespace {

/// The values where a parameter is `number`; nothing if the deck is wrong there, or is another circuit.
std::optional<std::vector<double>> values_with(const Session& session, const Netlist& netlist, const std::string& name,
                                               double number, const std::vector<ElementValue>& values) {
  const std::optional<Netlist> varied = netlist_with(session, netlist, {{name, number}});
  if (!varied) return std::nullopt;
  std::vector<double> found;
  for (const auto& [element, parameter] : values) found.push_back(varied->circuit.values(element)[parameter]);
  return found;
}

/// (4 D(h) - D(2h)) / 3 with D(h) = (v(p + h) - v(p - h)) / 2h, but for terms in h^4 (Richardson).
std::optional<std::vector<double>> slopes_of(const Session& session, const Netlist& netlist, const std::string& name,
                                             double number, const std::vector<ElementValue>& values) {
  const double step = number == 0 ? 0x1p-10 : 0x1p-10 * number;
  std::vector<double> slopes(values.size());
  for (const auto& [width, weight] : {std::pair{1.0, 4.0 / 3}, std::pair{2.0, -1.0 / 3}}) {
    const double high = number + width * step;
    const double low = number - width * step;
    const auto above = values_with(session, netlist, name, high, values);
    const auto below = values_with(session, netlist, name, low, values);
    if (!above || !below) return std::nullopt;
    for (std::size_t v = 0; v < slopes.size(); ++v) slopes[v] += weight * (((*above)[v] - (*below)[v]) / (high - low));
  }
  return slopes;
}

}  // namespace

std::vector<ParameterSlopes> parameter_slopes(Session& session, const Netlist& netlist,
                                              const std::vector<ElementValue>& values) {
  std::vector<ParameterSlopes> found;
  for (const auto& [name, number] : session.elaborator->parameters()) {
    if (!std::isfinite(number)) continue;
    auto slopes = slopes_of(session, netlist, name, number, values);
    if (!slopes) slopes.emplace(values.size(), std::numeric_limits<double>::quiet_NaN());
    if (std::all_of(slopes->begin(), slopes->end(), [](double s) { return s == 0; })) continue;
    found.push_back({name, number, std::move(*slopes)});
  }
  return found;
}

ParameterSensitivities::ParameterSensitivities(Session& session, const Netlist& netlist) {
  const Circuit& circuit = netlist.circuit;
  std::vector<ElementValue> values;
  if (session.elaborator->parameters().empty()) return;
  for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    for (std::size_t k = 0; k < circuit.values(id).size(); ++k) {
      const double value = circuit.values(id)[k];
      if (value != 0 && std::isfinite(value)) values.push_back({id, k});
    }
  }
  for (const ParameterSlopes& slopes : parameter_slopes(session, netlist, values)) {
    if (slopes.value == 0) continue;
    Parameter parameter{fmt::format("{{{}}}", slopes.name), {}};
    for (std::size_t v = 0; v < values.size(); ++v) {
      const double value = circuit.values(values[v].element)[values[v].parameter];
      if (slopes.slopes[v] != 0)
        parameter.exponents.emplace(value_name(circuit, values[v]), slopes.slopes[v] * slopes.value / value);
    }
    parameters_.push_back(std::move(parameter));
  }
}

void ParameterSensitivities::add_to(ImpedanceSensitivities& sensitivities) const {
  const std::size_t count = sensitivities.names.size();
  for (const Parameter& parameter : parameters_) {
    std::vector<double> row;
    for (std::size_t v = 0; v < count; ++v) {
      const auto exponent = parameter.exponents.find(sensitivities.names[v]);
      if (exponent == parameter.exponents.end()) continue;
      row.resize(sensitivities.values[v].size());
      for (std::size_t k = 0; k < row.size(); ++k) row[k] += exponent->second * sensitivities.values[v][k];
    }
    if (row.empty()) continue;
    sensitivities.names.push_back(parameter.name);
    sensitivities.values.push_back(std::move(row));
  }
}

}  // namespace ohmscope
