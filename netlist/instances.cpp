#include "netlist/instances.hpp"

#include <algorithm>
#include <array>

#include "netlist/codes.hpp"
#include "netlist/instance_parameters.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {

namespace {

constexpr std::size_t max_depth = 1000;

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

/// "voltage source or inductor" for device letters.
std::string names_of(std::string_view letters) {
  std::vector<std::string_view> names;
  for (const char letter : letters) {
    if (const DeviceType* type = device_type(letter)) names.push_back(type->name);
  }
  return fmt::format("{}", fmt::join(names, " or "));
}

/// "an inductor"
std::string with_article(std::string_view noun) {
  const bool vowel = std::string_view("aeiou").find(noun.front()) != std::string_view::npos;
  return fmt::format("{} {}", vowel ? "an" : "a", noun);
}

/// "1 node", "2 nodes"
std::string nodes_in_words(std::size_t count) { return fmt::format("{} node{}", count, count == 1 ? "" : "s"); }

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
  const auto added = add_element(type, name, pins_, state_.reader.values(), {}, card);
  if (added && scope.multiplicity != 1) multiplicities_.emplace(*added, scope.multiplicity);
}

/// Elements that refer to others; false if something is wrong. With more than two inductors K means every pair of them.
bool InstanceOpener::add_referring(const Deferred& deferred) {
  const DeviceType& type = *deferred.type;
  Scope& scope = *deferred.scope;
  const bool is_read = state_.reader.read(type, *deferred.card, scope);
  const auto found = find_references(type, scope, state_.reader.references(), is_read);
  if (!is_read || !found) return false;
  const std::vector<ElementId>& references = *found;
  const std::string_view fault = type.fault == nullptr ? "" : type.fault(netlist_.circuit, references);
  if (!fault.empty()) {
    state_.found.error(codes::bad_reference, deferred.card->words.front(), "{}", fault);
    return false;
  }
  const auto pins = nodes(scope, state_.reader.pins());
  const std::vector<double> values = values_for(type, state_.reader.values(), references);
  const std::string name = scope.prefix + std::string(state_.sources.text(deferred.card->words.front()));
  if (references.size() == type.references.size()) {
    add_element(type, name, pins, values, references, *deferred.card);
    return true;
  }
  if (!has_room(std::uint64_t{references.size()} * references.size() / 2, *deferred.card)) return false;
  for (std::size_t i = 0; i < references.size(); ++i) {
    for (std::size_t j = i + 1; j < references.size(); ++j) {
      const ElementId pair[] = {references[i], references[j]};
      add_element(type, fmt::format("{}.{}.{}", name, i + 1, j + 1), pins, values, pair, *deferred.card);
    }
  }
  return true;
}

/// Where the element referred to is one of m in parallel that are modelled as one, its current is m times what it
/// should be: `values` as they must be then.
std::vector<double> InstanceOpener::values_for(const DeviceType& type, std::vector<double> values,
                                               std::span<const ElementId> references) const {
  const auto found = references.empty() ? multiplicities_.end() : multiplicities_.find(references.front());
  if (found == multiplicities_.end()) return values;
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (type.parameters[k].per_reference_current) values[k] /= found->second;
  }
  return values;
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

/// All of `names`, or none. Where the card could not be read, a name may be a value that stands in its place.
std::optional<std::vector<ElementId>> InstanceOpener::find_references(const DeviceType& type, const Scope& from,
                                                                      std::span<const Span> names, bool is_read) {
  std::vector<ElementId> references;
  for (std::size_t k = 0; k < names.size(); ++k) {
    const std::string_view letters = type.reference_letters[std::min(k, type.reference_letters.size() - 1)];
    const char first = to_upper(state_.sources.text(names[k]).front());
    if (!is_read && letters.find(first) == std::string_view::npos) continue;
    const auto id = find_reference(from, state_.sources.text(names[k]), names[k], letters);
    if (!id) continue;
    if (std::find(references.begin(), references.end(), *id) != references.end()) {
      state_.found.error(codes::bad_reference, names[k], "'{}' is named twice", state_.sources.text(names[k]));
    } else {
      references.push_back(*id);
    }
  }
  if (references.size() < names.size()) return std::nullopt;
  return references;
}

std::optional<ElementId> InstanceOpener::find_reference(const Scope& from, std::string_view name, Span span,
                                                        std::string_view letters) {
  const Circuit& circuit = netlist_.circuit;
  for (const Scope* scope = &from; scope != nullptr; scope = scope->enclosing.get()) {
    const auto id = circuit.find_element(scope->prefix + std::string(name));
    if (!id) continue;
    const DeviceType& type = *circuit.element(*id).type;
    if (letters.find(type.letter) != std::string_view::npos) return id;
    state_.found
        .error(codes::bad_reference, span, "'{}' is {}, expected {}", name, with_article(type.name),
               with_article(names_of(letters)))
        .note(netlist_.origin_of(*id), "defined here");
    return std::nullopt;
  }
  for (const Scope* scope = &from; scope != nullptr; scope = scope->enclosing.get()) {
    if (netlist_.is_left_out(scope->prefix + std::string(name))) return std::nullopt;
  }
  const auto candidates = [&] {
    std::vector<std::string_view> names;
    for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
      if (letters.find(circuit.element(id).type->letter) != std::string_view::npos)
        names.push_back(circuit.element_name(id));
    }
    return names;
  };
  state_.found.error(codes::bad_reference, span, "there is no {} '{}'", names_of(letters), name)
      .of_unknown_name()
      .with_hint(state_.found.suggest(name, candidates));
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

