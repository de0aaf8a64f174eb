#include "app/network.hpp"

#include <algorithm>
#include <cmath>

#include "app/codes.hpp"
#include "app/progress_bar.hpp"
#include "app/render/columns.hpp"
#include "app/solver_log.hpp"
#include "solver/analyses/noise.hpp"
#include "solver/circuit/device.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// A circuit without the elements that ports stand for, and its ports.
struct Network {
  Circuit circuit;
  std::vector<NetworkPort> ports;
};

/// In the place of such an element stands a short, so that others can still refer to its current, and then the port.
Network network_of(const Circuit& from, const NetworkTask& task) {
  Network network;
  for (NodeId node = 1; node < static_cast<NodeId>(from.node_count()); ++node)
    network.circuit.node(from.node_name(node));
  std::vector<bool> is_port(from.element_count());
  for (const PortOfNetwork& port : task.ports) {
    NetworkPort& added = network.ports.emplace_back(NetworkPort{port.positive, port.negative, port.z0});
    if (!port.element) continue;
    is_port[static_cast<std::size_t>(*port.element)] = true;
    if (from.element(*port.element).type != &devices::current_source)
      added.positive = network.circuit.node("\n" + port.name);  // a name no deck can write
  }
  for (ElementId id = 0; id < static_cast<ElementId>(from.element_count()); ++id) {
    const Element& element = from.element(id);
    if (!is_port[static_cast<std::size_t>(id)]) {
      network.circuit.add(*element.type, from.element_name(id), from.pins(id), from.values(id), from.references(id), 0,
                          from.frequency_data(id));
      continue;
    }
    const bool is_open = element.type == &devices::current_source;
    const auto port =
        std::find_if(task.ports.begin(), task.ports.end(), [&](const auto& p) { return p.element == id; });
    const NodeId behind = network.ports[static_cast<std::size_t>(port - task.ports.begin())].positive;
    const NodeId pins[] = {from.pins(id)[0], is_open ? from.pins(id)[1] : behind};
    constexpr double off[] = {0, 0, 0};
    network.circuit.add(is_open ? devices::current_source : devices::voltage_source, from.element_name(id), pins, off);
  }
  return network;
}

std::string entry_name(const NetworkTask& task, NetworkMatrix matrix, std::size_t to, std::size_t from) {
  if (matrix == NetworkMatrix::abcd) return std::string(1, "abcd"[2 * to + from]);
  const char* pattern = task.is_spaced ? "{}_{}_{}" : "{}{}{}";
  return fmt::format(fmt::runtime(pattern), name_of(matrix), to + 1, from + 1);
}

std::string_view unit_of(NetworkMatrix matrix, std::size_t to, std::size_t from) {
  switch (matrix) {
    case NetworkMatrix::s:
      return "";
    case NetworkMatrix::z:
      return "ohm";
    case NetworkMatrix::y:
      return "S";
    case NetworkMatrix::h:
      return to == 0 ? (from == 0 ? "ohm" : "V/V") : (from == 0 ? "A/A" : "S");
    case NetworkMatrix::g:
      return to == 0 ? (from == 0 ? "S" : "A/A") : (from == 0 ? "V/V" : "ohm");
    case NetworkMatrix::abcd:
      return to == 0 ? (from == 0 ? "V/V" : "ohm") : (from == 0 ? "S" : "A/A");
  }
  return "";
}

std::vector<std::complex<double>> plain(const std::vector<Impedance>& values) {
  std::vector<std::complex<double>> numbers;
  for (const Impedance& value : values) {
    numbers.push_back(value.is_undefined() ? std::complex<double>{nan, nan} : value.value());
  }
  return numbers;
}

std::vector<Impedance> reciprocals(const std::vector<Impedance>& values) {
  std::vector<Impedance> result;
  for (const Impedance& value : values) {
    if (value.is_undefined()) {
      result.push_back(Impedance::undefined());
    } else if (value.is_infinite()) {
      result.push_back(Impedance::zero());
    } else {
      result.push_back(value.value() == 0.0 ? Impedance::infinite() : Impedance(1.0 / value.value()));
    }
  }
  return result;
}

