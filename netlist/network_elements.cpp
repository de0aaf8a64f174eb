#include <algorithm>
#include <array>

#include "netlist/codes.hpp"
#include "netlist/instances.hpp"
#include "netlist/models.hpp"
#include "netlist/text.hpp"
#include "solver/devices/registry.hpp"

// N-ports from Touchstone files: HSPICE's S elements and Xyce's YLIN.
namespace ohmscope {

namespace {

constexpr std::string_view usage_of_s = "Sname node1 node2 … [reference] mname=MODEL";
constexpr std::string_view usage_of_ylin = "YLIN name p1 n1 p2 n2 … MODEL";
constexpr std::array<std::string_view, 2> model_types{"s", "lin"};

/// What a card and its model say of a network.
struct NetworkWords {
  Span file = {};
  std::optional<std::size_t> ports = {};
  NetworkTable::Rules rules = {};
  double multiplicity = 1;
};

}  // namespace

/// Gathers what is said of a network, on the card first, then in its model.
class InstanceOpener::NetworkReader {
 public:
  NetworkReader(ElaborationState& state, Scope& scope) : state_(state), scope_(scope) {}

  bool read_card(const CardView& card) {
    bool ok = true;
    for (const Assignment& assignment : card.assignments) {
      const std::string_view name = state_.sources.text(assignment.name);
      ok = expect_first(state_.sources, assignment, card.assignments, state_.found) && ok;
      if (equal_ignoring_case(name, "mname")) {
        model_ = state_.sources.unquoted(assignment.value);
      } else if (equal_ignoring_case(name, "m")) {
        const auto m = state_.reader.read_multiplicity(assignment.value, scope_);
        ok = ok && m;
        words_.multiplicity *= m.value_or(1);
      } else if (const auto taken = take(assignment, scope_)) {
        ok = ok && *taken;
      } else {
        report_unknown_parameter(assignment.name, name, known_names(), state_.found);
        ok = false;
      }
    }
    return ok;
  }

  bool read_model(Span name) {
    const VisibleModel model = find_model(state_.sources, scope_, name, state_.found);
    if (model.card == nullptr) return false;
    const auto lineage = lineage_of(state_.sources, model, state_.found);
    if (!lineage) return false;
    const std::string_view type = state_.sources.text(lineage->type);
    if (!is_among(model_types, type)) {
      state_.found
          .error(codes::wrong_model, name, "model '{}' is of type '{}', expected '{}'", state_.sources.text(name), type,
                 fmt::join(model_types, "' or '"))
          .note(model.card->name, "defined here");
      return false;
    }
    bool ok = true;
    for (const VisibleModel& each : lineage->models) {
      for (const Assignment& assignment : each.card->parameters) {
        const auto taken = take(assignment, *each.scope);
        ok = ok && taken.value_or(true);
        if (taken || is_without_effect(state_.sources.text(assignment.name))) continue;
        state_.found
            .warning(codes::ignored_parameter, assignment.name, "model '{}' has a parameter '{}' that is not known",
                     state_.sources.text(each.card->name), state_.sources.text(assignment.name))
            .with_hint(fmt::format("known are {}", fmt::join(known_names(), ", ")));
      }
    }
    return ok;
  }

  [[nodiscard]] const std::optional<Span>& model() const { return model_; }
  [[nodiscard]] const NetworkWords& words() const { return words_; }

 private:
  [[nodiscard]] static std::vector<std::string_view> known_names() {
    return {"tstonefile", "n", "interpolation", "intdattyp", "extrapolate", "m"};
  }

  /// Whether it could be read; nothing if it is not known. What was said before counts.
  std::optional<bool> take(const Assignment& assignment, Scope& scope) {
    const std::string name = lower_case(state_.sources.text(assignment.name));
    const bool is_new = given_.insert(name).second;
    if (name == "tstonefile" || name == "file") {
      if (words_.file.nowhere()) words_.file = state_.sources.unquoted(assignment.value);
      return true;
    }
    if (name == "interpolation")
      return choose(assignment, {"linear", "step"}, is_new, [&](std::size_t k) { words_.rules.is_stepped = k == 1; });
    if (name == "intdattyp")
      return choose(assignment, {"ri", "ma"}, is_new, [&](std::size_t k) { words_.rules.is_polar = k == 1; });
    if (name != "extrapolate" && name != "n") return std::nullopt;
    const auto value = state_.values.value(scope, assignment.value, ScopeValues::Form::value);
    if (!value) return false;
    if (name == "extrapolate") {
      if (is_new) words_.rules.is_extrapolated = *value != 0;
      return true;
    }
    if (*value < 1 || *value != static_cast<double>(static_cast<std::size_t>(*value))) {
      state_.found.error(codes::out_of_range, assignment.value, "'n' is {}, expected a whole number from 1 on", *value);
      return false;
    }
    if (is_new) words_.ports = static_cast<std::size_t>(*value);
    return true;
  }

