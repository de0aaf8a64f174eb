#include "stages/check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "solver/analyses/driving_point.hpp"
#include "stages/reduced_chain.hpp"
#include "stages/rule.hpp"

namespace ohmscope {

namespace {

/// Stages of one chain that are held against a flat netlist: each costs a solution of the whole chain.
constexpr std::size_t most_flat_stages = 100;

using Quantities = std::array<Impedance, 4>;  ///< in the order of checked_quantities

void compare(double frequency, const Quantities& by_rule, const Quantities& by_mna, const Scale& scale,
             CheckedStage& stage) {
  for (std::size_t q = 0; q < by_mna.size(); ++q) stage.quantities[q].add(frequency, by_rule[q], by_mna[q], scale);
}

/// The four impedances of one stage, [quantity][frequency], each from the flat netlist of all that takes part in it.
class FlatRoad {
 public:
  FlatRoad(const Chain& chain, const Rails& rails, std::size_t stage, const std::vector<double>& frequencies,
           Elaborator& elaborator)
      : chain_(chain), rails_(rails), frequencies_(frequencies), elaborator_(elaborator) {
    const std::size_t count = chain.stages.size();
    const bool sensor = chain.spec(stage).is_sensor();
    z_[0] = sensor ? undefined() : looking_in(stage, stage + 1);
    z_[1] = looking_out(stage, stage + 1);
    z_[2] = sensor ? undefined() : looking_in(stage, count);
    z_[3] = looking_out(0, stage + 1);
  }
  [[nodiscard]] const Impedance& at(std::size_t quantity, std::size_t frequency) const {
    return z_[quantity][frequency];
  }

 private:
  [[nodiscard]] std::vector<Impedance> undefined() const { return std::vector<Impedance>(frequencies_.size()); }
  [[nodiscard]] std::vector<Impedance> looking_in(std::size_t first, std::size_t last) const {
    const DrawnStages drawn = draw_with_rails(chain_, first, last, rails_, false, elaborator_);
    return driving_point_impedances(drawn.netlist.circuit, {{"in", drawn.in, ground}}, frequencies_)[0];
  }
  [[nodiscard]] std::vector<Impedance> looking_out(std::size_t first, std::size_t last) const {
    const DrawnStages drawn = draw_with_rails(chain_, first, last, rails_, true, elaborator_);
    return driving_point_impedances(drawn.netlist.circuit, {{"out", drawn.out, ground}}, frequencies_)[0];
  }

  const Chain& chain_;
  const Rails& rails_;
  const std::vector<double>& frequencies_;
  Elaborator& elaborator_;
  std::array<std::vector<Impedance>, 4> z_;
};

/// A distinct stage by itself at one frequency.
struct Alone {
  Impedance zin;
  Impedance zout;
  /// Also of its ports with the other one open and shorted: what overall values, and these, can cancel from.
  Scale scale;
};

Alone look_alone(const TwoPort& two_port) {
  Alone alone{two_port.local_zin().to_impedance(), two_port.local_zout().to_impedance(), {}};
  alone.scale.add(alone.zin);
  alone.scale.add(alone.zout);
  alone.scale.add(two_port.close_right(Termination::source(0)).seen_from_left().to_impedance());
  alone.scale.add(two_port.close_left(Termination::open()).seen_from_right().to_impedance());
  return alone;
}

/// What a stage at one frequency is surrounded by and shows, solved from its netlist.
struct Surroundings {
  Extended load;
  Extended source;
  Quantities by_mna;
  Scale scale;
};

/// Undefined where a double keeps no digits of the impedance: then neither road has a value to compare.
Extended from_left(const Termination& end) { return end.is_beyond_doubles() ? Extended() : end.seen_from_left(); }
Extended from_right(const Termination& end) { return end.is_beyond_doubles() ? Extended() : end.seen_from_right(); }

Surroundings look(const Chain& chain, const ReducedChain::AtFrequency& at, std::size_t k, const Alone& alone) {
  Surroundings s{from_left(at.right[k + 1]), 0.0, {}, alone.scale};
  s.by_mna[3] = from_right(at.left[k + 1]).to_impedance();
  if (chain.spec(k).is_sensor()) {
    s.by_mna[1] = s.by_mna[3];
  } else {
    s.source = from_right(at.left[k]);
    s.by_mna[0] = alone.zin;
    s.by_mna[1] = alone.zout;
    s.by_mna[2] = from_left(at.right[k]).to_impedance();
  }
  for (const Impedance& z : {s.by_mna[2], s.by_mna[3], s.load.to_impedance(), s.source.to_impedance()}) s.scale.add(z);
  return s;
}

/// Everything needed to check one chain. The rule of a stage is given the load and the source that its neighbours
/// really are, so that a wrong rule is blamed on its own stage; if all stages agree, so do both sweeps, by induction.
class ChainCheck {
 public:
  ChainCheck(const Chain& chain, const std::vector<double>& frequencies, const SourceMap& sources,
             Elaborator& elaborator, Diagnostics& diagnostics, const std::vector<std::size_t>& only)
      : chain_(chain),
        frequencies_(frequencies),
        elaborator_(elaborator),
        reduced_(chain, frequencies, elaborator),
        stages_(only) {
    result_.name = chain.name;
    result_.coupling = reduced_.coupling();
    for (std::size_t k = 0; k < chain.stages.size(); ++k) {
      if (only.empty()) stages_.push_back(k);
      if (reduced_.distinct(k) == rules_.size()) rules_.push_back(rule_for(chain.spec(k), sources, diagnostics));
    }
    for (const std::size_t k : stages_) {
      const StageSpec& spec = chain.spec(k);
      const auto& rule = rules_[reduced_.distinct(k)];
      if ((!rule || !(rule->has_zin() || spec.is_sensor()) || !rule->has_zout()) && flat_.size() < most_flat_stages) {
        flat_.try_emplace(k, chain, reduced_.rails(), k, frequencies, elaborator);
      }
      CheckRoad road = flat_.contains(k) ? CheckRoad::flat_netlist : CheckRoad::none;
      if (rule) road = spec.type != nullptr ? CheckRoad::rule : CheckRoad::author_rule;
      result_.stages.push_back({chain.stage_name(k), spec.type_name, spec.span, road, {}});
    }
  }

