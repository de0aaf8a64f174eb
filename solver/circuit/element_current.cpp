#include "solver/circuit/element_current.hpp"

#include "solver/circuit/device.hpp"
#include "solver/circuit/stamper.hpp"

namespace ohmscope {

ElementCurrent::ElementCurrent(const Circuit& circuit, const MnaSystem& mna, ElementId id) : element_(id) {
  const std::span<const NodeId> pins = circuit.pins(id);
  row_ = Stamper::node(pins[0]);
  if (!row_.exists() && pins.size() > 1) {
    row_ = Stamper::node(pins[1]);
    sign_ = -1;
  }
  const DeviceType& type = *circuit.element(id).type;
  if (type.stamp != nullptr) {
    Stamper stamper(circuit, mna.first_branch, stamps_);
    stamper.begin_element(id);
    type.stamp(view(circuit, id), stamper);
  }
  if (type.stamp_at == nullptr) return;
  stamps_.frequency_dependent = [&circuit, &mna, id](double frequency, std::vector<ComplexStamp>& stamps) {
    Stamper stamper(circuit, mna.first_branch, stamps);
    stamper.begin_element(id);
    circuit.element(id).type->stamp_at(view(circuit, id), frequency, stamper);
  };
}

double ElementCurrent::constant() const {
  double sum = 0;
  for (const SourceStamp& s : stamps_.sources) {
    if (!row_.exists()) break;
    if (s.rows.positive.index == row_.index) sum -= sign_ * s.dc;
    if (s.rows.negative.index == row_.index) sum += sign_ * s.dc;
  }
  return sum;
}

std::vector<ElementCurrent::Summand> ElementCurrent::at(double frequency) const {
  std::vector<Summand> summands;
  if (!row_.exists()) return summands;
  const auto add = [&](const UnknownPair& rows, const UnknownPair& columns, const ComplexDD& value) {
    if (value.is_zero()) return;  // a capacitor at 0 Hz
    if (rows.positive.index == row_.index) summands.push_back({columns, ComplexDD(sign_) * value});
    if (rows.negative.index == row_.index) summands.push_back({columns, ComplexDD(-sign_) * value});
  };
  const SystemAtFrequency system = at_frequency(stamps_, frequency);
  for (const Stamp& s : stamps_.resistive) add(s.rows, s.columns, s.value);
  for (const Stamp& s : stamps_.storage) add(s.rows, s.columns, ComplexDD{0.0, s.value * system.omega});
  for (const ComplexStamp& s : system.dependent) add(s.rows, s.columns, s.value);
  return summands;
}

}  // namespace ohmscope
