#include "netlist/scope.hpp"

namespace ohmscope {

namespace {

void add_parameters(const SourceMap& sources, const std::vector<Assignment>& assignments, DefinitionNames& names) {
  for (const Assignment& assignment : assignments) {
    const auto [entry, added] = names.parameters.emplace(sources.text(assignment.name), names.definitions.size());
    if (added) {
      names.definitions.push_back(assignment);
    } else {
      names.definitions[entry->second] = assignment;
    }
  }
}

using Outwards = std::shared_ptr<Scope> Scope::*;

template <class Member>
std::vector<std::string_view> visible_names(const Scope& from, Member member, Outwards next = &Scope::enclosing) {
  std::vector<std::string_view> names;
  for (const Scope* scope = &from; scope != nullptr; scope = (scope->*next).get()) {
    for (const auto& [name, value] : scope->names->*member) names.push_back(name);
  }
  return names;
}

std::optional<FoundParameter> find(Scope* scope, std::string_view name, Outwards next) {
  for (; scope != nullptr; scope = (scope->*next).get()) {
    const auto found = scope->names->parameters.find(name);
    if (found != scope->names->parameters.end()) return FoundParameter{scope, found->second};
  }
  return std::nullopt;
}

}  // namespace

ParameterSlot& FoundParameter::slot() const { return scope->parameters[index]; }

const Assignment& FoundParameter::definition() const { return scope->names->definitions[index]; }

std::optional<FoundParameter> Scope::find_parameter(std::string_view name) { return find(this, name, &Scope::caller); }

std::optional<FoundParameter> Scope::find_enclosing_parameter(std::string_view name) {
  return find(this, name, &Scope::enclosing);
}

bool Scope::stands_in(const Scope& other) const {
  const Scope* scope = this;
  while (scope != nullptr && scope != &other) scope = scope->enclosing.get();
  return scope != nullptr;
}

DefinitionNames names_of(const SourceMap& sources, std::vector<const Subcircuit*> bodies,
                         std::optional<Span> multiplicity) {
  DefinitionNames names;
  const Subcircuit& definition = *bodies.front();
  for (const Span pin : definition.pins) names.pins.emplace(sources.text(pin), names.pins.size());
  add_parameters(sources, definition.parameters, names);
  names.multiplicity = multiplicity;
  if (multiplicity) add_parameters(sources, {{*multiplicity, {}}}, names);
  names.formal_count = names.definitions.size();
  for (const Subcircuit* body : bodies) {
    for (const auto& inner : body->subcircuits) names.subcircuits.emplace(sources.text(inner->name), inner.get());
    for (const ModelCard& model : body->models) names.models.emplace(sources.text(model.name), &model);
    for (const FunctionCard& function : body->functions)
      names.functions.insert_or_assign(sources.text(function.name), &function);
    add_parameters(sources, body->definitions, names);
  }
  names.bodies = std::move(bodies);
  return names;
}

NamesOfDefinitions collect_names(const SourceMap& sources, const Subcircuit& top) {
  NamesOfDefinitions all;
  std::vector<const Subcircuit*> waiting{&top};
  while (!waiting.empty()) {
    const Subcircuit* definition = waiting.back();
    waiting.pop_back();
    all.emplace(definition, names_of(sources, {definition}));
    for (const Subcircuit* inner : bodies_within(*definition)) waiting.push_back(inner);
  }
  return all;
}

std::shared_ptr<Scope> make_scope(const Subcircuit& definition, const NamesOfDefinitions& names,
                                  std::shared_ptr<Scope> enclosing, std::shared_ptr<Scope> caller) {
  auto scope = std::make_shared<Scope>();
  scope->definition = &definition;
  scope->names = &names.at(&definition);
  scope->enclosing = std::move(enclosing);
  scope->caller = std::move(caller);
  scope->parameters.resize(scope->names->definitions.size());
  return scope;
}

const Subcircuit* visible_subcircuit(const Scope& from, std::string_view name) {
  for (const Scope* scope = &from; scope != nullptr; scope = scope->enclosing.get()) {
    if (const auto found = scope->names->subcircuits.find(name); found != scope->names->subcircuits.end())
      return found->second;
  }
  return nullptr;
}

VisibleModel visible_model(Scope& from, std::string_view name) {
  for (Scope* scope = &from; scope != nullptr; scope = scope->enclosing.get()) {
    if (const auto found = scope->names->models.find(name); found != scope->names->models.end())
      return {found->second, scope};
  }
  return {};
}

std::vector<std::string_view> visible_subcircuit_names(const Scope& scope) {
  return visible_names(scope, &DefinitionNames::subcircuits);
}

std::vector<std::string_view> visible_model_names(const Scope& scope) {
  return visible_names(scope, &DefinitionNames::models);
}

std::vector<std::string_view> visible_parameter_names(const Scope& scope) {
  return visible_names(scope, &DefinitionNames::parameters, &Scope::caller);
}

std::vector<std::string_view> visible_function_names(const Scope& scope) {
  return visible_names(scope, &DefinitionNames::functions);
}

}  // namespace ohmscope
