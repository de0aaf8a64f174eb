// A chain from the text of a deck, and what each of its stages looks like in its place.
//
// Shows the way of the data: text -> deck -> chains -> impedances, with the deck's errors as values on the side.
// Build and run: see CMakeLists.txt. Expect, by hand: the volume control has an InZ of 3k + 7k par 10k = 7117.6 ohm and
// an OutZ of (50 + 3k) par 7k = 2124.4 ohm.

#include <iostream>

#include "netlist/deck.hpp"
#include "netlist/diagnostics.hpp"
#include "netlist/elaborate.hpp"
#include "netlist/source.hpp"
#include "stages/chain.hpp"
#include "stages/chain_analysis.hpp"

namespace {

constexpr auto deck_text = R"(A volume control between a microphone and an amplifier
.chain demo
mic     sensor   Z=50
volume  divider  Za=3k Zb=7k
amp     load     Z=10k
.endchain
.end
)";

void print(const ohmscope::Impedance& z) {
  if (z.is_undefined()) {
    std::cout << "undefined";
  } else if (z.is_infinite()) {
    std::cout << "inf";
  } else {
    std::cout << z.value();
  }
}

}  // namespace

int main() {
  // 1. The text goes into a source map, which gives every later message its line and column.
  ohmscope::SourceMap sources;
  const ohmscope::Span text = sources.add("demo.cir", deck_text);

  // 2. Text to deck, deck to chains. Nothing is thrown for a wrong deck: all that is wrong is collected.
  ohmscope::Diagnostics diagnostics;
  const ohmscope::Deck deck = ohmscope::parse_deck(sources, text, diagnostics);
  ohmscope::Elaborator elaborator(sources, deck, diagnostics);
  const std::vector<ohmscope::Chain> chains = ohmscope::build_chains(sources, deck, elaborator, diagnostics);
  for (const ohmscope::Diagnostic& d : diagnostics.all()) {
    const ohmscope::Location at = sources.locate(d.span);
    std::cerr << at.file << ':' << at.line << ':' << at.column << ": " << d.message << '\n';
  }
  if (diagnostics.has_errors()) return 2;

  // 3. Local and overall impedances of every stage, here at one frequency.
  const ohmscope::ChainResult result = ohmscope::analyse_chain(chains.front(), {1000.0}, elaborator);

  // 4. The answers: complex numbers, or exactly infinite, or undefined (a sensor has no input).
  for (const ohmscope::StageResult& stage : result.stages) {
    std::cout << stage.name << ": InZ ";
    print(stage.overall.zin.front());
    std::cout << ", OutZ ";
    print(stage.overall.zout.front());
    std::cout << '\n';
  }
  return 0;
}
