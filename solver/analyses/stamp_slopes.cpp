#include "solver/analyses/stamp_slopes.hpp"

#include <algorithm>
#include <cmath>

#include "solver/circuit/device.hpp"
#include "solver/circuit/stamper.hpp"

namespace ohmscope {

StampSlopes::StampSlopes(const Circuit& circuit, const MnaSystem& mna)
    : mna_(mna), varied_(circuit), touched_(circuit.element_count()) {
  for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    touched_[static_cast<std::size_t>(id)].push_back(id);
    for (const ElementId other : circuit.references(id)) touched_[static_cast<std::size_t>(other)].push_back(id);
  }
}

/// Of the elements that are touched, where the value is `number`.
std::vector<ComplexStamp> StampSlopes::stamps_with(ElementValue value, double number, double frequency) {
  const double as_given = varied_.values(value.element)[value.parameter];
  varied_.set_value(value.element, value.parameter, number);
  LinearSystem constant;
  std::vector<ComplexStamp> stamps;
  for (const ElementId id : touched_[static_cast<std::size_t>(value.element)]) {
    const DeviceType& type = *varied_.element(id).type;
    Stamper stamper(varied_, mna_.first_branch, constant);
    stamper.begin_element(id);
    if (type.stamp != nullptr) type.stamp(view(varied_, id), stamper);
    Stamper at_frequency(varied_, mna_.first_branch, stamps);
    at_frequency.begin_element(id);
    if (type.stamp_at != nullptr) type.stamp_at(view(varied_, id), frequency, at_frequency);
  }
  varied_.set_value(value.element, value.parameter, as_given);
  const DoubleDouble omega = ohmscope::at_frequency(constant, frequency).omega;
  for (const Stamp& s : constant.resistive) stamps.push_back({s.rows, s.columns, s.value});
  for (const Stamp& s : constant.storage) stamps.push_back({s.rows, s.columns, ComplexDD{0.0, s.value * omega}});
  return stamps;
}

/// With D(h) = (A(p + h p) - A(p - h p)) / 2h, p A' = (4 D(h) - D(2h)) / 3 but for terms in h^4 (Richardson).
std::vector<ComplexStamp> StampSlopes::at(ElementValue value, double frequency) {
  constexpr double step = 0x1p-14;
  const double p = varied_.values(value.element)[value.parameter];
  const auto difference = [&](double h) {
    const double high = p + h * p;
    const double low = p - h * p;
    std::vector<ComplexStamp> stamps = stamps_with(value, high, frequency);
    const std::vector<ComplexStamp> below = stamps_with(value, low, frequency);
    const DoubleDouble per_width = DoubleDouble{p} / (DoubleDouble{high} - DoubleDouble{low});
    for (std::size_t k = 0; k < stamps.size(); ++k) stamps[k].value = (stamps[k].value - below[k].value) * per_width;
    return stamps;
  };
  std::vector<ComplexStamp> slopes = difference(step);
  const std::vector<ComplexStamp> wide = difference(2 * step);
  for (std::size_t k = 0; k < slopes.size(); ++k)
    slopes[k].value = (slopes[k].value * DoubleDouble{4.0} - wide[k].value) * (DoubleDouble{1.0} / DoubleDouble{3.0});
  std::erase_if(slopes, [](const ComplexStamp& s) { return s.value.is_zero(); });
  return slopes;
}

std::vector<ElementValue> StampSlopes::values() {
  std::vector<ElementValue> found;
  for (ElementId id = 0; id < static_cast<ElementId>(varied_.element_count()); ++id) {
    for (std::size_t k = 0; k < varied_.values(id).size(); ++k) {
      const double p = varied_.values(id)[k];
      if (p == 0 || !std::isfinite(p)) continue;
      if (!at({id, k}, 0).empty() || !at({id, k}, 1).empty()) found.push_back({id, k});
    }
  }
  return found;
}

}  // namespace ohmscope