  CheckedChain run() {
    for (std::size_t f = 0; f < frequencies_.size(); ++f) {
      const ReducedChain::AtFrequency at = reduced_.at(f);
      std::vector<std::optional<CompiledRule::AtFrequency>> rules;
      for (const auto& rule : rules_) {
        rules.push_back(rule ? std::optional(rule->at(frequencies_[f])) : std::nullopt);
      }
      std::vector<Alone> alone;
      for (const TwoPort& two_port : at.two_ports) alone.push_back(look_alone(two_port));
      for (std::size_t n = 0; n < stages_.size(); ++n) {
        const std::size_t k = stages_[n];
        const Surroundings s = look(chain_, at, k, alone[reduced_.distinct(k)]);
        compare(frequencies_[f], other_road(k, f, rules[reduced_.distinct(k)], s), s.by_mna, s.scale,
                result_.stages[n]);
      }
    }
    return std::move(result_);
  }

 private:
  std::optional<CompiledRule> rule_for(const StageSpec& spec, const SourceMap& sources, Diagnostics& diagnostics) {
    if (spec.type != nullptr) return CompiledRule(*spec.type, spec.values);
    if (!spec.subcircuit->rule) return std::nullopt;
    const auto parameters = elaborator_.parameters_of(*spec.subcircuit, spec.parameters, spec.span);
    if (!parameters) return std::nullopt;
    return CompiledRule::compile(*spec.subcircuit->rule, *parameters, sources, diagnostics);
  }

  /// By rule where there is one; the flat netlist stands in for what it leaves out.
  Quantities other_road(std::size_t k, std::size_t f, std::optional<CompiledRule::AtFrequency>& rule,
                        const Surroundings& s) const {
    Quantities z;
    const auto flat = flat_.find(k);
    const auto& compiled = rules_[reduced_.distinct(k)];
    for (std::size_t q = 0; q < z.size(); ++q) {
      const bool looks_in = q % 2 == 0;
      if (rule && (looks_in ? compiled->has_zin() : compiled->has_zout())) {
        const bool alone = q < 2;
        const Extended end = looks_in ? (alone ? Extended::infinite() : s.load) : (alone ? Extended(0.0) : s.source);
        z[q] = (looks_in ? rule->zin(end) : rule->zout(end)).to_impedance();
      } else if (flat != flat_.end()) {
        z[q] = flat->second.at(q, f);
      }
    }
    return z;
  }

  const Chain& chain_;
  const std::vector<double>& frequencies_;
  Elaborator& elaborator_;
  ReducedChain reduced_;
  std::vector<std::size_t> stages_;                 ///< to be checked
  std::vector<std::optional<CompiledRule>> rules_;  ///< by distinct stage
  std::unordered_map<std::size_t, FlatRoad> flat_;  ///< by stage
  CheckedChain result_;
};

template <class Visit>
void visit_quantities(const CheckResult& result, Visit visit) {
  for (const CheckedChain& chain : result.chains) {
    for (const CheckedStage& stage : chain.stages)
      std::for_each(stage.quantities.begin(), stage.quantities.end(), visit);
  }
  for (const CheckedPort& port : result.ports) visit(port.z);
}

}  // namespace

double CheckResult::max_relative_error() const {
  double worst = 0;
  visit_quantities(*this, [&](const CheckedQuantity& quantity) { worst = std::max(worst, quantity.max_error); });
  return worst;
}

std::size_t CheckResult::compared() const {
  std::size_t count = 0;
  visit_quantities(*this, [&](const CheckedQuantity& quantity) { count += quantity.compared; });
  return count;
}

std::size_t CheckResult::skipped() const {
  std::size_t count = 0;
  visit_quantities(*this, [&](const CheckedQuantity& quantity) { count += quantity.skipped; });
  return count;
}

std::size_t CheckResult::failures() const {
  std::size_t count = 0;
  visit_quantities(*this, [&](const CheckedQuantity& quantity) { count += quantity.max_error > tolerance ? 1U : 0U; });
  return count;
}

CheckedChain check_chain(const Chain& chain, const std::vector<double>& frequencies, const SourceMap& sources,
                         Elaborator& elaborator, Diagnostics& diagnostics, const std::vector<std::size_t>& only) {
  return ChainCheck(chain, frequencies, sources, elaborator, diagnostics, only).run();
}

}  // namespace ohmscope
