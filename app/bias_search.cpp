#include "app/bias_search.hpp"

#include <algorithm>
#include <tuple>

#include "app/ports.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

struct Nodeset {
  Span node;
  Span value;
};

// Where a value that begins at `begin` ends: at a blank, or behind the brace or quote that closes it.
std::size_t value_end(std::string_view text, std::size_t begin) {
  const char first = begin < text.size() ? text[begin] : ' ';
  const char closing = first == '{' ? '}' : first == '\'' || first == '"' ? first : ' ';
  if (closing != ' ') return std::min(text.find(closing, begin + 1), text.size() - 1) + 1;
  return std::min(text.find_first_of(" \t\r\n", begin), text.size());
}

// `.nodeset V(a)=1 V(b) = {x}`
void read_nodesets(std::string_view text, std::uint32_t offset, std::vector<Nodeset>& all) {
  const auto span = [&](std::size_t begin, std::size_t end) {
    return Span{static_cast<std::uint32_t>(offset + begin), static_cast<std::uint32_t>(end - begin)};
  };
  for (std::size_t at = text.find('('); at != std::string_view::npos; at = text.find('(', at + 1)) {
    const std::size_t closing = text.find(')', at);
    if (at == 0 || to_upper(text[at - 1]) != 'V' || closing == std::string_view::npos) continue;
    const std::size_t equals = text.find_first_not_of(" \t", closing + 1);
    if (equals == std::string_view::npos || text[equals] != '=') continue;
    const std::size_t begin = text.find_first_not_of(" \t", equals + 1);
    if (begin == std::string_view::npos) return;
    const std::size_t end = value_end(text, begin);
    all.push_back({span(at + 1, closing), span(begin, end)});
    at = end - 1;
  }
}

std::vector<Nodeset> nodesets_of(const Session& session) {
  std::vector<Nodeset> all;
  for (const Card& card : session.deck.analyses) {
    if (is_analysis(session, card, "nodeset")) read_nodesets(session.sources.text(card.span), card.span.offset, all);
  }
  return all;
}

}  // namespace

BiasOptions search_options(Session& session, const Circuit& circuit) {
  constexpr double most_relative = 0.1;
  BiasOptions options;
  for (const Card& card : session.deck.analyses) {
    const auto given = [&](std::string_view name) -> std::optional<double> {
      if (!is_analysis(session, card, name)) return std::nullopt;
      const auto value = session.elaborator->value(card.assignments.front().value);
      return value && *value > 0 ? value : std::nullopt;
    };
    options.relative = std::min(given("reltol").value_or(options.relative), most_relative);
    options.current = given("abstol").value_or(options.current);
    options.voltage = given("vntol").value_or(options.voltage);
    if (const auto most = given("itl1")) options.most_iterations = static_cast<int>(std::clamp(*most, 2.0, 1e6));
  }
  for (const Nodeset& given : nodesets_of(session)) {
    const auto node = circuit.find_node(session.sources.text(given.node));
    const auto value = session.elaborator->value(given.value);
    if (node && *node != ground && value) options.nodesets.emplace_back(*node, *value);
  }
  return options;
}

void check_nodesets(Session& session, const Netlist& netlist) {
  for (const Nodeset& given : nodesets_of(session)) {
    std::ignore = find_node(session, netlist, given.node, Severity::warning);
    std::ignore = session.elaborator->value(given.value);
  }
}

}  // namespace ohmscope
