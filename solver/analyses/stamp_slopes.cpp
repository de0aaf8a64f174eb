#include "solver/analyses/stamp_slopes.hpp"

#include <cmath>

#include "solver/circuit/angular_frequency.hpp"
#include "solver/circuit/device.hpp"
#include "solver/circuit/stamper.hpp"

namespace ohmscope {

/// What the elements that a value touches write, or what that changes by.
struct StampSlopes::Written {
  std::vector<Stamp> resistive;
  std::vector<Stamp> storage;
  std::vector<ComplexStamp> dependent;
  std::vector<SourceStamp> sources;
};

namespace {

template <class Value>
void combine(BasicStamp<Value>& a, DoubleDouble of_a, const BasicStamp<Value>& b, DoubleDouble of_b) {
  a.value = a.value * of_a + b.value * of_b;
}
void combine(SourceStamp& a, DoubleDouble of_a, const SourceStamp& b, DoubleDouble of_b) {
  const auto sum = [&](double x, double y) { return (DoubleDouble{x} * of_a + DoubleDouble{y} * of_b).hi; };
  a.dc = sum(a.dc, b.dc);
  a.ac = {sum(a.ac.real(), b.ac.real()), sum(a.ac.imag(), b.ac.imag())};
}

/// Puts of_a a + of_b b in place of a.
template <class Written>
void combine_all(Written& a, DoubleDouble of_a, const Written& b, DoubleDouble of_b) {
  const auto each = [&](auto& stamps, const auto& others) {
    for (std::size_t k = 0; k < stamps.size(); ++k) combine(stamps[k], of_a, others[k], of_b);
  };
  each(a.resistive, b.resistive);
  each(a.storage, b.storage);
  each(a.dependent, b.dependent);
  each(a.sources, b.sources);
}

template <class Value>
void drop_zeros(std::vector<BasicStamp<Value>>& stamps) {
  std::erase_if(stamps, [](const auto& s) { return s.value.is_zero(); });
}

}  // namespace

StampSlopes::StampSlopes(const Circuit& circuit, const MnaSystem& mna, bool with_sources)
    : mna_(mna), with_sources_(with_sources), varied_(circuit), touched_(circuit.element_count()) {
  const auto count = static_cast<ElementId>(circuit.element_count());
  for (ElementId id = 0; id < count; ++id) {
    touched_[static_cast<std::size_t>(id)].push_back(id);
    for (const ElementId other : circuit.references(id)) touched_[static_cast<std::size_t>(other)].push_back(id);
  }
  for (ElementId id = 0; id < count; ++id) {
    for (std::size_t k = 0; k < circuit.values(id).size(); ++k) add({id, k});
  }
}

double StampSlopes::unit(std::size_t v) const {
  const double p = varied_.values(values_[v].element)[values_[v].parameter];
  return p == 0 ? 1 : p;
}

void StampSlopes::add(ElementValue value) {
  const double p = varied_.values(value.element)[value.parameter];
  if (!std::isfinite(p) || std::fpclassify(p) == FP_SUBNORMAL) return;
  if (p == 0 && write(value, p, 0).sources.empty()) return;
  Written slopes = this->slopes(value, 1);
  drop_zeros(slopes.dependent);
  Constant constant{std::move(slopes.resistive), std::move(slopes.storage), std::move(slopes.sources),
                    !slopes.dependent.empty()};
  if (p == 0) constant.frequency_dependent = false;
  drop_zeros(constant.resistive);
  drop_zeros(constant.storage);
  std::erase_if(constant.sources, [](const SourceStamp& s) { return s.dc == 0 && s.ac == 0.0; });
  if (!constant.frequency_dependent && varied_.element(value.element).type->stamp_at != nullptr) {
    Written at_dc = this->slopes(value, 0);
    drop_zeros(at_dc.dependent);
    constant.frequency_dependent = !at_dc.dependent.empty();
  }
  const bool matters = !constant.resistive.empty() || !constant.storage.empty() || !constant.sources.empty() ||
                       constant.frequency_dependent;
  if (!matters) return;
  values_.push_back(value);
  constant_.push_back(std::move(constant));
}

/// The elements that are touched, where the value is `number`.
StampSlopes::Written StampSlopes::write(ElementValue value, double number, double frequency) {
  const double as_given = varied_.values(value.element)[value.parameter];
  varied_.set_value(value.element, value.parameter, number);
  LinearSystem constant;
  Written written;
  Stamper stamper(varied_, mna_.first_branch, constant);
  Stamper at_frequency(varied_, mna_.first_branch, written.dependent);
  for (const ElementId id : touched_[static_cast<std::size_t>(value.element)]) {
    const DeviceType& type = *varied_.element(id).type;
    stamper.begin_element(id);
    if (type.stamp != nullptr) type.stamp(view(varied_, id), stamper);
    at_frequency.begin_element(id);
    if (type.stamp_at != nullptr) type.stamp_at(view(varied_, id), frequency, at_frequency);
  }
  varied_.set_value(value.element, value.parameter, as_given);
  written.resistive = std::move(constant.resistive);
  written.storage = std::move(constant.storage);
  if (with_sources_) written.sources = std::move(constant.sources);
  return written;
}

/// With D(h) = (A(p + h u) - A(p - h u)) / 2h, u A' = (4 D(h) - D(2h)) / 3 but for terms in h^4 (Richardson).
StampSlopes::Written StampSlopes::slopes(ElementValue value, double frequency) {
  constexpr double step = 0x1p-14;
  const double p = varied_.values(value.element)[value.parameter];
  const double u = p == 0 ? 1 : p;
  const auto difference = [&](double h) {
    const double high = p + h * u;
    const double low = p - h * u;
    Written written = write(value, high, frequency);
    const DoubleDouble per_width = DoubleDouble{u} / (DoubleDouble{high} - DoubleDouble{low});
    combine_all(written, per_width, write(value, low, frequency), -per_width);
    return written;
  };
  const DoubleDouble third = DoubleDouble{1.0} / DoubleDouble{3.0};
  Written slopes = difference(step);
  combine_all(slopes, DoubleDouble{4.0} * third, difference(2 * step), -third);
  return slopes;
}

std::vector<ComplexStamp> StampSlopes::at(std::size_t v, double frequency) {
  const Constant& constant = constant_[v];
  std::vector<ComplexStamp> stamps;
  if (constant.frequency_dependent) stamps = slopes(values_[v], frequency).dependent;
  drop_zeros(stamps);
  for (const Stamp& s : constant.resistive) stamps.push_back({s.rows, s.columns, ComplexDD{s.value, 0.0}});
  const DoubleDouble omega = angular_frequency(frequency);
  if (omega.is_zero()) return stamps;
  for (const Stamp& s : constant.storage) stamps.push_back({s.rows, s.columns, ComplexDD{0.0, s.value * omega}});
  return stamps;
}

}  // namespace ohmscope
