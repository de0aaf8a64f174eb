#include "netlist/instances.hpp"

#include <algorithm>
#include <array>

#include "netlist/codes.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {

namespace {

/// Elements that other simulators have.
struct Unsupported {
  char letter;
  std::string_view name;
};
constexpr std::array<Unsupported, 12> unsupported{{{'A', "code model"},
                                                   {'D', "diode"},
                                                   {'J', "junction field-effect transistor"},
                                                   {'M', "MOS field-effect transistor"},
                                                   {'N', "Verilog-A device"},
                                                   {'P', "coupled lines"},
                                                   {'Q', "bipolar transistor"},
                                                   {'S', "voltage-controlled switch"},
                                                   {'U', "uniform RC line"},
                                                   {'W', "current-controlled switch"},
                                                   {'Y', "lossy line"},
                                                   {'Z', "MES field-effect transistor"}}};

}  // namespace

/// Begins with a scope; what is wrong with its definition matters now.
void InstanceOpener::enter(std::shared_ptr<Scope> scope, Span where) {
  const Subcircuit& definition = *scope->definition;
  state_.used.insert(&definition);
  for (const Subcircuit* body : scope->names->bodies) {
    for (const CardView& card : body->faulty_elements) leave_out(*scope, card);
    for (const Diagnostic& fault : body->faults.all()) state_.found.add(fault);
  }
  if (!definition.defined_again.nowhere()) {
    state_.found
        .error(codes::defined_twice, definition.defined_again, "subcircuit '{}' is defined twice",
               state_.sources.text(definition.name))
        .note(definition.name, "first defined here");
  }
  frames_.push_back({std::move(scope), where});
  if (!state_.found.all().empty()) state_.report_found(instance_spans());
}

/// The next element of the innermost scope; null at its end.
const CardView* InstanceOpener::next_card() {
  Frame& frame = frames_.back();
  const auto& bodies = frame.scope->names->bodies;
  while (frame.body < bodies.size() && frame.next == bodies[frame.body]->elements.size()) {
    ++frame.body;
    frame.next = 0;
  }
  return frame.body < bodies.size() ? &bodies[frame.body]->elements[frame.next++] : nullptr;
}

void InstanceOpener::open(std::shared_ptr<Scope> scope, Span where) {
  enter(std::move(scope), where);
  while (!frames_.empty()) {
    const CardView* next = next_card();
    if (next == nullptr) {
      frames_.pop_back();
      continue;
    }
    const CardView& card = *next;
    const std::size_t size_before = size();
    add_card(card);
    if (size() == size_before) leave_out(*frames_.back().scope, card);
    const Frame& last = frames_.back();
    const bool entered = last.next == 0 && last.body == 0;
    const bool full = !has_room(entered ? state_.sizes.of(*last.scope->definition) : 0, card);
    if (!state_.found.all().empty()) state_.report_found(instance_spans());
    if (full) frames_.clear();
  }
  for (const Deferred& deferred : deferred_) {
    const bool added = deferred.type == nullptr ? add_behavioural(deferred) : add_referring(deferred);
    if (!added) leave_out(*deferred.scope, *deferred.card);
    if (!state_.found.all().empty()) state_.report_found(deferred.instances);
  }
  deferred_.clear();
}

std::size_t InstanceOpener::size() const {
  return netlist_.circuit.element_count() + frames_.size() + deferred_.size();
}

/// What the card would have added: its element, and nodes that perhaps it alone touches.
void InstanceOpener::leave_out(const Scope& scope, const CardView& card) {
  for (const Span word : card.words) netlist_.leave_out(scope.prefix + std::string(state_.sources.text(word)));
}

/// Whether the circuit stays within its limit with `more` elements and instances that `card` brings.
bool InstanceOpener::has_room(std::uint64_t more, const CardView& card) {
  const std::size_t most = state_.limits.elements;
  if (netlist_.circuit.element_count() + instances_.size() + more <= most) return true;
  state_.found.error(codes::too_large, card.words.front(), "the circuit has more than {} elements", most)
      .losing_names()
      .with_hint("subcircuits that contain others twice or more grow fast; --max-elements raises the limit");
  return false;
}

