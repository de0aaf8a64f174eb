#pragma once

#include <string>

#include "app/session.hpp"
#include "solver/circuit/device.hpp"

namespace ohmscope {

/// Finds the operating point of a circuit with nonlinear devices, which then have their biases in it; begins at those
/// that they have. Reports where there is none, with what was tried; true where there is nothing to find.
[[nodiscard]] bool find_operating_point(Session& session, Netlist& netlist);
/// The same, where the report says that it is not the deck as written: "at V1 = 3 V".
[[nodiscard]] bool find_operating_point(Session& session, Netlist& netlist, const std::string& where);

/// Of the circuit in hand.
[[nodiscard]] Temperatures temperatures_of(Session& session);

/// Takes the biases of another circuit of the same elements, so that the search begins there.
void begin_at(Netlist& netlist, const Circuit& known);
/// Takes all biases away, so that the search begins anew.
void forget_operating_point(Netlist& netlist);

/// How a command ends that did not come to its results: for want of an operating point, or for a mistake.
[[nodiscard]] ExitStatus status_of_failure(const Session& session);

}  // namespace ohmscope
