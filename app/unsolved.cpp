#include "app/unsolved.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>
#include <unordered_set>

#include "app/chain_bias.hpp"
#include "app/codes.hpp"
#include "app/operating_point.hpp"
#include "app/render/quantity.hpp"
#include "app/trouble.hpp"
#include "solver/circuit/device.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {

namespace {

using Kind = Trouble::Kind;

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

template <class Id>
bool any_of(const std::vector<Id>& ids, const std::set<Id>& asked) {
  return std::any_of(ids.begin(), ids.end(), [&](Id id) { return asked.contains(id); });
}

// Those of `open` that are asked for, or if none is all others; not those told of already. The rest would only blur
// the picture.
template <class Id>
std::pair<std::vector<Id>, bool> worth_telling(const std::vector<Id>& open, const std::set<Id>& asked,
                                               const std::vector<Id>& told) {
  const std::unordered_set<Id> known(told.begin(), told.end());
  std::vector<Id> all;
  std::copy_if(open.begin(), open.end(), std::back_inserter(all), [&](Id id) { return !known.contains(id); });
  std::vector<Id> wanted;
  std::copy_if(all.begin(), all.end(), std::back_inserter(wanted), [&](Id id) { return asked.contains(id); });
  const bool matters = !wanted.empty();
  return {matters ? std::move(wanted) : std::move(all), matters};
}

// Those of `open` that hang together with one of `wanted`, otherwise than by the ground: the whole loops of currents.
std::vector<ElementId> whole_loops(const Circuit& circuit, const std::vector<ElementId>& open,
                                   const std::vector<ElementId>& wanted) {
  const auto end = [&](ElementId id) {
    const auto pins = circuit.pins(id);
    const auto other = std::find_if(pins.begin(), pins.end(), [](NodeId pin) { return pin != ground; });
    return other == pins.end() ? ground : *other;
  };
  Parts parts(circuit.node_count());
  for (const ElementId id : open) {
    for (const NodeId pin : circuit.pins(id)) {
      if (pin != ground) parts.join(end(id), pin);
    }
  }
  std::unordered_set<NodeId> chosen;
  for (const ElementId id : wanted) chosen.insert(parts.top(end(id)));
  std::vector<ElementId> loops;
  std::copy_if(open.begin(), open.end(), std::back_inserter(loops),
               [&](ElementId id) { return chosen.contains(parts.top(end(id))); });
  return loops;
}

bool is_nan(std::complex<double> value) { return std::isnan(value.real()) || std::isnan(value.imag()); }

bool any_unknown(const std::vector<std::vector<std::complex<double>>>& values, std::size_t point) {
  return std::any_of(values.begin(), values.end(), [&](const auto& row) { return is_nan(row[point]); });
}

// What is wrong at one point, where something asked for has no value if `lacks_value`.
std::vector<Trouble> troubles_of(const Circuit& circuit, const SignalValues& point, const Asked& asked,
                                 bool lacks_value) {
  std::vector<Trouble> troubles;
  Contradiction clash;  // all of them together
  for (const auto& [named_nodes, named_elements, branches] : point.contradictions) {
    const bool matters = any_of(named_nodes, asked.nodes) || any_of(named_elements, asked.elements);
    troubles.push_back({!matters, Kind::contradiction, named_nodes, named_elements, branches});
    clash.nodes.insert(clash.nodes.end(), named_nodes.begin(), named_nodes.end());
    clash.elements.insert(clash.elements.end(), named_elements.begin(), named_elements.end());
  }
  // What takes part in a contradiction is often open too.
  const auto [nodes, nodes_matter] = worth_telling(point.undetermined.nodes, asked.nodes, clash.nodes);
  const auto [elements, elements_matter] = worth_telling(point.undetermined.elements, asked.elements, clash.elements);
  if (!nodes.empty()) troubles.push_back({!nodes_matter, Kind::open_voltages, nodes, {}});
  const bool is_blurred = !elements_matter && !nodes.empty();
  if (!elements.empty() && point.solvable && !is_blurred)
    troubles.push_back(
        {!elements_matter, Kind::open_currents, {}, whole_loops(circuit, point.undetermined.elements, elements)});
  const bool explained = std::any_of(troubles.begin(), troubles.end(), [](const Trouble& t) { return !t.elsewhere; });
  if (!lacks_value || explained) return troubles;
  for (Trouble& trouble : troubles) trouble.elsewhere = trouble.kind != Kind::contradiction;  // it reaches further
  if (point.solvable) troubles.push_back({false, Kind::numerical, {}, {}});
  return troubles;
}

// The same trouble at several frequencies is told once.
using Troubles = std::map<Trouble, std::vector<double>>;

Troubles collect(const Netlist& netlist, const std::vector<Signal>& signals, const SmallSignalResult& result,
                 const ValuesOfSignals& values) {
  const Asked asked = asked_by(netlist.circuit, signals);
  Troubles troubles;
  for (std::size_t k = 0; k < result.points.size(); ++k) {
    for (Trouble& trouble : troubles_of(netlist.circuit, result.points[k], asked, any_unknown(values, k))) {
      std::vector<double>& at = troubles[std::move(trouble)];
      if (at.empty() || at.back() != result.frequencies[k]) at.push_back(result.frequencies[k]);  // a .dc stays at 0
    }
  }
  return troubles;
}

void make_warning(Diagnostic& told, const Code& code) {
  told.severity = Severity::warning;
  told.code = &code;
}

}  // namespace