std::vector<Span> InstanceOpener::instance_spans() const {
  std::vector<Span> spans;
  for (std::size_t i = frames_.size(); i-- > 0;) {
    if (!frames_[i].where.nowhere()) spans.push_back(frames_[i].where);
  }
  return spans;
}

void InstanceOpener::add_card(const CardView& card) {
  const char letter = to_upper(state_.sources.text(card.words.front()).front());
  if (letter == 'X') return add_instance(card);
  const std::shared_ptr<Scope>& scope = frames_.back().scope;
  if (behavioural_.reads(card)) {
    deferred_.push_back({scope, &card, nullptr, instance_spans()});
    return;
  }
  const DeviceType* type = device_type(letter);
  if (type == nullptr) return report_unsupported(card);
  if (type->references.empty()) return add_plain(*type, card, *scope);
  deferred_.push_back({scope, &card, type, instance_spans()});
}

void InstanceOpener::report_unsupported(const CardView& card) {
  const std::string_view name = state_.sources.text(card.words.front());
  const char letter = to_upper(name.front());
  const auto* const known = std::find_if(unsupported.begin(), unsupported.end(),
                                         [&](const Unsupported& other) { return other.letter == letter; });
  if (known != unsupported.end()) {
    state_.found.error(codes::unsupported_element, card.words.front(),
                       "devices of type '{}' ({}) are not supported yet", letter, known->name);
    return;
  }
  std::string letters;
  for (const DeviceType* type : device_types()) {
    if (type->letter != 0) letters.append(1, type->letter).append(" ");
  }
  state_.found.error(codes::unknown_element, card.words.front(), "unknown element '{}'", name)
      .with_hint(fmt::format("element names begin with one of {}B X; cards with '.'", letters));
}

void InstanceOpener::add_plain(const DeviceType& type, const CardView& card, Scope& scope) {
  if (!state_.reader.read(type, card, scope)) return;
  pins_.clear();
  for (const Span pin : state_.reader.pins()) pins_.push_back(node(scope, state_.sources.text(pin)));
  const std::string_view name = full_name(scope, state_.sources.text(card.words.front()));
  const auto ac = state_.reader.small_signal();
  const auto added = ac ? add_element(*type.small_signal, name, pins_, {{state_.reader.values()[0], *ac}}, {}, card)
                        : add_element(type, name, pins_, state_.reader.values(), {}, card);
  if (added && scope.multiplicity != 1) multiplicities_.emplace(*added, scope.multiplicity);
}

std::optional<ElementId> InstanceOpener::add_element(const DeviceType& type, std::string_view name,
                                                     std::span<const NodeId> pins, std::span<const double> values,
                                                     std::span<const ElementId> references, const CardView& card,
                                                     FrequencyData data) {
  Circuit& circuit = netlist_.circuit;
  const auto origin = static_cast<std::uint32_t>(netlist_.origins.size());
  if (const auto added = circuit.add(type, name, pins, values, references, origin, std::move(data))) {
    netlist_.add_origin(card.span);
    return added;
  }
  const ElementId first = *circuit.find_element(name);
  state_.found.error(codes::defined_twice, card.words.front(), "element '{}' is defined twice", name)
      .note(netlist_.origin_of(first), "first defined here");
  return std::nullopt;
}

std::vector<NodeId> InstanceOpener::nodes(const Scope& scope, std::span<const Span> names) {
  std::vector<NodeId> ids;
  ids.reserve(names.size());
  for (const Span name : names) ids.push_back(node(scope, state_.sources.text(name)));
  return ids;
}

NodeId InstanceOpener::node(const Scope& scope, std::string_view name) {
  if (scope.is_top() || name == "0") return netlist_.circuit.node(name);
  if (const auto pin = scope.names->pins.find(name); pin != scope.names->pins.end()) return scope.pins[pin->second];
  const bool global = equal_ignoring_case(name, "gnd") || state_.globals.contains(name);
  return netlist_.circuit.node(global ? name : full_name(scope, name));
}

/// Valid until the next one is asked for.
std::string_view InstanceOpener::full_name(const Scope& scope, std::string_view name) {
  if (scope.prefix.empty()) return name;
  return full_name_.assign(scope.prefix).append(name);
}

}  // namespace ohmscope
