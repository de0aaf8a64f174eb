#include <algorithm>

#include "netlist/codes.hpp"
#include "netlist/instances.hpp"
#include "solver/devices/registry.hpp"

// `Zname p n FILE=path [minphase] [extrapolate]`: measured impedances.
namespace ohmscope {

namespace {

constexpr std::string_view usage_of_measured = "Zname p n FILE=path [minphase] [extrapolate]";

}  // namespace

/// Without FILE it is a transistor.
bool InstanceOpener::is_measured(const CardView& card) const {
  return std::any_of(card.assignments.begin(), card.assignments.end(), [&](const Assignment& given) {
    return equal_ignoring_case(state_.sources.text(given.name), "file");
  });
}

void InstanceOpener::add_measured(const CardView& card, Scope& scope) {
  const SourceMap& sources = state_.sources;
  ImpedanceOptions options;
  double m = scope.multiplicity;
  Span file;
  for (std::size_t k = 3; k < card.words.size(); ++k) {
    if (set_impedance_option(sources.text(card.words[k]), options)) continue;
    state_.found.error(codes::malformed_element, card.words[k], "unexpected '{}', expected '{}'",
                       sources.text(card.words[k]), usage_of_measured);
    return;
  }
  for (const Assignment& given : card.assignments) {
    const std::string_view name = sources.text(given.name);
    if (!expect_first(sources, given, card.assignments, state_.found)) return;
    if (equal_ignoring_case(name, "file")) {
      file = sources.unquoted(given.value);
    } else if (equal_ignoring_case(name, "m")) {
      const auto value = state_.reader.read_multiplicity(given.value, scope);
      if (!value) return;
      m *= *value;
    } else {
      return report_unknown_parameter(given.name, name, {"file", "m"}, state_.found);
    }
  }
  if (card.words.size() < 3) {
    state_.found.error(codes::malformed_element, card.words.front(), "'{}' has no two nodes, expected '{}'",
                       sources.text(card.words.front()), usage_of_measured);
    return;
  }
  auto table = state_.files.read(sources.text(file), options, sources.file(file), file, state_.found);
  if (!table) return;
  if (m != 1) table = std::make_shared<const ImpedanceTable>(table->times(1 / m));
  state_.note_measured(card.span, table);
  add_element(devices::measured, scope.prefix + std::string(sources.text(card.words.front())),
              nodes(scope, card.words.subspan(1, 2)), {}, {}, card, std::move(table));
}

}  // namespace ohmscope
