#include "netlist/instances.hpp"

#include <algorithm>
#include <array>

#include "netlist/codes.hpp"
#include "netlist/couplings.hpp"
#include "netlist/number.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {

namespace {

/// Elements that other simulators have.
struct Unsupported {
  char letter;
  std::string_view name;
};
constexpr std::array<Unsupported, 3> unsupported{
    {{'A', "code model"}, {'N', "Verilog-A device"}, {'Z', "MES field-effect transistor"}}};

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
  if (!scope->is_top()) scope->blueprint = &blueprint_of(*scope->names);
  frames_.push_back({std::move(scope), where});
  if (!state_.found.all().empty()) state_.report_found(instance_spans());
}

Blueprint& InstanceOpener::blueprint_of(const DefinitionNames& names) {
  const auto known = blueprints_.find(&names);
  if (known != blueprints_.end()) return known->second;
  return blueprints_.try_emplace(&names, state_.sources, names, is_whole_deck_).first->second;
}

/// Whether the full names of elements and instances in `scope` are new by their making.
bool InstanceOpener::has_new_names(const Scope& scope) {
  return scope.blueprint != nullptr && scope.blueprint->has_new_names();
}

/// The next element of the innermost scope; nothing at its end.
std::optional<CardView> InstanceOpener::next_card() {
  Frame& frame = frames_.back();
  const auto& bodies = frame.scope->names->bodies;
  while (frame.body < bodies.size() && bodies[frame.body]->elements.is_end(frame.next)) {
    ++frame.body;
    frame.next = {};
  }
  if (frame.body == bodies.size()) return std::nullopt;
  ++frame.card;
  frame.in_hand = frame.next;
  return bodies[frame.body]->elements.read(frame.next, lists_);
}

/// Leaves the card in hand for later.
void InstanceOpener::defer(const DeviceType* type) {
  const Frame& frame = frames_.back();
  const CardList& cards = frame.scope->names->bodies[frame.body]->elements;
  deferred_.push_back({frame.scope, &cards, frame.in_hand, type, instance_spans()});
}

void InstanceOpener::open(std::shared_ptr<Scope> scope, Span where) {
  is_whole_deck_ = scope->is_top();
  const auto first = static_cast<ElementId>(netlist_.circuit.element_count());
  enter(std::move(scope), where);
  while (!frames_.empty()) {
    const std::optional<CardView> next = next_card();
    if (!next) {
      frames_.pop_back();
      continue;
    }
    const CardView& card = *next;
    const std::size_t size_before = size();
    add_card(card);
    if (size() == size_before) leave_out(*frames_.back().scope, card);
    const Frame& last = frames_.back();
    const bool entered = last.card == 0;
    const bool full = !has_room(entered ? state_.sizes.of(*last.scope->definition) : 0, card);
    if (!state_.found.all().empty()) state_.report_found(instance_spans());
    if (full) frames_.clear();
  }
  for (Deferred& deferred : deferred_) {
    const CardView card = deferred.cards->read(deferred.card, lists_);
    Scope& its_scope = *deferred.scope;
    const bool added =
        deferred.type == nullptr ? add_behavioural(card, its_scope) : add_referring(*deferred.type, card, its_scope);
    if (!added) leave_out(its_scope, card);
    if (!state_.found.all().empty()) state_.report_found(deferred.instances);
  }
  deferred_.clear();
  check_couplings(netlist_, first, state_.found);
  if (!state_.found.all().empty()) state_.report_found({});
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

/// Adds a resistor, capacitor or inductor at the deck's top level of which the card is a name, two nodes and a number:
/// nearly all of a large deck's cards are. False: the card may be anything else.
bool InstanceOpener::add_passive(const CardView& card) {
  constexpr std::array types{&devices::resistor, &devices::capacitor, &devices::inductor};
  const Scope& scope = *frames_.back().scope;
  if (card.words.size() != 4 || !card.assignments.empty() || scope.blueprint != nullptr || state_.values.has_settings())
    return false;
  const std::string_view name = state_.sources.text(card.words[0]);
  const auto* const type =
      std::find_if(types.begin(), types.end(), [&](auto* known) { return known->letter == to_upper(name.front()); });
  if (type == types.end()) return false;
  const auto value = parse_number(state_.sources.text(card.words[3]), state_.deck.dialect);
  if (!value || *value == 0 || !contains((*type)->parameters[0].range, *value)) return false;
  Circuit& circuit = netlist_.circuit;
  const std::array pins{circuit.node(state_.sources.text(card.words[1])),
                        circuit.node(state_.sources.text(card.words[2]))};
  const auto origin = static_cast<std::uint32_t>(netlist_.origins.size());
  if (circuit.add(**type, name, pins, {&*value, 1}, {}, origin)) {
    netlist_.add_origin(card.span);
  } else {
    report_twice(card, name);
  }
  return true;
}

void InstanceOpener::add_card(const CardView& card) {
  if (add_passive(card)) return;
  const char letter = to_upper(state_.sources.text(card.words.front()).front());
  if (letter == 'X') return add_instance(card);
  const std::shared_ptr<Scope>& scope = frames_.back().scope;
  if (add_kept(card, *scope)) return;
  if (letter == 'Z' && is_measured(card)) return add_measured(card, *scope);
  if (behavioural_.reads(card)) return defer(nullptr);
  if (is_network(card, letter)) return add_network(card);
  const DeviceType* type = device_type(letter);
  if (type == nullptr || type->repeats_pins) return report_unsupported(card);
  if (type->references.empty()) return add_plain(state_.reader.form_of(*type, card, *scope), card, *scope);
  defer(type);
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
    if (type->letter != 0 && device_type(type->letter) == type) letters.append(1, type->letter).append(" ");
  }
  state_.found.error(codes::unknown_element, card.words.front(), "unknown element '{}'", name)
      .with_hint(fmt::format("element names begin with one of {}B X; cards with '.'", letters));
}

