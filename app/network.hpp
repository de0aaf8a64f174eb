#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/analyses/analysis.hpp"
#include "solver/analyses/nport.hpp"

namespace ohmscope {

/// A port as a network analysis has it: between two nodes, or in the place of an element, which is taken out then.
struct PortOfNetwork {
  std::string name;
  NodeId positive = ground;
  NodeId negative = ground;
  std::complex<double> z0 = 50.0;
  std::optional<ElementId> element = std::nullopt;
};

/// A network analysis: what its ports are, and what is asked of them.
struct NetworkTask {
  std::vector<PortOfNetwork> ports;
  std::vector<NetworkMatrix> matrices;
  bool has_port_impedances = false;  ///< also zin, yin, zout, yout: the others terminated
  bool is_spaced = true;             ///< entries are called s_1_1, or s11
  bool has_noise = false;            ///< also cy_1_1 …, A^2/Hz, and of two ports the noise parameters, as in ngspice
  Span place = {};                   ///< where it is asked for
};

/// Solves it. Warns of entries that have no value.
[[nodiscard]] AnalysisResult solve_network(Session& session, const Circuit& circuit, const NetworkTask& task,
                                           const std::vector<double>& frequencies);
/// The members "ports", "z0", "frequencies", "signals", and "reciprocal" and "passive" if S is among the matrices.
void write_network(JsonWriter& json, const NetworkTask& task, const AnalysisResult& result);
/// Prints it for people.
void print_network(Output& out, const NetworkTask& task, const Frequencies& frequencies, const AnalysisResult& result);

/// The ports that the circuit's elements are, P and V with a number, in order of their numbers. Reports, at `place`,
/// that there are none, or that the numbers are not 1, 2, 3, ….
[[nodiscard]] std::vector<PortOfNetwork> numbered_ports(Session& session, const Netlist& netlist, Span place);

/// Those of --port, else of `.port`, else the numbered elements. Reports nodes that do not exist.
[[nodiscard]] std::vector<PortOfNetwork> network_ports(Session& session, const Netlist& netlist);
/// Gives `ports` the references of `--z0`, if it is given: one for all, or one a port. Reports what is wrong with it.
void set_references(Session& session, std::vector<PortOfNetwork>& ports);

/// "s", "z", …
[[nodiscard]] std::string_view name_of(NetworkMatrix matrix);
/// All of them, in the order of the enumeration.
[[nodiscard]] std::vector<std::string_view> network_matrix_names();

}  // namespace ohmscope
