#include <cmath>

#include "netlist/function_form.hpp"

namespace ohmscope {

namespace {

/// u0 / R(u1, u2, …).
class Conductance final : public SourceFunction {
 public:
  Conductance(LinearForm resistance, Span written) : resistance_(std::move(resistance)), written_(written) {}

  [[nodiscard]] std::size_t controls() const override {
    return 1 + (resistance_.function ? resistance_.function->controls.size() : resistance_.terms.size());
  }
  double evaluate(std::span<const double> u, std::span<double> slopes) const override {
    const double ohms = resistance_at(u.subspan(1), slopes.subspan(1));
    for (double& slope : slopes.subspan(1)) slope *= slope == 0 ? 0 : -u[0] / (ohms * ohms);
    slopes[0] = 1 / ohms;
    return u[0] / ohms;
  }
  [[nodiscard]] std::optional<Fault> fault(std::span<const double> u) const override {
    if (resistance_.function) {
      if (auto inner = resistance_.function->function->fault(u.subspan(1))) return inner;
    }
    std::vector<double> slopes(controls());
    if (std::isfinite(evaluate(u, slopes))) return std::nullopt;
    return Fault{"a resistance of 0", written_.offset, written_.length};
  }
  [[nodiscard]] std::optional<std::string> text(std::span<const std::string> controls) const override {
    std::optional<std::string> ohms = fmt::format("{}", resistance_.constant);
    for (std::size_t k = 0; k < resistance_.terms.size(); ++k)
      *ohms += fmt::format("+({})*{}", resistance_.terms[k].coefficient, controls[k + 1]);
    if (resistance_.function) ohms = resistance_.function->function->text(controls.subspan(1));
    return ohms ? std::optional(fmt::format("({}/({}))", controls[0], *ohms)) : std::nullopt;
  }

 private:
  double resistance_at(std::span<const double> u, std::span<double> slopes) const {
    if (resistance_.function) return resistance_.function->function->evaluate(u, slopes);
    double ohms = resistance_.constant;
    for (std::size_t k = 0; k < u.size(); ++k) {
      slopes[k] = resistance_.terms[k].coefficient;
      ohms += slopes[k] * u[k];
    }
    return ohms;
  }

  LinearForm resistance_;
  Span written_;
};

}  // namespace

FunctionForm conductance_of(const LinearForm& resistance, const Probe& across, Span written) {
  FunctionForm form;
  form.controls.push_back(across);
  if (resistance.function) {
    const std::vector<Probe>& inner = resistance.function->controls;
    form.controls.insert(form.controls.end(), inner.begin(), inner.end());
  }
  for (const LinearForm::Term& term : resistance.terms) form.controls.push_back(term.probe);
  form.function = std::make_shared<const Conductance>(resistance, written);
  return form;
}

}  // namespace ohmscope
