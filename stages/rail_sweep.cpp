#include "stages/rail_sweep.hpp"

#include <cmath>
#include <numeric>

namespace ohmscope {

namespace {

/// Relative, of an answer.
constexpr double tolerable_error = 1e-11;

std::vector<Coefficient> coefficients_of(const PortRelation::Row& row) {
  std::vector<Coefficient> all;
  for (std::size_t k = 0; k < row.exact.size(); ++k) all.emplace_back(row.coefficients[k], row.exact[k]);
  return all;
}

}  // namespace

RailSweep::RailSweep(std::size_t rails, const PortRelation& behind) : rails_(rails), behind_(behind) {}

Equations RailSweep::first_cut(bool has_source) const {
  Equations cut(cut_size());
  for (std::size_t k = 0; k < rails_; ++k) {
    Equations::Row nothing_drawn(cut_size());
    nothing_drawn[drawn(k)] = Coefficient::whole(1);
    cut.add(std::move(nothing_drawn));
  }
  if (!has_source) return cut;
  Equations::Row row(cut_size());
  row[voltage()] = Coefficient::whole(1);
  row[factor()] = Coefficient::whole(-1);
  cut.add(std::move(row));
  return cut;
}

Equations RailSweep::last_cut() const {
  Equations cut = first_cut(false);
  Equations::Row open(cut_size());
  open[current()] = Coefficient::whole(1);
  cut.add(std::move(open));
  return cut;
}

Equations RailSweep::close_left(const Equations& left, const RailedStage& stage) const {
  return extend(left, stage, true);
}

Equations RailSweep::close_right(const Equations& right, const RailedStage& stage) const {
  return extend(right, stage, false);
}

/// The side's own cut is eliminated; rail voltages and sources are the same at both.
Equations RailSweep::extend(const Equations& side, const RailedStage& stage, bool from_left) const {
  Equations all(2 * cut_size());
  add_cut(all, side, true);
  add_stage(all, stage, from_left);
  std::vector<std::size_t> kept(cut_size());
  std::iota(kept.begin(), kept.end(), std::size_t{0});
  return all.about(kept);
}

void RailSweep::add_cut(Equations& to, const Equations& cut, bool is_other) const {
  std::vector<std::size_t> places(cut_size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  for (std::size_t k = 0; is_other && k <= voltage(); ++k) places[k] = other(k);
  to.add(cut, places);
}

/// A port's current flows into the stage: at the output that is leftwards, and from a rail it is what is drawn at one
/// cut more than at the other.
void RailSweep::add_stage(Equations& to, const RailedStage& stage, bool input_is_other) const {
  for (const PortRelation::Row& relation : stage.relation.rows) {
    const std::vector<Coefficient> a = coefficients_of(relation);
    Equations::Row row(to.unknowns());
    const auto near = [&](std::size_t k, bool is_other) { return is_other ? other(k) : k; };
    std::size_t n = 0;
    if (stage.has_input) {
      row[near(voltage(), input_is_other)] = a[n++];
      row[near(current(), input_is_other)] = a[n++];
    }
    row[near(voltage(), !input_is_other)] = a[n++];
    row[near(current(), !input_is_other)] = -a[n++];
    for (const std::size_t rail : stage.rails) {
      row[rail_voltage(rail)] = a[n++];
      row[drawn(rail)] = a[n];
      row[other(drawn(rail))] = -a[n++];
    }
    row[factor()] = a[n];
    to.add(std::move(row));
  }
  std::vector<bool> is_reached(rails_);
  for (const std::size_t rail : stage.rails) is_reached[rail] = true;
  for (std::size_t k = 0; k < rails_; ++k) {
    if (is_reached[k]) continue;
    Equations::Row same(to.unknowns());
    same[drawn(k)] = Coefficient::whole(1);
    same[other(drawn(k))] = Coefficient::whole(-1);
    to.add(std::move(same));
  }
}

/// What the stages draw flows out of what is behind the rails.
void RailSweep::add_behind(Equations& to, bool has_both_sides) const {
  for (const PortRelation::Row& relation : behind_.rows) {
    const std::vector<Coefficient> a = coefficients_of(relation);
    Equations::Row row(to.unknowns());
    for (std::size_t k = 0; k < rails_; ++k) {
      row[rail_voltage(k)] = a[2 * k];
      row[drawn(k)] = -a[2 * k + 1];
      if (has_both_sides) row[other(drawn(k))] = -a[2 * k + 1];
    }
    row[factor()] = a.back();
    to.add(std::move(row));
  }
}

std::optional<Termination> RailSweep::termination(const Equations& side) const {
  Equations all(cut_size());
  add_cut(all, side, false);
  add_behind(all, false);
  std::vector<Termination::Row> rows;
  const Equations at_cut = all.about({voltage(), current(), factor()});
  if (!(at_cut.error() <= tolerable_error)) return std::nullopt;
  for (const auto& row : at_cut.rows()) rows.push_back({row[0].value(), row[1].value(), row[2].value()});
  return Termination(std::move(rows));
}

std::optional<std::complex<double>> RailSweep::voltage_between(const Equations& left, const Equations& right) const {
  Equations all(2 * cut_size());
  add_cut(all, left, false);
  add_cut(all, right, true);
  for (const std::size_t unknown : {current(), voltage()}) {
    Equations::Row same(all.unknowns());
    same[unknown] = Coefficient::whole(1);
    same[other(unknown)] = Coefficient::whole(-1);
    all.add(std::move(same));
  }
  add_behind(all, true);
  const Equations of_voltage = all.about({voltage(), factor()});
  const std::complex<double> volts = of_voltage.ratio();
  if (!(of_voltage.error() <= tolerable_error) || std::isnan(volts.real())) return std::nullopt;
  return volts;
}

}  // namespace ohmscope
