#pragma once

#include <complex>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "netlist/card_output.hpp"
#include "netlist/deck.hpp"
#include "netlist/limits.hpp"
#include "netlist/network_cards.hpp"
#include "netlist/setting.hpp"
#include "solver/analyses/value_sweep.hpp"
#include "solver/circuit/circuit.hpp"
#include "solver/circuit/parameter.hpp"

namespace ohmscope {

/// Parameter values by lower-case name.
using ParameterValues = std::unordered_map<std::string, double>;

/// A circuit under construction together with the place in the deck each element came from.
struct Netlist {
  Circuit circuit;
  std::vector<Span> origins = std::vector<Span>(1);  ///< Element::origin indexes this; entry 0 is nowhere

  [[nodiscard]] Span origin_of(ElementId id) const { return origins[circuit.element(id).origin]; }
  std::uint32_t add_origin(Span span);

  /// Elements, instances, chains and nodes that may be missing for a mistake that was reported.
  void leave_out(std::string_view name);
  void leave_out_anything() { anything_left_out_ = true; }
  /// Whether `name`, or an instance or chain it stands in, was left out: not to find it is no mistake then.
  [[nodiscard]] bool is_left_out(std::string_view name) const;

 private:
  std::unordered_set<std::string> left_out_;  ///< in lower case
  bool anything_left_out_ = false;
};

/// What a `.dc` or `.step` card varies, and the values it takes.
struct SweptName {
  enum class Kind {
    any,
    parameter,
    temperature,
    model
  };  ///< any: an element or a parameter, or a model's if it has one
  Kind kind = Kind::any;
  Span name = {};
  std::optional<Span> parameter = {};     ///< which value of the element or model
  Span type = {};                         ///< that is said of the model; nowhere: none
  std::optional<ValueSweep> linear = {};  ///< by START STOP STEP
  std::vector<double> values = {};
  bool with_previous = false;  ///< a further column of a table: it takes its values together with the one before it
};

/// What a `.tf` card asks for.
struct TransferCard {
  CardOutput output;
  Span source;
};

/// What a `.noise` card asks for.
struct NoiseCard {
  TransferCard transfer;            ///< from the source that noise is referred to
  std::vector<double> frequencies;  ///< Hz, ascending
  const Card* sweep = nullptr;      ///< the `.ac` card that has them; null: the card itself
};

/// What a `.sens` card asks for.
struct SensitivityCard {
  std::vector<CardOutput> outputs;
  std::vector<Span> functions;                     ///< `objfunc=`: of voltages and currents, without braces
  std::vector<Span> values;                        ///< `param=`: only to these; none: to all
  bool at_ac = false;                              ///< at the frequencies of `.ac`, which are not in `frequencies`
  std::optional<std::vector<double>> frequencies;  ///< Hz, ascending; none: at the operating point
};

/// What a `.pz` card asks for.
struct PoleZeroCard {
  CardOutput input;  ///< two nodes
  CardOutput output;
  bool by_current = false;  ///< what drives the input
  bool poles = false;
  bool zeros = false;
};

/// What a `.loop` card asks for.
struct LoopCard {
  Span probe;
  std::optional<std::vector<double>> frequencies;  ///< Hz, ascending; none: those of `.ac`
};

/// Whether a node or element is only a part of one element of the deck, which is made of several.
[[nodiscard]] inline bool is_part(std::string_view name) { return name.ends_with(')'); }
/// The name of the deck's element that `name` is, or is a part of.
[[nodiscard]] inline std::string_view whole_of(std::string_view name) {
  return is_part(name) ? name.substr(0, name.rfind('(')) : name;
}

/// The card of a FREQ source that a circuit has, and its function.
struct UsedResponse {
  Span card;
  std::shared_ptr<const TransferFunction> function;
};

/// The card of a measured impedance that a circuit has, and its table.
struct UsedMeasurement {
  Span card;
  std::shared_ptr<const ImpedanceTable> table;
};

/// The card of an n-port that a circuit has, and its table.
struct UsedNetwork {
  Span card;
  std::shared_ptr<const NetworkTable> table;
};

/// What models of a type may say of op-amps or elements; empty if there are no such models here.
[[nodiscard]] std::span<const Parameter> parameters_of_models(std::string_view type);

struct ElaborationState;
class Expression;
struct EvaluationRules;
struct WavePoint;

/// Turns cards into elements: evaluates parameters, looks up models, opens subcircuits. Keeps the global parameters
/// evaluated, so that it can serve many instances. Lives no longer than its deck and sources.
class Elaborator {
 public:
  /// `settings` take the place of what the deck says.
  Elaborator(const SourceMap& sources, const Deck& deck, Diagnostics& diagnostics, const Limits& limits = {},
             Settings settings = {});
  ~Elaborator();

  Elaborator(Elaborator&&) noexcept;
  Elaborator& operator=(Elaborator&&) noexcept;

