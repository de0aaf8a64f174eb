#include "app/signals.hpp"

#include <limits>
#include <unordered_map>
#include <unordered_set>

#include "app/analyses/analysis.hpp"
#include "app/codes.hpp"
#include "app/measurements.hpp"
#include "app/output_requests.hpp"
#include "app/ports.hpp"
#include "netlist/text.hpp"
#include "solver/circuit/device.hpp"
#include "solver/devices/registry.hpp"
#include "solver/devices/source.hpp"

namespace ohmscope {

namespace {

/// Couplings have no pins for a current to flow through.
bool has_current(const Circuit& circuit, ElementId id) { return !circuit.pins(id).empty(); }

bool is_source(const Circuit& circuit, ElementId id) {
  const DeviceType* type = circuit.element(id).type;
  return is_independent_source(type);
}

Signal voltage_of(const Circuit& circuit, NodeId node) {
  return {fmt::format("v({})", circuit.node_name(node)), Signal::Kind::voltage, node, ground, 0};
}

Signal current_of(const Circuit& circuit, ElementId id) {
  const bool source = circuit.element(id).type == &devices::current_source;
  return {fmt::format("i({})", circuit.element_name(id)),
          source ? Signal::Kind::source_current : Signal::Kind::element_current, ground, ground, id};
}

// Resolves requests into signals, each once.
class Chooser {
 public:
  Chooser(Session& session, const Netlist& netlist) : session_(session), netlist_(netlist), circuit_(netlist.circuit) {
    for (const AnalysisType* analysis : analysis_types()) {
      if (!analysis->has_signals) continue;
      for (const OutputRequest& request : output_requests(session, analysis->name))
        anything_is_left_ = anything_is_left_ || can_be_had(request);
    }
  }

  void add_voltages() {
    for (NodeId node = 1; node < static_cast<NodeId>(circuit_.node_count()); ++node) {
      if (!is_part(circuit_.node_name(node))) add(voltage_of(circuit_, node));
    }
    for (const Chain& chain : session_.chains) {
      for (std::size_t k = 0; k < chain.stages.size(); ++k) {
        add_alias(chain.node_name(k));
      }
    }
  }
  void add_currents() {
    for (ElementId id = 0; id < static_cast<ElementId>(circuit_.element_count()); ++id) {
      if (is_source(circuit_, id) && !is_part(circuit_.element_name(id))) add(current_of(circuit_, id));
    }
  }
  void add(const OutputRequest& request) {
    add(request, request.binding && !anything_is_left_ ? Severity::error : Severity::warning);
  }
  /// `severity`: of what is asked for in vain.
  void add(const OutputRequest& request, Severity severity) {
    severity_ = severity;
    switch (request.kind) {
      case OutputRequest::Kind::everything:
        add_voltages();
        add_currents();
        break;
      case OutputRequest::Kind::all_voltages:
        add_voltages();
        break;
      case OutputRequest::Kind::all_currents:
        add_currents();
        break;
      case OutputRequest::Kind::voltage:
        add_voltage(request);
        break;
      case OutputRequest::Kind::current:
        add_current(request.name);
        break;
      case OutputRequest::Kind::unreadable:
        report(request.name, request.complaint);
        break;
    }
  }
  [[nodiscard]] std::vector<Signal> take() { return std::move(signals_); }

 private:
  // Whether nothing is to be said against it.
  [[nodiscard]] bool can_be_had(const OutputRequest& request) const {
    const auto is_node = [&](Span name) {
      const std::string_view text = session_.sources.text(name);
      return circuit_.find_node(text) || netlist_.is_left_out(text);
    };
    if (request.kind == OutputRequest::Kind::unreadable) return false;
    if (request.kind == OutputRequest::Kind::voltage)
      return is_node(request.name) && (!request.against || is_node(*request.against));
    if (request.kind != OutputRequest::Kind::current) return true;
    const std::string_view text = session_.sources.text(request.name);
    const std::optional<ElementId> element = circuit_.find_element(text);
    return element ? has_current(circuit_, *element) : netlist_.is_left_out(text);
  }

  Diagnostic& report(Span where, std::string message) {
    return session_.diagnostics.add(severity_ == Severity::error ? codes::bad_output : codes::output_left_out,
                                    severity_, where, std::move(message));
  }

  void add(Signal signal) {
    if (names_.insert(lower_case(signal.name)).second) signals_.push_back(std::move(signal));
  }

  [[nodiscard]] std::optional<NodeId> node(Span name) const { return find_node(session_, netlist_, name, severity_); }

  // A stage that joins its input to its output gives the node there a second name.
  void add_alias(const std::string& name) {
    const std::optional<NodeId> node = circuit_.find_node(name);
    if (!node || equal_ignoring_case(circuit_.node_name(*node), name)) return;
    Signal signal = voltage_of(circuit_, *node);
    signal.name = fmt::format("v({})", name);
    add(std::move(signal));
  }

  // The name as the deck first spells it; as written here where the node has several.
  [[nodiscard]] std::string_view spelling(NodeId node, Span written) const {
    const std::string_view text = session_.sources.text(written);
    const std::string_view name = circuit_.node_name(node);
    return equal_ignoring_case(name, text) ? name : text;
  }

  void add_voltage(const OutputRequest& request) {
    const std::optional<NodeId> positive = node(request.name);
    const std::optional<NodeId> negative = request.against ? node(*request.against) : ground;
    if (!positive || !negative) return;
    Signal signal = voltage_of(circuit_, *positive);
    signal.negative = *negative;
    const std::string_view name = spelling(*positive, request.name);
    signal.name = request.against ? fmt::format("v({},{})", name, spelling(*negative, *request.against))
                                  : fmt::format("v({})", name);
    add(std::move(signal));
  }

