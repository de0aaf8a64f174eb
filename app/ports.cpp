#include "app/ports.hpp"

#include "app/codes.hpp"
#include "app/text.hpp"

namespace ohmscope {

namespace {

std::vector<std::string_view> node_names(const Circuit& circuit) {
  std::vector<std::string_view> names;
  for (NodeId node = 0; node < static_cast<NodeId>(circuit.node_count()); ++node) {
    names.push_back(circuit.node_name(node));
  }
  return names;
}

NamedPort make_port(Session& session, const Netlist& netlist, std::string name, Span positive,
                    std::optional<Span> negative, Span span) {
  NamedPort result;
  result.port.name = std::move(name);
  result.port.positive = find_node(session, netlist, positive).value_or(ground);
  result.port.negative = negative ? find_node(session, netlist, *negative).value_or(ground) : ground;
  result.positive = session.sources.text(positive);
  result.negative = negative ? session.sources.text(*negative) : "0";
  result.span = span;
  return result;
}

std::optional<NodeId> node_called(const Circuit& circuit, std::string_view text) {
  const auto node = circuit.find_node(text);
  return node ? node : circuit.find_node(joined_by_dots(text));
}

}  // namespace

std::optional<NodeId> find_node(Session& session, const Netlist& netlist, Span name, Severity severity) {
  const std::string_view text = session.sources.text(name);
  const std::optional<NodeId> node = node_called(netlist.circuit, text);
  if (!node && !netlist.is_left_out(text)) {
    session.diagnostics
        .add(severity == Severity::error ? codes::unknown_thing : codes::output_left_out, severity, name,
             fmt::format("no node is called '{}'", text))
        .of_unknown_name()
        .with_hint(session.diagnostics.suggest(text, [&] { return node_names(netlist.circuit); }));
  }
  return node;
}

std::vector<NamedPort> deck_ports(Session& session, const Netlist& netlist) {
  std::vector<NamedPort> ports;
  for (const PortCard& card : session.deck.ports) {
    if (card.name.nowhere()) continue;
    ports.push_back(make_port(session, netlist, std::string(session.sources.text(card.name)), card.positive,
                              card.negative, card.name));
  }
  return ports;
}

std::vector<NamedPort> command_line_ports(Session& session, const Netlist& netlist) {
  std::vector<NamedPort> ports;
  for (const std::string& text : session.options.ports) {
    const std::vector<Span> words = option_words(session, "--port", text, ',');
    if (words.size() > 2) {
      session.diagnostics
          .error(codes::bad_option_value, words[2], "'{}' follows the port's two nodes, expected 'N+' or 'N+,N-'",
                 session.sources.text(words[2]))
          .with_hint("for several ports repeat the option: --port a --port b");
      continue;
    }
    const std::optional<Span> negative = words.size() == 2 ? std::optional(words[1]) : std::nullopt;
    ports.push_back(make_port(session, netlist, text, words[0], negative, words[0]));
  }
  return ports;
}

std::vector<NamedPort> choose_ports(Session& session, const Netlist& netlist) {
  return session.options.ports.empty() ? deck_ports(session, netlist) : command_line_ports(session, netlist);
}

void ask_for_ports(Session& session) {
  if (!session.options.ports.empty() || !session.deck.ports.empty() || session.diagnostics.names_are_lost()) return;
  session.diagnostics.error(codes::nothing_to_do, {}, "no port: the deck has no .port card")
      .with_hint("give one with --port NODE or --port NODE,NODE, or add a card like '.port in 1 0'");
}

}  // namespace ohmscope
