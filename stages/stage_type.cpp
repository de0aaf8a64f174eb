#include "stages/stage_type.hpp"

#include <array>
#include <memory>

#include "solver/devices/registry.hpp"

namespace ohmscope {

namespace {

/// Adds an element under `name`, or a name near it where another element has that one already.
ElementId add_element(Circuit& circuit, const DeviceType& type, std::string name, std::span<const NodeId> pins,
                      std::span<const double> values, std::span<const ElementId> references, std::uint32_t origin,
                      const std::shared_ptr<const ImpedanceTable>& table = nullptr) {
  while (true) {
    if (const auto id = circuit.add(type, name, pins, values, references, origin, table)) return *id;
    name += '_';
  }
}

char letter_of(OnePort::Kind kind) {
  switch (kind) {
    case OnePort::Kind::resistance:
      return 'R';
    case OnePort::Kind::inductance:
      return 'L';
    case OnePort::Kind::capacitance:
      return 'C';
    default:
      return 'Z';
  }
}

/// Draws the parts of one one-port: counts its elements and inner nodes.
class OnePortDrawing {
 public:
  OnePortDrawing(Circuit& circuit, std::string prefix, std::uint32_t origin)
      : circuit_(circuit), prefix_(std::move(prefix)), origin_(origin) {}

  /// An open draws nothing; whatever lies in parallel with a short carries no current and is left out.
  void draw(const OnePort& port, NodeId p, NodeId n) {
    if (port.is_open()) return;
    if (port.kind() == OnePort::Kind::series) {
      draw_series(port.parts(), p, n);
    } else if (port.kind() == OnePort::Kind::parallel && !port.is_short()) {
      for (const OnePort& part : port.parts()) draw(part, p, n);
    } else {
      draw_element(port, numbered(letter_of(port.is_short() ? OnePort::Kind::resistance : port.kind()), ++elements_), p,
                   n);
    }
  }

  void draw_single(const OnePort& port, NodeId p, NodeId n) {
    if (!port.is_open()) draw_element(port, prefix_, p, n);
  }

 private:
  void draw_series(const std::vector<OnePort>& parts, NodeId p, NodeId n) {
    for (std::size_t k = 0; k < parts.size(); ++k) {
      const NodeId next = k + 1 == parts.size() ? n : circuit_.node(numbered('n', ++nodes_));
      draw(parts[k], p, next);
      p = next;
    }
  }

  void draw_element(const OnePort& port, std::string name, NodeId p, NodeId n) {
    const std::array<NodeId, 2> pins{p, n};
    const std::array<double, 1> value{port.is_short() ? 0.0 : port.value()};
    if (port.kind() == OnePort::Kind::measured) {
      add_element(circuit_, devices::measured, std::move(name), pins, {}, {}, origin_, port.table());
    } else {
      add_element(circuit_, device_of(port), std::move(name), pins, value, {}, origin_);
    }
  }

  /// A short is a resistor of 0 ohm, whatever it is built of.
  static const DeviceType& device_of(const OnePort& port) {
    if (port.is_short() || port.kind() == OnePort::Kind::resistance) return devices::resistor;
    return port.kind() == OnePort::Kind::inductance ? devices::inductor : devices::capacitor;
  }

  [[nodiscard]] std::string numbered(char letter, int number) const {
    return fmt::format("{}.{}{}", prefix_, letter, number);
  }

  Circuit& circuit_;
  std::string prefix_;
  std::uint32_t origin_;
  int elements_ = 0;
  int nodes_ = 0;
};

}  // namespace

NodeId Drawing::node(std::string_view name) { return netlist_.circuit.node(fmt::format("{}.{}", prefix_, name)); }

void Drawing::z(std::string_view name, const OnePort& value, NodeId p, NodeId n) {
  OnePortDrawing drawing(netlist_.circuit, fmt::format("{}.{}", prefix_, name), origin_);
  if (value.is_composite())
    drawing.draw(value, p, n);
  else
    drawing.draw_single(value, p, n);
}

ElementId Drawing::element(const DeviceType& type, std::string_view name, std::initializer_list<NodeId> pins,
                           std::initializer_list<double> values, std::initializer_list<ElementId> references) {
  return add_element(netlist_.circuit, type, fmt::format("{}.{}", prefix_, name), pins, values, references, origin_);
}

void Drawing::opamp(std::string_view name, const OpampValues& values, NodeId plus, NodeId minus, NodeId output) {
  element(devices::opamp, name, {plus, minus, output},
          {values.A0, values.GBW, values.Rin, values.Cin, values.Rout, values.en, values.in});
}

}  // namespace ohmscope
