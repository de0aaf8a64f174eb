#include "netlist/elaborate.hpp"

#include <algorithm>

#include "netlist/codes.hpp"
#include "netlist/instances.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {

namespace {

/// Evaluates all of a deck's `.param`s and op-amps, so that what is wrong with them is found even if nothing uses them.
void evaluate_globals(ElaborationState& state, Settings settings) {
  std::optional<double> temperature;
  for (const Setting& setting : settings) {
    if (setting.kind == Setting::Kind::temperature) temperature = setting.value;
    if (setting.kind != Setting::Kind::parameter) continue;
    const auto found = state.top->find_parameter(setting.name);
    if (found) found->slot() = {ParameterSlot::State::known, setting.value};
  }
  state.values.set_settings(std::move(settings));
  set_temperatures(state.deck, temperature, *state.top, state.values);
  state.values.evaluate_all(*state.top);
  for (const ModelCard& model : state.deck.top.models) {
    const bool is_opamp = equal_ignoring_case(state.sources.text(model.type), devices::opamp.model);
    if (is_opamp) state.modelled({&model, state.top.get()}, {}, *state.top);
  }
  state.report_found({});
}

}  // namespace

std::uint32_t Netlist::add_origin(Span span) {
  origins.push_back(span);
  return static_cast<std::uint32_t>(origins.size() - 1);
}

void Netlist::leave_out(std::string_view name) { left_out_.insert(lower_case(name)); }

bool Netlist::is_left_out(std::string_view name) const {
  if (left_out_.empty() || anything_left_out_) return anything_left_out_;
  const std::string whole = lower_case(name);
  for (std::size_t dot = whole.find('.'); dot != std::string::npos; dot = whole.find('.', dot + 1)) {
    if (left_out_.contains(whole.substr(0, dot))) return true;
  }
  return left_out_.contains(whole);
}

const DeviceType* ElaborationState::modelled(const VisibleModel& model, std::span<const Assignment> given,
                                             Scope& scope) {
  const auto lineage = lineage_of(sources, model, found);
  if (!lineage) return nullptr;
  const DeviceType* type = modelled_type(sources.text(lineage->type));
  if (type == nullptr) {
    std::vector<std::string_view> known;
    for (const DeviceType* other : device_types()) {
      if (other->letter == 0 && !other->model.empty()) known.push_back(other->model);
    }
    found.error(codes::wrong_model, lineage->type, "models of type '{}' are not supported here, expected '{}'",
                sources.text(lineage->type), fmt::join(known, "', '"));
    return nullptr;
  }
  return reader.read_model_values(type->parameters, *lineage, given, scope) ? type : nullptr;
}

void ElaborationState::note_response(Span card, const std::shared_ptr<const TransferFunction>& function) {
  if (function->table && noted_.insert(card.offset).second) responses.push_back({card, function});
}

Span ElaborationState::multiplicity_given_to(std::string_view name) {
  const auto note = [&](const CardView& card) {
    const auto m = std::find_if(card.assignments.begin(), card.assignments.end(), [&](const Assignment& given) {
      return equal_ignoring_case(sources.text(given.name), "m");
    });
    if (m == card.assignments.end() || to_upper(sources.text(card.words.front()).front()) != 'X') return;
    const auto is_keyword = [&](Span word) { return sources.text(word).ends_with(':'); };
    const auto called = std::find_if_not(card.words.rbegin(), card.words.rend(), is_keyword);
    const auto [entry, added] = multiplied_->emplace(sources.text(*called), m->name);
    if (!added && m->name.offset < entry->second.offset) entry->second = m->name;
  };
  if (!multiplied_) {
    multiplied_.emplace();
    for (const auto& [definition, known] : names) {
      for (const CardView& card : definition->elements) {
        if (!card.assignments.empty()) note(card);
      }
    }
  }
  const auto given = multiplied_->find(name);
  return given == multiplied_->end() ? Span{} : given->second;
}

void ElaborationState::report_found(std::span<const Span> instances) {
  constexpr std::size_t most_notes = 5;
  for (Diagnostic diagnostic : found.all()) {
    if (!reported_.emplace(diagnostic.span.offset, diagnostic.message).second) continue;
    for (const Span instance : instances.first(std::min(instances.size(), most_notes)))
      diagnostic.note(instance, "in this instance");
    diagnostics.add(std::move(diagnostic));
  }
  found.clear();
}

Elaborator::Elaborator(const SourceMap& sources, const Deck& deck, Diagnostics& diagnostics, const Limits& limits,
                       Settings settings)
    : state_(std::make_unique<ElaborationState>(sources, deck, diagnostics, limits)) {
  evaluate_globals(*state_, std::move(settings));
}

Elaborator::~Elaborator() = default;
Elaborator::Elaborator(Elaborator&&) noexcept = default;
Elaborator& Elaborator::operator=(Elaborator&&) noexcept = default;

std::vector<std::pair<std::string, double>> Elaborator::parameters() const {
  std::vector<std::pair<std::string, double>> known;
  const Scope& top = *state_->top;
  for (std::size_t k = 0; k < top.parameters.size(); ++k) {
    if (top.parameters[k].state != ParameterSlot::State::known) continue;
    known.emplace_back(state_->sources.text(top.names->definitions[k].name), top.parameters[k].value);
  }
  return known;
}

double Elaborator::temperature() const { return state_->values.temperatures().present; }

const Limits& Elaborator::limits() const { return state_->limits; }

