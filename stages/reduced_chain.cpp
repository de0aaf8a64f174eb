#include "stages/reduced_chain.hpp"

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <unordered_map>

#include "netlist/text.hpp"
#include "solver/analyses/bias_point.hpp"
#include "solver/analyses/small_signal.hpp"
#include "solver/circuit/device.hpp"
#include "solver/circuit/lane_solver.hpp"
#include "solver/devices/registry.hpp"
#include "stages/rest_sensor.hpp"

namespace ohmscope {

namespace {

void append(std::string& key, const OnePort& z) {
  fmt::format_to(std::back_inserter(key), "{}:{}:{}(", static_cast<int>(z.kind()), z.value(),
                 static_cast<const void*>(z.table().get()));
  for (const OnePort& part : z.parts()) append(key, part);
  key += ')';
}

/// Equal for stages that draw the same netlist.
std::string key_of(const StageSpec& spec) {
  std::string key =
      fmt::format("{}/{}", static_cast<const void*>(spec.type), static_cast<const void*>(spec.subcircuit));
  for (const auto& [name, z] : spec.values.one_ports) {
    key += '/' + name + '=';
    append(key, z);
  }
  const auto out = std::back_inserter(key);
  for (const auto& [name, value] : spec.values.numbers) fmt::format_to(out, "/{}={}", name, value);
  for (const auto& [name, word] : spec.values.keywords) fmt::format_to(out, "/{}={}", name, word);
  const OpampValues& a = spec.values.opamp;
  fmt::format_to(out, "/{}/{}/{}/{}/{}", a.A0, a.GBW, a.Rin, a.Cin, a.Rout);
  std::vector<std::pair<std::string, double>> parameters(spec.parameters.begin(), spec.parameters.end());
  std::sort(parameters.begin(), parameters.end());
  for (const auto& [name, value] : parameters) fmt::format_to(out, "/{}={}", name, value);
  return key;
}

/// Gives the nonlinear devices of some of a chain's stages, and of what is behind their rails, the biases that they
/// have in the whole chain. Those of a chain without an operating point stay without.
void bias_as_in_whole(const Chain& chain, const Rails& rails, Elaborator& elaborator, Circuit& circuit) {
  if (!is_nonlinear(circuit)) return;
  Netlist whole;
  draw_chain(chain, elaborator, whole);
  rails.add_to(whole.circuit);
  rest_sensor(chain, whole.circuit);
  Temperatures temperatures;
  temperatures.present = elaborator.temperature();
  if (!find_bias(whole.circuit, temperatures).converged) return;
  for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    if (circuit.element(id).type->nonlinear == nullptr) continue;
    const auto there = whole.circuit.find_element(circuit.element_name(id));
    if (there) circuit.set_bias(id, whole.circuit.frequency_data(*there).bias);
  }
}

TwoPort as_two_port(const PortRelation& relation) {
  std::vector<TwoPort::Row> rows;
  for (const PortRelation::Row& row : relation.rows) {
    TwoPort::Row& copy = rows.emplace_back();
    std::copy(row.coefficients.begin(), row.coefficients.end(), copy.value.begin());
    std::copy(row.exact.begin(), row.exact.end(), copy.exact.begin());
    copy.value[TwoPort::i2] = -copy.value[TwoPort::i2];
    copy.exact[TwoPort::i2] = -copy.exact[TwoPort::i2];
  }
  return TwoPort(std::move(rows));
}

}  // namespace

Termination as_left(const PortRelation& relation) {
  std::vector<Termination::Row> rows;
  for (const PortRelation::Row& row : relation.rows) {
    rows.push_back({row.coefficients[0], -row.coefficients[1], row.coefficients[2]});
  }
  return Termination(std::move(rows));
}

Termination as_right(const PortRelation& relation) {
  std::vector<Termination::Row> rows;
  for (const PortRelation::Row& row : relation.rows) {
    rows.push_back({row.coefficients[0], row.coefficients[1], row.coefficients[2]});
  }
  return Termination(std::move(rows));
}

