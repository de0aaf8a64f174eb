#pragma once

#include <complex>
#include <string>
#include <vector>

#include "app/signals.hpp"
#include "netlist/expression.hpp"

namespace ohmscope {

/// A function of voltages and currents, as `.sens objfunc={…}` has it.
class OutputFunction {
 public:
  /// Adds the voltages and currents in it to `measured`, each once. Reports, and returns nothing, where it is wrong.
  [[nodiscard]] static std::optional<OutputFunction> read(Session& session, const Netlist& netlist, Span text,
                                                          std::vector<Signal>& measured);

  [[nodiscard]] const std::string& name() const { return name_; }
  /// Of values of all that is measured; NaN where it has none.
  [[nodiscard]] std::complex<double> value(Elaborator& elaborator,
                                           const std::vector<std::complex<double>>& measured) const;

  /// How it hangs on one of its voltages and currents: its slopes along the real and along the imaginary part.
  struct Slope {
    std::size_t of = 0;  ///< index into what is measured
    std::complex<double> real;
    std::complex<double> imaginary;
  };
  /// By differences of four values each, but for terms in the fourth power of the distance (Richardson);
  /// `with_imaginary`: or else those slopes are 0.
  [[nodiscard]] std::vector<Slope> slopes(Elaborator& elaborator, std::vector<std::complex<double>> measured,
                                          bool with_imaginary) const;

 private:
  OutputFunction(std::string name, Expression expression, std::vector<std::size_t> probes)
      : name_(std::move(name)), expression_(std::move(expression)), probes_(std::move(probes)) {}

  std::string name_;
  Expression expression_;
  std::vector<std::size_t> probes_;  ///< indices into what is measured
};

}  // namespace ohmscope
