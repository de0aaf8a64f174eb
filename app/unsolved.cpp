#include "app/unsolved.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <unordered_set>

#include "app/codes.hpp"
#include "app/render/quantity.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

constexpr std::size_t most_names = 5;
constexpr std::size_t most_notes = 4;

enum class Kind { contradiction, open_voltages, open_currents, numerical };

// What is wrong at one frequency.
struct Trouble {
  Kind kind = Kind::numerical;
  std::vector<NodeId> nodes;
  std::vector<ElementId> elements;
  auto operator<=>(const Trouble&) const = default;
};

// Which nodes and elements the signals look at.
struct Asked {
  std::set<NodeId> nodes;
  std::set<ElementId> elements;
};

Asked asked_by(const Circuit& circuit, const std::vector<Signal>& signals) {
  Asked asked;
  for (const Signal& signal : signals) {
    if (signal.kind == Signal::Kind::voltage) {
      asked.nodes.insert({signal.positive, signal.negative});
    } else {
      const auto pins = circuit.pins(signal.element);  // an element's current hangs on their voltages
      asked.elements.insert(signal.element);
      if (signal.kind == Signal::Kind::element_current) asked.nodes.insert(pins.begin(), pins.end());
    }
  }
  return asked;
}

// Those of `open` that are asked for and not told of already.
template <class Id>
std::vector<Id> worth_telling(const std::vector<Id>& open, const std::set<Id>& asked, const std::vector<Id>& told) {
  const std::unordered_set<Id> known(told.begin(), told.end());
  std::vector<Id> result;
  for (const Id id : open) {
    if (asked.contains(id) && !known.contains(id)) result.push_back(id);
  }
  return result;
}

bool is_nan(std::complex<double> value) { return std::isnan(value.real()) || std::isnan(value.imag()); }

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

void report_contradiction(Session& session, const Netlist& netlist, const Trouble& trouble, const std::string& where) {
  const std::string elements = element_names(netlist.circuit, trouble.elements);
  const Span place = place_of(netlist, trouble.elements);
  if (trouble.nodes.empty()) {
    Diagnostic& diagnostic = session.diagnostics.error(codes::voltage_loop, place,
                                                       "these elements contradict one another {}: {}", where, elements);
    add_notes(diagnostic, netlist, trouble.elements, "is part of the loop");
    diagnostic.with_hint(
        "they fix voltages around a closed loop that do not add up to 0: put a small resistor into it");
    return;
  }
  const bool one = trouble.nodes.size() == 1;
  Diagnostic& diagnostic = session.diagnostics.error(
      codes::current_cutset, place, "the currents into node{} {} cannot add up to 0 {}: {} meet{} there",
      one ? "" : "s", node_names(netlist.circuit, trouble.nodes), where, elements,
      trouble.elements.size() == 1 ? "s" : "");
  add_notes(diagnostic, netlist, trouble.elements, one ? "is joined to it" : "is joined to one of them");
  diagnostic.with_hint("give the current a path to ground, for example a resistor");
}

void report_nodes(Session& session, const Netlist& netlist, const std::vector<NodeId>& nodes,
                  const std::string& where) {
  const std::vector<ElementId> joined = elements_at(netlist.circuit, nodes.front());
  const bool one = nodes.size() == 1;
  Diagnostic& diagnostic =
      session.diagnostics.error(codes::floating_node, place_of_node(session, netlist, nodes.front()),
                                "nothing determines the voltage{} of node{} {} {}", one ? "" : "s", one ? "" : "s",
                                node_names(netlist.circuit, nodes), where);
  if (one) add_notes(diagnostic, netlist, joined, "is joined to it too");
  for (std::size_t k = 1; k < std::min(nodes.size(), most_names); ++k) {
    const Span place = place_of_node(session, netlist, nodes[k]);
    add_note(diagnostic, place, fmt::format("'{}' is here", netlist.circuit.node_name(nodes[k])));
  }
  diagnostic.with_hint(fmt::format("give {} a path to ground, for example a resistor", one ? "it" : "them"));
}

