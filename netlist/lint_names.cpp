#include <algorithm>
#include <array>
#include <optional>
#include <unordered_set>

#include "netlist/lint_checks.hpp"
#include "netlist/text.hpp"

// Names that stand only once.
namespace ohmscope::lints {

namespace {

bool separates_names(char c) { return !is_in_name(c); }
bool separates_nodes(char c) { return std::string_view(" \t\f\v\r\n,()={}'\"").find(c) != std::string_view::npos; }

/// Counts words of a text that are among given names.
class WordCount {
 public:
  using Separates = bool (*)(char);
  explicit WordCount(Separates separates) : separates_(separates) {}

  void look_for(std::string_view name) {
    counts_.emplace(name, 0);
    first_letters_[index(name)] = true;
  }
  [[nodiscard]] std::size_t of(std::string_view name) const { return counts_.at(name); }

  /// Comment lines do not count. Ends early when every name was met `enough` times.
  void count(std::string_view text, std::size_t enough) {
    std::size_t lacking = 0;
    for (const auto& [name, count] : counts_) lacking += count < enough ? 1U : 0U;
    bool at_line_start = true;
    for (std::size_t begin = 0, end = 0; begin < text.size() && lacking > 0; begin = end) {
      end = begin + 1;
      if (at_line_start && text[begin] == '*') {
        end = std::min(text.find('\n', begin), text.size());
        continue;
      }
      if (separates_(text[begin])) {
        at_line_start = is_line_end(text[begin]) || (at_line_start && is_blank(text[begin]));
        continue;
      }
      at_line_start = false;
      while (end < text.size() && !separates_(text[end])) ++end;
      const std::string_view word = text.substr(begin, end - begin);
      if (!first_letters_[index(word)]) continue;
      const auto found = counts_.find(word);
      if (found != counts_.end() && ++found->second == enough) --lacking;
    }
  }

 private:
  static std::size_t index(std::string_view word) { return static_cast<unsigned char>(to_lower(word.front())); }

  Separates separates_;
  NameMap<std::size_t> counts_;
  std::array<bool, 256> first_letters_{};
};

void count_in_deck(WordCount& words, const SourceMap& sources, const Deck& deck, std::size_t enough) {
  for (const Span text : sources.texts()) {
    const std::string_view whole = sources.text(text);
    const bool has_title = text.offset == deck.main.offset;
    words.count(has_title ? whole.substr(std::min(whole.find('\n'), whole.size())) : whole, enough);
  }
}

/// A node that one element alone touches.
struct LooseEnd {
  ElementId element;
  NodeId node;
};

std::vector<LooseEnd> loose_ends(const Circuit& circuit) {
  std::vector<bool> met(circuit.node_count());
  std::vector<bool> met_again(circuit.node_count());
  const auto count = static_cast<ElementId>(circuit.element_count());
  for (ElementId id = 0; id < count; ++id) {
    for (const NodeId pin : circuit.pins(id)) {
      const auto node = static_cast<std::size_t>(pin);
      met[node] ? met_again[node] = true : met[node] = true;
    }
  }
  std::vector<LooseEnd> ends;
  for (ElementId id = 0; id < count; ++id) {
    for (const NodeId pin : circuit.pins(id)) {
      if (pin != ground && !met_again[static_cast<std::size_t>(pin)]) ends.push_back({id, pin});
    }
  }
  return ends;
}

/// "x1." of "x1.mid"; empty at the top level.
std::string_view prefix_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : name.substr(0, dot + 1);
}

/// Where `node` stands on a card; nowhere if it does not.
Span place_on_card(std::string_view card, Span span, std::string_view node) {
  for (std::size_t begin = 0, end = 0; begin < card.size(); begin = end + 1) {
    end = begin;
    while (end < card.size() && !separates_nodes(card[end])) ++end;
    const bool is_name_of_element = begin == 0;
    if (!is_name_of_element && equal_ignoring_case(card.substr(begin, end - begin), node))
      return {span.offset + static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - begin)};
  }
  return {};
}

using NodeNames = std::unordered_set<std::string_view, CaselessHash, CaselessEqual>;

/// Nodes that ports and outputs name.
NodeNames watched_nodes(const Linted& linted) {
  NodeNames names(linted.watched.begin(), linted.watched.end());
  for (const PortCard& port : linted.deck.ports) {
    names.insert(linted.sources.text(port.positive));
    if (port.negative) names.insert(linted.sources.text(*port.negative));
  }
  for (const Card& card : linted.deck.outputs) {
    for (const Span word : card.words) names.insert(linted.sources.text(word));
  }
  return names;
}

