#include "stages/chain.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_set>

#include "netlist/codes.hpp"
#include "netlist/text.hpp"
#include "stages/codes.hpp"
#include "stages/stage_names.hpp"
#include "stages/stage_values.hpp"

namespace ohmscope {

namespace {

/// The instances of subcircuits at the top of the deck.
NameMap<Span> instances_of(const SourceMap& sources, const Deck& deck) {
  NameMap<Span> instances;
  if (deck.chains.empty()) return instances;
  for (const auto& card : deck.top.elements) {
    if (card.words.empty()) continue;
    const std::string_view name = sources.text(card.words.front());
    if (to_lower(name.front()) == 'x') instances.emplace(name, card.words.front());
  }
  return instances;
}

/// Reads the chains of one deck.
class ChainBuilder {
 public:
  ChainBuilder(const SourceMap& sources, const Deck& deck, Elaborator& elaborator, Diagnostics& diagnostics)
      : reading_{sources, elaborator, diagnostics}, instances_(instances_of(sources, deck)), globals_(deck.globals) {}

  Chain build(const ChainBlock& block);

 private:
  void check_name(const ChainBlock& block);
  [[nodiscard]] bool is_type(std::string_view name) const;
  [[nodiscard]] std::size_t count_lines(const ChainBlock& block) const;
  StageSpec read_line(const ChainLine& line);
  void find_type(const ChainLine& line, StageSpec& spec);
  void warn_about(const Subcircuit& subcircuit, const ChainLine& line, bool hides_built_in);
  void report_type(const ChainLine& line, const Subcircuit* wrong_pins);
  void try_out(const StageSpec& spec);
  std::uint32_t read_count(Span count);

