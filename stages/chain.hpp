#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stages/stage_type.hpp"

namespace ohmscope {

/// Measured data that a parameter of a stage refers to, and where.
struct MeasuredUse {
  Span span;
  std::shared_ptr<const ImpedanceTable> table;
};

/// One line of a chain: a built-in type with its values, or a user's subcircuit with its parameters.
struct StageSpec {
  Span span;  ///< the line
  Span name_span;
  Span type_span;
  std::string name;                        ///< without the count
  std::string type_name;                   ///< as written
  const StageType* type = nullptr;         ///< built-in, or
  const Subcircuit* subcircuit = nullptr;  ///< a user's
  StageValues values;                      ///< of a built-in type
  ParameterValues parameters;              ///< of a user's
  std::vector<MeasuredUse> measured;       ///< within `values`
  std::uint32_t count = 1;                 ///< 0 if what is written is no count
  bool is_array = false;                   ///< `name[count]`: stages are name1 … nameN

  [[nodiscard]] bool is_sensor() const { return type != nullptr && type->name == "sensor"; }
};

/// A chain as its author meant it: specs in signal order, arrays not written out.
struct Chain {
  /// One stage: a member of a spec.
  struct Stage {
    std::uint32_t spec = 0;
    std::uint32_t index = 0;  ///< within its spec, from 0
  };
  std::string name;
  std::vector<StageSpec> specs;
  std::vector<Stage> stages;
  bool is_sound = true;   ///< nothing is wrong with it: fit for use
  bool is_closed = true;  ///< else elements may be among its lines

  [[nodiscard]] const StageSpec& spec(std::size_t stage) const { return specs[stages[stage].spec]; }
  [[nodiscard]] std::string stage_name(std::size_t stage) const;
  /// `CHAIN.STAGE`, the node at a stage's output.
  [[nodiscard]] std::string node_name(std::size_t stage) const;
  /// `CHAIN.in`, the node at the input where there is no sensor; `CHAIN.in_` … if a stage is called `in`.
  [[nodiscard]] std::string input_node_name() const;
  /// The stage of this name, letters in any case; nothing if there is none.
  [[nodiscard]] std::optional<std::size_t> find_stage(std::string_view stage_name) const;
  [[nodiscard]] bool has_sensor() const { return !specs.empty() && specs.front().is_sensor(); }
};

/// The same chain with no more than three stages of each array, its first two and its last, under their own names: what
/// hangs together in the whole array does so in these.
[[nodiscard]] Chain abridged(const Chain& chain);

/// Builds every chain of the deck. Reports all that is wrong: types, parameters, order, names, counts.
[[nodiscard]] std::vector<Chain> build_chains(const SourceMap& sources, const Deck& deck, Elaborator& elaborator,
                                              Diagnostics& diagnostics);

/// Reports frequencies (Hz) that lie outside measured data of `chain`, once for each place that refers to it.
void check_measured_range(const Chain& chain, const std::vector<double>& frequencies, Diagnostics& diagnostics);

/// Warns of elements that hang on nodes of `chains`: `chain` and `check` look at the chains alone. `flat` is the whole
/// deck, its elements from `first_of_top` on those of the deck's top level.
void warn_about_attached_elements(const Netlist& flat, std::size_t first_of_top, const std::vector<Chain>& chains,
                                  Diagnostics& diagnostics);

/// Warns of nodes between two stages from which nothing conducts to ground at 0 Hz. `flat` is the whole deck, or its
/// chains alone.
void warn_about_floating_interfaces(const Netlist& flat, const std::vector<Chain>& chains, Diagnostics& diagnostics);

/// Adds stages [first, last) of a chain to `netlist`: node `CHAIN.STAGE` at each output (a further name of the input's
/// node where the stage joins the two), `CHAIN.in` (see Chain::input_node_name) at the input where there is no sensor.
/// Nothing is added before the first stage but its own sensor.
/// Returns the nodes: entry k is the input of stage first + k (ground for a sensor), the last entry the output of the
/// last stage.
std::vector<NodeId> draw_stages(const Chain& chain, std::size_t first, std::size_t last, Elaborator& elaborator,
                                Netlist& netlist);

/// Adds a whole chain, with an ideal source of 1 V (DC and AC) called `CHAIN.source` before it where there is no
/// sensor.
void draw_chain(const Chain& chain, Elaborator& elaborator, Netlist& netlist);

/// Adds all chains that are sound; the others are left out of `netlist`.
void draw_chains(const std::vector<Chain>& chains, Elaborator& elaborator, Netlist& netlist);

/// The whole deck as one flat netlist: all sound chains, then the top-level elements, which may name the chains' nodes.
/// Reports what is wrong with the elements; those, and the other chains, are left out of it.
[[nodiscard]] Netlist flatten(const std::vector<Chain>& chains, Elaborator& elaborator);

}  // namespace ohmscope