  void add_current(Span name) {
    const std::string_view text = session_.sources.text(name);
    const std::optional<ElementId> element = circuit_.find_element(text);
    if (!element) {
      if (netlist_.is_left_out(text)) return;
      report(name, fmt::format("no element is called '{}'", text)).of_unknown_name().with_hint(suggest_element(text));
    } else if (has_current(circuit_, *element)) {
      add(current_of(circuit_, *element));
    } else {
      report(name, fmt::format("'{}' has no current", text));
    }
  }

  [[nodiscard]] std::string suggest_element(std::string_view name) const {
    return session_.diagnostics.suggest(name, [&] {
      std::vector<std::string_view> names;
      for (ElementId id = 0; id < static_cast<ElementId>(circuit_.element_count()); ++id) {
        if (has_current(circuit_, id)) names.push_back(circuit_.element_name(id));
      }
      return names;
    });
  }

  Session& session_;
  const Netlist& netlist_;
  const Circuit& circuit_;
  std::vector<Signal> signals_;
  std::unordered_set<std::string> names_;
  Severity severity_ = Severity::error;  ///< of a request in vain
  bool anything_is_left_ = false;        ///< of what the deck asks for
};

}  // namespace

std::vector<Signal> choose_signals(Session& session, const Netlist& netlist, std::string_view analysis) {
  Chooser chooser(session, netlist);
  const std::vector<OutputRequest> requests = output_requests(session, analysis);
  for (const OutputRequest& request : requests) chooser.add(request);
  std::vector<Signal> chosen = chooser.take();
  if (chosen.empty() || session.options.all) {
    chooser.add_voltages();
    chooser.add_currents();
    const std::vector<Signal> others = chooser.take();
    chosen.insert(chosen.end(), others.begin(), others.end());
  }
  add_measured(session, netlist, analysis, chosen);
  return chosen;
}

std::optional<Signal> find_output(Session& session, const Netlist& netlist, const CardOutput& output) {
  Chooser chooser(session, netlist);
  const auto kind = output.is_current ? OutputRequest::Kind::current : OutputRequest::Kind::voltage;
  chooser.add({kind, output.name, output.against, {}}, Severity::error);
  std::vector<Signal> found = chooser.take();
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

Currents currents_of(const std::vector<Signal>& signals) {
  Currents elements;
  for (const Signal& signal : signals) {
    if (signal.kind == Signal::Kind::element_current) elements.push_back(signal.element);
  }
  return elements;
}

void check_outputs(Session& session, const Netlist& netlist) {
  Chooser chooser(session, netlist);
  for (const AnalysisType* analysis : analysis_types()) {
    if (!analysis->has_signals) continue;
    for (const OutputRequest& request : output_requests(session, analysis->name)) {
      const bool is_of_all = request.kind == OutputRequest::Kind::everything ||
                             request.kind == OutputRequest::Kind::all_voltages ||
                             request.kind == OutputRequest::Kind::all_currents;
      if (!is_of_all) chooser.add(request);
    }
  }
}

namespace {

constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();

// By signal: of an element's current its place among those of a result.
std::vector<std::size_t> places(const std::vector<Signal>& signals, const std::vector<ElementId>& branches) {
  std::unordered_map<ElementId, std::size_t> place_of;
  for (std::size_t b = 0; b < branches.size(); ++b) place_of.emplace(branches[b], b);
  std::vector<std::size_t> places;
  for (const Signal& signal : signals) {
    const auto found = place_of.find(signal.element);
    places.push_back(found == place_of.end() ? nowhere : found->second);
  }
  return places;
}

std::complex<double> value_of(const Circuit& circuit, const Signal& signal, std::size_t place,
                              const SignalValues& point, bool dc) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const auto voltage = [&](NodeId node) { return point.voltages[static_cast<std::size_t>(node)]; };
  switch (signal.kind) {
    case Signal::Kind::voltage:
      return voltage(signal.positive) - voltage(signal.negative);
    case Signal::Kind::source_current:
      return dc ? devices::source_dc(view(circuit, signal.element)) : devices::source_ac(view(circuit, signal.element));
    case Signal::Kind::element_current:
      break;
  }
  return place == nowhere ? std::complex<double>{nan, nan} : point.currents[place];
}

}  // namespace

ValuesOfSignals signal_values(const Circuit& circuit, const std::vector<Signal>& signals,
                              const SmallSignalResult& result, bool dc) {
  const std::vector<std::size_t> places_of_currents = places(signals, result.branches);
  ValuesOfSignals values(signals.size());
  for (std::size_t s = 0; s < signals.size(); ++s) {
    for (const SignalValues& point : result.points)
      values[s].push_back(value_of(circuit, signals[s], places_of_currents[s], point, dc));
  }
  return values;
}

SignalTaker::SignalTaker(const Circuit& circuit, const std::vector<Signal>& signals, std::size_t points, bool dc)
    : circuit_(circuit),
      signals_(signals),
      dc_(dc),
      values_(signals.size(), std::vector<std::complex<double>>(points)) {}

void SignalTaker::take(SmallSignalResult& result, std::size_t point) {
  std::call_once(first_, [&] { branches_ = places(signals_, result.branches); });
  SignalValues& found = result.points[point];
  for (std::size_t s = 0; s < signals_.size(); ++s)
    values_[s][point] = value_of(circuit_, signals_[s], branches_[s], found, dc_);
  found.voltages = {};
  found.currents = {};
}

}  // namespace ohmscope