DrawnStages draw_with_rails(const Chain& chain, std::size_t first, std::size_t last, const Rails& rails, bool driven,
                            Elaborator& elaborator) {
  DrawnStages drawn;
  const std::vector<NodeId> nodes = draw_stages(chain, first, last, elaborator, drawn.netlist);
  rails.add_to(drawn.netlist.circuit);
  bias_as_in_whole(chain, rails, elaborator, drawn.netlist.circuit);
  if (driven && !chain.spec(first).is_sensor()) {
    const NodeId pins[] = {nodes.front(), ground};
    const double volts[] = {0, 1, 0};                                             // dc, ac, phase
    drawn.netlist.circuit.add(devices::voltage_source, "\nsource", pins, volts);  // a name no deck can write
  }
  drawn.in = nodes.front();
  drawn.out = nodes.back();
  return drawn;
}

std::complex<double> ReducedChain::AtFrequency::voltage(std::size_t stage) const {
  return coupled_voltages.empty() ? voltage_between(left[stage + 1], right[stage + 1]) : coupled_voltages[stage];
}

ReducedChain::ReducedChain(const Chain& chain, const std::vector<double>& frequencies, Elaborator& elaborator)
    : chain_(chain), frequencies_(frequencies), elaborator_(elaborator) {
  std::unordered_map<std::string, std::size_t> known;
  for (std::size_t stage = 0; stage < chain.stages.size(); ++stage) {
    if (chain.stages[stage].spec < distinct_of_spec_.size()) continue;
    const auto [entry, added] = known.emplace(key_of(chain.spec(stage)), reducers_.size());
    const bool has_own_bias = !added && is_nonlinear(reducers_[entry->second].netlist->circuit);
    if (has_own_bias) entry->second = reducers_.size();
    if (added || has_own_bias) reducers_.push_back(draw_distinct(stage));
    distinct_of_spec_.push_back(entry->second);
  }
  find_rails();
  if (!rails_.names().empty()) {
    const auto groups = rails_.groups(frequencies);
    for (std::size_t k = 0; k < groups.size(); ++k) {
      if (groups[k]) yielding_rails_.push_back(rails_.names()[k]);
    }
    coupling_ = find_coupling(groups);
  }
  if (coupling_) open_rails();
  for (Reducer& r : reducers_) {
    rails_.add_to(r.netlist->circuit);
    bias_as_in_whole(chain, rails_, elaborator, r.netlist->circuit);
    r.reducer = std::make_unique<PortReducer>(r.netlist->circuit, r.ports);
  }
}

ReducedChain::Reducer ReducedChain::draw_distinct(std::size_t stage) const {
  Reducer drawn{stage, std::make_unique<Netlist>(), {}, {}, nullptr};
  drawn.ports = draw_stages(chain_, stage, stage + 1, elaborator_, *drawn.netlist);
  if (chain_.spec(stage).is_sensor()) drawn.ports.erase(drawn.ports.begin());
  return drawn;
}

void ReducedChain::find_rails() {
  std::vector<std::string> names;
  std::unordered_map<std::string, std::size_t> numbers;
  for (Reducer& r : reducers_) {
    if (chain_.spec(r.first_stage).subcircuit == nullptr) continue;
    for (std::string& name : nodes_beyond(r.netlist->circuit, chain_.node_name(r.first_stage), r.ports)) {
      const auto [entry, added] = numbers.emplace(lower_case(name), names.size());
      if (added) names.push_back(std::move(name));
      r.rails.push_back(entry->second);
    }
  }
  if (!names.empty()) rails_ = Rails(chain_, names, elaborator_);
}

