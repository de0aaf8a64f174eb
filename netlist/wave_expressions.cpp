#include "netlist/elaboration_state.hpp"

// Expressions of `.meas` cards.
namespace ohmscope {

std::optional<Expression> Elaborator::wave(Span text, const std::vector<std::string>& known) {
  const KnownNames names(known.begin(), known.end());
  auto expression = state_->values.wave(*state_->top, text, names);
  state_->report_found({});
  return expression;
}

std::optional<std::complex<double>> Elaborator::wave_value(const Expression& wave, const WavePoint& point) {
  const auto value = state_->values.wave_value(*state_->top, wave, point);
  state_->report_found({});
  return value;
}

const EvaluationRules& Elaborator::rules() const { return state_->values.rules(); }

}  // namespace ohmscope