void add(AnalysisResult& result, std::string name, std::string_view unit, const std::vector<Impedance>& values) {
  result.signals.push_back({std::move(name), std::string(unit), true});
  result.values.push_back(plain(values));
}

void add_port_impedances(const Network& network, const std::vector<double>& frequencies, AnalysisResult& result) {
  constexpr std::string_view ends[] = {"in", "out"};
  for (std::size_t port = 0; port < network.ports.size(); ++port) {
    const std::vector<Impedance> z = terminated_impedance(network.circuit, network.ports, port, frequencies);
    add(result, fmt::format("z{}", ends[port]), "ohm", z);
    add(result, fmt::format("y{}", ends[port]), "S", reciprocals(z));
  }
}

/// With the ports shorted, the currents into them, and what they make of a two-port.
void add_noise(Session& session, const Network& network, const NetworkTask& task,
               const std::vector<double>& frequencies, AnalysisResult& result) {
  const double kelvin = session.elaborator->temperature() - absolute_zero;
  Circuit shorted = network.circuit;
  std::vector<ElementId> shorts;
  for (const NetworkPort& port : network.ports) {
    const NodeId pins[] = {port.positive, port.negative};
    constexpr double off[] = {0, 0, 0};
    shorts.push_back(static_cast<ElementId>(shorted.element_count()));
    shorted.add(devices::voltage_source, fmt::format("\nnoise {}", shorts.size()), pins, off);
  }
  ProgressBar bar("noise of the ports", session.options);
  const NoiseCorrelation found = noise_correlation(shorted, shorts, kelvin, frequencies, bar.progress());
  log_solver(session, found.counters);
  const std::size_t size = shorts.size();
  for (std::size_t entry = 0; entry < size * size; ++entry) {
    result.signals.push_back({fmt::format("cy_{}_{}", entry / size + 1, entry % size + 1), "A^2/Hz"});
    result.values.push_back(found.values[entry]);
  }
  if (size != 2) return;
  const NetworkEntries y = network_matrix(network.circuit, network.ports, NetworkMatrix::y, frequencies);
  const auto number = [](const Impedance& value) {
    return value.is_finite() ? value.value() : std::complex<double>(nan, nan);
  };
  std::vector<std::vector<std::complex<double>>> rows(4);
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const std::complex<double> cy[2][2] = {{found.values[0][k], found.values[1][k]},
                                           {found.values[2][k], found.values[3][k]}};
    const NoiseParameters parameters =
        noise_parameters(cy, number(y.at(0, 0)[k]), number(y.at(1, 0)[k]), task.ports[0].z0.real(), kelvin);
    rows[0].emplace_back(parameters.figure);
    rows[1].emplace_back(parameters.lowest_figure);
    rows[2].emplace_back(parameters.resistance);
    rows[3].push_back(parameters.best);
  }
  constexpr std::pair<std::string_view, std::string_view> names[] = {
      {"nf", "dB"}, {"nfmin", "dB"}, {"rn", "ohm"}, {"sopt", ""}};
  for (std::size_t row = 0; row < rows.size(); ++row) {
    result.signals.push_back({std::string(names[row].first), std::string(names[row].second), true});
    result.values.push_back(std::move(rows[row]));
  }
}

/// Of all that has no value somewhere, in one warning.
void warn_of_undefined(Session& session, const NetworkTask& task, const std::vector<double>& frequencies,
                       const AnalysisResult& result) {
  std::vector<std::string_view> names;
  std::vector<double> where;
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    bool lacks = false;
    for (std::size_t s = 0; s < result.signals.size(); ++s) {
      if (!std::isnan(result.values[s][k].real())) continue;
      lacks = true;
      if (std::find(names.begin(), names.end(), result.signals[s].name) == names.end())
        names.emplace_back(result.signals[s].name);
    }
    if (lacks) where.push_back(frequencies[k]);
  }
  if (names.empty()) return;
  constexpr std::size_t most_names = 8;
  const std::size_t shown = std::min(names.size(), most_names);
  session.diagnostics.warning(codes::undefined_impedance, task.place, "{}{} undefined {}: the circuit does not fix {}",
                              fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
                              names.size() > shown ? fmt::format(" and {} more are", names.size() - shown)
                              : names.size() > 1   ? " are"
                                                   : " is",
                              at_frequencies(where, frequencies.size()), names.size() > 1 ? "them" : "it");
}