void InstanceOpener::add_instance(const CardView& card) {
  const SourceMap& sources = state_.sources;
  words_.assign(card.words.begin() + 1, card.words.end());
  std::erase_if(words_, [&](Span word) {
    const std::string_view text = sources.text(word);
    return equal_ignoring_case(text, "params:") || equal_ignoring_case(text, "text:");
  });
  if (words_.empty()) {
    state_.found.error(codes::malformed_element, card.words.front(),
                       "'{}' names no subcircuit, expected 'Xname node … SUBCIRCUIT name=value …'",
                       sources.text(card.words.front()));
    return;
  }
  if (!is_new_instance(card)) return;
  Scope& scope = *frames_.back().scope;
  const std::string_view name = sources.text(words_.back());
  const auto connected = std::span<const Span>(words_).first(words_.size() - 1);
  if (const Subcircuit* definition = visible_subcircuit(scope, name))
    return add_subcircuit(*definition, card, connected);
  if (const VisibleModel model = visible_model(scope, name); model.card != nullptr)
    return add_opamp(model, card, connected);
  const auto candidates = [&] {
    std::vector<std::string_view> known = visible_subcircuit_names(scope);
    const auto models = visible_model_names(scope);
    known.insert(known.end(), models.begin(), models.end());
    return known;
  };
  state_.found.error(codes::unknown_subcircuit, words_.back(), "unknown subcircuit '{}'", name)
      .of_unknown_name()
      .with_hint(state_.found.suggest(name, candidates));
}

void InstanceOpener::add_subcircuit(const Subcircuit& definition, const CardView& card,
                                    std::span<const Span> connected) {
  const SourceMap& sources = state_.sources;
  const std::size_t pins = definition.pins.size();
  const std::size_t least = pins - definition.pin_defaults.size();
  if (connected.size() < least || connected.size() > pins) {
    std::string names;
    for (const Span pin : definition.pins) names.append(" ").append(sources.text(pin));
    const std::string expected = least == pins ? std::to_string(pins) : fmt::format("{} to {}", least, pins);
    state_.found
        .error(codes::wrong_node_count, card.words.front(), "'{}' connects {}, expected {}: 'Xname{} {}'",
               sources.text(card.words.front()), nodes_in_words(connected.size()), expected, names,
               sources.text(definition.name))
        .note(definition.name, "defined here");
    return;
  }
  if (is_recursive(definition, card)) return;
  std::shared_ptr<Scope> enclosing = frames_.back().scope;
  while (!enclosing->is_top() && enclosing->definition != definition.parent) enclosing = enclosing->enclosing;
  Scope& caller = *frames_.back().scope;
  auto instance = make_scope(definition, state_.names, std::move(enclosing), frames_.back().scope);
  instance->prefix = caller.prefix + std::string(sources.text(card.words.front())) + ".";
  instance->multiplicity = caller.multiplicity;
  instance->pins = nodes(caller, connected);
  for (std::size_t k = connected.size(); k < pins; ++k)  // as on the top level: these are global nodes
    instance->pins.push_back(node(*state_.top, sources.text(definition.pin_defaults[k - least])));
  if (!InstanceParameters(state_, *instance).set(card)) return;
  state_.choose_branches(*instance);
  enter(std::move(instance), card.span);
}

bool InstanceOpener::is_new_instance(const CardView& card) {
  const std::string_view name = full_name(*frames_.back().scope, state_.sources.text(card.words.front()));
  const auto [index, is_new] = instances_.add(name);
  if (is_new) {
    instance_cards_.push_back(card.span);
    return true;
  }
  state_.found.error(codes::defined_twice, card.words.front(), "instance '{}' is defined twice", name)
      .note(instance_cards_[index], "first defined here");
  return false;
}

bool InstanceOpener::is_recursive(const Subcircuit& definition, const CardView& card) {
  const std::string_view name = state_.sources.text(card.words.front());
  if (frames_.size() >= max_depth) {
    state_.found.error(codes::recursion, card.words.front(), "'{}': subcircuits nest deeper than {}", name, max_depth);
    return true;
  }
  std::string cycle;
  bool recursive = false;
  for (const Frame& frame : frames_) {
    recursive = recursive || frame.scope->definition == &definition;
    if (recursive) cycle.append(state_.sources.text(frame.scope->definition->name)).append(" contains ");
  }
  if (!recursive) return false;
  const std::string_view called = state_.sources.text(definition.name);
  state_.found.error(codes::recursion, card.words.front(), "subcircuit '{}' contains itself", called)
      .with_hint(cycle.append(called));
  return true;
}

void InstanceOpener::add_opamp(const VisibleModel& model, const CardView& card, std::span<const Span> connected) {
  const DeviceType& type = devices::opamp;
  const std::string_view name = state_.sources.text(card.words.front());
  if (connected.size() != type.pins.size()) {
    state_.found
        .error(codes::wrong_node_count, card.words.front(), "'{}' connects {}, expected {}: 'Xname {} {}'", name,
               nodes_in_words(connected.size()), type.pins.size(), fmt::join(type.pins, " "),
               state_.sources.text(model.card->name))
        .note(model.card->name, "defined here");
    return;
  }
  if (!state_.model_values(model, type.parameters)) return;
  Scope& scope = *frames_.back().scope;
  double multiplicity = scope.multiplicity;
  for (const Assignment& assignment : card.assignments) {
    const std::string_view parameter = state_.sources.text(assignment.name);
    if (!equal_ignoring_case(parameter, "m")) {
      report_unknown_parameter(assignment.name, parameter, {"m"}, state_.found);
      return;
    }
    multiplicity *= state_.reader.read_multiplicity(assignment.value, scope).value_or(1);
  }
  state_.reader.multiply(multiplicity);
  add_element(type, scope.prefix + std::string(name), nodes(scope, connected), state_.reader.values(), {}, card);
}

}  // namespace ohmscope
