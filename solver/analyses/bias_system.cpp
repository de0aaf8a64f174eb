#include "solver/analyses/bias_system.hpp"

#include <algorithm>
#include <cmath>

#include "solver/circuit/bias.hpp"
#include "solver/circuit/stamper.hpp"

namespace ohmscope {

namespace {

/// Control voltages at which a device shows what depends on what: on, off, in saturation and out of it, reversed.
std::vector<std::vector<double>> sample_voltages(const std::vector<double>& start) {
  constexpr double some = 0.4;  // V
  std::vector<std::vector<double>> samples{start, start, start};
  if (start.size() > 1) {
    samples[1][1] *= 0.1;
    samples[2][1] *= -1;
  }
  for (const double u : {some, 0.0, -some}) samples.emplace_back(start.size(), u);
  return samples;
}

/// Whether a control is none of the circuit's: from a terminal to itself. Its device keeps in it what it remembers.
bool is_state(const Nonlinear& type, std::size_t j) {
  return j < type.controls.size() && type.controls[j].positive == type.controls[j].negative;
}

/// Control voltages where nothing is known yet.
void start(BiasSystem::Device& device) {
  if (device.function == nullptr) device.type->start(device.prepared, device.bias.u);
}

/// Slopes wherever a device has some at any of its samples, but no two alike, so that they hide no equation's
/// independence. Those of a function may be 0 at all of them and not elsewhere.
std::shared_ptr<const Bias> sample_bias(BiasSystem::Device device) {
  start(device);
  device.evaluate();
  if (device.function == nullptr) {
    std::vector<double> slopes = device.bias.conductance;
    for (const std::vector<double>& u : sample_voltages(std::vector<double>(device.bias.u))) {
      device.bias.u = u;
      device.evaluate();
      for (std::size_t k = 0; k < slopes.size(); ++k) {
        if (slopes[k] == 0) slopes[k] = device.bias.conductance[k];
      }
    }
    device.bias.conductance = std::move(slopes);
  }
  double value = 1 + 1e-3 * static_cast<double>(device.element % 997);
  for (std::vector<double>* slopes : {&device.bias.conductance, &device.bias.series}) {
    for (double& slope : *slopes) {
      if (slope != 0 || device.function != nullptr) slope = value *= 1.0625;
    }
  }
  return device.result();
}

/// Whether its card has the word `off`.
bool is_told_off(const ElementView& element, const DeviceType& type) {
  const auto off =
      std::find_if(type.parameters.begin(), type.parameters.end(), [](const Parameter& p) { return p.name == "off"; });
  return off != type.parameters.end() && element.values[static_cast<std::size_t>(off - type.parameters.begin())] != 0;
}

std::vector<BiasSystem::Device> devices_of(const Circuit& circuit, const Temperatures& temperatures) {
  std::vector<BiasSystem::Device> devices;
  for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    const Nonlinear* type = circuit.element(id).type->nonlinear;
    if (type == nullptr) continue;
    const ElementView element = view(circuit, id);
    BiasSystem::Device device{id, type, function_of(element), {}, empty_bias(*type, control_count(element))};
    device.is_off = type->limit != nullptr && is_told_off(element, *circuit.element(id).type);
    if (type->prepare != nullptr) device.prepared = type->prepare(element.values, temperatures);
    if (element.bias != nullptr && !element.bias->current.empty()) {
      device.bias.u = element.bias->u;
      device.has_begun = true;
    } else {
      start(device);
    }
    devices.push_back(std::move(device));
  }
  return devices;
}

std::unique_ptr<Circuit> with_samples(const Circuit& circuit, const std::vector<BiasSystem::Device>& devices) {
  auto copy = std::make_unique<Circuit>(circuit);
  for (const BiasSystem::Device& device : devices) copy->set_bias(device.element, sample_bias(device));
  return copy;
}

}  // namespace

Circuit with_sample_biases(const Circuit& circuit, const Temperatures& temperatures) {
  return *with_samples(circuit, devices_of(circuit, temperatures));
}