  [[nodiscard]] const Limits& limits() const;
  /// A number, `{expression}`, 'expression' or a parameter's name in the deck's global scope. Reports what is wrong.
  [[nodiscard]] std::optional<double> value(Span text);
  /// Definition of a subcircuit visible at the top of the deck; null if there is none.
  [[nodiscard]] const Subcircuit* find_subcircuit(std::string_view name) const;
  /// Model card visible at the top of the deck; null if there is none.
  [[nodiscard]] const ModelCard* find_model(std::string_view name) const;
  /// Values of a model's parameters in the order of `parameters`, defaults where not given. Reports unknown names,
  /// missing ones and values out of range.
  [[nodiscard]] std::optional<std::vector<double>> model_values(const ModelCard& model,
                                                                std::span<const Parameter> parameters);
  /// The frequencies an `.ac` card asks for, Hz, in ascending order. Reports what is wrong with the card.
  [[nodiscard]] std::optional<std::vector<double>> ac_frequencies(const Card& card);
  /// What a `.dc` card sweeps, one or two names; the first varies fastest. Reports what is wrong with the card; whether
  /// there is anything of that name is not looked at.
  [[nodiscard]] std::optional<std::vector<SweptName>> dc_sweeps(const Card& card);
  /// The same of a `.step` card, with any number of names; none of a `.data` card.
  [[nodiscard]] std::optional<std::vector<SweptName>> step_sweeps(const Card& card);
  /// The output and the source of a `.tf` card. Reports what is wrong with the card; whether there is anything of those
  /// names is not looked at.
  [[nodiscard]] std::optional<TransferCard> transfer_card(const Card& card);
  /// The same of a `.noise` card, and its frequencies.
  [[nodiscard]] std::optional<NoiseCard> noise_card(const Card& card);
  /// The outputs of a `.sens` card, and the frequencies if it has some. Reports as transfer_card() does.
  [[nodiscard]] std::optional<SensitivityCard> sensitivity_card(const Card& card);
  /// What a `.pz` card says; whether there are nodes of those names is not looked at. Reports what is wrong with it.
  [[nodiscard]] std::optional<PoleZeroCard> pole_zero_card(const Card& card);
  /// The probe and the frequencies of a `.loop` card. Reports what is wrong with it, as above.
  [[nodiscard]] std::optional<LoopCard> loop_card(const Card& card);
  /// The parameters of the deck's top level that have a value, as they are spelled and in the order they are defined.
  [[nodiscard]] std::vector<std::pair<std::string, double>> parameters() const;
  /// What the cards of network analyses ask for. Reports what is wrong with the card; whether there is anything of the
  /// names on it is not looked at.
  [[nodiscard]] std::optional<SpCard> sp_card(const Card& card);
  [[nodiscard]] std::optional<NetCard> net_card(const Card& card);
  [[nodiscard]] std::optional<LinCard> lin_card(const Card& card);
  /// An expression of a `.meas` card; `known` are names in it that are no parameters. Reports what is wrong with it.
  [[nodiscard]] std::optional<Expression> wave(Span text, const std::vector<std::string>& known);
  /// Its value; see wave_value() in wave_form.hpp.
  [[nodiscard]] std::optional<std::complex<double>> wave_value(const Expression& wave, const WavePoint& point);
  [[nodiscard]] const EvaluationRules& rules() const;
  /// The temperature of the circuit, degrees Celsius.
  [[nodiscard]] double temperature() const;
  /// Names for did-you-mean.
  [[nodiscard]] std::vector<std::string_view> subcircuit_names() const;
  [[nodiscard]] std::vector<std::string_view> model_names() const;
  /// The parameters of the deck's top level, as they are written where they are defined.
  [[nodiscard]] std::vector<std::string_view> parameter_names() const;
  /// A model's type, its own or that of the model it is a kind of. Reports what is wrong with these.
  [[nodiscard]] std::optional<std::string_view> model_type(const ModelCard& model);

  /// Adds all elements of the deck's top level to `netlist`.
  void add_top(Netlist& netlist);
  /// Adds one instance of `definition` under `prefix` ("u.a" gives elements "u.a.R1" and nodes "u.a.x"), its pins
  /// joined to `pins`, the given parameters in place of defaults. `origin` is where the instance stands; the elements'
  /// own origins are their cards in the definition.
  void add_instance(const Subcircuit& definition, std::string_view prefix, const std::vector<NodeId>& pins,
                    const ParameterValues& parameters, Span origin, Netlist& netlist);
  /// The FREQ sources of all circuits so far, of each card the first.
  [[nodiscard]] const std::vector<UsedResponse>& responses() const;
  /// The same of measured impedances.
  [[nodiscard]] const std::vector<UsedMeasurement>& measured() const;
  /// The same of n-ports from files.
  [[nodiscard]] const std::vector<UsedNetwork>& networks() const;
  /// Whether `definition` has had an instance so far.
  [[nodiscard]] bool is_used(const Subcircuit& definition) const;
  /// Adds a note on each definition with mistakes that were not reported, as it has no instance so far.
  void note_unused();
  /// All formal parameters of `definition` with their values when `given` override the defaults: what a `.rule` sees.
  /// `.param` definitions of its body are included.
  [[nodiscard]] std::optional<ParameterValues> parameters_of(const Subcircuit& definition, const ParameterValues& given,
                                                             Span origin);

 private:
  std::unique_ptr<ElaborationState> state_;
};

}  // namespace ohmscope