std::optional<double> Elaborator::value(Span text) {
  const auto value = state_->values.value(*state_->top, text, ScopeValues::Form::strict_value);
  state_->report_found({});
  return value;
}

const Subcircuit* Elaborator::find_subcircuit(std::string_view name) const {
  return visible_subcircuit(*state_->top, name);
}

const ModelCard* Elaborator::find_model(std::string_view name) const { return visible_model(*state_->top, name).card; }

std::vector<std::string_view> Elaborator::subcircuit_names() const { return visible_subcircuit_names(*state_->top); }

std::vector<std::string_view> Elaborator::model_names() const { return visible_model_names(*state_->top); }

std::vector<std::string_view> Elaborator::parameter_names() const { return visible_parameter_names(*state_->top); }

std::optional<std::string_view> Elaborator::model_type(const ModelCard& model) {
  const auto lineage = lineage_of(state_->sources, {&model, state_->top.get()}, state_->found);
  state_->report_found({});
  return lineage ? std::optional(state_->sources.text(lineage->type)) : std::nullopt;
}

std::span<const Parameter> parameters_of_models(std::string_view type) {
  if (const DeviceType* modelled = modelled_type(type)) return modelled->parameters;
  for (const DeviceType* device : device_types()) {
    if (equal_ignoring_case(device->model, type)) return device->parameters;
    if (device->nonlinear != nullptr && is_among(device->nonlinear->models, type)) return device->parameters;
    if (device->value_form != nullptr && is_among(device->value_form->models, type))
      return device->value_form->parameters;
  }
  return {};
}

std::optional<std::vector<double>> Elaborator::model_values(const ModelCard& model,
                                                            std::span<const Parameter> parameters) {
  for (const DeviceType* device : device_types()) {
    if (device->nonlinear == nullptr || device->parameters.data() != parameters.data()) continue;
    const bool is_read = state_->reader.read_device_model(*device, {&model, state_->top.get()}, model.name);
    state_->report_found({});
    return is_read ? std::optional(state_->reader.values()) : std::nullopt;
  }
  const DeviceType* type = state_->modelled({&model, state_->top.get()}, {}, *state_->top);
  state_->report_found({});
  if (type == nullptr || type->parameters.data() != parameters.data()) return std::nullopt;
  return state_->reader.values();
}

void Elaborator::note_unused() {
  std::vector<const Subcircuit*> waiting{&state_->deck.top};
  while (!waiting.empty()) {
    const Subcircuit& body = *waiting.back();
    waiting.pop_back();
    for (const Subcircuit* inner : bodies_within(body)) waiting.push_back(inner);
    const bool is_definition = &body != &state_->deck.top && !body.pins.empty();
    if (!is_definition || !body.faults.has_errors() || state_->used.contains(&body)) continue;
    state_->diagnostics.add(codes::unused_mistakes, Severity::note, body.name,
                            fmt::format("subcircuit '{}' has mistakes, but nothing uses it: {} not reported",
                                        state_->sources.text(body.name), body.faults.error_count()));
  }
}

const std::vector<UsedResponse>& Elaborator::responses() const { return state_->responses; }

const std::vector<UsedMeasurement>& Elaborator::measured() const { return state_->measured; }

const std::vector<UsedNetwork>& Elaborator::networks() const { return state_->used_networks; }

bool Elaborator::is_used(const Subcircuit& definition) const { return state_->used.contains(&definition); }

void Elaborator::add_top(Netlist& netlist) {
  const std::uint64_t size = state_->sizes.of(state_->deck.top);
  if (size <= state_->limits.elements) {
    netlist.circuit.reserve(size);
    netlist.origins.reserve(netlist.origins.size() + state_->deck.top.elements.size());
  }
  InstanceOpener(*state_, netlist).open(state_->top, {});
}

namespace {

/// A scope for an instance at the deck's top level; parameters that the definition does not have are reported.
std::shared_ptr<Scope> make_instance(ElaborationState& state, const Subcircuit& definition,
                                     const ParameterValues& given, Span origin) {
  auto scope = make_scope(definition, state.names, state.top, state.top);
  for (const auto& [name, value] : given) {
    const auto found = scope->names->parameters.find(name);
    if (found == scope->names->parameters.end() || found->second >= scope->names->formal_count) {
      state.found
          .error(codes::unknown_parameter, origin, "subcircuit '{}' has no parameter '{}'",
                 state.sources.text(definition.name), name)
          .note(definition.name, "defined here");
    } else {
      scope->parameters[found->second] = {ParameterSlot::State::known, value};
    }
  }
  state.choose_branches(*scope);
  state.report_found({});
  return scope;
}

}  // namespace

void Elaborator::add_instance(const Subcircuit& definition, std::string_view prefix, const std::vector<NodeId>& pins,
                              const ParameterValues& parameters, Span origin, Netlist& netlist) {
  auto scope = make_instance(*state_, definition, parameters, origin);
  scope->prefix = std::string(prefix) + ".";
  scope->nodes = pins;
  InstanceOpener(*state_, netlist).open(std::move(scope), origin);
}

std::optional<ParameterValues> Elaborator::parameters_of(const Subcircuit& definition, const ParameterValues& given,
                                                         Span origin) {
  const auto scope = make_instance(*state_, definition, given, origin);
  const bool ok = state_->values.evaluate_all(*scope);
  state_->report_found({&origin, 1});
  if (!ok) return std::nullopt;
  ParameterValues values;
  for (const auto& [name, index] : scope->names->parameters) values[lower_case(name)] = scope->parameters[index].value;
  return values;
}

}  // namespace ohmscope
