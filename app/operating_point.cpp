#include "app/operating_point.hpp"

#include <spdlog/logger.h>

#include <algorithm>

#include "app/bias_codes.hpp"
#include "app/bias_search.hpp"
#include "app/stopwatch.hpp"
#include "app/text.hpp"
#include "solver/analyses/bias_point.hpp"
#include "solver/circuit/bias.hpp"
#include "stages/rest_sensor.hpp"

namespace ohmscope {

namespace {

constexpr std::size_t most_names = 8;

/// "Newton's method (100 iterations), gmin stepping (12 iterations in 5 steps)"
std::string attempts_text(const BiasResult& result) {
  std::vector<std::string> texts;
  for (const BiasAttempt& attempt : result.attempts)
    texts.push_back(fmt::format("{} ({} iterations{})", describe(attempt.method), attempt.iterations,
                                attempt.steps > 0 ? fmt::format(" in {} steps", attempt.steps) : ""));
  return fmt::format("{}", fmt::join(texts, ", "));
}

// Of a source by expression, on the part of the expression at fault.
void report_fault(Session& session, const Netlist& netlist, const BiasFault& fault, std::string_view what,
                  std::string_view hint) {
  session.diagnostics
      .error(codes::no_operating_point, {fault.fault.offset, fault.fault.length}, "'{}': {} {}",
             netlist.circuit.element_name(fault.element), fault.fault.message, what)
      .note(netlist.origin_of(fault.element), "its card is here")
      .with_hint(std::string(hint));
}

void report(Session& session, const Netlist& netlist, const BiasResult& result, const std::string& where) {
  const Circuit& circuit = netlist.circuit;
  std::vector<std::string> nodes;
  std::vector<std::string> devices;
  for (const NodeId node : result.nodes) nodes.emplace_back(circuit.node_name(node));
  for (const ElementId id : result.devices) devices.emplace_back(circuit.element_name(id));
  std::string what;
  if (!nodes.empty()) what = fmt::format(": the voltages of {}", quoted_names(nodes, most_names));
  if (!devices.empty())
    what += fmt::format("{} the currents of {}", nodes.empty() ? ":" : " and", quoted_names(devices, most_names));
  if (!what.empty()) what += " did not settle";
  const Span place = result.devices.empty() ? Span{} : netlist.origin_of(result.devices.front());
  session.diagnostics
      .error(codes::no_operating_point, place, "no operating point was found{}{}{}", where.empty() ? "" : " ", where,
             what)
      .note({}, fmt::format("tried were {}", attempts_text(result)))
      .with_hint("look for a wrong value or a missing connection there");
}

}  // namespace

Temperatures temperatures_of(Session& session) {
  Temperatures temperatures{.present = session.elaborator->temperature()};
  const auto& nominal = session.deck.nominal_temperature;
  if (nominal) temperatures.nominal = session.elaborator->value(*nominal).value_or(temperatures.nominal);
  return temperatures;
}

bool find_operating_point(Session& session, Netlist& netlist) { return find_operating_point(session, netlist, {}); }

bool find_operating_point(Session& session, Netlist& netlist, const std::string& where) {
  if (!is_nonlinear(netlist.circuit)) return true;
  const Stopwatch watch;
  for (const Chain& chain : session.chains) rest_sensor(chain, netlist.circuit);
  const BiasResult result =
      find_bias(netlist.circuit, temperatures_of(session), search_options(session, netlist.circuit));
  session.log.info(fmt::format("operating point: {}{} in {:.3f} s", attempts_text(result),
                               result.converged ? "" : " in vain", watch.seconds()));
  if (!result.converged) {
    report(session, netlist, result, where);
    for (const BiasFault& fault : result.faults)
      report_fault(session, netlist, fault, "where the search for the operating point ended",
                   "keep it away from there: by max(), min(), or a condition 'x > 0 ? … : …'");
  } else if (where.empty()) {  // a sweep has no use for slopes
    for (const BiasFault& fault : result.faults)
      report_fault(session, netlist, fault, "at the operating point, which small signals need",
                   "a voltage or current that is a little off there has one");
  }
  return result.converged && (result.faults.empty() || !where.empty());
}

void begin_at(Netlist& netlist, const Circuit& known) {
  Circuit& circuit = netlist.circuit;
  for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    if (circuit.element(id).type->nonlinear != nullptr) ohmscope::begin_at(circuit, id, known.frequency_data(id).bias);
  }
}

void forget_operating_point(Netlist& netlist) {
  Circuit& circuit = netlist.circuit;
  for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    if (circuit.element(id).type->nonlinear != nullptr) ohmscope::begin_at(circuit, id, nullptr);
  }
}

ExitStatus status_of_failure(const Session& session) {
  const auto lacks_point = [](const Diagnostic& told) { return told.code == &codes::no_operating_point; };
  const auto is_mistake = [&](const Diagnostic& told) {
    return told.severity == Severity::error && !lacks_point(told);
  };
  const std::vector<Diagnostic>& all = session.diagnostics.all();
  const bool failed =
      std::any_of(all.begin(), all.end(), lacks_point) && std::none_of(all.begin(), all.end(), is_mistake);
  return failed ? ExitStatus::failed : ExitStatus::misuse;
}

}  // namespace ohmscope
