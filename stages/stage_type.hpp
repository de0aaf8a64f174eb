#pragma once

#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "stages/one_port.hpp"

namespace ohmscope {

/// What a stage parameter takes.
enum class StageParameterKind { one_port, number, opamp, keyword };

/// One parameter of a stage type.
struct StageParameter {
  std::string_view name;
  StageParameterKind kind = StageParameterKind::one_port;
  std::string_view unit = {};          ///< SI, empty for a pure number
  std::string_view doc = {};           ///< one line, lower case, no full stop
  std::string_view default_text = {};  ///< as one would write it; empty: no default
  bool optional = false;               ///< may be left out although it has no default (`check_values` sees to the rest)
  Range range = Range::any;            ///< of a number
  std::string_view keywords = {};      ///< of a keyword: the values allowed, separated by '|'
  std::string_view units = {};         ///< of a number: what may stand behind it and counts, likewise; else the first
};

/// An op-amp's open-loop parameters (interface: section 5). The defaults are the ideal op-amp.
struct OpampValues {
  double A0 = std::numeric_limits<double>::infinity();
  double GBW = std::numeric_limits<double>::infinity();
  double Rin = std::numeric_limits<double>::infinity();
  double Cin = 0;
  double Rout = 0;
  double en = 0;
  double in = 0;
  bool operator==(const OpampValues&) const = default;
};

/// The values of one stage, by parameter name as the type's table spells it. Numbers that were left out and have no
/// default are absent.
struct StageValues {
  std::map<std::string, OnePort, std::less<>> one_ports;
  std::map<std::string, double, std::less<>> numbers;
  std::map<std::string, std::string, std::less<>> keywords;  ///< lower case; of a number with `units`: its unit
  OpampValues opamp;
  bool operator==(const StageValues&) const = default;

  [[nodiscard]] const OnePort& z(std::string_view name) const { return one_ports.find(name)->second; }
  [[nodiscard]] double number(std::string_view name) const { return numbers.find(name)->second; }
  [[nodiscard]] bool has(std::string_view name) const {
    return one_ports.contains(name) || numbers.contains(name) || keywords.contains(name);
  }
};

/// Where a stage draws its elements: a scope of names in a netlist, between the nodes `in` and `out`.
class Drawing {
 public:
  Drawing(Netlist& netlist, std::string prefix, NodeId in, NodeId out, std::uint32_t origin)
      : netlist_(netlist), prefix_(std::move(prefix)), in_(in), out_(out), origin_(origin) {}

  [[nodiscard]] NodeId in() const { return in_; }
  [[nodiscard]] NodeId out() const { return out_; }
  /// The stage's inner node `name`.
  NodeId node(std::string_view name);
  /// A one-port between two nodes, under the parameter's name.
  void z(std::string_view name, const OnePort& value, NodeId p, NodeId n);
  /// Any other device; values in the order of its table.
  ElementId element(const DeviceType& type, std::string_view name, std::initializer_list<NodeId> pins,
                    std::initializer_list<double> values, std::initializer_list<ElementId> references = {});
  /// An op-amp with its input and output impedances: pins +, -, output.
  void opamp(std::string_view name, const OpampValues& values, NodeId plus, NodeId minus, NodeId output);

 private:
  Netlist& netlist_;
  std::string prefix_;
  NodeId in_;
  NodeId out_;
  std::uint32_t origin_;
};

/// The closed form of a stage, as expressions: of `s` (jw), `ZL` (load at out), `ZS` (source at in), the stage's own
/// parameters (one-ports by their impedance), for op-amp stages A0, GBW, Rin, Cin, Rout, and the names that `where`
/// defines, each from those before it. Values may be infinite; functions as in `.rule`, and tanhc(x) = tanh(x)/x, which
/// is 1 at 0.
struct Rule {
  struct Definition {
    std::string_view name;
    std::string_view expression;
    std::string_view doc = {};  ///< what it is, one line
  };
  std::string_view when = {};  ///< the choice of parameters it is for, in words; empty: all
  std::vector<Definition> where = {};
  std::string_view zin = {};  ///< empty: undefined
  std::string_view zout = {};
};

/// A kind of stage: parameters, drawing and rule, stated once. Each lives in a file of its own in stages/types and has
/// one line in the registry.
struct StageType {
  std::string_view name;     ///< lower case
  std::string_view doc;      ///< one line
  std::string_view circuit;  ///< from `in` to `out`, in words
  std::vector<StageParameter> parameters;
  Rule rule;
  /// A second rule, for the other choice of parameters, and when it holds; null for most.
  Rule other_rule = {};
  bool (*uses_other_rule)(const StageValues&) = nullptr;
  bool joins_in_and_out = false;  ///< in and out are one node
  /// Draws the stage's elements.
  void (*draw)(const StageValues&, Drawing&) = nullptr;
  /// Completes values that depend on others (f0) and says what is wrong with a combination, or returns nothing.
  std::optional<std::string> (*check_values)(StageValues&) = nullptr;
};

/// All built-in stage types in the order of the documentation.
[[nodiscard]] std::span<const StageType* const> stage_types();
/// The built-in type called `name` (case ignored), or null.
[[nodiscard]] const StageType* find_stage_type(std::string_view name);

}  // namespace ohmscope
