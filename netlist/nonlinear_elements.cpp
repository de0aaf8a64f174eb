#include <algorithm>

#include "netlist/codes.hpp"
#include "netlist/element_reader.hpp"
#include "netlist/instances.hpp"
#include "netlist/usage.hpp"
#include "netlist/value_list.hpp"

// D, Q, J, M, S and W: nodes, a model, what the card says beside it.
namespace ohmscope {

namespace {

constexpr std::size_t none = ParameterReader::none;
constexpr std::string_view initial_conditions[] = {"ic", "icvd", "icvbe", "icvce", "icvds", "icvgs", "icvbs"};

/// Words that say where the search for the operating point begins.
constexpr std::string_view starts[] = {"off", "on"};

/// Model types of other simulators whose devices have these letters.
constexpr std::string_view unsupported_types[] = {"vdmos", "vdmosn", "vdmosp", "nsoi", "psoi",
                                                  "numd",  "nbjt",   "pbjt",   "numos"};

}  // namespace

/// How many nodes stand before the model: the first word that names one, or that which stands where one is due.
std::size_t ElementReader::count_nodes(const DeviceType& type, std::span<const Span> operands, Scope& scope) {
  const std::size_t most = nodes_on_card(type);
  const std::size_t least = most - type.nonlinear->optional_pins;
  for (std::size_t k = least; k < std::min(most + 1, operands.size()); ++k) {
    if (visible_model(scope, sources_.text(operands[k])).card != nullptr) return k;
  }
  const auto may_be_model = [&](std::size_t k) {
    if (k >= operands.size()) return false;
    const std::string_view text = sources_.text(operands[k]);
    return is_letter(text.front()) && !is_among(starts, text);
  };
  return most > least && may_be_model(most) ? most : least;
}

bool ElementReader::read_nonlinear(const DeviceType& type, const CardView& card,
                                   std::span<const Setting* const> settings, Scope& scope) {
  const auto operands = card.words.subspan(1);
  const std::size_t nodes = count_nodes(type, operands, scope);
  const std::size_t before_model = nodes + type.references.size();
  if (operands.size() <= before_model) {
    const std::string_view next = operands.size() < nodes          ? type.pins[operands.size()]
                                  : operands.size() < before_model ? type.references[operands.size() - nodes]
                                                                   : "MODEL";
    diagnostics_.error(codes::malformed_element, card.words.front(), "'{}' ends before '{}', expected '{}'",
                       sources_.text(card.words.front()), next, usage(type));
    return false;
  }
  if (const auto thermal = std::find_if(operands.begin() + static_cast<std::ptrdiff_t>(before_model), operands.end(),
                                        [&](Span word) { return equal_ignoring_case(sources_.text(word), "thermal"); });
      thermal != operands.end()) {
    diagnostics_.error(codes::unsupported_element, *thermal, "'{}' has a thermal node, which is not supported",
                       sources_.text(card.words.front()));
    return false;
  }
  pins_ = operands.first(nodes);
  references_ = operands.subspan(nodes, type.references.size());
  const Span name = operands[before_model];
  const VisibleModel model = find_model(sources_, scope, name, diagnostics_);
  bool ok = read_behind_model(type, card, operands.subspan(before_model + 1), scope);
  for (const Assignment& given : card.assignments) ok = assign_to_device(type, given, card, scope) && ok;
  for (const Setting* setting : settings) ok = own_.set(*setting) && ok;
  if (model.card == nullptr) return false;
  const auto lineage = lineage_of(sources_, model, diagnostics_);
  return lineage && set_from_device_model(type, *lineage, name) && ok;
}

/// The area, and whether it is off.
bool ElementReader::read_behind_model(const DeviceType& type, const CardView& card, std::span<const Span> words,
                                      Scope& scope) {
  constexpr std::size_t most_conditions = 2;
  const auto conditions = further_values(sources_, card, "ic", most_conditions, scope_values_.dialect());
  const auto is_condition = [&](Span word) {
    return std::find(conditions.begin(), conditions.end(), word) != conditions.end();
  };
  std::size_t next = 0;
  for (const Span word : words) {
    const std::string_view text = sources_.text(word);
    if (is_condition(word)) continue;
    if (is_among(starts, text) && own_.find(text) != none) {
      own_.set(own_.find(text), 1, word);
    } else if (text.starts_with('$')) {
      warn_of_comment(word, text, diagnostics_);
      return true;
    } else if (!type.parameters[next].positional) {
      diagnostics_.error(codes::malformed_element, word, "unexpected '{}', expected '{}'", text, usage(type));
      return false;
    } else if (!own_.set(next++, word, scope)) {
      return false;
    }
  }
  return true;
}

bool ElementReader::assign_to_device(const DeviceType& type, const Assignment& given, const CardView& card,
                                     Scope& scope) {
  const std::string_view name = sources_.text(given.name);
  if (!expect_first(sources_, given, card.assignments, diagnostics_)) return false;
  if (equal_ignoring_case(name, "m")) {
    const auto m = read_multiplicity(given.value, scope);
    multiplicity_ *= m.value_or(1);
    return m.has_value();
  }
  const std::size_t own = own_.find("type");  // what stands before it is the card's
  if (const std::size_t k = own_.find(name); k < own) return own_.set(k, given.value, scope);
  if (is_among(initial_conditions, name) || is_without_effect(name)) return true;
  std::vector<std::string_view> known{"m"};
  for (const Parameter& p : type.parameters.first(own)) known.push_back(p.name);
  report_unknown_parameter(given.name, name, known, diagnostics_);
  return false;
}

bool ElementReader::read_device_model(const DeviceType& type, const VisibleModel& model, Span name) {
  own_.begin(type.parameters);
  const auto lineage = lineage_of(sources_, model, diagnostics_);
  return lineage && set_from_device_model(type, *lineage, name) &&
         own_.check_complete(name, [&] { return usage(type); });
}

bool ElementReader::set_from_device_model(const DeviceType& type, const ModelLineage& lineage, Span name) {
  const Nonlinear& device = *type.nonlinear;
  const std::string_view called = sources_.text(lineage.type);
  if (is_among(unsupported_types, called)) {
    diagnostics_
        .error(codes::unsupported_element, name, "models of type '{}' are not supported yet, expected '{}'", called,
               fmt::join(device.models, "' or '"))
        .note(lineage.models.front().card->name, "defined here");
    return false;
  }
  if (!expect_type(lineage, device.models, name) || !own_.set_from_model(lineage, Severity::warning)) return false;
  const auto is_it = [&](std::string_view model) { return equal_ignoring_case(model, called); };
  const auto model = std::find_if(device.models.begin(), device.models.end(), is_it);
  own_.set(own_.find("type"), static_cast<double>(model - device.models.begin()), lineage.type);
  set_temperatures(name);
  const std::size_t level = own_.find("level");
  if (level == none ||
      std::find(device.levels.begin(), device.levels.end(), own_.values()[level]) != device.levels.end())
    return true;
  diagnostics_
      .error(codes::unsupported_element, own_.place_of(level),
             "level {} of '{}' models is not supported yet, expected {}", own_.values()[level], called,
             fmt::join(device.levels, ", "))
      .note(name, "used here");
  return false;
}

/// Where the deck has others than the usual ones the device has its own: no search needs to be told of them.
void ElementReader::set_temperatures(Span where) {
  const Temperatures usual;
  const Temperatures deck = scope_values_.temperatures();
  const std::size_t nominal = own_.find("tnom");
  const std::size_t own = own_.find("temp");
  const std::size_t warmer = own_.find("dtemp");
  const auto may_be_set = [&](std::size_t parameter) { return parameter != none && !own_.is_given(parameter); };
  if (may_be_set(nominal) && deck.nominal != usual.nominal) own_.set(nominal, deck.nominal, where);
  if (!may_be_set(own) || deck.present == usual.present) return;
  own_.set(own, deck.present + own_.values()[warmer], where);
  own_.set(warmer, 0, where);
}

/// Behind the pins of a card: those it leaves out, then the device's inner nodes.
void InstanceOpener::add_inner_nodes(const DeviceType& type, const Scope& scope, const CardView& card) {
  const Nonlinear& device = *type.nonlinear;
  pins_.resize(nodes_on_card(type), ground);
  for (const InnerNode& inner : device.inner) {
    NodeId node = pins_[inner.pin];
    if (inner.has_resistance(state_.reader.values())) {
      std::string name(full_name(scope, state_.sources.text(card.words.front())));
      node = netlist_.circuit.node(name.append(inner.name));
    }
    pins_.push_back(node);
  }
}

}  // namespace ohmscope
