#include <algorithm>

#include "netlist/codes.hpp"
#include "netlist/expression_tokens.hpp"
#include "netlist/number.hpp"
#include "netlist/sweep_reader.hpp"
#include "netlist/text.hpp"

// Sweeps by `data=TABLE`, as in HSPICE and Xyce.
namespace ohmscope {

namespace {

const Card* find_table(ElaborationState& state, Span name) {
  const std::string_view wanted = state.sources.text(name);
  std::vector<std::string_view> names;
  for (const Card& table : state.deck.steps) {
    if (!is_table(state.sources, table)) continue;
    names.push_back(state.sources.text(table.words[1]));
    if (equal_ignoring_case(names.back(), wanted)) return &table;
  }
  state.found.error(codes::bad_sweep, name, "no table is called '{}'", wanted)
      .of_unknown_name()
      .with_hint(names.empty() ? fmt::format("'{}' defines one", usage_of_data) : did_you_mean(wanted, names));
  return nullptr;
}

std::nullopt_t malformed(ElaborationState& state, const Card& table) {
  state.found.error(codes::malformed_card, table.words.front(), "table '{}' is not of the form '{}'",
                    state.sources.text(table.words[1]), usage_of_data);
  return std::nullopt;
}

}  // namespace

bool is_table(const SourceMap& sources, const Card& card) {
  return equal_ignoring_case(sources.text(card.words.front()), ".data");
}

std::optional<std::vector<SweptName>> read_table(ElaborationState& state, Span name) {
  const Card* table = find_table(state, name);
  if (table == nullptr || table->is_faulty) return std::nullopt;
  const auto begins_value = [&](Span word) {
    const std::string_view text = state.sources.text(word);
    return held_end(text) == text.size() || parse_number(text, state.deck.dialect).has_value();
  };
  const auto first = std::find_if(table->words.begin() + 2, table->words.end(), begins_value);
  std::vector<SweptName> columns;
  for (auto word = table->words.begin() + 2; word != first; ++word) {
    columns.push_back(swept_name(state.sources, *word));
    columns.back().with_previous = columns.size() > 1;
  }
  const auto values = static_cast<std::size_t>(table->words.end() - first);
  if (columns.empty() || values == 0 || !table->assignments.empty()) return malformed(state, *table);
  if (values % columns.size() != 0) {
    state.found.error(codes::bad_sweep, table->words.back(), "table '{}' has {} values, expected {} in each row",
                      state.sources.text(table->words[1]), values, columns.size());
    return std::nullopt;
  }
  bool ok = true;
  for (std::size_t k = 0; k < values; ++k) {
    const auto value = state.values.value(*state.top, first[static_cast<std::ptrdiff_t>(k)], ScopeValues::Form::value);
    ok = ok && value;
    columns[k % columns.size()].values.push_back(value.value_or(0));
  }
  return ok ? std::optional(std::move(columns)) : std::nullopt;
}

}  // namespace ohmscope
