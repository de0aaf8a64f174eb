#pragma once

#include <string>
#include <vector>

#include "app/session.hpp"
#include "solver/analyses/driving_point.hpp"

namespace ohmscope {

/// A port as asked for.
struct NamedPort {
  Port port;
  std::string positive;  ///< as written
  std::string negative;
  Span span;  ///< where it is asked for
};

/// The deck's `.port` cards. Reports nodes that do not exist.
[[nodiscard]] std::vector<NamedPort> deck_ports(Session& session, const Netlist& netlist);

/// Those of `--port`, named as typed. Reports nodes that do not exist and texts that are not `N+[,N-]`.
[[nodiscard]] std::vector<NamedPort> command_line_ports(Session& session, const Netlist& netlist);

/// Those of `--port`, else the deck's. Reports what the two above report.
[[nodiscard]] std::vector<NamedPort> choose_ports(Session& session, const Netlist& netlist);

/// Reports that there is no port at all, unless a mistake elsewhere may have kept it out.
void ask_for_ports(Session& session);

/// The node called `name`, or as Xyce joins its path, "x1:mid". Reports one that does not exist, unless a mistake elsewhere may have kept it out.
[[nodiscard]] std::optional<NodeId> find_node(Session& session, const Netlist& netlist, Span name,
                                              Severity severity = Severity::error);

}  // namespace ohmscope