/// `groups`: see Rails::groups.
std::optional<Coupling> ReducedChain::find_coupling(const std::vector<std::optional<std::size_t>>& groups) const {
  std::unordered_map<std::size_t, Coupling> first_of_group;
  for (std::size_t stage = 0; stage < chain_.stages.size(); ++stage) {
    for (const std::size_t rail : reducers_[distinct(stage)].rails) {
      if (!groups[rail]) continue;
      Coupling& first =
          first_of_group.try_emplace(*groups[rail], Coupling{rails_.names()[rail], stage, stage}).first->second;
      if (first.first == stage) continue;
      first.second = stage;
      return first;
    }
  }
  return std::nullopt;
}

/// Before the elements behind the rails join the stages that reach them.
void ReducedChain::open_rails() {
  for (const Reducer& closed : reducers_) {
    Reducer open = draw_distinct(closed.first_stage);
    open.rails = closed.rails;
    Circuit& circuit = open.netlist->circuit;
    for (const std::size_t rail : open.rails) open.ports.push_back(circuit.node(rails_.names()[rail]));
    bias_as_in_whole(chain_, rails_, elaborator_, circuit);
    open.reducer = std::make_unique<PortReducer>(circuit, open.ports);
    open_reducers_.push_back(std::move(open));
  }
  behind_rails_ = rails_.circuit();
  bias_as_in_whole(chain_, rails_, elaborator_, behind_rails_);
  std::vector<NodeId> ports;
  for (const std::string& name : rails_.names()) ports.push_back(*behind_rails_.find_node(name));
  rails_reducer_ = std::make_unique<PortReducer>(behind_rails_, ports);
}

SolverCounters ReducedChain::counters() const {
  SolverCounters sum = counters_of_wholes_;
  if (rails_reducer_) sum += rails_reducer_->counters();
  for (const Reducer& r : reducers_) sum += r.reducer->counters();
  for (const Reducer& r : open_reducers_) sum += r.reducer->counters();
  return sum;
}

std::vector<ReducedChain::Reduced> ReducedChain::reduce(std::size_t n, std::size_t count) {
  constexpr std::size_t worth_processors = 128;  // stages times frequencies; fewer are done before others begin
  const Reduced none{std::vector<TwoPort>(reducers_.size(), TwoPort({})), Termination::source(1.0)};
  std::vector<Reduced> reduced(count, none);
  const auto reduce_stage = [&](std::size_t d) {
    const auto relations = reducers_[d].reducer->at_all(std::span(frequencies_).subspan(n, count));
    const bool is_sensor = chain_.has_sensor() && d == distinct(0);
    for (std::size_t k = 0; k < count; ++k) {
      if (is_sensor) {
        reduced[k].first = as_left(relations[k]);
      } else {
        reduced[k].two_ports[d] = as_two_port(relations[k]);
      }
    }
  };
  if (reducers_.size() * count < worth_processors) {
    for (std::size_t d = 0; d < reducers_.size(); ++d) reduce_stage(d);
  } else {
    tbb::parallel_for(std::size_t{0}, reducers_.size(), reduce_stage);
  }
  return reduced;
}

/// With as many more as go side by side.
const ReducedChain::Reduced& ReducedChain::ready(std::size_t n) {
  if (n < first_ready_ || n >= first_ready_ + ready_.size()) {
    ready_ = reduce(n, std::min(LaneSolver::width(), frequencies_.size() - n));
    first_ready_ = n;
  }
  return ready_[n - first_ready_];
}

ReducedChain::AtFrequency ReducedChain::at(std::size_t n) {
  AtFrequency at{frequencies_[n], {}, {}, {}, {}};
  at.left.resize(chain_.stages.size() + 1);
  at.right.resize(chain_.stages.size() + 1);
  at.left.front() = Termination::source(1.0);
  at.right.back() = Termination::open();
  const Reduced& reduced = ready(n);
  at.two_ports = reduced.two_ports;
  if (chain_.has_sensor()) at.left[1] = reduced.first;
  if (coupling_) {
    sweep_with_rails(at);
  } else {
    sweep(at);
  }
  return at;
}