/// Reflections and transmissions as those who measure them read them.
Polar decibels(std::complex<double> value) {
  Polar text = polar(value, "");
  const double magnitude = std::abs(value);
  if (std::isnan(magnitude) || std::isinf(magnitude)) return text;
  text.magnitude = magnitude == 0 ? "-∞ dB" : fmt::format("{:.2f} dB", 20 * std::log10(magnitude) + 0.0);
  return text;
}

std::string ohms_text(std::complex<double> z0) {
  if (z0.imag() == 0) return engineering(z0.real(), "ohm");
  return fmt::format("{:.4g} {} {:.4g}j ohm", z0.real(), z0.imag() < 0 ? '-' : '+', std::abs(z0.imag()));
}

/// S among the results, if it is.
std::optional<NetworkEntries> reflections(const NetworkTask& task, const AnalysisResult& result) {
  const auto s = std::find(task.matrices.begin(), task.matrices.end(), NetworkMatrix::s);
  if (s == task.matrices.end()) return std::nullopt;
  const std::size_t size = task.ports.size() * task.ports.size();
  const std::size_t before = task.has_port_impedances ? 2 * task.ports.size() : 0;
  const std::size_t first = before + size * static_cast<std::size_t>(s - task.matrices.begin());
  NetworkEntries entries{task.ports.size(), {}, {}};
  for (std::size_t k = first; k < first + size; ++k)
    entries.values.emplace_back(result.values[k].begin(), result.values[k].end());
  return entries;
}

}  // namespace

std::vector<std::string_view> network_matrix_names() { return {"s", "z", "y", "h", "g", "abcd"}; }

std::string_view name_of(NetworkMatrix matrix) { return network_matrix_names()[static_cast<std::size_t>(matrix)]; }

AnalysisResult solve_network(Session& session, const Circuit& circuit, const NetworkTask& task,
                             const std::vector<double>& frequencies) {
  const Network network = network_of(circuit, task);
  AnalysisResult result;
  result.axes = {{"frequency", "Hz", frequencies}};
  if (task.has_port_impedances) add_port_impedances(network, frequencies, result);
  for (const NetworkMatrix matrix : task.matrices) {
    ProgressBar bar(fmt::format("{} of {} ports", name_of(matrix), network.ports.size()), session.options);
    const NetworkEntries entries = network_matrix(network.circuit, network.ports, matrix, frequencies, bar.progress());
    log_solver(session, entries.counters);
    for (std::size_t to = 0; to < entries.ports; ++to) {
      for (std::size_t from = 0; from < entries.ports; ++from)
        add(result, entry_name(task, matrix, to, from), unit_of(matrix, to, from), entries.at(to, from));
    }
  }
  if (task.has_noise) add_noise(session, network, task, frequencies, result);
  for (const PortOfNetwork& port : task.ports) result.references.push_back(port.z0.real());
  warn_of_undefined(session, task, frequencies, result);
  return result;
}

void write_network(JsonWriter& json, const NetworkTask& task, const AnalysisResult& result) {
  std::vector<std::string> names;
  for (const PortOfNetwork& port : task.ports) names.push_back(port.name);
  json.list("ports", names);
  json.key("z0");
  json.begin_flat_array();
  for (const PortOfNetwork& port : task.ports) port.z0.imag() == 0 ? json.value(port.z0.real()) : json.value(port.z0);
  json.end_array();
  json.list("frequencies", result.axes.front().values);
  if (const auto s = reflections(task, result)) {
    json.member("reciprocal", is_reciprocal(*s));
    json.member("passive", is_passive(*s));
  }
  json.key("signals");
  json.begin_object();
  for (std::size_t s = 0; s < result.signals.size(); ++s) {
    std::vector<Impedance> row(result.values[s].begin(), result.values[s].end());
    json.list(result.signals[s].name, row);
  }
  json.end_object();
}

