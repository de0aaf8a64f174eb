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

/// Stages of one chain that are held against a flat netlist in their place: each costs a solution of the whole chain.
constexpr std::size_t most_flat_stages = 100;

using Quantities = std::array<Impedance, 4>;  ///< in the order of checked_quantities

/// InZ and OutZ of a run of stages, each from one flat netlist, by frequency.
struct FlatImpedances {
  std::vector<Impedance> zin;
  std::vector<Impedance> zout;
};

/// Stages [first, last).
struct Run {
  std::size_t first;
  std::size_t last;
};

/// `after`: whose InZ, `before`: whose OutZ.
FlatImpedances solve_flat(const Chain& chain, const Rails& rails, const std::vector<double>& frequencies,
                          Elaborator& elaborator, Run after, Run before) {
  const DrawnStages in = draw_with_rails(chain, after.first, after.last, rails, false, elaborator);
  const DrawnStages out = draw_with_rails(chain, before.first, before.last, rails, true, elaborator);
  return {driving_point_impedances(in.netlist.circuit, {{"in", in.in, ground}}, frequencies)[0],
          driving_point_impedances(out.netlist.circuit, {{"out", out.out, ground}}, frequencies)[0]};
}

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
    result_.yielding_rails = reduced_.yielding_rails();
    for (std::size_t k = 0; k < chain.stages.size(); ++k) {
      if (only.empty()) stages_.push_back(k);
      if (reduced_.distinct(k) == rules_.size()) rules_.push_back(rule_for(chain.spec(k), sources, diagnostics));
    }
    flat_alone_.resize(rules_.size());
    for (const std::size_t k : stages_) result_.stages.push_back(begin(k));
  }

  CheckedChain run(const Progress& progress) {
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
        const Quantities z = other_road(k, f, rules[reduced_.distinct(k)], s);
        for (std::size_t q = 0; q < z.size(); ++q) {
          if (has_road(k, q)) result_.stages[n].quantities[q].add(frequencies_[f], z[q], s.by_mna[q], s.scale);
        }
      }
      tell(progress, f + 1, frequencies_.size());
    }
    return std::move(result_);
  }

 private:
  /// What stage k is held against; solves the flat netlists for what has no rule.
  CheckedStage begin(std::size_t k) {
    const StageSpec& spec = chain_.spec(k);
    const std::size_t distinct = reduced_.distinct(k);
    CheckedStage stage{chain_.stage_name(k), spec.type_name, spec.span, CheckRoad::flat_netlist, 0, {}};
    if (rules_[distinct]) stage.road = spec.type != nullptr ? CheckRoad::rule : CheckRoad::author_rule;
    if (has_rule(k, 0) && has_rule(k, 1)) return stage;
    const auto solve = [&](Run after, Run before) {
      return solve_flat(chain_, reduced_.rails(), frequencies_, elaborator_, after, before);
    };
    if (!flat_alone_[distinct]) flat_alone_[distinct] = solve({k, k + 1}, {k, k + 1});
    if (flat_in_chain_.size() < most_flat_stages) {
      flat_in_chain_.emplace(k, solve({k, chain_.stages.size()}, {0, k + 1}));
    }
    for (std::size_t q = 0; q < checked_quantities.size(); ++q) stage.not_compared += has_road(k, q) ? 0U : 1U;
    return stage;
  }

  /// A sensor's InZ is undefined by rule.
  [[nodiscard]] bool has_rule(std::size_t k, std::size_t q) const {
    const auto& rule = rules_[reduced_.distinct(k)];
    return rule && (q % 2 == 0 ? rule->has_zin() || chain_.spec(k).is_sensor() : rule->has_zout());
  }
  [[nodiscard]] bool has_road(std::size_t k, std::size_t q) const {
    return has_rule(k, q) || q < 2 || flat_in_chain_.contains(k);
  }

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
    for (std::size_t q = 0; q < z.size(); ++q) {
      const bool looks_in = q % 2 == 0;
      const bool alone = q < 2;
      if (has_rule(k, q)) {
        const Extended end = looks_in ? (alone ? Extended::infinite() : s.load) : (alone ? Extended(0.0) : s.source);
        z[q] = (looks_in ? rule->zin(end) : rule->zout(end)).to_impedance();
      } else if (has_road(k, q)) {
        const FlatImpedances& flat = alone ? *flat_alone_[reduced_.distinct(k)] : flat_in_chain_.at(k);
        z[q] = (looks_in ? flat.zin : flat.zout)[f];
      }
    }
    return z;
  }

  const Chain& chain_;
  const std::vector<double>& frequencies_;
  Elaborator& elaborator_;
  ReducedChain reduced_;
  std::vector<std::size_t> stages_;                                ///< to be checked
  std::vector<std::optional<CompiledRule>> rules_;                 ///< by distinct stage
  std::vector<std::optional<FlatImpedances>> flat_alone_;          ///< by distinct stage
  std::unordered_map<std::size_t, FlatImpedances> flat_in_chain_;  ///< by stage
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

std::size_t CheckedChain::stages_not_compared() const {
  return static_cast<std::size_t>(
      std::count_if(stages.begin(), stages.end(), [](const CheckedStage& stage) { return stage.not_compared > 0; }));
}

std::size_t CheckResult::stages_not_compared() const {
  std::size_t count = 0;
  for (const CheckedChain& chain : chains) count += chain.stages_not_compared();
  return count;
}

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
                         Elaborator& elaborator, Diagnostics& diagnostics, const std::vector<std::size_t>& only,
                         const Progress& progress) {
  return ChainCheck(chain, frequencies, sources, elaborator, diagnostics, only).run(progress);
}

}  // namespace ohmscope
