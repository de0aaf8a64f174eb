#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "netlist/card_list.hpp"
#include "netlist/diagnostics.hpp"
#include "netlist/dialect.hpp"
#include "netlist/limits.hpp"

namespace ohmscope {

/// A logical line (continuations joined), split into words: blanks, commas and parentheses separate, `{…}`, '…' and "…"
/// hold together, `name = value` is one assignment (in a value parentheses hold together too). The words are those
/// before, between and after the assignments.
struct Card {
  Span span;  ///< from its first character to its last
  std::vector<Span> words;
  std::vector<Assignment> assignments;
  bool is_faulty = false;  ///< something in it was reported, and is left out
};

/// `NAME[count] TYPE param=value …` inside `.chain`.
struct ChainLine {
  Span span;
  Span name;                    ///< without the count
  std::optional<Span> count;    ///< the text between the brackets; nowhere if they do not match
  Span type;                    ///< nowhere if there is none
  std::optional<Span> surplus;  ///< a word behind the type: not reported yet
  std::vector<Assignment> parameters;
  bool is_faulty = false;  ///< something in it was reported, and is left out
};

struct ChainBlock {
  Span name;  ///< nowhere if it has none, which was reported
  std::vector<ChainLine> lines;
  bool is_closed = false;
  std::optional<std::size_t> lines_before_card;  ///< how many stand before the first dot card inside it
};

/// `.rule zin={…} zout={…}`: expressions without their braces.
struct RuleCard {
  Span span;
  std::optional<Span> zin;
  std::optional<Span> zout;
};

struct PortCard {
  Span span;
  Span name;  ///< nowhere, as the nodes, if the card is ill-formed, which was reported
  Span positive;
  std::optional<Span> negative;  ///< none: ground
};

/// `.model NAME TYPE (…)`, or `.model NAME ako:BASE TYPE (…)`: a kind of BASE, with other values for some parameters.
struct ModelCard {
  Span span;
  Span name;
  std::optional<Span> base;
  Span type;                ///< nowhere: that of the base
  std::vector<Span> flags;  ///< words without a value
  std::vector<Assignment> parameters;
  Span defined_again = {};  ///< a further model of this name, which differs; nowhere if there is none
};

/// `.func name(argument, …) {body}`: neither quotes nor braces are part of the body.
struct FunctionCard {
  Span name;
  std::vector<Span> arguments;
  Span body;
};

struct Conditional;

/// A `.subckt` definition; definitions may nest. What stands between `.if` and `.endif` is one too, without a name and
/// pins.
struct Subcircuit {
  Span span;   ///< of its `.subckt` card
  Span whole;  ///< down to its `.ends`
  Span name;
  std::vector<Span> pins;
  std::vector<Span> pin_defaults;      ///< nodes for the last pins, where an instance leaves them out
  std::vector<Assignment> parameters;  ///< formal parameters with their defaults
  CardList elements;
  CardList faulty_elements;             ///< what is left of those in which something was reported
  std::vector<Assignment> definitions;  ///< `.param` within
  std::vector<FunctionCard> functions;
  std::vector<ModelCard> models;
  std::vector<std::unique_ptr<Subcircuit>> subcircuits;
  std::optional<RuleCard> rule;
  const Subcircuit* parent = nullptr;  ///< the definition it stands in; null: the deck's top level
  std::vector<Conditional> conditionals;
  CardList deck_cards;      ///< of a branch at the deck's top level: what is not part of a definition
  Span defined_again = {};  ///< a further definition of this name, which differs; nowhere if there is none
  Diagnostics faults;       ///< what is wrong with its cards: no mistake as long as nothing uses them
};

/// `.if (…)` … `.elseif (…)` … `.else` … `.endif`. The first branch whose condition holds counts, in each instance
/// anew.
struct Conditional {
  struct Branch {
    std::optional<Span> condition;  ///< none: `.else`
    std::unique_ptr<Subcircuit> body;
  };
  std::vector<Branch> branches;
};

/// The definitions and branches that stand in `body` itself.
[[nodiscard]] std::vector<Subcircuit*> bodies_within(const Subcircuit& body);

/// What a deck says, as written: nothing is evaluated yet. The deck itself is a subcircuit without pins.
struct Deck {
  Span main;  ///< the text of the main file
  std::string title;
  Dialect dialect = Dialect::ngspice;
  Subcircuit top;
  std::vector<ChainBlock> chains;
  std::vector<PortCard> ports;
  std::vector<Card> analyses;               ///< `.ac`, `.op`, … in deck order; words[0] is the card's own name
  std::vector<Card> steps;                  ///< `.step`, and `.data` whose tables sweeps may name, in deck order
  std::vector<Span> measures;               ///< what stands behind `.meas`
  std::vector<Card> outputs;                ///< `.save`, `.print`, `.probe`
  std::vector<Span> globals;                ///< nodes of `.global`: the same everywhere
  std::optional<Span> temperature;          ///< of `.temp` and `.options temp=`, degrees Celsius; none: 27
  std::optional<Span> nominal_temperature;  ///< of `.options tnom=`: the one element values hold for; none: 27
  std::optional<bool> is_parhier_global;    ///< `.options parhier=`, of HSPICE: whether outer definitions come first

  /// Drops the cards of all elements, which take most of its memory: for when no circuit is to be made of it any more.
  void forget_elements();
};

/// Parses the main source (the span that SourceMap::read or add returned) and whatever it includes. Reports all it
/// finds wrong; the deck holds the rest.
[[nodiscard]] Deck parse_deck(SourceMap& sources, Span main, Diagnostics& diagnostics, const Limits& limits = {},
                              Dialect dialect = Dialect::ngspice);

}  // namespace ohmscope
