#include <algorithm>

#include "app/codes.hpp"
#include "app/command.hpp"
#include "app/delivery.hpp"
#include "app/network.hpp"
#include "app/result_plots.hpp"
#include "app/whole_deck.hpp"
#include "netlist/text.hpp"
#include "results/csv_writer.hpp"

namespace ohmscope {

namespace {

constexpr AnalysisType as_analysis{.name = "network", .is_complex = true};

void write_json(Output& out, const Session& session, const NetworkTask& task, const AnalysisResult& result) {
  JsonWriter json(out);
  json.begin_object();
  json.member("title", session.deck.title);
  write_network(json, task, result);
  json.end_object();
  json.finish();
}

void write_csv(Output& out, const AnalysisResult& result) {
  CsvWriter csv(out);
  csv.cell("frequency (Hz)");
  for (const Quantity& signal : result.signals) {
    if (signal.unit.empty()) {
      csv.cell(signal.name + ".re");
      csv.cell(signal.name + ".im");
    } else {
      csv.complex_heading(signal.name, signal.unit);
    }
  }
  csv.end_row();
  for (std::size_t k = 0; k < result.points(); ++k) {
    csv.cell(result.axes.front().values[k]);
    for (const auto& values : result.values) csv.cells(values[k]);
    csv.end_row();
  }
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
  add_frequencies(app, options);
  add_json(app, options);
  add_csv(app, options);
  add_result_files(app, options);
}

ExitStatus run(Session& session) {
  const std::optional<Frequencies> frequencies = choose_frequencies(session);
  const Netlist netlist = flat_netlist(session);
  NetworkTask task;
  task.ports = network_ports(session, netlist);
  task.matrices = matrices(session, task.ports.size());
  set_references(session, task.ports);
  if (frequencies) check_measured_data(session, frequencies->values);
  if (!frequencies || session.diagnostics.has_errors()) return ExitStatus::misuse;
  const AnalysisResult result = solve_network(session, netlist.circuit, task, frequencies->values);
  return deliver(session,
                 {.table =
                      [&](Output& out) {
                        out.print("{}\n", session.deck.title);
                        print_network(out, task, *frequencies, result);
                      },
                  .json = [&](Output& out) { write_json(out, session, task, result); },
                  .csv = [&](Output& out) { write_csv(out, result); },
                  .document =
                      [&] {
                        results::Document document{session.deck.title, {}, {}};
                        add_plots(document, as_analysis, result);
                        return document;
                      }},
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