/// Adds the element that the card is in every instance, if that is known.
bool InstanceOpener::add_kept(const CardView& card, Scope& scope) {
  if (scope.blueprint == nullptr || scope.multiplicity != 1) return false;
  const Blueprint::Element* element = scope.blueprint->element(frames_.back().card);
  if (element == nullptr) return false;
  pins_.clear();
  for (const Blueprint::Node& pin : element->pins) pins_.push_back(node(scope, pin));
  add_local(*element->type, scope, element->values, element->origin, card);
  return true;
}

void InstanceOpener::add_plain(const DeviceType& type, const CardView& card, Scope& scope) {
  if (!state_.reader.read(type, card, scope)) return;
  pins_.clear();
  for (const Span pin : state_.reader.pins()) pins_.push_back(node(scope, state_.sources.text(pin)));
  if (type.nonlinear != nullptr) add_inner_nodes(type, scope, card);
  const auto origin = static_cast<std::uint32_t>(netlist_.origins.size());
  const auto ac = state_.reader.small_signal();
  const auto added = ac ? add_local(*type.small_signal, scope, {{state_.reader.values()[0], *ac}}, origin, card)
                        : add_local(type, scope, state_.reader.values(), origin, card);
  if (!added) return;
  netlist_.add_origin(card.span);
  if (const auto celsius = state_.reader.noise_temperature()) netlist_.circuit.set_noise_temperature(*added, *celsius);
  if (scope.multiplicity != 1) multiplicities_.emplace(*added, scope.multiplicity);
  if (scope.blueprint == nullptr || scope.multiplicity != 1 || !is_constant(type, card)) return;
  if (state_.values.has_settings()) return;  // which may be of this instance alone
  std::vector<Blueprint::Node> places;
  for (const Span pin : state_.reader.pins()) places.push_back(place_of(*scope.blueprint, state_.sources.text(pin)));
  scope.blueprint->keep(frames_.back().card, type, origin, places, state_.reader.values());
}

/// Whether nothing but numbers stands behind the pins.
bool InstanceOpener::is_constant(const DeviceType& type, const CardView& card) const {
  const auto is_number = [&](Span word) {
    return parse_number(state_.sources.text(word), state_.deck.dialect).has_value();
  };
  if (type.nonlinear != nullptr) return false;
  const auto values = card.words.subspan(1 + type.pins.size());
  return card.assignments.empty() && type.model.empty() && std::all_of(values.begin(), values.end(), is_number);
}

/// Adds an element of `scope` between the pins in hand.
std::optional<ElementId> InstanceOpener::add_local(const DeviceType& type, Scope& scope, std::span<const double> values,
                                                   std::uint32_t origin, const CardView& card) {
  Circuit& circuit = netlist_.circuit;
  const std::string_view name = state_.sources.text(card.words.front());
  const auto added = has_new_names(scope) ? circuit.add_within(type, scope.prefix, name, pins_, values, origin)
                                          : circuit.add(type, full_name(scope, name), pins_, values, {}, origin);
  if (!added) report_twice(card, full_name(scope, name));
  return added;
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
  report_twice(card, name);
  return std::nullopt;
}

void InstanceOpener::report_twice(const CardView& card, std::string_view name) {
  const ElementId first = *netlist_.circuit.find_element(name);
  state_.found.error(codes::defined_twice, card.words.front(), "element '{}' is defined twice", name)
      .note(netlist_.origin_of(first), "first defined here");
}

std::vector<NodeId> InstanceOpener::nodes(Scope& scope, std::span<const Span> names) {
  std::vector<NodeId> ids;
  ids.reserve(names.size());
  for (const Span name : names) ids.push_back(node(scope, state_.sources.text(name)));
  return ids;
}

NodeId InstanceOpener::node(Scope& scope, std::string_view name) {
  if (scope.blueprint == nullptr) return netlist_.circuit.node(name);
  return node(scope, place_of(*scope.blueprint, name));
}

const Blueprint::Node& InstanceOpener::place_of(Blueprint& blueprint, std::string_view name) {
  return blueprint.node(name, [&](std::string_view other) {
    const bool is_global = equal_ignoring_case(other, "gnd") || state_.globals.contains(other);
    return is_global ? std::optional(netlist_.circuit.node(other)) : std::nullopt;
  });
}

/// The node at `place` in the instance that `scope` is, made there when first asked for.
NodeId InstanceOpener::node(Scope& scope, const Blueprint::Node& place) {
  if (place.is_global) return static_cast<NodeId>(place.index);
  if (place.index >= scope.nodes.size()) scope.nodes.resize(scope.blueprint->node_count(), Blueprint::unmade);
  NodeId& id = scope.nodes[place.index];
  if (id != Blueprint::unmade) return id;
  Circuit& circuit = netlist_.circuit;
  return id = place.has_new_name ? circuit.node_within(scope.prefix, place.name)
                                 : circuit.node(full_name(scope, place.name));
}

/// Valid until the next one is asked for.
std::string_view InstanceOpener::full_name(const Scope& scope, std::string_view name) {
  if (scope.prefix.empty()) return name;
  return full_name_.assign(scope.prefix).append(name);
}

}  // namespace ohmscope
