#include "app/trouble.hpp"

#include <algorithm>

#include "app/codes.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

constexpr std::size_t most_names = 5;
constexpr std::size_t most_notes = 4;

// "'a', 'b' and 3 more"
std::string names_of(const std::vector<std::string>& names) {
  std::vector<std::string> quoted;
  for (std::size_t k = 0; k < std::min(names.size(), most_names); ++k) quoted.push_back(fmt::format("'{}'", names[k]));
  const std::string more = names.size() > most_names ? fmt::format(" and {} more", names.size() - most_names) : "";
  return fmt::format("{}{}", fmt::join(quoted, ", "), more);
}

std::string node_names(const Circuit& circuit, const std::vector<NodeId>& nodes) {
  std::vector<std::string> names;
  for (const NodeId node : nodes) names.emplace_back(circuit.node_name(node));
  return names_of(names);
}

std::string element_names(const Circuit& circuit, const std::vector<ElementId>& elements) {
  std::vector<std::string> names;
  for (const ElementId element : elements) names.emplace_back(circuit.element_name(element));
  return names_of(names);
}

// The elements joined to `node`, in the deck's order.
std::vector<ElementId> elements_at(const Circuit& circuit, NodeId node) {
  std::vector<ElementId> result;
  for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    const std::span<const NodeId> pins = circuit.pins(id);
    if (std::find(pins.begin(), pins.end(), node) != pins.end()) result.push_back(id);
  }
  return result;
}

// The line of the stage whose output is called `node`; nowhere if there is none.
Span stage_called(const Session& session, std::string_view node) {
  for (const Chain& chain : session.chains) {
    for (std::size_t k = 0; k < chain.stages.size(); ++k) {
      if (equal_ignoring_case(chain.node_name(k), node)) return chain.spec(k).span;
    }
  }
  return {};
}

Diagnostic error(const Code& code, Span place, std::string message) {
  Diagnostic told;
  told.code = &code;
  told.span = place;
  told.message = std::move(message);
  return told;
}

Span place_of(const Netlist& netlist, const std::vector<ElementId>& elements) {
  return elements.empty() ? Span{} : netlist.origin_of(elements.front());
}

void add_note(Diagnostic& diagnostic, Span place, std::string text) {
  const bool elsewhere = !place.nowhere() && place.offset != diagnostic.span.offset;
  if (elsewhere && diagnostic.notes.size() < most_notes) diagnostic.note(place, std::move(text));
}

void add_notes(Diagnostic& diagnostic, const Netlist& netlist, const std::vector<ElementId>& elements,
               std::string_view what) {
  for (const ElementId id : elements) {
    add_note(diagnostic, netlist.origin_of(id), fmt::format("'{}' {}", netlist.circuit.element_name(id), what));
    if (diagnostic.notes.size() == most_notes) return;
  }
}

// Where a node is found: at its first element, or at the stage that left it open.
Span place_of_node(const Session& session, const Netlist& netlist, NodeId node) {
  const std::vector<ElementId> joined = elements_at(netlist.circuit, node);
  return joined.empty() ? stage_called(session, netlist.circuit.node_name(node)) : place_of(netlist, joined);
}

Diagnostic voltage_loop(const Netlist& netlist, const Trouble& trouble, const std::string& where) {
  Diagnostic told = error(codes::voltage_loop, place_of(netlist, trouble.elements),
                          fmt::format("these elements contradict one another {}: {}", where,
                                      element_names(netlist.circuit, trouble.elements)));
  add_notes(told, netlist, trouble.elements, "is part of the loop");
  return told.with_hint("they fix voltages around a closed loop that do not add up to 0: put a small resistor into it");
}

Diagnostic current_cutset(const Netlist& netlist, const Trouble& trouble, const std::string& where) {
  const bool one = trouble.nodes.size() == 1;
  Diagnostic told =
      error(codes::current_cutset, place_of(netlist, trouble.elements),
            fmt::format("the currents into node{} {} cannot add up to 0 {}: {} meet{} there", one ? "" : "s",
                        node_names(netlist.circuit, trouble.nodes), where,
                        element_names(netlist.circuit, trouble.elements), trouble.elements.size() == 1 ? "s" : ""));
  add_notes(told, netlist, trouble.elements, one ? "is joined to it" : "is joined to one of them");
  return told.with_hint("give the current a path to ground, for example a resistor");
}

Diagnostic open_voltages(const Session& session, const Netlist& netlist, const std::vector<NodeId>& nodes,
                         const std::string& where) {
  const bool one = nodes.size() == 1;
  Diagnostic told = error(codes::floating_node, place_of_node(session, netlist, nodes.front()),
                          fmt::format("nothing determines the voltage{} of node{} {} {}", one ? "" : "s",
                                      one ? "" : "s", node_names(netlist.circuit, nodes), where));
  if (one) add_notes(told, netlist, elements_at(netlist.circuit, nodes.front()), "is joined to it too");
  for (std::size_t k = 1; k < std::min(nodes.size(), most_names); ++k) {
    const Span place = place_of_node(session, netlist, nodes[k]);
    add_note(told, place, fmt::format("'{}' is here", netlist.circuit.node_name(nodes[k])));
  }
  return told.with_hint(fmt::format("give {} a path to ground, for example a resistor", one ? "it" : "them"));
}

Diagnostic open_currents(const Netlist& netlist, const std::vector<ElementId>& elements, const std::string& where) {
  Diagnostic told = error(codes::circulating_current, place_of(netlist, elements),
                          fmt::format("nothing determines the current{} of {} {}", elements.size() == 1 ? "" : "s",
                                      element_names(netlist.circuit, elements), where));
  add_notes(told, netlist, elements, "is part of the loop");
  return told.with_hint("a loop of elements without resistance: put a small resistor into it");
}

}  // namespace

Diagnostic describe(const Session& session, const Netlist& netlist, const Trouble& trouble, const std::string& where) {
  switch (trouble.kind) {
    case Trouble::Kind::contradiction:
      return trouble.nodes.empty() ? voltage_loop(netlist, trouble, where) : current_cutset(netlist, trouble, where);
    case Trouble::Kind::open_voltages:
      return open_voltages(session, netlist, trouble.nodes, where);
    case Trouble::Kind::open_currents:
      return open_currents(netlist, trouble.elements, where);
    case Trouble::Kind::numerical:
      break;
  }
  return error(codes::no_solution, {}, fmt::format("the circuit has no unique solution {}", where));
}

}  // namespace ohmscope