  template <class Take>
  bool choose(const Assignment& assignment, std::vector<std::string_view> words, bool counts, const Take& take_index) {
    const std::string value = lower_case(state_.sources.text(state_.sources.unquoted(assignment.value)));
    const auto found = std::find(words.begin(), words.end(), value);
    if (found == words.end()) {
      state_.found.error(codes::out_of_range, assignment.value, "'{}' is '{}', expected one of {}",
                         state_.sources.text(assignment.name), value, fmt::join(words, ", "));
      return false;
    }
    if (counts) take_index(static_cast<std::size_t>(found - words.begin()));
    return true;
  }

  ElaborationState& state_;
  Scope& scope_;
  std::optional<Span> model_;
  NetworkWords words_;
  std::unordered_set<std::string> given_;
};

/// Whether the card is an n-port rather than another simulator's switch or line.
bool InstanceOpener::is_network(const CardView& card, char letter) {
  const SourceMap& sources = state_.sources;
  if (letter == 'Y') return equal_ignoring_case(sources.text(card.words.front()), "ylin");
  if (letter != 'S') return false;
  for (const Assignment& assignment : card.assignments) {
    const std::string_view name = sources.text(assignment.name);
    if (equal_ignoring_case(name, "mname") || equal_ignoring_case(name, "tstonefile")) return true;
  }
  const VisibleModel model = visible_model(*frames_.back().scope, sources.text(card.words.back()));
  return model.card != nullptr && is_among(model_types, sources.text(model.card->type));
}

/// The nodes of a card by pairs: as they stand, or each beside a common reference, which is ground if it is left out.
std::optional<std::vector<Span>> InstanceOpener::pairs_of(std::span<const Span> words, std::size_t ports, bool in_pairs,
                                                          const CardView& card, std::string_view name) {
  const bool fits = in_pairs ? words.size() == 2 * ports : words.size() == ports || words.size() == ports + 1;
  if (!fits) {
    state_.found
        .error(codes::wrong_node_count, card.words.front(), "'{}' connects {} node{}, expected {}", name, words.size(),
               words.size() == 1 ? "" : "s",
               in_pairs ? fmt::format("{}, two a port", 2 * ports) : fmt::format("{} and a reference", ports))
        .with_hint(fmt::format("the form is '{}'", in_pairs ? usage_of_ylin : usage_of_s));
    return std::nullopt;
  }
  if (in_pairs) return std::vector<Span>(words.begin(), words.end());
  std::vector<Span> pairs;
  for (std::size_t k = 0; k < ports; ++k)
    pairs.insert(pairs.end(), {words[k], words.size() > ports ? words.back() : Span{}});
  return pairs;
}

void InstanceOpener::add_network(const CardView& card) {
  const SourceMap& sources = state_.sources;
  Scope& scope = *frames_.back().scope;
  const bool in_pairs = to_upper(sources.text(card.words.front()).front()) == 'Y';
  const std::size_t named = in_pairs ? 1 : 0;  // YLIN is followed by the name
  NetworkReader reader(state_, scope);
  if (!reader.read_card(card)) return;
  const bool has_file = !reader.words().file.nowhere();
  std::size_t behind_nodes = card.words.size();
  if (!reader.model() && !has_file && behind_nodes > named + 1) --behind_nodes;
  const std::optional<Span> model = reader.model() || has_file || behind_nodes == card.words.size()
                                        ? reader.model()
                                        : std::optional(card.words.back());
  if (card.words.size() <= named + 1 || (!model && !has_file)) {
    state_.found.error(codes::malformed_element, card.words.front(), "'{}' names no model and no nodes, expected '{}'",
                       sources.text(card.words.front()), in_pairs ? usage_of_ylin : usage_of_s);
    return;
  }
  if (model && !reader.read_model(*model)) return;
  const NetworkWords& words = reader.words();
  if (words.file.nowhere()) {
    state_.found.error(codes::missing_value, *model, "model '{}' has no 'tstonefile'", sources.text(*model));
    return;
  }
  const auto table =
      state_.networks.read(sources.text(words.file), words.rules, sources.file(words.file), words.file, state_.found);
  if (!table) return;
  if (words.ports && *words.ports != table->ports()) {
    state_.found.error(codes::wrong_node_count, card.words.front(), "'n' is {}, and '{}' has {} ports", *words.ports,
                       table->name(), table->ports());
    return;
  }
  const std::string_view name = sources.text(card.words[named]);
  const auto nodes_given = card.words.subspan(named + 1, behind_nodes - named - 1);
  const auto pairs = pairs_of(nodes_given, table->ports(), in_pairs, card, name);
  if (!pairs) return;
  std::vector<NodeId> pins;
  for (const Span pin : *pairs) pins.push_back(pin.nowhere() ? ground : node(scope, sources.text(pin)));
  const double values[] = {words.multiplicity * scope.multiplicity};
  if (!add_element(devices::network, scope.prefix + std::string(name), pins, values, {}, card, FrequencyData(table)))
    return;
  state_.note_network(card.span, table);
}

}  // namespace ohmscope
