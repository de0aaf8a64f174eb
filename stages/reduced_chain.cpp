#include "stages/reduced_chain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "netlist/text.hpp"
#include "solver/analyses/small_signal.hpp"
#include "solver/devices/registry.hpp"

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
  return solved_voltages.empty() ? voltage_between(left[stage + 1], right[stage + 1]) : solved_voltages[stage];
}

ReducedChain::ReducedChain(const Chain& chain, const std::vector<double>& frequencies, Elaborator& elaborator)
    : chain_(chain), frequencies_(frequencies) {
  std::unordered_map<std::string, std::size_t> known;
  for (std::size_t stage = 0; stage < chain.stages.size(); ++stage) {
    if (chain.stages[stage].spec < distinct_of_spec_.size()) continue;
    const auto [entry, added] = known.emplace(key_of(chain.spec(stage)), reducers_.size());
    if (added) draw_distinct(stage, elaborator);
    distinct_of_spec_.push_back(entry->second);
  }
  join_rails(elaborator);
  for (Reducer& r : reducers_) r.reducer = std::make_unique<PortReducer>(r.netlist->circuit, r.ports);
  coupling_ = find_coupling();
  if (coupling_) solve_whole(elaborator);
}

void ReducedChain::draw_distinct(std::size_t stage, Elaborator& elaborator) {
  Reducer drawn{std::make_unique<Netlist>(), {}, {}, nullptr};
  drawn.ports = draw_stages(chain_, stage, stage + 1, elaborator, *drawn.netlist);
  const StageSpec& spec = chain_.spec(stage);
  if (spec.is_sensor()) drawn.ports.erase(drawn.ports.begin());
  if (spec.subcircuit != nullptr) {
    drawn.rails = nodes_beyond(drawn.netlist->circuit, chain_.node_name(stage), drawn.ports);
  }
  reducers_.push_back(std::move(drawn));
}

void ReducedChain::join_rails(Elaborator& elaborator) {
  std::vector<std::string> names;
  for (const Reducer& reducer : reducers_) {
    for (const std::string& rail : reducer.rails) {
      const auto is_it = [&](const std::string& name) { return equal_ignoring_case(name, rail); };
      if (std::none_of(names.begin(), names.end(), is_it)) names.push_back(rail);
    }
  }
  if (names.empty()) return;
  rails_ = Rails(chain_, names, elaborator);
  for (Reducer& reducer : reducers_) rails_.add_to(reducer.netlist->circuit);
}

std::optional<Coupling> ReducedChain::find_coupling() const {
  const std::vector<std::string> yielding = rails_.yielding(frequencies_);
  std::optional<Coupling> found;
  for (std::size_t stage = 0; !yielding.empty() && stage < chain_.stages.size(); ++stage) {
    for (const std::string& rail : reducers_[distinct(stage)].rails) {
      const auto is_it = [&](const std::string& name) { return equal_ignoring_case(name, rail); };
      if (std::none_of(yielding.begin(), yielding.end(), is_it)) continue;
      if (!found) found = {rail, stage, stage};
      if (found->first == stage) continue;
      found->second = stage;
      return found;
    }
  }
  return std::nullopt;
}

SolverCounters ReducedChain::counters() const {
  SolverCounters sum;
  for (const Reducer& reducer : reducers_) sum += reducer.reducer->counters();
  return sum;
}

ReducedChain::AtFrequency ReducedChain::at(std::size_t n) {
  if (coupling_) return solved_[n];
  AtFrequency at = ends(n);
  sweep(at);
  return at;
}

/// The stages, the open end, and what drives the first that is no sensor.
ReducedChain::AtFrequency ReducedChain::ends(std::size_t n) {
  AtFrequency at{frequencies_[n], {}, {}, {}, {}};
  const std::size_t count = chain_.stages.size();
  at.left.resize(count + 1);
  at.right.resize(count + 1);
  at.right[count] = Termination::open();
  at.left[0] = Termination::source(1.0);
  for (std::size_t d = 0; d < reducers_.size(); ++d) {
    const PortRelation relation = reducers_[d].reducer->at(at.frequency);
    const bool is_sensor = chain_.has_sensor() && d == distinct(0);
    if (is_sensor) at.left[1] = as_left(relation);
    at.two_ports.push_back(is_sensor ? TwoPort({}) : as_two_port(relation));
  }
  return at;
}

void ReducedChain::sweep(AtFrequency& at) const {
  const std::size_t count = chain_.stages.size();
  const std::size_t first = chain_.has_sensor() ? 1 : 0;
  for (std::size_t k = first; k < count; ++k) at.left[k + 1] = at.two_ports[distinct(k)].close_left(at.left[k]);
  for (std::size_t k = count; k-- > first;) at.right[k] = at.two_ports[distinct(k)].close_right(at.right[k + 1]);
}

/// A circuit for each cut and side.
void ReducedChain::solve_whole(Elaborator& elaborator) {
  const std::size_t count = chain_.stages.size();
  for (std::size_t n = 0; n < frequencies_.size(); ++n) solved_.push_back(ends(n));
  for (std::size_t k = chain_.has_sensor() ? 1 : 0; k < count; ++k) {
    const DrawnStages before = draw_with_rails(chain_, 0, k + 1, rails_, true, elaborator);
    const DrawnStages after = draw_with_rails(chain_, k, count, rails_, false, elaborator);
    PortReducer left(before.netlist.circuit, {before.out});
    PortReducer right(after.netlist.circuit, {after.in});
    for (AtFrequency& at : solved_) {
      at.left[k + 1] = as_left(left.at(at.frequency));
      at.right[k] = as_right(right.at(at.frequency));
    }
  }
  const DrawnStages whole = draw_with_rails(chain_, 0, count, rails_, true, elaborator);
  const SmallSignalResult result = ac_analysis(whole.netlist.circuit, frequencies_);
  for (std::size_t k = 0; k < count; ++k) {
    const auto node = static_cast<std::size_t>(*whole.netlist.circuit.find_node(chain_.node_name(k)));
    for (std::size_t n = 0; n < solved_.size(); ++n) {
      solved_[n].solved_voltages.push_back(result.points[n].voltages[node]);
    }
  }
}

}  // namespace ohmscope
