#include "netlist/writer.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>
#include <optional>
#include <unordered_map>

#include "netlist/codes.hpp"
#include "netlist/plain_names.hpp"
#include "netlist/text.hpp"
#include "netlist/usage.hpp"
#include "solver/circuit/bias.hpp"
#include "solver/circuit/device.hpp"
#include "solver/circuit/impedance_table.hpp"
#include "solver/devices/function_source.hpp"

namespace ohmscope {

namespace {

/// A circuit in plain elements, and what to say before some of them.
struct PlainCircuit {
  Circuit circuit;
  std::unordered_map<ElementId, std::string> comments;
};

/// Adds an element whose name is known to be free.
ElementId add_new(const DeviceType& type, std::string_view name, std::span<const NodeId> pins,
                  std::span<const double> values, std::span<const ElementId> references, Circuit& out,
                  FrequencyData data = {}) {
  const auto added = out.add(type, name, pins, values, references, 0, std::move(data));
  assert(added);
  return *added;
}

void copy_noise_temperature(const Circuit& from, ElementId id, Circuit& out, ElementId copy) {
  if (const auto celsius = from.noise_temperature(id)) out.set_noise_temperature(copy, *celsius);
}

/// One element in the elements that plain SPICE has for it, in a circuit of their own, so that no name the device
/// invents can meet one of the deck: the element's own name is empty, its nodes are called by their numbers. Nothing if
/// plain SPICE cannot say it.
std::optional<Circuit> plain_form(const Circuit& from, ElementId id, double ideal_gain) {
  const DeviceType& type = *from.element(id).type;
  assert(type.references.empty());
  Circuit alone;
  std::vector<NodeId> pins;
  for (const NodeId pin : from.pins(id)) pins.push_back(alone.node(std::to_string(pin)));
  const auto copy = alone.add(type, "", pins, from.values(id), {}, 0, from.frequency_data(id));
  Circuit form;
  return type.plain(alone, *copy, ideal_gain, form) ? std::optional(std::move(form)) : std::nullopt;
}

/// `name`, or what makes it new to the deck and to what has been written of it.
template <class Taken>
std::string fresh_name(const std::string& name, const Taken& taken) {
  std::string fresh = name;
  for (std::size_t number = 2; taken(fresh); ++number) fresh = fmt::format("{}_{}", name, number);
  return fresh;
}

/// Adds what plain_form made of element `id`; its inner nodes and elements are named after the element.
void add_form(const Circuit& form, const Circuit& from, ElementId id, Circuit& out) {
  const std::string name(from.element_name(id));
  const auto node_taken = [&](const std::string& text) { return from.find_node(text) || out.find_node(text); };
  const auto element_taken = [&](const std::string& text) {
    return text != name && (from.find_element(text) || out.find_element(text));
  };
  std::vector<NodeId> nodes;
  for (std::size_t k = 0; k < form.node_count(); ++k) {
    const std::string part(form.node_name(static_cast<NodeId>(k)));
    nodes.push_back(is_digit(part.front()) ? out.node(from.node_name(std::stoi(part)))
                                           : out.node(fresh_name(name + part, node_taken)));
  }
  const auto first = static_cast<ElementId>(out.element_count());
  for (std::size_t k = 0; k < form.element_count(); ++k) {
    const auto part = static_cast<ElementId>(k);
    std::vector<NodeId> pins;
    for (const NodeId pin : form.pins(part)) pins.push_back(nodes[static_cast<std::size_t>(pin)]);
    std::vector<ElementId> references;
    for (const ElementId other : form.references(part)) references.push_back(first + other);
    const ElementId copy =
        add_new(*form.element(part).type, fresh_name(name + std::string(form.element_name(part)), element_taken), pins,
                form.values(part), references, out, form.frequency_data(part));
    copy_noise_temperature(from, id, out, copy);
    copy_noise_temperature(form, part, out, copy);
  }
}

void report_impossible(const Netlist& netlist, ElementId id, Diagnostics& diagnostics) {
  constexpr double any_gain = 1e9;
  const Circuit& circuit = netlist.circuit;
  Diagnostic& error =
      diagnostics.error(codes::no_plain_form, netlist.origin_of(id), "'{}' ({}) has no exact form in plain SPICE",
                        circuit.element_name(id), circuit.element(id).type->name);
  if (!plain_form(circuit, id, any_gain)) return;
  const std::string_view approximation = circuit.element(id).type->approximation;
  error.with_hint(
      fmt::format("--ideal-gain 1e9 writes {} instead", approximation.empty() ? "a finite gain" : approximation));
}

/// Replaces elements that plain SPICE does not have by elements that it has.
PlainCircuit make_plain(const Netlist& netlist, const WriterOptions& options, Diagnostics& diagnostics) {
  const Circuit& from = netlist.circuit;
  PlainCircuit plain;
  std::vector<ElementId> copies(from.element_count());  // of elements that others may refer to
  for (std::size_t k = 0; k < from.element_count(); ++k) {
    const auto id = static_cast<ElementId>(k);
    const DeviceType& type = *from.element(id).type;
    const auto next = static_cast<ElementId>(plain.circuit.element_count());
    copies[k] = next;
    if (type.plain != nullptr) {
      std::optional<Circuit> form = plain_form(from, id, 0);
      if (!form && options.ideal_gain > 0) {
        form = plain_form(from, id, options.ideal_gain);
        plain.comments[next] =
            type.approximation.empty()
                ? fmt::format("{}: infinite gain written as {}", from.element_name(id), options.ideal_gain)
                : fmt::format("{}: written as {}", from.element_name(id), type.approximation);
      }
      form ? add_form(*form, from, id, plain.circuit) : report_impossible(netlist, id, diagnostics);
      continue;
    }
    std::vector<NodeId> pins;
    for (const NodeId pin : from.pins(id)) pins.push_back(plain.circuit.node(from.node_name(pin)));
    std::vector<ElementId> references;
    for (const ElementId other : from.references(id)) references.push_back(copies[static_cast<std::size_t>(other)]);
    const auto function = function_of(view(from, id));
    if (function && !function->text(std::vector<std::string>(function->controls())))
      diagnostics.error(codes::no_plain_form, netlist.origin_of(id),
                        "'{}' has a function that plain SPICE does not have, or one that is too long for it",
                        from.element_name(id));
    const ElementId copy = add_new(type, from.element_name(id), pins, from.values(id), references, plain.circuit,
                                   function ? from.frequency_data(id) : FrequencyData());
    copy_noise_temperature(from, id, plain.circuit, copy);
  }
  return plain;
}

bool is_source(const DeviceType& type) { return type.parameters.size() >= 3 && type.parameters[1].name == "ac"; }

void write_values(const DeviceType& type, std::span<const double> values, std::string& text) {
  auto out = std::back_inserter(text);
  if (is_source(type)) {
    fmt::format_to(out, " DC {} AC {} {}", values[0], values[1], values[2]);
    for (std::size_t k = 3; k < values.size(); ++k)
      if (!std::isnan(values[k])) fmt::format_to(out, " {} {}", type.parameters[k].name, values[k]);
    return;
  }
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (type.parameters[k].positional) {
      fmt::format_to(out, " {}", values[k]);
    } else {
      fmt::format_to(out, " {}={}", type.parameters[k].name, values[k]);
    }
  }
}

/// `pwl(hertz,f1,y1,…)` of one part of a table, on lines of its own.
void write_table(const ImpedanceTable& table, double (*part)(const std::complex<double>&), std::string& text) {
  text += "pwl(hertz";
  std::size_t points = 0;
  for (const double frequency : table.frequencies()) {
    text += points++ % 4 == 0 ? "\n+ ," : ",";
    fmt::format_to(std::back_inserter(text), "{},{}", frequency, part(table.at(frequency).value()));
  }
  if (points == 1) fmt::format_to(std::back_inserter(text), ",1e30,{}", part(table.at(table.lowest()).value()));
  text += ')';
}

/// See devices::tabulated_source.
void write_tabulated(const Circuit& circuit, ElementId id, const PlainNames& names, std::string& text) {
  const auto node = [&](std::size_t pin) { return names.nodes[static_cast<std::size_t>(circuit.pins(id)[pin])]; };
  const std::string& sensor = names.elements[static_cast<std::size_t>(circuit.references(id)[0])];
  fmt::format_to(std::back_inserter(text), "{} {} {} V=i({})*", names.elements[static_cast<std::size_t>(id)], node(0),
                 node(1), sensor);
  write_table(
      *circuit.table(id), [](const std::complex<double>& z) { return z.real(); }, text);
  fmt::format_to(std::back_inserter(text), "\n+ +v({})/(2*pi*max(hertz,1e-9))*", node(2));
  write_table(
      *circuit.table(id), [](const std::complex<double>& z) { return z.imag(); }, text);
  text += '\n';
}

/// What a resistor's noise is told by: of its temperatures ngspice takes dtemp alone there.
void write_noise_temperature(double celsius, double of_circuit, std::string& text) {
  if (celsius == absolute_zero) {
    text += " noisy=0";
  } else if (celsius != of_circuit) {
    fmt::format_to(std::back_inserter(text), " dtemp={}", celsius - of_circuit);
  }
}

/// A nonlinear device and a model of its own, with what is not the default.
void write_device(const Circuit& circuit, ElementId id, const PlainNames& names, std::string& text) {
  const DeviceType& type = *circuit.element(id).type;
  const std::string& name = names.elements[static_cast<std::size_t>(id)];
  text += name;
  for (const NodeId pin : circuit.pins(id).first(nodes_on_card(type)))
    text.append(" ").append(names.nodes[static_cast<std::size_t>(pin)]);
  for (const ElementId other : circuit.references(id))
    text.append(" ").append(names.elements[static_cast<std::size_t>(other)]);
  text.append(" ").append(name).append(".model");
  std::string model;
  bool is_of_card = true;
  for (std::size_t k = 0; k < type.parameters.size(); ++k) {
    const Parameter& p = type.parameters[k];
    const double value = circuit.values(id)[k];
    if (p.name == "type") {
      is_of_card = false;
      model = type.nonlinear->models[static_cast<std::size_t>(value)];
    } else if (std::isfinite(value) && value != p.default_value) {
      const std::string_view called = p.name == "number" ? "m" : p.name;
      const bool is_word = p.name == "off" || p.name == "on";
      const std::string written = is_word ? fmt::format(" {}", called) : fmt::format(" {}={}", called, value);
      (is_of_card ? text : model) += written;
    }
  }
  text += fmt::format("\n.model {}.model {}\n", name, model);
}

/// A source that is a function of voltages.
void write_function(const Circuit& circuit, ElementId id, const PlainNames& names, std::string& text) {
  const auto node = [&](std::size_t pin) { return names.nodes[static_cast<std::size_t>(circuit.pins(id)[pin])]; };
  std::vector<std::string> controls;
  for (std::size_t pin = 2; pin < circuit.pins(id).size(); pin += 2)
    controls.push_back(fmt::format("v({},{})", node(pin), node(pin + 1)));
  const bool is_voltage = circuit.element(id).type == &devices::function_voltage;
  fmt::format_to(std::back_inserter(text), "{} {} {} {}={}*{}\n", names.elements[static_cast<std::size_t>(id)], node(0),
                 node(1), is_voltage ? "V" : "I", circuit.values(id)[0],
                 function_of(view(circuit, id))->text(controls).value_or("0"));
}

void write_element(const Circuit& circuit, ElementId id, const PlainNames& names, std::optional<double> noise_at,
                   std::string& text) {
  if (circuit.table(id) != nullptr) return write_tabulated(circuit, id, names, text);
  const DeviceType& type = *circuit.element(id).type;
  if (function_of(view(circuit, id)) != nullptr) return write_function(circuit, id, names, text);
  if (type.nonlinear != nullptr) return write_device(circuit, id, names, text);
  const std::string& name = names.elements[static_cast<std::size_t>(id)];
  text += name;
  for (const NodeId pin : circuit.pins(id)) text.append(" ").append(names.nodes[static_cast<std::size_t>(pin)]);
  for (const ElementId other : circuit.references(id))
    text.append(" ").append(names.elements[static_cast<std::size_t>(other)]);
  if (type.model.empty()) {
    write_values(type, circuit.values(id), text);
  } else {
    text.append(" ").append(name).append(".model\n.model ").append(name).append(".model ").append(type.model);
    write_values(type, circuit.values(id), text);
  }
  const std::optional<double> celsius = circuit.noise_temperature(id);
  if (noise_at && celsius && type.letter == 'R') write_noise_temperature(*celsius, *noise_at, text);
  text += '\n';
}

/// By node: whether it is a device's own, which has no name in plain SPICE.
std::vector<bool> inner_nodes(const Circuit& circuit) {
  std::vector<bool> inner(circuit.node_count());
  for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    const DeviceType& type = *circuit.element(id).type;
    if (type.nonlinear == nullptr || type.repeats_pins) continue;
    const auto pins = circuit.pins(id);
    const auto outer = pins.first(nodes_on_card(type));
    for (const NodeId pin : pins.subspan(outer.size()))
      inner[static_cast<std::size_t>(pin)] = std::find(outer.begin(), outer.end(), pin) == outer.end();
  }
  return inner;
}

