#include "app/step_output.hpp"

#include <algorithm>

#include "app/text.hpp"

namespace ohmscope {

void write_step(JsonWriter& json, const Steps& steps, std::size_t step) {
  if (steps.empty()) return;
  const std::vector<double> values = steps.values(step);
  json.key("step");
  json.begin_flat_object();
  for (std::size_t k = 0; k < values.size(); ++k) json.member(steps.axes()[k].swept.name, values[k]);
  json.end_object();
}

void write_step_headings(CsvWriter& csv, const Steps& steps) {
  for (const StepAxis& axis : steps.axes()) {
    const Swept& swept = axis.swept;
    csv.cell(swept.unit.empty() ? swept.name : fmt::format("{} ({})", swept.name, swept.unit));
  }
}

void write_step(CsvWriter& csv, const Steps& steps, std::size_t step) {
  for (const double value : steps.values(step)) csv.cell(value);
}

std::vector<results::Step> steps_of_plot(const Steps& steps, std::size_t step) {
  std::vector<results::Step> of_plot;
  const std::vector<double> values = steps.values(step);
  for (std::size_t k = 0; k < values.size(); ++k)
    of_plot.push_back({steps.axes()[k].swept.name, steps.axes()[k].swept.unit, values[k]});
  return of_plot;
}

StepsShown::StepsShown(const Steps& steps) : steps_(steps) {
  constexpr std::size_t most = 9;
  constexpr std::size_t some = 5;
  const std::size_t count = steps.count();
  const std::size_t shown = count <= most ? count : some;
  for (std::size_t k = 0; k < shown; ++k)
    shown_.push_back(shown == 1 ? 0 : (k * (count - 1) + (shown - 1) / 2) / (shown - 1));
}

void StepsShown::describe(Output& out) const {
  if (shown_.size() < steps_.count())
    out.print("{}, {} of them shown (all: --json or --csv)\n", counted(steps_.count(), "step"), shown_.size());
}

bool StepsShown::announce(Output& out, std::size_t step) const {
  if (steps_.empty()) return true;
  if (!std::binary_search(shown_.begin(), shown_.end(), step)) return false;
  out.print("\n{}\n", steps_.text(step));
  return true;
}

}  // namespace ohmscope
