#include "stages/reduced_chain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

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

Termination as_termination(const PortRelation& relation) {
  std::vector<Termination::Row> rows;
  for (const PortRelation::Row& row : relation.rows) {
    rows.push_back({row.coefficients[0], -row.coefficients[1], row.coefficients[2]});
  }
  return Termination(std::move(rows));
}

ReducedChain::ReducedChain(const Chain& chain, Elaborator& elaborator) : chain_(chain) {
  std::unordered_map<std::string, std::size_t> known;
  for (std::size_t stage = 0; stage < chain.stages.size(); ++stage) {
    if (chain.stages[stage].spec < distinct_of_spec_.size()) continue;
    const auto [entry, added] = known.emplace(key_of(chain.spec(stage)), reducers_.size());
    if (added) add_distinct(stage, elaborator);
    distinct_of_spec_.push_back(entry->second);
  }
}

void ReducedChain::add_distinct(std::size_t stage, Elaborator& elaborator) {
  Reducer reducer{std::make_unique<Netlist>(), nullptr};
  const std::vector<NodeId> nodes = draw_stages(chain_, stage, stage + 1, elaborator, *reducer.netlist);
  const std::vector<NodeId> ports = chain_.spec(stage).is_sensor() ? std::vector<NodeId>{nodes.back()} : nodes;
  reducer.ports = std::make_unique<PortReducer>(reducer.netlist->circuit, ports);
  reducers_.push_back(std::move(reducer));
}

SolverCounters ReducedChain::counters() const {
  SolverCounters sum;
  for (const Reducer& reducer : reducers_) sum += reducer.ports->counters();
  return sum;
}

ReducedChain::AtFrequency ReducedChain::at(double frequency) {
  AtFrequency at{frequency, {}, Termination::source(1.0), {}, {}};
  const std::size_t count = chain_.stages.size();
  const std::size_t first = chain_.has_sensor() ? 1 : 0;
  for (std::size_t d = 0; d < reducers_.size(); ++d) {
    const PortRelation relation = reducers_[d].ports->at(frequency);
    const bool is_sensor = first == 1 && d == distinct(0);
    if (is_sensor) at.source = as_termination(relation);
    at.two_ports.push_back(is_sensor ? TwoPort({}) : as_two_port(relation));
  }
  at.left.resize(count + 1);
  at.right.resize(count + 1);
  at.left[first] = at.source;
  for (std::size_t k = first; k < count; ++k) at.left[k + 1] = at.two_ports[distinct(k)].close_left(at.left[k]);
  at.right[count] = Termination::open();
  for (std::size_t k = count; k-- > first;) at.right[k] = at.two_ports[distinct(k)].close_right(at.right[k + 1]);
  return at;
}

}  // namespace ohmscope