/// The names of the nodes and elements of `from` where `plain` has them.
PlainNames names_of(const Circuit& from, const Circuit& plain, const PlainNames& names) {
  PlainNames result;
  const std::vector<bool> inner = inner_nodes(from);
  for (NodeId node = 0; node < static_cast<NodeId>(from.node_count()); ++node) {
    const auto there = inner[static_cast<std::size_t>(node)] ? std::nullopt : plain.find_node(from.node_name(node));
    result.nodes.push_back(there ? names.nodes[static_cast<std::size_t>(*there)] : std::string());
  }
  for (ElementId id = 0; id < static_cast<ElementId>(from.element_count()); ++id) {
    const auto there = plain.find_element(from.element_name(id));
    result.elements.push_back(there ? names.elements[static_cast<std::size_t>(*there)] : std::string());
  }
  return result;
}

}  // namespace

PlainNetlist write_spice(const Netlist& netlist, const WriterOptions& options, Diagnostics& diagnostics) {
  const PlainCircuit plain = make_plain(netlist, options, diagnostics);
  const PlainNames names = plain_names(plain.circuit);
  std::string text;
  for (std::size_t k = 0; k < plain.circuit.element_count(); ++k) {
    const auto id = static_cast<ElementId>(k);
    if (const auto comment = plain.comments.find(id); comment != plain.comments.end())
      text.append("* ").append(comment->second).append("\n");
    write_element(plain.circuit, id, names, options.noise_at, text);
  }
  return {std::move(text), names_of(netlist.circuit, plain.circuit, names)};
}

}  // namespace ohmscope
