#include <algorithm>

#include "netlist/codes.hpp"
#include "netlist/instance_parameters.hpp"
#include "netlist/instances.hpp"
#include "solver/devices/registry.hpp"

// X elements: instances of subcircuits, and of models such as op-amps.
namespace ohmscope {

namespace {

constexpr std::size_t max_depth = 1000;

/// "1 node", "2 nodes"
std::string nodes_in_words(std::size_t count) { return fmt::format("{} node{}", count, count == 1 ? "" : "s"); }

}  // namespace

void InstanceOpener::add_instance(const CardView& whole) {
  const SourceMap& sources = state_.sources;
  const CardView card = take_words(whole);
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
    return add_modelled(model, card, connected);
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

/// Takes the words behind the name but for keywords, and returns the card up to a comment. Where the last word names no
/// subcircuit, '$' begins one behind a word that does, as in ngspice; elsewhere it begins the name of a node.
CardView InstanceOpener::take_words(const CardView& card) {
  const auto is_called = [&](Span word) {
    const std::string_view name = state_.sources.text(word);
    Scope& scope = *frames_.back().scope;
    return visible_subcircuit(scope, name) != nullptr || visible_model(scope, name).card != nullptr;
  };
  words_.clear();
  for (const Span word : card.words.subspan(1)) {
    const std::string_view text = state_.sources.text(word);
    if (equal_ignoring_case(text, "params:") || equal_ignoring_case(text, "text:")) continue;
    if (text.starts_with('$') && !words_.empty() && is_called(words_.back()) && !is_called(card.words.back())) {
      warn_of_comment(word, text, state_.found);
      const auto is_before = [&](const Assignment& given) { return given.name.offset < word.offset; };
      const auto end = std::find_if_not(card.assignments.begin(), card.assignments.end(), is_before);
      return {card.span, card.words, {card.assignments.begin(), end}};
    }
    words_.push_back(word);
  }
  return card;
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
  instance->nodes = nodes(caller, connected);
  for (std::size_t k = connected.size(); k < pins; ++k)  // as on the top level: these are global nodes
    instance->nodes.push_back(node(*state_.top, sources.text(definition.pin_defaults[k - least])));
  if (!InstanceParameters(state_, *instance).set(card)) return;
  state_.choose_branches(*instance);
  enter(std::move(instance), card.span);
}

bool InstanceOpener::is_new_instance(const CardView& card) {
  const Scope& scope = *frames_.back().scope;
  const std::string_view name = state_.sources.text(card.words.front());
  const auto [index, is_new] =
      has_new_names(scope) ? instances_.add_within(scope.prefix, name) : instances_.add(full_name(scope, name));
  if (is_new) {
    instance_cards_.push_back(card.span);
    return true;
  }
  state_.found.error(codes::defined_twice, card.words.front(), "instance '{}' is defined twice", full_name(scope, name))
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

/// The device that a model stands for: an op-amp, a transformer, a gyrator, a nullor.
void InstanceOpener::add_modelled(const VisibleModel& model, const CardView& card, std::span<const Span> connected) {
  const SourceMap& sources = state_.sources;
  const std::string_view name = sources.text(card.words.front());
  Scope& scope = *frames_.back().scope;
  for (const Assignment& assignment : card.assignments) {
    if (!expect_first(sources, assignment, card.assignments, state_.found)) return;
  }
  const DeviceType* type = state_.modelled(model, card.assignments, scope);
  if (type == nullptr) return;
  if (connected.size() != type->pins.size()) {
    state_.found
        .error(codes::wrong_node_count, card.words.front(), "'{}' connects {}, expected {}: 'Xname {} {}'", name,
               nodes_in_words(connected.size()), type->pins.size(), fmt::join(type->pins, " "),
               sources.text(model.card->name))
        .note(model.card->name, "defined here");
    return;
  }
  double multiplicity = scope.multiplicity;
  for (const Assignment& assignment : card.assignments) {
    if (equal_ignoring_case(sources.text(assignment.name), "m"))
      multiplicity *= state_.reader.read_multiplicity(assignment.value, scope).value_or(1);
  }
  state_.reader.multiply(multiplicity);
  add_element(*type, scope.prefix + std::string(name), nodes(scope, connected), state_.reader.values(), {}, card);
}

}  // namespace ohmscope
