#include <spdlog/logger.h>

#include <algorithm>

#include "app/chain_ports.hpp"
#include "app/codes.hpp"
#include "app/command.hpp"
#include "app/delivery.hpp"
#include "app/operating_point.hpp"
#include "app/parameter_slopes.hpp"
#include "app/ports.hpp"
#include "app/progress_bar.hpp"
#include "app/render/columns.hpp"
#include "app/result_plots.hpp"
#include "app/sensitivity_report.hpp"
#include "app/solver_log.hpp"
#include "app/step_output.hpp"
#include "app/stopwatch.hpp"
#include "app/text.hpp"
#include "app/whole_deck.hpp"
#include "results/csv_writer.hpp"
#include "results/json_writer.hpp"

namespace ohmscope {

namespace {

using PortResults = std::vector<std::vector<Impedance>>;
using Sensitivities = std::vector<ImpedanceSensitivities>;  // by port; none if they are not asked for

// Of all ports at one step.
struct Answer {
  std::size_t step;
  Frequencies frequencies;
  std::vector<NamedPort> ports;
  PortResults results;
  Sensitivities sensitivities;
};

void write_json_ports(JsonWriter& json, const Steps& steps, const Answer& answer) {
  const std::vector<NamedPort>& ports = answer.ports;
  for (std::size_t p = 0; p < ports.size(); ++p) {
    json.begin_object();
    json.member("name", ports[p].port.name);
    write_step(json, steps, answer.step);
    json.list("nodes", std::vector<std::string>{ports[p].positive, ports[p].negative});
    if (!steps.empty()) json.list("frequencies", answer.frequencies.values);
    json.list("z", answer.results[p]);
    if (!answer.sensitivities.empty()) write_json(json, "sensitivities", answer.sensitivities[p]);
    json.end_object();
  }
}

void write_json(Output& out, const Session& session, const Steps& steps, const std::vector<Answer>& answers) {
  JsonWriter json(out);
  json.begin_object();
  json.member("title", session.deck.title);
  json.list("frequencies", answers.front().frequencies.values);
  json.key("ports");
  json.begin_array();
  for (const Answer& answer : answers) write_json_ports(json, steps, answer);
  json.end_array();
  json.end_object();
  json.finish();
}

void write_csv_ports(CsvWriter& csv, const Steps& steps, const Answer& answer) {
  const std::vector<double>& frequencies = answer.frequencies.values;
  for (std::size_t p = 0; p < answer.ports.size(); ++p) {
    const NamedPort& port = answer.ports[p];
    for (std::size_t k = 0; k < frequencies.size(); ++k) {
      write_step(csv, steps, answer.step);
      for (const std::string& name : {port.port.name, port.positive, port.negative}) csv.cell(name);
      csv.cell(frequencies[k]);
      csv.cells(answer.results[p][k]);
      csv.end_row();
    }
  }
}

void write_csv_sensitivities(CsvWriter& csv, const Steps& steps, const Answer& answer) {
  const std::vector<double>& frequencies = answer.frequencies.values;
  for (std::size_t p = 0; p < answer.ports.size(); ++p) {
    const NamedPort& port = answer.ports[p];
    const ImpedanceSensitivities& sensitivities = answer.sensitivities[p];
    for (std::size_t v = 0; v < sensitivities.names.size(); ++v) {
      for (std::size_t k = 0; k < frequencies.size(); ++k) {
        write_step(csv, steps, answer.step);
        for (const std::string& name : {port.port.name, port.positive, port.negative}) csv.cell(name);
        csv.cell(frequencies[k]);
        csv.cell(sensitivities.names[v]);
        csv.cell(sensitivities.values[v][k]);
        csv.end_row();
      }
    }
  }
}

void write_csv(Output& out, const Steps& steps, const std::vector<Answer>& answers) {
  CsvWriter csv(out);
  const bool of_sensitivities = !answers.front().sensitivities.empty();
  write_step_headings(csv, steps);
  for (const char* heading : {"port", "n+", "n-", "frequency (Hz)"}) csv.cell(heading);
  if (of_sensitivities) {
    for (const char* heading : {"value", "dln|Z|/dln(value)"}) csv.cell(heading);
  } else {
    csv.complex_heading("z", "ohm");
  }
  csv.end_row();
  for (const Answer& answer : answers)
    of_sensitivities ? write_csv_sensitivities(csv, steps, answer) : write_csv_ports(csv, steps, answer);
}

PolarTable table_of(const std::vector<NamedPort>& ports, const std::vector<std::size_t>& shown, const Abridged& rows) {
  PolarTable table;
  table.names_heading = "port";
  table.rows = rows;
  for (const std::size_t p : shown) {
    const NamedPort& port = ports[p];
    const std::string nodes = fmt::format("{},{}", port.positive, port.negative);
    const bool named = port.port.name != port.positive && port.port.name != nodes;
    table.names.push_back(named ? fmt::format("{} ({})", port.port.name, nodes) : nodes);
  }
  table.left_out = fmt::format("… {} left out here (--json or --csv shows all)", counted(rows.left_out, "port"));
  return table;
}

void print_ports(Output& out, const Answer& answer) {
  const auto& [step, frequencies, ports, results, sensitivities] = answer;
  const Abridged rows = abridge(ports.size());
  const std::vector<std::size_t> shown = rows_shown(rows);
  const std::string sweep = describe(frequencies);
  if (!sweep.empty()) out.print("{}\n", sweep);
  for (std::size_t first = 0; first < frequencies.spots.size(); first += spots_in_a_row) {
    PolarTable table = table_of(ports, shown, rows);
    for (std::size_t k = first; k < std::min(first + spots_in_a_row, frequencies.spots.size()); ++k) {
      const std::size_t spot = frequencies.spots[k];
      PolarColumn column{frequency_text(frequencies.values[spot]), {}};
      for (const std::size_t p : shown) column.entries.push_back(polar(results[p][spot]));
      table.columns.push_back(std::move(column));
    }
    out.write("\n");
    print(out, table);
  }
  constexpr std::size_t most_values = 40;
  for (std::size_t p = 0; p < sensitivities.size(); ++p) {
    out.print("\nchange of |Z| of {} in %, for 1 % more of a value\n", ports[p].port.name);
    print(out, sensitivities[p], frequencies, most_values);
  }
}

void write_table(Output& out, const Session& session, const Steps& steps, const std::vector<Answer>& answers) {
  out.print("{}\n", session.deck.title);
  const StepsShown shown(steps);
  shown.describe(out);
  for (const Answer& answer : answers) {
    if (shown.announce(out, answer.step)) print_ports(out, answer);
  }
}

// If they are asked for.
Sensitivities sensitivities_of(Session& session, const Netlist& netlist, const std::vector<Port>& ports,
                               const std::vector<double>& frequencies) {
  if (!session.options.sensitivities) return {};
  ProgressBar bar("sensitivities", session.options);
  SensitivityResult found = port_sensitivities(netlist.circuit, ports, frequencies, bar.progress());
  log_solver(session, found.counters);
  std::vector<std::string> names;
  for (const ElementValue& value : found.values) names.push_back(value_name(netlist.circuit, value));
  Sensitivities sensitivities;
  const ParameterSensitivities parameters(session, netlist);
  for (auto& of_port : found.of_ports)
    parameters.add_to(sensitivities.emplace_back(ImpedanceSensitivities{names, std::move(of_port)}));
  return sensitivities;
}

void warn_of_undefined(Session& session, const std::vector<NamedPort>& ports, const std::vector<double>& frequencies,
                       const PortResults& results) {
  for (std::size_t p = 0; p < ports.size(); ++p) {
    std::vector<double> where;
    for (std::size_t k = 0; k < frequencies.size(); ++k) {
      if (results[p][k].is_undefined()) where.push_back(frequencies[k]);
    }
    if (where.empty()) continue;
    session.diagnostics.warning(codes::undefined_impedance, ports[p].span,
                                "the impedance of port '{}' is undefined {}: the circuit does not fix V/I there",
                                ports[p].port.name, at_frequencies(where, frequencies.size()));
  }
}

void add_options(CLI::App& app, Options& options) {
  add_deck(app, options);
  add_texts(app, "--port", options.ports, "N+[,N-]", "in place of the .port cards; may be repeated");
  add_sensitivities(app, options);
  add_frequencies(app, options);
  add_json(app, options);
  add_csv(app, options);
  add_result_files(app, options);
}

// Whether long chains gave the answer as such.
bool analyse_chains(Session& session, const Frequencies& frequencies, std::vector<Answer>& answers) {
  const Stopwatch watch;
  auto found = ports_of_chains(session, frequencies.values);
  if (!found) return false;
  session.log.info(fmt::format("{} ports of chains at {} frequencies in {:.3f} s", found->ports.size(),
                               frequencies.values.size(), watch.seconds()));
  log_solver(session, found->counters);
  answers.push_back({0, frequencies, std::move(found->ports), std::move(found->z), {}});
  return true;
}

// Whether the ports of the circuit in hand could be analysed.
bool analyse(Session& session, const Steps& steps, std::size_t step, std::vector<Answer>& answers) {
  const std::optional<Frequencies> frequencies = choose_frequencies(session);
  ask_for_ports(session);
  const bool is_plain = steps.empty() && !session.options.sensitivities;
  if (frequencies && is_plain && analyse_chains(session, *frequencies, answers)) return true;
  Netlist netlist = flat_netlist(session);
  std::vector<NamedPort> ports = choose_ports(session, netlist);
  if (frequencies) check_measured_data(session, frequencies->values);
  if (!frequencies || session.diagnostics.has_errors() || !find_operating_point(session, netlist)) return false;
  if (is_plain) {  // what is solved with needs their memory
    session.deck.forget_elements();
    std::vector<Span>().swap(netlist.origins);
  }
  std::vector<Port> plain;
  for (const NamedPort& port : ports) plain.push_back(port.port);
  const Stopwatch watch;
  ProgressBar bar("port impedances", session.options);
  auto [results, counters] = sweep_ports(netlist.circuit, plain, frequencies->values, bar.progress());
  session.log.info(fmt::format("{} nodes, {} elements, {} ports at {} frequencies in {:.3f} s",
                               netlist.circuit.node_count(), netlist.circuit.element_count(), ports.size(),
                               frequencies->values.size(), watch.seconds()));
  log_solver(session, counters);
  warn_of_undefined(session, ports, frequencies->values, results);
  Sensitivities sensitivities = sensitivities_of(session, netlist, plain, frequencies->values);
  answers.push_back({step, *frequencies, std::move(ports), std::move(results), std::move(sensitivities)});
  return true;
}

results::Document document(const Session& session, const Steps& steps, const std::vector<Answer>& answers) {
  results::Document document{session.deck.title, {}, {}};
  for (const Answer& answer : answers) {
    document.plots.push_back(plot_of(answer.ports, answer.frequencies.values, answer.results));
    document.plots.back().steps = steps_of_plot(steps, answer.step);
  }
  for (const Answer& answer : answers) {
    if (answer.sensitivities.empty()) continue;
    document.plots.push_back(sensitivities_plot("port", "port sensitivities", answer.frequencies.values));
    results::Plot& plot = document.plots.back();
    for (std::size_t p = 0; p < answer.ports.size(); ++p)
      add_sensitivities(plot, fmt::format("z({})", answer.ports[p].port.name), answer.sensitivities[p]);
    plot.steps = steps_of_plot(steps, answer.step);
  }
  return document;
}

ExitStatus run(Session& session) {
  const Steps steps = read_steps(session);
  std::vector<Answer> answers;
  if (!for_each_step(session, steps, [&](std::size_t step) { return analyse(session, steps, step, answers); }))
    return status_of_failure(session);
  return deliver(session,
                 {.table = [&](Output& out) { write_table(out, session, steps, answers); },
                  .json = [&](Output& out) { write_json(out, session, steps, answers); },
                  .csv = [&](Output& out) { write_csv(out, steps, answers); },
                  .document = [&] { return document(session, steps, answers); }},
                 ExitStatus::done);
}

}  // namespace

namespace registered {
extern const Command port;
const Command port{
    .name = "port",
    .usage = "DECK [--port N+[,N-]]... [OPTIONS]",
    .help = "driving-point impedance at a netlist's ports",
    .examples =
        "  ohmscope port bridge.cir\n"
        "  ohmscope port bridge.cir --port a,b --port out --freq 0,1k\n"
        "  ohmscope port bridge.cir --sens --csv\n"
        "  ohmscope port bridge.cir -o bridge.raw -o bridge.json\n",
    .add_options = add_options,
    .run = run,
};
}  // namespace registered

}  // namespace ohmscope