void report_elements(Session& session, const Netlist& netlist, const std::vector<ElementId>& elements,
                     const std::string& where) {
  const bool one = elements.size() == 1;
  Diagnostic& diagnostic = session.diagnostics.error(codes::circulating_current, place_of(netlist, elements),
                                                     "nothing determines the current{} of {} {}", one ? "" : "s",
                                                     element_names(netlist.circuit, elements), where);
  add_notes(diagnostic, netlist, elements, "is part of the loop");
  diagnostic.with_hint("a loop of elements without resistance: put a small resistor into it");
}

// NaN among the signals tells that a contradiction reaches what is asked for.
bool any_unknown(const std::vector<std::vector<std::complex<double>>>& values, std::size_t point) {
  return std::any_of(values.begin(), values.end(), [&](const auto& row) { return is_nan(row[point]); });
}

std::vector<Trouble> troubles_of(const SignalValues& point, const Asked& asked) {
  std::vector<Trouble> troubles;
  Contradiction clash;  // all of them together
  for (const auto& [named_nodes, named_elements] : point.contradictions) {
    troubles.push_back({Kind::contradiction, named_nodes, named_elements});
    clash.nodes.insert(clash.nodes.end(), named_nodes.begin(), named_nodes.end());
    clash.elements.insert(clash.elements.end(), named_elements.begin(), named_elements.end());
  }
  // What takes part in a contradiction is often open too; that would only blur the picture.
  const auto nodes = worth_telling(point.undetermined.nodes, asked.nodes, clash.nodes);
  const auto elements = worth_telling(point.undetermined.elements, asked.elements, clash.elements);
  if (!nodes.empty()) troubles.push_back({Kind::open_voltages, nodes, {}});
  if (!elements.empty() && point.solvable) troubles.push_back({Kind::open_currents, {}, elements});
  if (troubles.empty()) troubles.push_back({Kind::numerical, {}, {}});
  return troubles;
}

// The same trouble at several frequencies is told once.
std::map<Trouble, std::vector<double>> collect(const Netlist& netlist, const std::vector<Signal>& signals,
                                               const SmallSignalResult& result) {
  const Asked asked = asked_by(netlist.circuit, signals);
  const auto values = signal_values(netlist.circuit, signals, result, false);
  std::map<Trouble, std::vector<double>> troubles;
  for (std::size_t k = 0; k < result.points.size(); ++k) {
    if (!any_unknown(values, k)) continue;
    for (Trouble& trouble : troubles_of(result.points[k], asked)) {
      std::vector<double>& at = troubles[std::move(trouble)];
      if (at.empty() || at.back() != result.frequencies[k]) at.push_back(result.frequencies[k]);  // a .dc stays at 0
    }
  }
  return troubles;
}

void report(Session& session, const Netlist& netlist, const Trouble& trouble, const std::string& where) {
  switch (trouble.kind) {
    case Kind::contradiction:
      report_contradiction(session, netlist, trouble, where);
      break;
    case Kind::open_voltages:
      report_nodes(session, netlist, trouble.nodes, where);
      break;
    case Kind::open_currents:
      report_elements(session, netlist, trouble.elements, where);
      break;
    case Kind::numerical:
      session.diagnostics.error(codes::no_solution, {}, "the circuit has no unique solution {}", where);
      break;
  }
}

}  // namespace

bool report_unsolved(Session& session, const Netlist& netlist, const std::vector<Signal>& signals,
                     const SmallSignalResult& result) {
  const auto troubles = collect(netlist, signals, result);
  for (const auto& [trouble, frequencies] : troubles) {
    const std::string where = at_frequencies(frequencies, result.frequencies.size());
    report(session, netlist, trouble, where);
  }
  return !troubles.empty();
}

}  // namespace ohmscope