void BiasSystem::Device::evaluate() {
  if (function == nullptr) return type->evaluate(prepared, bias);
  bias.current[0] = function->evaluate(bias.u, bias.conductance);
  has_value = std::isfinite(bias.current[0]);
  if (!has_value) bias.current[0] = 0;
  has_slopes = true;
  for (double& slope : bias.conductance) {
    has_slopes = has_slopes && std::isfinite(slope);
    if (!has_value || !std::isfinite(slope)) slope = 0;
  }
}

std::shared_ptr<const Bias> BiasSystem::Device::result() const {
  if (function == nullptr) return std::make_shared<const Bias>(bias);
  FunctionBias with_function;
  static_cast<Bias&>(with_function) = bias;
  with_function.function = function;
  return std::make_shared<const FunctionBias>(std::move(with_function));
}

BiasSystem::BiasSystem(const Circuit& circuit, const Temperatures& temperatures)
    : devices_(devices_of(circuit, temperatures)),
      circuit_(with_samples(circuit, devices_)),
      mna_(assemble(*circuit_)) {
  const SystemAtFrequency sample = at_frequency(mna_.system, 0);
  part_ = std::make_unique<RegularPart>(sample);
  const auto place = [&](std::int32_t row, std::int32_t column) {
    return Coordinate{part_->rows()[static_cast<std::size_t>(row)], part_->columns()[static_cast<std::size_t>(column)]};
  };
  for_each_entry(sample, [&](std::int32_t row, std::int32_t column, const ComplexDD& /*value*/) {
    if (const Coordinate c = place(row, column); c.row >= 0 && c.column >= 0) coordinates_.push_back(c);
  });
  for (std::int32_t k = 0; k < mna_.node_unknowns; ++k) {
    if (const Coordinate c = place(k, k); c.row >= 0 && c.column >= 0) coordinates_.push_back(c);
  }
  make_matrix();
}

void BiasSystem::make_matrix() {
  const auto size = static_cast<std::int32_t>(part_->size());
  klu_.emplace(make_pattern(size, size, coordinates_).pattern);
  stamp_linear(*circuit_);
}

/// All that no voltage changes, once.
void BiasSystem::stamp_linear(const Circuit& circuit) {
  values_.assign(klu_->pattern().size(), 0.0);
  right_.assign(part_->size(), 0.0);
  LinearSystem linear;
  std::vector<ComplexStamp> dependent;
  Stamper stamper(circuit, mna_.first_branch, linear);
  Stamper at(circuit, mna_.first_branch, dependent);
  for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    const DeviceType& type = *circuit.element(id).type;
    if (type.nonlinear != nullptr) continue;
    stamper.begin_element(id);
    at.begin_element(id);
    if (type.stamp != nullptr) type.stamp(view(circuit, id), stamper);
    if (type.stamp_at != nullptr) type.stamp_at(view(circuit, id), 0, at);
  }
  for (const Stamp& s : linear.resistive) add(s.rows, s.columns, s.value.to_double());
  for (const ComplexStamp& s : dependent) add(s.rows, s.columns, s.value.to_complex().real());
  for (const SourceStamp& s : linear.sources) add_right(s.rows, s.dc);
  linear_ = values_;
  linear_right_ = right_;
}

void BiasSystem::add(const UnknownPair& rows, const UnknownPair& columns, double value) {
  const auto at = [&](Unknown row, Unknown column, double v) {
    if (!row.exists() || !column.exists()) return;
    const std::int32_t r = part_->rows()[row.at()];
    const std::int32_t c = part_->columns()[column.at()];
    if (r < 0 || c < 0) return;
    const SparsePattern& pattern = klu_->pattern();
    const auto first = pattern.row_index.begin() + pattern.column_begin[static_cast<std::size_t>(c)];
    const auto last = pattern.row_index.begin() + pattern.column_begin[static_cast<std::size_t>(c) + 1];
    const auto slot = std::lower_bound(first, last, r);
    if (slot == last || *slot != r) {
      if (v != 0) missing_.push_back({r, c});
      return;
    }
    values_[static_cast<std::size_t>(slot - pattern.row_index.begin())] += v;
  };
  at(rows.positive, columns.positive, value);
  at(rows.positive, columns.negative, -value);
  at(rows.negative, columns.positive, -value);
  at(rows.negative, columns.negative, value);
}

