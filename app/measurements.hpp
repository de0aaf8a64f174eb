#pragma once

#include <complex>
#include <string>
#include <vector>

#include "app/analyses/analysis.hpp"
#include "app/steps.hpp"

namespace ohmscope {

/// Reports what is wrong with the deck's `.meas` cards as such, and warns of those that measure what there is not here.
void check_measures(Session& session);

/// Adds the signals that the `.meas` cards of an analysis ("ac") need and that are not among `signals`. Reports nodes
/// and elements that do not exist, and expressions that are wrong.
void add_measured(Session& session, const Netlist& netlist, std::string_view analysis, std::vector<Signal>& signals);

/// Measures what the deck asks of a result, and takes away the signals that were there for that alone. Warns of what
/// has no value.
void measure(Session& session, const Netlist& netlist, std::string_view analysis, AnalysisResult& result);

/// The member "measurements" if there are any: by name a number, `[re, im]`, or null; of a nested `.dc` a list, one for
/// each value of the outer sweep.
void write_measurements(JsonWriter& json, const AnalysisResult& result);

/// A row each; behind a heading for each step if there are several.
void print_measurements(Output& out, const Steps& steps, const std::vector<const AnalysisResult*>& results);

}  // namespace ohmscope