bool report_unsolved(Session& session, const Netlist& netlist, const std::vector<Signal>& signals,
                     const SmallSignalResult& result) {
  return report_unsolved(session, netlist, signals, result, signal_values(netlist.circuit, signals, result, false));
}

bool report_unsolved(Session& session, const Netlist& netlist, const std::vector<Signal>& signals,
                     const SmallSignalResult& result, const ValuesOfSignals& values) {
  bool has_errors = false;
  TroubleTeller teller(session, netlist);
  for (const auto& [trouble, frequencies] : collect(netlist, signals, result, values)) {
    has_errors = has_errors || !trouble.elsewhere;
    for (Diagnostic& told : teller.tell(trouble, frequencies, result.frequencies.size())) {
      if (trouble.elsewhere) {
        make_warning(told, codes::unsolved_elsewhere);
        told.message += ", though nothing asked for depends on it";
      }
      session.diagnostics.add(std::move(told));
    }
  }
  return has_errors;
}

bool report_undefined_output(Session& session, const Netlist& netlist, const Signal& output, ElementId source,
                             const std::vector<double>& frequencies) {
  constexpr std::size_t ac_value = 1;
  Netlist alone = netlist;
  for (ElementId id = 0; id < static_cast<ElementId>(alone.circuit.element_count()); ++id) {
    const DeviceType* type = alone.circuit.element(id).type;
    if (is_independent_source(type)) alone.circuit.set_value(id, ac_value, id == source ? 1 : 0);
  }
  const std::vector<Signal> signals{output};
  return report_unsolved(session, alone, signals, ac_analysis(alone.circuit, frequencies, currents_of(signals)));
}

ChainVoltages::ChainVoltages(Session& session, const Chain& chain, const std::vector<double>& frequencies)
    : session_(session), chain_(chain), frequencies_(frequencies), lacking_(frequencies.size()) {}

void ChainVoltages::look_at(const StageResult& stage) {
  for (std::size_t n = 0; n < stage.voltage.size(); ++n) {
    if (is_nan(stage.voltage[n])) lacking_[n] = true;
  }
  warn_of_overflow(session_, fmt::format("v({}.{})", chain_.name, stage.name), stage.voltage);
}

std::vector<Signal> ChainVoltages::signals(const Circuit& circuit, const std::vector<std::size_t>& stages) const {
  std::vector<Signal> signals(stages.empty() ? chain_.stages.size() : stages.size());
  for (std::size_t k = 0; k < signals.size(); ++k)
    signals[k].positive = *circuit.find_node(chain_.node_name(stages.empty() ? k : stages[k]));
  return signals;
}

/// Frequencies above 0 differ too rarely in what is wrong to solve the whole chain at each.
void ChainVoltages::warn_of_undefined(const std::vector<std::size_t>& stages) const {
  std::map<bool, std::vector<double>> kinds;
  for (std::size_t n = 0; n < frequencies_.size(); ++n) {
    if (lacking_[n]) kinds[frequencies_[n] > 0].push_back(frequencies_[n]);
  }
  if (kinds.empty()) return;
  Netlist netlist = whole_chain(session_, chain_);
  if (!find_operating_point(session_, netlist)) return;
  const std::vector<Signal> asked = signals(netlist.circuit, stages);
  Troubles troubles;
  for (const auto& [is_ac, frequencies] : kinds) {
    const SmallSignalResult first = ac_analysis(netlist.circuit, {frequencies.front()});
    const ValuesOfSignals values = signal_values(netlist.circuit, asked, first, false);
    for (const auto& [trouble, at] : collect(netlist, asked, first, values))
      troubles[trouble].insert(troubles[trouble].end(), frequencies.begin(), frequencies.end());
  }
  TroubleTeller teller(session_, netlist);
  for (const auto& [trouble, frequencies] : troubles) {
    for (Diagnostic& told : teller.tell(trouble, frequencies, frequencies_.size())) {
      make_warning(told, codes::undefined_voltage);
      session_.diagnostics.add(std::move(told));
    }
  }
}

void warn_of_overflow(Session& session, std::string_view signal, const std::vector<std::complex<double>>& values) {
  const auto is_beyond = [](const std::complex<double>& z) { return std::isinf(z.real()) || std::isinf(z.imag()); };
  if (std::none_of(values.begin(), values.end(), is_beyond)) return;
  session.diagnostics.warning(codes::beyond_double, {}, "{} is larger than any number that a double holds, 1.8e308",
                              signal);
}

}  // namespace ohmscope