/// Nodes that `v(node)` or the like names anywhere in `text`: on cards that are not read, too.
NodeNames probed_nodes(std::string_view text) {
  NodeNames names;
  const auto skip_blanks = [&](std::size_t at) {
    while (at < text.size() && is_blank(text[at])) ++at;
    return at;
  };
  for (std::size_t at = text.find_first_of("(,"); at != std::string_view::npos; at = text.find_first_of("(,", at + 1)) {
    const std::size_t begin = skip_blanks(at + 1);
    std::size_t end = begin;
    while (end < text.size() && !separates_nodes(text[end])) ++end;
    const std::size_t behind = skip_blanks(end);
    const bool closes = behind < text.size() && (text[behind] == ')' || text[behind] == ',');
    if (closes && end > begin) names.insert(text.substr(begin, end - begin));
  }
  return names;
}

}  // namespace

/// Where an instance leads to a node from within, the node has a name of another level and is not looked at.
void single_connections(const Linted& linted, const Report& report) {
  if (linted.netlist == nullptr) return;
  constexpr std::size_t most = 1000;
  const MainFile main(linted);
  const Circuit& circuit = linted.netlist->circuit;
  const NodeNames watched = watched_nodes(linted);
  std::unordered_set<std::uint32_t> told;
  std::optional<NodeNames> probed;
  for (const LooseEnd& end : loose_ends(circuit)) {
    const std::string_view node = circuit.node_name(end.node);
    const std::string_view element = circuit.element_name(end.element);
    const std::string_view prefix = prefix_of(node);
    const Span card = linted.netlist->origin_of(end.element);
    if (!equal_ignoring_case(prefix, prefix_of(element)) || watched.contains(node) || !main.has(card)) continue;
    const std::string_view local = node.substr(prefix.size());
    const Span place = place_on_card(main.text(card), card, local);
    if (place.nowhere() || !told.insert(place.offset).second || told.size() > most) continue;
    if (!probed) probed = probed_nodes(linted.sources.text(linted.deck.main));
    if (probed->contains(node)) continue;
    report(place, fmt::format("node '{}' has one connection: only '{}' leads to it", node, element),
           "is another node meant, or is a connection missing?");
  }
}

void unused_parameters(const Linted& linted, const Report& report) {
  const MainFile main(linted);
  std::vector<Span> defined;
  for (const Subcircuit* body : bodies_in_use(linted)) {
    for (const Assignment& definition : body->definitions) {
      if (main.has(definition.name)) defined.push_back(definition.name);
    }
  }
  if (defined.empty()) return;
  WordCount words(separates_names);
  for (const Span name : defined) words.look_for(main.text(name));
  count_in_deck(words, linted.sources, linted.deck, 2);
  for (const Span name : defined) {
    if (words.of(main.text(name)) == 1)
      report(name, fmt::format("nothing uses the parameter '{}'", main.text(name)),
             "its name stands nowhere else: is it misspelt, or no longer needed?");
  }
}

void unused_pins(const Linted& linted, const Report& report) {
  const MainFile main(linted);
  for (const Subcircuit* body : bodies_in_use(linted)) {
    const bool is_definition = body != &linted.deck.top && main.has(body->span) && main.has(body->whole);
    if (!is_definition || body->pins.empty() || body->whole.end() <= body->span.end()) continue;
    WordCount words(separates_nodes);
    for (const Span pin : body->pins) words.look_for(main.text(pin));
    words.count(main.text({body->span.end(), body->whole.end() - body->span.end()}), 1);
    for (const Span pin : body->pins) {
      if (words.of(main.text(pin)) == 0 && main.text(pin) != "0")
        report(pin, fmt::format("nothing in subcircuit '{}' uses its pin '{}'", main.text(body->name), main.text(pin)),
               "what an instance connects there leads nowhere");
    }
  }
}

}  // namespace ohmscope::lints

std::size_t ohmscope::occurrences(const SourceMap& sources, const Deck& deck, std::string_view name,
                                  std::size_t enough) {
  lints::WordCount words(lints::separates_names);
  words.look_for(name);
  lints::count_in_deck(words, sources, deck, enough);
  return words.of(name);
}