void print_network(Output& out, const NetworkTask& task, const Frequencies& frequencies, const AnalysisResult& result) {
  std::vector<std::string> words{fmt::format("\nnetwork of {}:", counted(task.ports.size(), "port"))};
  for (std::size_t p = 0; p < task.ports.size(); ++p)
    words.push_back(fmt::format("{} {} ({}){}", p + 1, task.ports[p].name, ohms_text(task.ports[p].z0),
                                p + 1 < task.ports.size() ? "," : ""));
  print_folded(out, words, " ", 2);
  if (const auto s = reflections(task, result)) {
    out.print("{}, {}\n", is_reciprocal(*s) ? "reciprocal" : "not reciprocal",
              is_passive(*s) ? "passive" : "not passive");
  }
  const std::string sweep = describe(frequencies);
  if (!sweep.empty()) out.print("{}\n", sweep);
  for (std::size_t first = 0; first < frequencies.spots.size(); first += spots_in_a_row) {
    PolarTable table;
    table.rows = abridge(result.signals.size());
    table.left_out =
        fmt::format("… {} left out here (--json or --csv shows all)", counted(table.rows.left_out, "entry"));
    for (const std::size_t s : rows_shown(table.rows)) table.names.push_back(result.signals[s].name);
    for (std::size_t k = first; k < std::min(first + spots_in_a_row, frequencies.spots.size()); ++k) {
      const std::size_t spot = frequencies.spots[k];
      PolarColumn column{frequency_text(frequencies.values[spot]), {}};
      for (const std::size_t s : rows_shown(table.rows)) {
        const std::complex<double> value = result.values[s][spot];
        column.entries.push_back(result.signals[s].unit.empty() ? decibels(value)
                                                                : polar(value, result.signals[s].unit));
      }
      table.columns.push_back(std::move(column));
    }
    if (first > 0) out.write("\n");
    print(out, table);
  }
}

std::vector<PortOfNetwork> numbered_ports(Session& session, const Netlist& netlist, Span place) {
  const Circuit& circuit = netlist.circuit;
  std::vector<std::pair<double, ElementId>> found;
  for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    if (!is_port(circuit.element(id).type)) continue;
    const double number = circuit.values(id)[devices::port_number];
    if (!std::isnan(number)) found.emplace_back(number, id);
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<PortOfNetwork> ports;
  if (found.empty() && !session.diagnostics.has_errors()) {
    session.diagnostics.error(codes::bad_ports, place, "no element is a port")
        .with_hint("a port is 'P1 in 0 port=1 z0=50', or a source with a number: 'V1 in 0 ac 1 portnum 1 z0 50'");
  }
  double expected = 1;
  for (std::size_t k = 0; k < found.size(); ++k) {
    const auto [number, id] = found[k];
    if (k > 0 && number == found[k - 1].first) {
      session.diagnostics.error(codes::bad_ports, netlist.origin_of(id), "port {} is there twice", number)
          .note(netlist.origin_of(found[k - 1].second), "first here");
      continue;
    }
    if (number != expected) {
      session.diagnostics
          .error(codes::bad_ports, netlist.origin_of(id), "port {} follows {}, expected port {}", number,
                 k == 0 ? "none" : fmt::format("port {}", found[k - 1].first), expected)
          .with_hint("ports are numbered 1, 2, 3, …");
    }
    expected = std::floor(number) + 1;
    const auto pins = circuit.pins(id);
    ports.push_back(
        {std::string(circuit.element_name(id)), pins[0], pins[1], circuit.values(id)[devices::port_z0], id});
  }
  return ports;
}

}  // namespace ohmscope
