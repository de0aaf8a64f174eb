#include "app/codes.hpp"
#include "app/network.hpp"
#include "app/ports.hpp"
#include "netlist/number.hpp"

namespace ohmscope {

namespace {

constexpr double usual_z0 = 50;  // ohm

}  // namespace

void set_references(Session& session, std::vector<PortOfNetwork>& ports) {
  if (session.options.z0.empty()) return;
  const std::vector<Span> words = option_words(session, "--z0", session.options.z0, ',');
  if (words.size() != 1 && words.size() != ports.size() && !ports.empty()) {
    session.diagnostics.error(codes::bad_option_value, words.back(),
                              "{} references for {} ports, expected one, or one a port", words.size(), ports.size());
    return;
  }
  for (std::size_t k = 0; k < words.size(); ++k) {
    const std::string_view text = session.sources.text(words[k]);
    const auto value = parse_number(text);
    if (!value || !(*value > 0)) {
      session.diagnostics.error(codes::bad_option_value, words[k],
                                "the reference is '{}', expected a positive number of ohms", text);
      continue;
    }
    for (std::size_t p = 0; p < ports.size(); ++p) {
      if (words.size() == 1 || p == k) ports[p].z0 = *value;
    }
  }
}

std::vector<PortOfNetwork> network_ports(Session& session, const Netlist& netlist) {
  const bool named = !session.options.ports.empty() || !session.deck.ports.empty();
  if (!named) return numbered_ports(session, netlist, {});
  std::vector<PortOfNetwork> ports;
  for (const NamedPort& port : choose_ports(session, netlist))
    ports.push_back({port.port.name, port.port.positive, port.port.negative, usual_z0});
  return ports;
}

}  // namespace ohmscope
