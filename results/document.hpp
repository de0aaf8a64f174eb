#pragma once

#include <string>
#include <vector>

#include "results/values.hpp"

namespace ohmscope::results {

/// Numbers with a name and a unit: what a plot runs along, or what it shows there.
struct Column {
  std::string name;  ///< "frequency", "v(out)"
  std::string unit;  ///< "Hz", "V"; "ohm", "V/sqrt(Hz)"; empty: none
  Values values;  ///< one a point. Infinity is a value; NaN: nothing determines it. (inf, 0): infinite without a phase
};

/// What was varied around an analysis.
struct Step {
  std::string name;
  std::string unit;
  double value = 0;
};

/// What one analysis gave, at each of its points.
struct Plot {
  std::string type;               ///< short: "ac", "dc", "port"
  std::string name;               ///< for people: "AC Analysis"
  std::vector<Column> axes = {};  ///< real, the first varies fastest; none: a single point
  std::vector<Column> signals = {};
  std::vector<Step> steps = {};         ///< those that this plot belongs to
  bool is_complex = false;              ///< whether its signals are, even where all imaginary parts are 0
  std::vector<double> references = {};  ///< of S parameters: ohm, one a port

  [[nodiscard]] std::size_t points() const {
    if (!axes.empty()) return axes.front().values.size();
    return signals.empty() ? 0 : signals.front().values.size();
  }
};

/// What a file of results holds.
struct Document {
  std::string title;
  std::string date;  ///< as text; may be empty
  std::vector<Plot> plots = {};
};

}  // namespace ohmscope::results
