#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "app/session.hpp"
#include "solver/analyses/sensitivity.hpp"

namespace ohmscope {

/// A `.param` of the deck's top level.
struct ParameterSlopes {
  std::string name;  ///< as the deck spells it
  double value = 0;
  std::vector<double> slopes;  ///< [v]: d value v / d parameter; NaN where there is none
};

/// How `values` of the flat netlist hang on the deck's parameters; parameters that none hangs on are left out. By
/// differences of four netlists each, to about 1e-11: what depends on a parameter by a step, or is another circuit
/// beside it, has no slope.
[[nodiscard]] std::vector<ParameterSlopes> parameter_slopes(Session& session, const Netlist& netlist,
                                                            const std::vector<ElementValue>& values);

/// How impedances hang on the deck's parameters: by the chain rule, from how they hang on elements.
class ParameterSensitivities {
 public:
  /// `netlist`: of all elements. Without parameters there is nothing to do.
  ParameterSensitivities(Session& session, const Netlist& netlist);

  /// Adds d ln|Z| / d ln(parameter) as "{name}", for parameters other than 0.
  void add_to(ImpedanceSensitivities& sensitivities) const;

 private:
  struct Parameter {
    std::string name;
    std::unordered_map<std::string, double> exponents;  ///< by value_name(): d ln(value) / d ln(parameter)
  };
  std::vector<Parameter> parameters_;
};

}  // namespace ohmscope
