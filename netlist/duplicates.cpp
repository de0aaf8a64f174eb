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
    diagnostics_.error(name, "{} '{}' is defined twice", kind_, sources_.text(name))
        .note(entry->second, "first defined here");
  }

 private:
  const SourceMap& sources_;
  std::string_view kind_;
  Diagnostics& diagnostics_;
  NameMap<Span> first_;
};

void report_within(const SourceMap& sources, const Subcircuit& definition, Diagnostics& diagnostics) {
  Names pins(sources, "pin", diagnostics);
  for (const Span pin : definition.pins) pins.add(pin);
  Names parameters(sources, "parameter", diagnostics);
  for (const Assignment& parameter : definition.parameters) parameters.add(parameter.name);
  Names models(sources, "model", diagnostics);
  for (const ModelCard& model : definition.models) models.add(model.name);
  Names subcircuits(sources, "subcircuit", diagnostics);
  for (const auto& inner : definition.subcircuits) subcircuits.add(inner->name);
}

}  // namespace

void report_duplicates(const SourceMap& sources, const Deck& deck, Diagnostics& diagnostics) {
  Names chains(sources, "chain", diagnostics);
  for (const ChainBlock& chain : deck.chains) chains.add(chain.name);
  Names ports(sources, "port", diagnostics);
  for (const PortCard& port : deck.ports) ports.add(port.name);
  std::vector<const Subcircuit*> waiting{&deck.top};
  while (!waiting.empty()) {
    const Subcircuit* definition = waiting.back();
    waiting.pop_back();
    report_within(sources, *definition, diagnostics);
    for (const auto& inner : definition->subcircuits) waiting.push_back(inner.get());
  }
}

}  // namespace ohmscope
