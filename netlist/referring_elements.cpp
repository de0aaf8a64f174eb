#include <algorithm>

#include "netlist/codes.hpp"
#include "netlist/instances.hpp"
#include "solver/devices/registry.hpp"

// Elements that refer to others: K, F and H.
namespace ohmscope {

namespace {

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

}  // namespace

/// Elements that refer to others; false if something is wrong. With more than two inductors K means every pair of them.
bool InstanceOpener::add_referring(const DeviceType& type, const CardView& card, Scope& scope) {
  const bool is_read = state_.reader.read(type, card, scope);
  const auto found = find_references(type, scope, state_.reader.references(), is_read);
  if (!is_read || !found) return false;
  const std::vector<ElementId>& references = *found;
  const std::string_view fault = type.fault == nullptr ? "" : type.fault(netlist_.circuit, references);
  if (!fault.empty()) {
    state_.found.error(codes::bad_reference, card.words.front(), "{}", fault);
    return false;
  }
  const auto pins = nodes(scope, state_.reader.pins());
  const std::vector<double> values = values_for(type, state_.reader.values(), references);
  const std::string name = scope.prefix + std::string(state_.sources.text(card.words.front()));
  if (references.size() == type.references.size()) {
    add_element(type, name, pins, values, references, card);
    return true;
  }
  if (!has_room(std::uint64_t{references.size()} * references.size() / 2, card)) return false;
  for (std::size_t i = 0; i < references.size(); ++i) {
    for (std::size_t j = i + 1; j < references.size(); ++j) {
      const ElementId pair[] = {references[i], references[j]};
      add_element(type, fmt::format("{}.{}.{}", name, i + 1, j + 1), pins, values, pair, card);
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

}  // namespace ohmscope
