#include <algorithm>

#include "app/codes.hpp"
#include "app/command.hpp"
#include "app/delivery.hpp"
#include "app/network.hpp"
#include "app/operating_point.hpp"
#include "app/result_plots.hpp"
#include "app/step_output.hpp"
#include "app/whole_deck.hpp"
#include "netlist/text.hpp"
#include "results/csv_writer.hpp"
#include "results/network_plot.hpp"

namespace ohmscope {

namespace {

constexpr AnalysisType as_analysis{.name = "network", .is_complex = true};

std::vector<std::string> names_of(const NetworkTask& task) {
  std::vector<std::string> names;
  for (const PortOfNetwork& port : task.ports) names.push_back(port.name);
  return names;
}

/// The network at one step.
struct Answer {
  std::size_t step;
  Frequencies frequencies;
  NetworkTask task;
  AnalysisResult result;
};

/// Of several steps each is a member of "networks".
void write_json(Output& out, const Session& session, const Steps& steps, const std::vector<Answer>& answers) {
  JsonWriter json(out);
  json.begin_object();
  json.member("title", session.deck.title);
  if (steps.empty()) {
    write_network(json, answers.front().task, answers.front().result);
  } else {
    json.key("networks");
    json.begin_array();
    for (const Answer& answer : answers) {
      json.begin_object();
      write_step(json, steps, answer.step);
      write_network(json, answer.task, answer.result);
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
  json.finish();
}

void write_csv(Output& out, const Steps& steps, const std::vector<Answer>& answers) {
  CsvWriter csv(out);
  write_step_headings(csv, steps);
  csv.cell("frequency (Hz)");
  for (const Quantity& signal : answers.front().result.signals) {
    if (signal.unit.empty()) {
      csv.cell(signal.name + ".re");
      csv.cell(signal.name + ".im");
    } else {
      csv.complex_heading(signal.name, signal.unit);
    }
  }
  csv.end_row();
  for (const auto& [step, frequencies, task, result] : answers) {
    for (std::size_t k = 0; k < result.points(); ++k) {
      write_step(csv, steps, step);
      csv.cell(frequencies.values[k]);
      for (const auto& values : result.values) csv.cells(values[k]);
      csv.end_row();
    }
  }
}

void write_table(Output& out, const Session& session, const Steps& steps, const std::vector<Answer>& answers) {
  out.print("{}\n", session.deck.title);
  const StepsShown shown(steps);
  shown.describe(out);
  for (const Answer& answer : answers) {
    if (shown.announce(out, answer.step)) print_network(out, answer.task, answer.frequencies, answer.result);
  }
}

results::Document document(const Session& session, const Steps& steps, const std::vector<Answer>& answers) {
  results::Document document{session.deck.title, {}, {}};
  for (const Answer& answer : answers) {
    add_plots(document, as_analysis, answer.result);
    results::Plot& plot = document.plots.back();
    plot.steps = steps_of_plot(steps, answer.step);
    plot.name = results::name_with_ports(plot.name, names_of(answer.task));
  }
  return document;
}

/// Of `--matrix`, each once. Reports a word that is none.
std::vector<NetworkMatrix> matrices(Session& session, std::size_t ports) {
  if (session.options.matrices.empty()) return {NetworkMatrix::s};
  std::vector<NetworkMatrix> chosen;
  const std::vector<std::string_view> names = network_matrix_names();
  for (const Span word : option_words(session, "--matrix", session.options.matrices, ',')) {
    const std::string name = lower_case(session.sources.text(word));
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      session.diagnostics.error(codes::bad_option_value, word, "unknown matrix '{}', expected one of {}", name,
                                fmt::join(names, ", "));
      continue;
    }
    const auto matrix = static_cast<NetworkMatrix>(found - names.begin());
    if (ports > 0 && !exists(matrix, ports))
      session.diagnostics.error(codes::bad_option_value, word, "'{}' is of two ports, and here {}", name,
                                ports == 1 ? "is 1" : fmt::format("are {}", ports));
    if (std::find(chosen.begin(), chosen.end(), matrix) == chosen.end()) chosen.push_back(matrix);
  }
  return chosen;
}

void add_options(CLI::App& app, Options& options) {
  add_deck(app, options);
  add_texts(app, "--port", options.ports, "N+[,N-]", "in place of the deck's ports; may be repeated");
  add_text(app, "--matrix", options.matrices, "NAME[,NAME]",
           fmt::format("any of {}; s if left out", fmt::join(network_matrix_names(), ", ")));
  add_text(app, "--z0", options.z0, "OHMS[,OHMS]", "reference of all ports, or of each; 50, or what the deck says");
  add_noise(app, options);
  add_frequencies(app, options);
  add_json(app, options);
  add_csv(app, options);
  add_result_files(app, options);
}

// Whether the network of the circuit in hand could be analysed.
bool analyse(Session& session, std::size_t step, std::vector<Answer>& answers) {
  const std::optional<Frequencies> frequencies = choose_frequencies(session);
  Netlist netlist = flat_netlist(session);
  NetworkTask task;
  task.ports = network_ports(session, netlist);
  task.matrices = matrices(session, task.ports.size());
  task.has_noise = session.options.noise;
  set_references(session, task.ports);
  if (frequencies) check_measured_data(session, frequencies->values);
  if (!frequencies || session.diagnostics.has_errors() || !find_operating_point(session, netlist)) return false;
  AnalysisResult result = solve_network(session, netlist.circuit, task, frequencies->values);
  answers.push_back({step, *frequencies, std::move(task), std::move(result)});
  return true;
}

ExitStatus run(Session& session) {
  const Steps steps = read_steps(session);
  std::vector<Answer> answers;
  if (!for_each_step(session, steps, [&](std::size_t step) { return analyse(session, step, answers); }))
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
extern const Command network;
const Command network{
    .name = "network",
    .usage = "DECK [--matrix s|z|y|h|g|abcd] [--z0 OHMS] [OPTIONS]",
    .help = "S, Z, Y, H, G or ABCD of a netlist's ports together",
    .examples =
        "  ohmscope network filter.cir\n"
        "  ohmscope network filter.cir --port in --port out --z0 50,75 --matrix s,abcd\n"
        "  ohmscope network filter.cir --matrix z --json\n"
        "  ohmscope network filter.cir -o filter.s2p\n",
    .add_options = add_options,
    .run = run,
};
}  // namespace registered

}  // namespace ohmscope
