#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "netlist/deck.hpp"
#include "netlist/text.hpp"
#include "solver/circuit/circuit.hpp"

namespace ohmscope {

/// What the names of a definition stand for, found once for all its instances.
struct DefinitionNames {
  std::vector<const Subcircuit*> bodies;  ///< the definition itself and the branches that count
  NameMap<std::size_t> pins;
  NameMap<const Subcircuit*> subcircuits;
  NameMap<const ModelCard*> models;
  NameMap<const FunctionCard*> functions;  ///< the last of a name counts
  NameMap<std::size_t> parameters;         ///< index into `definitions`
  std::vector<Assignment> definitions;     ///< formal parameters, then `.param`s: the last of a name counts
  std::size_t formal_count = 0;            ///< how many of them an instance may give
  std::optional<Span> multiplicity;        ///< 'm' as an instance names it: then it is the last of those
};

/// With a `multiplicity` the parameter 'm' is among the names, which each instance gives.
[[nodiscard]] DefinitionNames names_of(const SourceMap& sources, std::vector<const Subcircuit*> bodies,
                                       std::optional<Span> multiplicity = {});

/// The names of the deck's top level and of every definition below it.
using NamesOfDefinitions = std::unordered_map<const Subcircuit*, DefinitionNames>;
[[nodiscard]] NamesOfDefinitions collect_names(const SourceMap& sources, const Subcircuit& top);

/// A parameter of one instance.
struct ParameterSlot {
  enum class State { untouched, evaluating, known, failed };
  State state = State::untouched;
  double value = 0;
};

class Blueprint;
struct Scope;

/// Where a parameter is to be found.
struct FoundParameter {
  Scope* scope;
  std::size_t index;

  [[nodiscard]] ParameterSlot& slot() const;
  [[nodiscard]] const Assignment& definition() const;
};

/// One instance of a definition: what its names mean there.
struct Scope {
  const Subcircuit* definition = nullptr;
  const DefinitionNames* names = nullptr;
  std::shared_ptr<Scope> enclosing;  ///< of the definition around this one; null at the top
  std::shared_ptr<Scope> caller;     ///< in which the instance's card stands; null at the top
  std::string prefix;                ///< of element and node names: "x1."; empty at the top
  std::vector<NodeId> nodes;         ///< its pins, then those that it has made of its own, in the blueprint's order
  Blueprint* blueprint = nullptr;    ///< of names; null at the top, which has one instance
  std::vector<ParameterSlot> parameters;  ///< one for each of names->definitions
  double multiplicity = 1;                ///< how many of it stand in parallel, those around it counted

  [[nodiscard]] bool is_top() const { return enclosing == nullptr; }
  /// The innermost parameter of that name among those of this instance and of its callers, as in ngspice.
  [[nodiscard]] std::optional<FoundParameter> find_parameter(std::string_view name);
  /// The innermost one of this instance and of the definitions around it, which is what some simulators mean.
  [[nodiscard]] std::optional<FoundParameter> find_enclosing_parameter(std::string_view name);
  /// Whether `other` is this scope or one of a definition around it. Such a scope is one of its callers too, and
  /// what is found there both searches find.
  [[nodiscard]] bool stands_in(const Scope& other) const;
};

[[nodiscard]] std::shared_ptr<Scope> make_scope(const Subcircuit& definition, const NamesOfDefinitions& names,
                                                std::shared_ptr<Scope> enclosing, std::shared_ptr<Scope> caller);

/// The innermost definition or model called `name` that `scope` sees; null if there is none.
[[nodiscard]] const Subcircuit* visible_subcircuit(const Scope& scope, std::string_view name);
struct VisibleModel {
  const ModelCard* card = nullptr;
  Scope* scope = nullptr;  ///< in which its values are to be evaluated
};
[[nodiscard]] VisibleModel visible_model(Scope& scope, std::string_view name);

/// Everything of one kind that `scope` sees, for did-you-mean.
[[nodiscard]] std::vector<std::string_view> visible_subcircuit_names(const Scope& scope);
[[nodiscard]] std::vector<std::string_view> visible_model_names(const Scope& scope);
[[nodiscard]] std::vector<std::string_view> visible_parameter_names(const Scope& scope);
[[nodiscard]] std::vector<std::string_view> visible_function_names(const Scope& scope);

}  // namespace ohmscope