  ChainReading reading_;
  NameMap<Span> instances_;
  const std::vector<Span>& globals_;
  std::unordered_set<std::string_view, CaselessHash, CaselessEqual> names_;  ///< of the chains so far
  std::unordered_set<const Subcircuit*> told_;                               ///< of which there was something to warn
  std::unordered_set<const Subcircuit*> faulty_;                             ///< whose errors were reported
};

/// Sensors come first, loads last.
void check_order(const Chain& chain, Diagnostics& diagnostics) {
  for (std::size_t k = 0; k < chain.specs.size(); ++k) {
    const StageSpec& spec = chain.specs[k];
    if (spec.type == nullptr) continue;
    const bool last = k + 1 == chain.specs.size() && spec.count <= 1;
    if (spec.is_sensor() && (k > 0 || spec.count > 1)) {
      diagnostics.error(codes::misplaced_stage, spec.type_span, "a sensor can only be the first stage of its chain")
          .note(chain.specs.front().name_span, "the first stage is here");
    } else if (spec.type->name == "load" && !last) {
      diagnostics.error(codes::misplaced_stage, spec.type_span, "a load can only be the last stage of its chain")
          .with_hint("use 'shunt' within a chain")
          .note(chain.specs.back().name_span, "the last stage is here");
    }
  }
}

/// Writes out the arrays.
void list_stages(Chain& chain, const ChainBlock& block, std::size_t most, Diagnostics& diagnostics) {
  std::size_t total = 0;
  for (const StageSpec& spec : chain.specs) total += spec.count;
  if (total > most) {
    diagnostics
        .error(codes::too_large, block.name, "chain '{}' has {} stages, expected at most {}", chain.name, total, most)
        .with_hint("--max-stages raises the limit");
    return;
  }
  chain.stages.reserve(total);
  for (std::uint32_t k = 0; k < chain.specs.size(); ++k) {
    for (std::uint32_t index = 0; index < chain.specs[k].count; ++index) chain.stages.push_back({k, index});
  }
}

bool ChainBuilder::is_type(std::string_view name) const {
  return find_stage_type(name) != nullptr || reading_.elaborator.find_subcircuit(name) != nullptr;
}

/// Where the end is missing, it most likely belongs before the first dot card or the first line that looks like an
/// element; what follows is not taken for stages then.
std::size_t ChainBuilder::count_lines(const ChainBlock& block) const {
  if (block.is_closed) return block.lines.size();
  const auto end =
      block.lines.begin() + static_cast<std::ptrdiff_t>(block.lines_before_card.value_or(block.lines.size()));
  const auto element = std::find_if(block.lines.begin(), end, [&](const ChainLine& line) {
    return line.surplus && !is_type(reading_.text(line.type));
  });
  return static_cast<std::size_t>(element - block.lines.begin());
}

Chain ChainBuilder::build(const ChainBlock& block) {
  const std::size_t errors_before = reading_.diagnostics.error_count();
  Chain chain;
  chain.name = reading_.text(block.name);
  chain.is_closed = block.is_closed;
  check_name(block);
  if (block.lines.empty() && block.is_closed) {
    reading_.diagnostics.error(codes::empty_chain, block.name, "chain '{}' has no stages", chain.name)
        .with_hint("each line up to .endchain is one stage: NAME TYPE parameter=value");
  }
  const auto lines = std::span(block.lines).first(count_lines(block));
  for (const ChainLine& line : lines) chain.specs.push_back(read_line(line));
  check_order(chain, reading_.diagnostics);
  check_stage_names(chain, reading_.diagnostics);
  list_stages(chain, block, reading_.elaborator.limits().stages, reading_.diagnostics);
  const bool is_one_of_two = !names_.insert(reading_.text(block.name)).second;
  const bool is_faulty = std::any_of(lines.begin(), lines.end(), [](const ChainLine& line) { return line.is_faulty; });
  chain.is_sound = block.is_closed && !block.name.nowhere() && !is_one_of_two && !is_faulty &&
                   reading_.diagnostics.error_count() == errors_before;
  return chain;
}

/// A chain's nodes are named like those of an instance, so the two must not share a name.
void ChainBuilder::check_name(const ChainBlock& block) {
  const std::string_view name = reading_.text(block.name);
  if (name.find('.') != std::string_view::npos) {
    reading_.diagnostics.error(codes::bad_name, block.name, "a '.' in the name of chain '{}', expected none", name)
        .with_hint("the '.' in a node's name stands between chain and stage");
  }
  for (const Span global : globals_) {
    const std::string_view node = reading_.text(global);
    if (node.size() <= name.size() || node[name.size()] != '.' ||
        !equal_ignoring_case(node.substr(0, name.size()), name))
      continue;
    reading_.diagnostics
        .error(codes::bad_name, global, "'.global' makes '{}' a node of all stages and of chain '{}'", node, name)
        .note(block.name, "the chain is here")
        .with_hint("a stage acts on others along the chain alone; a supply or reference needs a name of its own");
  }
  const auto instance = instances_.find(name);
  if (instance == instances_.end()) return;
  reading_.diagnostics.error(codes::bad_name, block.name, "chain '{}' has the name of a subcircuit's instance", name)
      .note(instance->second, "the instance is here");
}

StageSpec ChainBuilder::read_line(const ChainLine& line) {
  StageSpec spec;
  spec.span = line.span;
  spec.name_span = line.name;
  spec.type_span = line.type;
  spec.name = reading_.text(line.name);
  spec.type_name = reading_.text(line.type);
  spec.is_array = line.count.has_value();
  if (spec.name.find('.') != std::string::npos) {
    reading_.diagnostics.error(codes::bad_name, line.name, "a '.' in the name of stage '{}', expected none", spec.name)
        .with_hint("the '.' in a node's name stands between chain and stage");
  }
  if (line.surplus) {
    reading_.diagnostics
        .error(codes::malformed_stage, *line.surplus, "found '{}', expected 'parameter=value'",
               reading_.text(*line.surplus))
        .with_hint("a value with blanks goes between quotes: Z=\"R(10k) | C(1n)\"");
  }
  if (line.count) spec.count = read_count(*line.count);
  if (!line.type.nowhere()) find_type(line, spec);
  if (spec.type != nullptr) {
    read_stage_values(line, reading_, spec);
  } else if (spec.subcircuit != nullptr) {
    read_user_parameters(line, reading_, spec);
    try_out(spec);
  }
  return spec;
}

std::uint32_t ChainBuilder::read_count(Span count) {
  const auto value = count.nowhere() ? std::nullopt : reading_.elaborator.value(count);
  if (!value) return 0;
  const std::size_t most = reading_.elaborator.limits().stages;
  if (*value >= 1 && *value <= static_cast<double>(most) && *value == std::floor(*value)) {
    return static_cast<std::uint32_t>(*value);
  }
  Diagnostic& error = reading_.diagnostics.error(codes::bad_count, count,
                                                 "'{}' is no count of stages, expected a whole number from 1 to {}",
                                                 reading_.text(count), most);
  if (*value > static_cast<double>(most)) error.with_hint("--max-stages raises the limit");
  return 0;
}

/// A subcircuit of two pins goes before a built-in type of its name.
void ChainBuilder::find_type(const ChainLine& line, StageSpec& spec) {
  const StageType* built_in = find_stage_type(spec.type_name);
  const Subcircuit* subcircuit = reading_.elaborator.find_subcircuit(spec.type_name);
  const bool fits = subcircuit != nullptr && subcircuit->pins.size() == 2;
  if (fits)
    spec.subcircuit = subcircuit;
  else if (built_in != nullptr)
    spec.type = built_in;
  else
    report_type(line, subcircuit);
  if (fits && told_.insert(subcircuit).second) warn_about(*subcircuit, line, built_in != nullptr);
}

void ChainBuilder::warn_about(const Subcircuit& subcircuit, const ChainLine& line, bool hides_built_in) {
  if (hides_built_in) {
    reading_.diagnostics
        .warning(codes::shadowed_stage, line.type, "'{}' is the deck's own subcircuit here, not the built-in stage",
                 reading_.text(line.type))
        .note(subcircuit.name, "defined here");
  }
  if (equal_ignoring_case(reading_.text(subcircuit.pins[0]), "out") ||
      equal_ignoring_case(reading_.text(subcircuit.pins[1]), "in")) {
    reading_.diagnostics
        .warning(codes::swapped_pins, subcircuit.pins[0],
                 "'{}' is the input of the stage '{}': pins go by their order, not by their names",
                 reading_.text(subcircuit.pins[0]), reading_.text(subcircuit.name))
        .note(line.type, "a stage here")
        .with_hint(fmt::format(".subckt {} in out", reading_.text(subcircuit.name)));
  }
}

void ChainBuilder::report_type(const ChainLine& line, const Subcircuit* wrong_pins) {
  const std::string_view name = reading_.text(line.type);
  if (wrong_pins != nullptr) {
    reading_.diagnostics
        .error(codes::wrong_pin_count, line.type, "subcircuit '{}' has {} pins, expected 2 of a stage: in and out",
               name, wrong_pins->pins.size())
        .note(wrong_pins->name, "defined here");
    return;
  }
  std::vector<std::string_view> built_in;
  for (const StageType* type : stage_types()) built_in.push_back(type->name);
  std::string meant = did_you_mean(name, built_in);
  const bool may_be_lost = meant.empty();
  if (meant.empty()) meant = reading_.diagnostics.suggest(name, [&] { return reading_.elaborator.subcircuit_names(); });
  if (meant.empty() && line.surplus) return;  // that was reported: rather an element than a stage
  reading_.diagnostics.error(codes::unknown_stage, line.type, "unknown stage type '{}'", name)
      .with_hint(meant.empty() ? "a built-in type ('ohmscope stages' lists them) or a .subckt with two pins" : meant)
      .unknown_name = may_be_lost;
}

/// Builds one instance for the errors that the subcircuit's body has, once for each subcircuit that has some.
void ChainBuilder::try_out(const StageSpec& spec) {
  if (faulty_.contains(spec.subcircuit)) return;
  const std::size_t errors_before = reading_.diagnostics.error_count();
  Netlist scratch;
  const std::vector<NodeId> pins{scratch.circuit.node("in"), scratch.circuit.node("out")};
  reading_.elaborator.add_instance(*spec.subcircuit, spec.name, pins, spec.parameters, spec.span, scratch);
  if (reading_.diagnostics.error_count() > errors_before) faulty_.insert(spec.subcircuit);
}

}  // namespace

std::string Chain::stage_name(std::size_t stage) const {
  const StageSpec& its_spec = spec(stage);
  return its_spec.is_array ? its_spec.name + std::to_string(stages[stage].index + 1) : its_spec.name;
}

std::optional<std::size_t> Chain::find_stage(std::string_view stage_name) const {
  std::size_t first = 0;  // of the spec's stages
  for (const StageSpec& spec : specs) {
    const std::string_view number = stage_name.substr(std::min(spec.name.size(), stage_name.size()));
    if (equal_ignoring_case(stage_name.substr(0, spec.name.size()), spec.name)) {
      std::uint32_t index = 0;
      const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), index);
      const bool is_member = spec.is_array && error == std::errc() && end == number.data() + number.size() &&
                             number.front() != '0' && index <= spec.count;
      if (is_member) return first + index - 1;
      if (!spec.is_array && number.empty()) return first;
    }
    first += spec.count;
  }
  return std::nullopt;
}

std::string Chain::node_name(std::size_t stage) const { return fmt::format("{}.{}", name, stage_name(stage)); }

std::string Chain::input_node_name() const {
  std::string result = "in";
  const auto taken = [&](const StageSpec& spec) { return !spec.is_array && equal_ignoring_case(spec.name, result); };
  while (std::any_of(specs.begin(), specs.end(), taken)) result += '_';
  return fmt::format("{}.{}", name, result);
}

Chain abridged(const Chain& chain) {
  Chain shorter = chain;
  std::erase_if(shorter.stages, [&](const Chain::Stage& stage) {
    return stage.index > 1 && stage.index + 1 < chain.specs[stage.spec].count;
  });
  return shorter;
}

std::vector<Chain> build_chains(const SourceMap& sources, const Deck& deck, Elaborator& elaborator,
                                Diagnostics& diagnostics) {
  ChainBuilder builder(sources, deck, elaborator, diagnostics);
  std::vector<Chain> chains;
  for (const ChainBlock& block : deck.chains) chains.push_back(builder.build(block));
  return chains;
}

}  // namespace ohmscope
