#include "netlist/value_list.hpp"

#include "netlist/expression_tokens.hpp"
#include "netlist/number.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

std::vector<Span> further_values(const SourceMap& sources, const CardView& card, std::string_view name,
                                 std::size_t most, Dialect dialect) {
  std::vector<Span> values;
  for (const Assignment& assignment : card.assignments) {
    if (!equal_ignoring_case(sources.text(assignment.name), name)) continue;
    std::uint32_t end = assignment.value.end();
    for (const Span word : card.words) {
      if (word.offset < end) continue;
      const std::string_view between = sources.text({end, word.offset - end});
      const std::string_view text = sources.text(word);
      const bool is_next = between.find_first_not_of(" \t,") == std::string_view::npos;
      const bool is_value = parse_number(text, dialect) || held_end(text) == text.size();
      if (values.size() == most || !is_next || !is_value) break;
      values.push_back(word);
      end = word.end();
    }
  }
  return values;
}

}  // namespace ohmscope
