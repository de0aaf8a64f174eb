#include "app/trouble.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_set>

#include "app/codes.hpp"
#include "app/render/quantity.hpp"
#include "app/text.hpp"
#include "app/voltage_loop.hpp"
#include "netlist/text.hpp"
#include "solver/circuit/device.hpp"
#include "solver/circuit/transfer_function.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {

namespace {

constexpr std::size_t most_names = 5;
constexpr std::string_view hint_of_cancelling =
    "paths to ground are there, but what they conduct cancels out, as 1k and -1k do, or a gain of exactly 1: change a "
    "value";
constexpr std::size_t most_notes = 4;
constexpr double some_frequency = 1;     // hertz: what conducts at one conducts at all but 0
constexpr std::size_t most_opamps = 64;  // each is followed through the circuit

std::string node_names(const Circuit& circuit, const std::vector<NodeId>& nodes) {
  std::vector<std::string> names;
  for (const NodeId node : nodes) names.emplace_back(circuit.node_name(node));
  return quoted_names(names, most_names);
}

std::string element_names(const Circuit& circuit, const std::vector<ElementId>& elements) {
  std::vector<std::string> names;
  for (const ElementId element : elements) names.emplace_back(circuit.element_name(element));
  return quoted_names(names, most_names);
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

// Those of `elements` with a pin on one of `nodes`.
std::vector<ElementId> joined_among(const Circuit& circuit, const std::vector<ElementId>& elements,
                                    const std::vector<NodeId>& nodes) {
  const std::unordered_set<NodeId> wanted(nodes.begin(), nodes.end());
  std::vector<ElementId> joined;
  std::copy_if(elements.begin(), elements.end(), std::back_inserter(joined), [&](ElementId id) {
    const std::span<const NodeId> pins = circuit.pins(id);
    return std::any_of(pins.begin(), pins.end(), [&](NodeId pin) { return wanted.contains(pin); });
  });
  return joined;
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

// The first card of the deck that names `node`: of an instance, where nothing else does.
Span card_naming(const Session& session, std::string_view node) {
  for (const CardView& card : session.deck.top.elements) {
    for (const Span word : card.words.subspan(1)) {
      if (equal_ignoring_case(session.sources.text(word), node)) return word;
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

// Where a node is found: at its first element, at the stage that left it open, or at an instance that does not use it.
Span place_of_node(const Session& session, const Netlist& netlist, NodeId node) {
  const std::vector<ElementId> joined = elements_at(netlist.circuit, node);
  if (!joined.empty()) return place_of(netlist, joined);
  const std::string_view name = netlist.circuit.node_name(node);
  const Span stage = stage_called(session, name);
  return stage.nowhere() ? card_naming(session, name) : stage;
}

// The op-amps with their output at one of `nodes`.
std::vector<ElementId> opamps_driving(const Circuit& circuit, const std::vector<NodeId>& nodes) {
  const std::unordered_set<NodeId> driven(nodes.begin(), nodes.end());
  std::vector<ElementId> opamps;
  for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    if (circuit.element(id).type == &devices::opamp && driven.contains(circuit.pins(id)[2])) opamps.push_back(id);
  }
  return opamps;
}

// Whether a function of s has a pole there, or more than a double holds.
bool has_infinite_gain(const Circuit& circuit, ElementId id, double frequency) {
  const TransferFunction* function = view(circuit, id).transfer;
  return function != nullptr && function->at(frequency).parts().second.is_zero();
}

/// Whether no double holds the value: a pole does not reach to the frequency beside it.
bool is_too_large(const TransferFunction& function, double frequency) {
  const double beside = frequency == 0 ? 1 : frequency * (1 + 1e-6);
  const auto is_infinite = [&](double f) { return function.at(f).parts().second.is_zero(); };
  return is_infinite(frequency) && is_infinite(beside);
}

bool has(const Circuit& circuit, const std::vector<ElementId>& elements, const DeviceType& type) {
  return std::any_of(elements.begin(), elements.end(), [&](ElementId id) { return circuit.element(id).type == &type; });
}

}  // namespace

const Paths& TroubleTeller::paths(double frequency) {
  return paths_.try_emplace(frequency, netlist_.circuit, frequency).first->second;
}

std::vector<Diagnostic> TroubleTeller::tell(const Trouble& trouble, const std::vector<double>& frequencies,
                                            std::size_t all) {
  frequency_ = *std::max_element(frequencies.begin(), frequencies.end());
  where_ = at_frequencies(frequencies, all);
  if (auto told = functions_without_value()) return *std::move(told);
  switch (trouble.kind) {
    case Trouble::Kind::contradiction:
      return contradiction(trouble);
    case Trouble::Kind::open_voltages:
      return open_voltages(trouble);
    case Trouble::Kind::open_currents:
      return {open_currents(trouble)};
    case Trouble::Kind::numerical:
      break;
  }
  return {error(codes::no_solution, {}, fmt::format("the circuit has no unique solution {}", where_))};
}

// Sources whose function of the frequency is undefined, which leaves any circuit open, or larger than all numbers;
// nothing if there is none.
std::optional<std::vector<Diagnostic>> TroubleTeller::functions_without_value() {
  const Circuit& circuit = netlist_.circuit;
  std::optional<std::vector<Diagnostic>> told;
  for (std::size_t k = 0; k < circuit.element_count(); ++k) {
    const auto id = static_cast<ElementId>(k);
    const auto& transfer = circuit.frequency_data(id).transfer;
    if (!transfer) continue;
    const bool is_undefined = transfer->at(frequency_).is_undefined();
    const bool overflows = !is_undefined && is_too_large(*transfer, frequency_);
    if (!is_undefined && !overflows) continue;
    if (!told) told.emplace();
    const std::string message =
        fmt::format("the function of '{}' has no finite value {}", circuit.element_name(id), where_);
    if (!told_.emplace(id, message).second) continue;
    told->push_back(error(codes::no_solution, netlist_.origin_of(id), message)
                        .with_hint(overflows ? "it is larger there than any number, 1.8e308: limit the frequencies, or "
                                               "write a function that does not grow so"
                                             : "it is 0/0 there, or beyond the range of numbers"));
  }
  return told;
}

std::vector<Diagnostic> TroubleTeller::contradiction(const Trouble& trouble) {
  const std::vector<ElementId> opamps = without_feedback_among(trouble.elements);
  if (!opamps.empty()) {
    auto told = without_feedback(opamps);
    return told ? std::vector{*std::move(told)} : std::vector<Diagnostic>{};
  }
  if (trouble.nodes.empty()) return {voltage_loop(loop_of(netlist_.circuit, trouble.elements))};
  const std::vector<ElementId> loop = loop_among(netlist_.circuit, trouble.branches);
  return {loop.empty() ? current_cutset(trouble) : voltage_loop(loop)};
}

Diagnostic TroubleTeller::voltage_loop(const std::vector<ElementId>& elements) const {
  const Circuit& circuit = netlist_.circuit;
  Diagnostic told =
      error(codes::voltage_loop, place_of(netlist_, elements),
            fmt::format("these elements contradict one another {}: {}", where_, element_names(circuit, elements)));
  add_notes(told, netlist_, elements, "is part of the loop");
  const auto infinite = std::find_if(elements.begin(), elements.end(),
                                     [&](ElementId id) { return has_infinite_gain(circuit, id, frequency_); });
  if (infinite != elements.end())
    return told.with_hint(
        fmt::format("the gain of '{0}' is infinite there: the voltage that it amplifies has to be 0, unless '{0}' acts "
                    "back on it",
                    circuit.element_name(*infinite)));
  const bool shorted = frequency_ == 0 && has(circuit, elements, devices::inductor);
  return told.with_hint(
      fmt::format("they fix voltages around a closed loop that do not add up to 0{}: put a small resistor into it",
                  shorted ? " (an inductor is a short at 0 Hz)" : ""));
}

Diagnostic TroubleTeller::current_cutset(const Trouble& trouble) {
  const Circuit& circuit = netlist_.circuit;
  const bool one = trouble.nodes.size() == 1;
  const std::vector<ElementId> joined = joined_among(circuit, trouble.elements, trouble.nodes);
  Diagnostic told = error(codes::current_cutset, place_of(netlist_, joined),
                          fmt::format("the currents into node{} {} cannot add up to 0 {}: {} meet{} there",
                                      one ? "" : "s", node_names(circuit, trouble.nodes), where_,
                                      element_names(circuit, joined), joined.size() == 1 ? "s" : ""));
  add_notes(told, netlist_, joined, one ? "is joined to it" : "is joined to one of them");
  const bool blocked = frequency_ == 0 && has(circuit, joined, devices::capacitor);
  if (all_lead_to_ground(trouble.nodes)) return told.with_hint(std::string(hint_of_cancelling));
  return told.with_hint(fmt::format("{}give the current a path to ground, for example a resistor",
                                    blocked ? "a capacitor does not conduct at 0 Hz: " : ""));
}

bool TroubleTeller::all_lead_to_ground(const std::vector<NodeId>& nodes) {
  const std::vector<bool>& grounded = paths(frequency_).lead_to_ground();
  return std::all_of(nodes.begin(), nodes.end(), [&](NodeId node) { return grounded[static_cast<std::size_t>(node)]; });
}

/// Nodes are told of apart by what they lack.
std::vector<Diagnostic> TroubleTeller::open_voltages(const Trouble& trouble) {
  const std::vector<bool>& grounded = paths(frequency_).lead_to_ground();
  const std::vector<bool>& grounded_at_ac = paths(frequency_ > 0 ? frequency_ : some_frequency).lead_to_ground();
  std::vector<NodeId> no_path;
  std::vector<NodeId> no_dc_path;
  std::vector<NodeId> others;
  for (const NodeId node : trouble.nodes) {
    const auto n = static_cast<std::size_t>(node);
    (grounded[n] ? others : grounded_at_ac[n] ? no_dc_path : no_path).push_back(node);
  }
  std::vector<Diagnostic> told;
  if (!no_path.empty()) told.push_back(floating(no_path, Lack::path));
  if (!no_dc_path.empty()) told.push_back(floating(no_dc_path, Lack::dc_path));
  if (others.empty()) return told;
  const std::vector<ElementId> opamps = without_feedback_among(opamps_driving(netlist_.circuit, others));
  if (opamps.empty()) {
    told.push_back(floating(others, told.empty() ? Lack::other : Lack::known_voltages));
  } else if (auto error = without_feedback(opamps)) {
    told.push_back(*std::move(error));
  }
  return told;
}

Diagnostic TroubleTeller::floating(const std::vector<NodeId>& nodes, Lack lack) const {
  const bool one = nodes.size() == 1;
  const std::string_view what = lack == Lack::dc_path ? "DC path" : "path";
  const std::string reason = lack == Lack::other || lack == Lack::known_voltages
                                 ? ""
                                 : fmt::format(": {} no {} to ground", one ? "it has" : "they have", what);
  Diagnostic told = error(codes::floating_node, place_of_node(session_, netlist_, nodes.front()),
                          fmt::format("nothing determines the voltage{} of node{} {} {}{}", one ? "" : "s",
                                      one ? "" : "s", node_names(netlist_.circuit, nodes), where_, reason));
  if (one) add_notes(told, netlist_, elements_at(netlist_.circuit, nodes.front()), "is joined to it too");
  for (std::size_t k = 1; k < std::min(nodes.size(), most_names); ++k) {
    const Span place = place_of_node(session_, netlist_, nodes[k]);
    add_note(told, place, fmt::format("'{}' is here", netlist_.circuit.node_name(nodes[k])));
  }
  if (lack == Lack::other) return told.with_hint(std::string(hint_of_cancelling));
  if (lack == Lack::known_voltages)
    return told.with_hint("what drives it may hang on the nodes above: mend those first");
  return told.with_hint(fmt::format(
      "{}give {} a path to ground, for example a resistor",
      lack == Lack::dc_path ? "capacitors and current sources do not conduct at 0 Hz: " : "", one ? "it" : "them"));
}

Diagnostic TroubleTeller::open_currents(const Trouble& trouble) const {
  Diagnostic told =
      error(codes::circulating_current, place_of(netlist_, trouble.elements),
            fmt::format("nothing determines the current{} of {} {}", trouble.elements.size() == 1 ? "" : "s",
                        element_names(netlist_.circuit, trouble.elements), where_));
  add_notes(told, netlist_, trouble.elements, "is part of the loop");
  return told.with_hint("a loop of elements without resistance: put a small resistor into it");
}

/// Nothing if all of them were told of.
std::optional<Diagnostic> TroubleTeller::without_feedback(const std::vector<ElementId>& opamps) {
  bool is_new = false;
  for (const ElementId id : opamps) is_new = told_.emplace(id, where_).second || is_new;
  if (!is_new) return std::nullopt;
  const Circuit& circuit = netlist_.circuit;
  const auto pins = circuit.pins(opamps.front());
  const bool one = opamps.size() == 1;
  Diagnostic told = error(
      codes::no_feedback, place_of(netlist_, opamps),
      fmt::format("the ideal op-amp{} {} {} no feedback {}: nothing leads from {} back to {}", one ? "" : "s",
                  element_names(circuit, opamps), one ? "has" : "have", where_,
                  one ? fmt::format("its output '{}'", circuit.node_name(pins[2])) : "an output",
                  one ? fmt::format("its inputs '{}' and '{}'", circuit.node_name(pins[0]), circuit.node_name(pins[1]))
                      : "its inputs"));
  add_notes(told, netlist_, opamps, "has none either");
  const bool blocked = frequency_ == 0 && paths(some_frequency).act_back_on(opamps.front());
  return told.with_hint(fmt::format("{}join its output to its - input, for example by a resistor",
                                    blocked ? "a capacitor does not conduct at 0 Hz: " : ""));
}

std::vector<ElementId> TroubleTeller::without_feedback_among(const std::vector<ElementId>& elements) {
  std::vector<ElementId> opamps;
  std::size_t looked_at = 0;
  for (const ElementId id : elements) {
    if (netlist_.circuit.element(id).type != &devices::opamp || looked_at++ == most_opamps) continue;
    const bool is_shorted = paths(frequency_).fix(netlist_.circuit.pins(id)[2]);  // then that is what is wrong
    if (!is_shorted && !paths(frequency_).act_back_on(id)) opamps.push_back(id);
  }
  return opamps;
}

}  // namespace ohmscope
