#include "app/steps.hpp"

#include <map>
#include <set>
#include <tuple>

#include "app/whole_deck.hpp"
#include "netlist/codes.hpp"
#include "netlist/text.hpp"
#include "solver/circuit/device.hpp"
#include "stages/chain_settings.hpp"

namespace ohmscope {

namespace {

bool has_value(const DeviceType& type) { return type.letter != 0 && !type.parameters.empty(); }
constexpr SweepableElements all_elements{has_value, "an element with a value of its own"};

bool is_known(Session& session, const std::vector<StepAxis>& axes, const SweptName& card, const Swept& swept) {
  for (const StepAxis& axis : axes) {
    if (!equal_ignoring_case(axis.swept.name, swept.name)) continue;
    session.diagnostics.error(codes::bad_sweep, card.name, "'{}' is stepped twice", swept.name)
        .note(axis.swept.setting.place, "first stepped here");
    return true;
  }
  return false;
}

// As session.settings has it.
Settings settings_at(const Steps& steps, std::size_t step) {
  Settings settings;
  const std::vector<double> values = steps.values(step);
  for (std::size_t k = 0; k < values.size(); ++k) {
    settings.push_back(steps.axes()[k].swept.setting);
    settings.back().value = values[k];
  }
  return settings;
}

// Makes the session's circuit that of a step.
void enter(Session& session, const Steps& steps, std::size_t step) {
  const Limits limits = session.elaborator->limits();
  session.settings = settings_at(steps, step);
  session.elaborator.emplace(session.sources, session.deck, session.diagnostics, limits, session.settings);
  session.chains = build_chains(session.sources, session.deck, *session.elaborator, session.diagnostics);
  apply_settings(session.chains, session.settings, session.diagnostics);
}

// What was reported of the steps so far, each thing once.
struct Collected {
  explicit Collected(const Diagnostics& before) {
    for (const Diagnostic& told : before.all()) {
      known.insert(key(told));
      all.add(told);
    }
  }

  void add(const Diagnostics& more, const std::string& where) {
    for (Diagnostic told : more.all()) {
      if (!known.insert(key(told)).second) continue;
      told.note({}, where);
      all.add(std::move(told));
    }
  }

  using Key = std::tuple<std::uint32_t, const Code*, std::string>;
  static Key key(const Diagnostic& told) { return {told.span.offset, told.code, told.message}; }

  Diagnostics all = {};
  std::set<Key> known = {};
};

using Group = std::vector<std::size_t>;

bool for_each(Session& session, const Steps& steps, const std::vector<Group>& groups,
              const std::function<bool(const Group&)>& work) {
  if (steps.empty() || session.diagnostics.has_errors()) return work({0});  // so that all mistakes are told
  Collected collected(session.diagnostics);
  bool goes_on = true;
  for (std::size_t g = 0; g < groups.size() && goes_on; ++g) {
    const std::size_t first = groups[g].front();
    session.diagnostics.clear();
    enter(session, steps, first);
    goes_on = !session.diagnostics.has_errors() && work(groups[g]);
    collected.add(session.diagnostics, fmt::format("at {}", steps.text(first)));
  }
  session.diagnostics = std::move(collected.all);
  return goes_on;
}

}  // namespace

std::size_t Steps::count() const {
  std::size_t count = 1;
  for (const StepAxis& axis : axes_) count *= axis.swept.with_previous ? 1 : axis.values.size();
  return count;
}

std::vector<double> Steps::values(std::size_t step) const {
  std::vector<double> values;
  std::size_t row = 0;
  for (const StepAxis& axis : axes_) {
    if (!axis.swept.with_previous) {
      row = step % axis.values.size();
      step /= axis.values.size();
    }
    values.push_back(axis.values[row]);
  }
  return values;
}

std::vector<std::vector<std::size_t>> Steps::groups() const {
  std::vector<Group> groups;
  std::map<std::vector<double>, std::size_t> known;  // by the values of all but sources
  for (std::size_t step = 0; step < count(); ++step) {
    std::vector<double> others;
    const std::vector<double> at = values(step);
    for (std::size_t k = 0; k < at.size(); ++k) {
      if (!axes_[k].swept.is_right_hand_side) others.push_back(at[k]);
    }
    const auto [entry, added] = known.emplace(std::move(others), groups.size());
    if (added) groups.emplace_back();
    groups[entry->second].push_back(step);
  }
  return groups;
}

std::string Steps::text(std::size_t step) const {
  std::vector<std::string> texts;
  const std::vector<double> at = values(step);
  for (std::size_t k = 0; k < at.size(); ++k)
    texts.push_back(setting_text(axes_[k].swept.name, at[k], axes_[k].swept.unit));
  return fmt::format("{}", fmt::join(texts, ", "));
}

Steps read_steps(Session& session) {
  std::vector<StepAxis> axes;
  std::optional<Netlist> drawn;
  const auto netlist = [&]() -> const Netlist& {
    if (!drawn) drawn = flatten(session.chains, *session.elaborator);
    return *drawn;
  };
  double count = 1;
  const auto most = static_cast<double>(session.elaborator->limits().points);
  for (const Card& card : session.deck.steps) {
    auto sweeps = session.elaborator->step_sweeps(card);
    if (!sweeps) continue;
    for (SweptName& sweep : *sweeps) {
      auto swept = find_swept(session, sweep, all_elements, netlist);
      if (!swept || is_known(session, axes, sweep, *swept)) continue;
      if (!sweep.with_previous) count *= static_cast<double>(sweep.values.size());
      swept->with_previous = sweep.with_previous;
      axes.push_back({std::move(*swept), std::move(sweep.values)});
    }
    if (count <= most) continue;
    session.diagnostics
        .error(codes::bad_sweep, card.words.front(), "the '.step' cards lead to {} circuits, expected at most {}",
               count, most)
        .with_hint(hint_of_point_limit);
    return {};
  }
  return Steps(std::move(axes));
}

bool for_each_step(Session& session, const Steps& steps, const std::function<bool(std::size_t)>& work) {
  std::vector<Group> singles;
  for (std::size_t step = 0; step < steps.count(); ++step) singles.push_back({step});
  return for_each(session, steps, singles, [&](const Group& group) { return work(group.front()); });
}

bool for_each_group(Session& session, const Steps& steps, const std::function<bool(const Group&)>& work) {
  return for_each(session, steps, steps.groups(), work);
}

}  // namespace ohmscope