void BiasSystem::add_right(const UnknownPair& rows, double value) {
  const auto at = [&](Unknown row, double v) {
    if (row.exists() && part_->rows()[row.at()] >= 0) right_[static_cast<std::size_t>(part_->rows()[row.at()])] += v;
  };
  at(rows.positive, value);
  at(rows.negative, -value);
}

/// Sources that are functions are sources too: `factor` is of them.
void BiasSystem::stamp_device(const Device& device, double factor) {
  LinearSystem stamps;
  Stamper stamper(*circuit_, mna_.first_branch, stamps);
  stamper.begin_element(device.element);
  ElementView element = view(*circuit_, device.element);
  Bias scaled;
  element.bias = &device.bias;
  if (factor != 1 && device.function != nullptr) {
    scaled = device.bias;
    scaled.current[0] *= factor;
    for (double& slope : scaled.conductance) slope *= factor;
    element.bias = &scaled;
  }
  circuit_->element(device.element).type->stamp(element, stamper);
  for (const Stamp& s : stamps.resistive) add(s.rows, s.columns, s.value.to_double());
  for (const SourceStamp& s : stamps.sources) add_right(s.rows, s.dc);
}

std::optional<std::vector<double>> BiasSystem::step(const Aid& aid) {
  const auto stamp = [&] {
    values_ = linear_;
    for (std::size_t r = 0; r < right_.size(); ++r) right_[r] = aid.sources * linear_right_[r];
    for (const Device& device : devices_) stamp_device(device, aid.sources);
  };
  stamp();
  if (!missing_.empty()) {  // slopes that no sample had
    coordinates_.insert(coordinates_.end(), missing_.begin(), missing_.end());
    missing_.clear();
    make_matrix();
    stamp();
  }
  for (std::int32_t k = 0; aid.gmin > 0 && k < mna_.node_unknowns; ++k) {
    add(Unknown{k}, Unknown{k}, aid.gmin);
    if (!aid.anchor.empty()) add_right(Unknown{k}, aid.gmin * aid.anchor[static_cast<std::size_t>(k)]);
  }
  constexpr double hold = 1e10;  // S, as in ngspice
  for (const auto& [node, volts] : aid.held) {
    add(Unknown{node - 1}, Unknown{node - 1}, hold);
    add_right(Unknown{node - 1}, hold * volts);
  }
  if (!klu_->factor(values_)) return std::nullopt;
  klu_->solve(right_, 1);
  std::vector<double> x(static_cast<std::size_t>(mna_.system.columns));
  for (std::size_t c = 0; c < x.size(); ++c) {
    const std::int32_t number = part_->columns()[c];
    if (number >= 0) x[c] = right_[static_cast<std::size_t>(number)].real();
    if (!std::isfinite(x[c])) return std::nullopt;
  }
  return x;
}

void BiasSystem::read_controls(const Device& device, std::span<const double> x, std::span<double> u) const {
  const ElementView element = view(*circuit_, device.element);
  const auto branch_of = [&](ElementId id) { return Unknown{mna_.first_branch[static_cast<std::size_t>(id)]}; };
  const auto value = [&](Unknown unknown) { return unknown.exists() ? x[unknown.at()] : 0.0; };
  for (std::size_t j = 0; j < u.size(); ++j) {
    if (is_state(*device.type, j)) continue;
    const UnknownPair difference = control_of(element, j, branch_of);
    u[j] = value(difference.positive) - value(difference.negative);
  }
}

}  // namespace ohmscope
