#include <utility>

#include "netlist/codes.hpp"
#include "netlist/deck_parser.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

/// Names of one kind in one place.
class Names {
 public:
  Names(const SourceMap& sources, std::string_view kind, Diagnostics& diagnostics)
      : sources_(sources), kind_(kind), diagnostics_(diagnostics) {}

  void add(Span name) {
    if (name.nowhere()) return;
    const auto [entry, added] = first_.emplace(sources_.text(name), name);
    if (added) return;
    diagnostics_.error(codes::defined_twice, name, "{} '{}' is defined twice", kind_, sources_.text(name))
        .note(entry->second, "first defined here");
  }

 private:
  const SourceMap& sources_;
  std::string_view kind_;
  Diagnostics& diagnostics_;
  NameMap<Span> first_;
};

void report_interface(const SourceMap& sources, Subcircuit& definition) {
  Names pins(sources, "pin", definition.faults);
  for (const Span pin : definition.pins) pins.add(pin);
  Names parameters(sources, "parameter", definition.faults);
  for (const Assignment& parameter : definition.parameters) parameters.add(parameter.name);
}

/// Marks the first of those that share a name with the next that is not the same text.
template <class Definition, class Text>
void mark(std::vector<Definition*> all, const SourceMap& sources, Text text) {
  NameMap<Definition*> first;
  for (Definition* one : all) {
    const auto [entry, added] = first.emplace(sources.text(one->name), one);
    Definition& other = *entry->second;
    if (added || !other.defined_again.nowhere()) continue;
    if (!equal_ignoring_case(text(*one), text(other))) other.defined_again = one->name;
  }
}

/// Warns of definitions that take the place of earlier ones which say something else; `text` is what one says.
template <class Definition, class Text>
void warn_of_definitions(const std::vector<Definition>& all, std::string_view kind, const SourceMap& sources,
                         Diagnostics& diagnostics, Text text) {
  NameMap<const Definition*> last;
  for (const Definition& one : all) {
    const auto [entry, added] = last.emplace(sources.text(one.name), &one);
    const Definition& other = *std::exchange(entry->second, &one);
    if (added || equal_ignoring_case(text(one), text(other))) continue;
    diagnostics
        .warning(codes::defined_again, one.name, "{} '{}' is defined again: this definition counts", kind,
                 sources.text(one.name))
        .note(other.name, "defined here before");
  }
}

void warn_of_definitions(const SourceMap& sources, Subcircuit& body) {
  warn_of_definitions(body.definitions, "parameter", sources, body.faults,
                      [&](const Assignment& parameter) { return sources.text(parameter.value); });
  warn_of_definitions(body.functions, "function", sources, body.faults, [&](const FunctionCard& function) {
    return sources.text({function.name.offset, function.body.end() - function.name.offset});
  });
}

void mark_within(const SourceMap& sources, Subcircuit& body) {
  std::vector<ModelCard*> models;
  for (ModelCard& model : body.models) models.push_back(&model);
  mark(models, sources, [&](const ModelCard& model) { return sources.text(model.span); });
  std::vector<Subcircuit*> subcircuits;
  for (const auto& inner : body.subcircuits) subcircuits.push_back(inner.get());
  mark(subcircuits, sources, [&](const Subcircuit& definition) { return sources.text(definition.whole); });
}

}  // namespace

void warn_of_redefinitions(const SourceMap& sources, Deck& deck) {
  std::vector<Subcircuit*> waiting{&deck.top};
  while (!waiting.empty()) {
    Subcircuit& body = *waiting.back();
    waiting.pop_back();
    warn_of_definitions(sources, body);
    for (Subcircuit* inner : bodies_within(body)) waiting.push_back(inner);
  }
}

void find_duplicates(const SourceMap& sources, Deck& deck, Diagnostics& diagnostics) {
  Names chains(sources, "chain", diagnostics);
  for (const ChainBlock& chain : deck.chains) chains.add(chain.name);
  Names ports(sources, "port", diagnostics);
  for (const PortCard& port : deck.ports) ports.add(port.name);
  std::vector<Subcircuit*> waiting{&deck.top};
  while (!waiting.empty()) {
    Subcircuit& body = *waiting.back();
    waiting.pop_back();
    report_interface(sources, body);
    mark_within(sources, body);
    for (Subcircuit* inner : bodies_within(body)) waiting.push_back(inner);
  }
}

}  // namespace ohmscope