void ReducedChain::sweep(AtFrequency& at) const {
  const std::size_t count = chain_.stages.size();
  const std::size_t first = chain_.has_sensor() ? 1 : 0;
  for (std::size_t k = first; k < count; ++k) at.left[k + 1] = at.two_ports[distinct(k)].close_left(at.left[k]);
  for (std::size_t k = count; k-- > first;) at.right[k] = at.two_ports[distinct(k)].close_right(at.right[k + 1]);
}

/// The distinct stages with their rails as ports and what is behind the rails, all relations with one sample.
ReducedChain::Opened ReducedChain::open_at(double frequency) {
  const auto reduce = [&](bool afresh) {
    Opened opened{rails_reducer_->at(frequency, afresh), {}};
    for (Reducer& r : open_reducers_) {
      const bool has_input = !chain_.spec(r.first_stage).is_sensor();
      opened.stages.push_back({has_input, r.rails, r.reducer->at(frequency, afresh)});
    }
    return opened;
  };
  Opened opened = reduce(false);
  const auto differs = [&](const RailedStage& stage) { return stage.relation.sample != opened.behind.sample; };
  return std::any_of(opened.stages.begin(), opened.stages.end(), differs) ? reduce(true) : opened;
}

void ReducedChain::sweep_with_rails(AtFrequency& at) {
  const Opened opened = open_at(at.frequency);
  const RailSweep rails(rails_.names().size(), opened.behind);
  const std::size_t count = chain_.stages.size();
  std::vector<Equations> left{rails.first_cut(!chain_.has_sensor())};
  for (std::size_t k = 0; k < count; ++k) {
    left.push_back(rails.close_left(left.back(), opened.stages[distinct(k)]));
    const auto swept = rails.termination(left.back());
    at.left[k + 1] = swept ? *swept : solve_left(k + 1, at.frequency);
  }
  std::vector<std::complex<double>> solved;
  at.coupled_voltages.resize(count);
  Equations right = rails.last_cut();
  for (std::size_t k = count; k-- > 0;) {
    const auto voltage = rails.voltage_between(left[k + 1], right);
    if (!voltage && solved.empty()) solved = solve_voltages(at.frequency);
    at.coupled_voltages[k] = voltage ? *voltage : solved[k];
    if (chain_.spec(k).is_sensor()) break;
    right = rails.close_right(right, opened.stages[distinct(k)]);
    const auto swept = rails.termination(right);
    at.right[k] = swept ? *swept : solve_right(k, at.frequency);
  }
}

Termination ReducedChain::solve_left(std::size_t cut, double frequency) {
  const DrawnStages before = draw_with_rails(chain_, 0, cut, rails_, true, elaborator_);
  return as_left(solve_port(before.netlist.circuit, before.out, frequency));
}

Termination ReducedChain::solve_right(std::size_t cut, double frequency) {
  const DrawnStages after = draw_with_rails(chain_, cut, chain_.stages.size(), rails_, false, elaborator_);
  return as_right(solve_port(after.netlist.circuit, after.in, frequency));
}

PortRelation ReducedChain::solve_port(const Circuit& circuit, NodeId port, double frequency) {
  PortReducer reducer(circuit, {port});
  PortRelation relation = reducer.at(frequency);
  counters_of_wholes_ += reducer.counters();
  return relation;
}

/// By stage.
std::vector<std::complex<double>> ReducedChain::solve_voltages(double frequency) {
  const DrawnStages whole = draw_with_rails(chain_, 0, chain_.stages.size(), rails_, true, elaborator_);
  const SmallSignalResult result = ac_analysis(whole.netlist.circuit, {frequency});
  counters_of_wholes_ += result.counters;
  std::vector<std::complex<double>> voltages;
  for (std::size_t k = 0; k < chain_.stages.size(); ++k) {
    const auto node = static_cast<std::size_t>(*whole.netlist.circuit.find_node(chain_.node_name(k)));
    voltages.push_back(result.points[0].voltages[node]);
  }
  return voltages;
}

}  // namespace ohmscope
