#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netlist/deck_fixture.hpp"

namespace ohmscope {
namespace {

using ohmscope::testing::Loaded;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> texts(const Loaded& loaded, const std::vector<Span>& spans) {
  std::vector<std::string> all;
  for (const Span span : spans) all.push_back(loaded.text(span));
  return all;
}

/// Decks that all mean one resistor R1 from a to b of 1000 ohm.
class Layout : public ::testing::TestWithParam<std::string_view> {};

TEST_P(Layout, DoesNotMatter) {
  const Loaded loaded = Loaded::whole(std::string(GetParam()));
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.netlist().circuit.element_count(), 1U);
  EXPECT_EQ(loaded.element("R1"), "R a b = 1000");
}

INSTANTIATE_TEST_SUITE_P(LineEnds, Layout,
                         ::testing::Values("t\nR1 a b 1k\n.end\n", "t\r\nR1 a b 1k\r\n.end\r\n", "t\rR1 a b 1k\r.end\r",
                                           "t\nR1 a b 1k", "t\nR1 a b 1k\n.end\nthis is not read\n'\"{",
                                           "\nR1 a b 1k\n", "\xEF\xBB\xBFt\nR1 a b 1k\n"));

INSTANTIATE_TEST_SUITE_P(Comments, Layout,
                         ::testing::Values("t\n* R2 a b 1\n  * R3 a b 1\nR1 a b 1k\n", "t\nR1 a b 1k ; 2k\n",
                                           "t\nR1 a b 1k; 2k\n", "t\nR1 a b 1k $ 2k\n", "t\nR1 a b 1k $\n",
                                           "t\nR1 a b 1k // 2k\n", "t\n; R2 a b 1\nR1 a b 1k\n",
                                           "t\n$ R2 a b 1\nR1 a b 1k\n", "t\n\n  \t \nR1 a b 1k ; it's {fine\n"));

INSTANTIATE_TEST_SUITE_P(Continuation, Layout,
                         ::testing::Values("t\nR1 a\n+ b 1k\n", "t\nR1\n+a\n+b\n+1k\n", "t\nR1 a\n  + b 1k\n",
                                           "t\nR1 a\n\n* c\n\n+ b 1k\n", "t\nR1 a ; c\n; c\n+ b 1k\n",
                                           "t\r\nR1 a\r\n\r\n* c\r\n+ b 1k\r\n", "t\rR1 a\r+ b 1k\r",
                                           "t\nR1 a b R=\n+ 1k\n", "t\nR1 a b R\n+ =\n* c\n+ 1k\n",
                                           "t\nR1 a b {500 +\n+ 500}\n", "t\nR1 a b '500\n*c\n\n+ +500'\n"));

INSTANTIATE_TEST_SUITE_P(Words, Layout,
                         ::testing::Values("t\nR1\ta\tb\t1k\n", "t\nr1 a b 1K\n", "t\nR1 (a b) 1k\n",
                                           "t\nR1 (a,b) 1k\n", "t\nR1 a b R=1k\n", "t\nR1 a b r = 1k\n",
                                           "t\nR1 a b R= 1k ic=3\n", "t\nR1 a b {2*500}\n", "t\nR1 a b '2*500'\n",
                                           "t\n.param x=1k\nR1 a b x\n",
                                           "t\n.param x = 2 * ( 250 + 250 )\nR1 a b {x}\n",
                                           "t\n.param y=500, x={y*2}\nR1 a b {X}\n"));

TEST(Deck, NodeNamesKeepDollarsAndSigns) {
  const Loaded loaded("R1 $N_0002 in+ 1\nR2 a//b -x 1\n");
  EXPECT_EQ(loaded.element("R1"), "R $N_0002 in+ = 1");
  EXPECT_EQ(loaded.element("R2"), "R a//b -x = 1");
}

/// What vendors' files carry.
INSTANTIATE_TEST_SUITE_P(VendorFiles, Layout,
                         ::testing::Values("t\r\nR1\ta\tb\t1k\r\n+\r\n+\r\n.END\r\n\x1A",
                                           "t\n\t * it's (a comment\nR1 a b\n+\n+ 1k ; {it's\n", "t\nR1 a b 1e9\xB5\n",
                                           "t\nR1 a b 1e9\xC2\xB5\n", "t\nR1 a b 1e9\xCE\xBC\n",
                                           "t\nR1 a b 1e9\xB5"
                                           "Ohm\n",
                                           "t\n* 5 \xB5"
                                           "A \xB0\nR1 a b 1k $ \xB5\n"));

TEST(Deck, TitleIsTheFirstLine) {
  EXPECT_EQ(Loaded::whole("  An amplifier \nR1 a 0 1\n").deck().title, "An amplifier");
  EXPECT_EQ(Loaded::whole("\nR1 a 0 1\n").deck().title, "");
  EXPECT_EQ(Loaded::whole("x\nR1 a 0 1\n.title Better\n").deck().title, "Better");
  EXPECT_EQ(Loaded::whole(".title Named\nR1 a 0 1\n").deck().title, "Named");
}

TEST(Deck, ACardOnTheFirstLineIsWarnedAbout) {
  EXPECT_THAT(Loaded::whole(".chain a\nR1 a 0 1\n").messages(),
              ElementsAre("1:1: warning: '.chain' on the first line is not read: that line is the title | put a title "
                          "before it"));
}

TEST(Deck, ChainLinesKeepNamesCountsTypesAndValues) {
  const Loaded loaded(
      ".chain a\nmic sensor Z=50 AC = 1\nrc[{2*5}] divider Za=10 Zb=C( 1n )|R(5),\n"
      "w load Z=\"R(1) | C(1n)\"\n.endchain\n");
  ASSERT_THAT(loaded.messages(), IsEmpty());
  ASSERT_EQ(loaded.deck().chains.size(), 1U);
  const ChainBlock& chain = loaded.deck().chains[0];
  EXPECT_EQ(loaded.text(chain.name), "a");
  ASSERT_EQ(chain.lines.size(), 3U);
  EXPECT_EQ(loaded.text(chain.lines[0].type), "sensor");
  EXPECT_EQ(loaded.text(chain.lines[0].parameters[1].value), "1");
  EXPECT_FALSE(chain.lines[0].count.has_value());
  EXPECT_EQ(loaded.text(chain.lines[1].name), "rc");
  EXPECT_EQ(loaded.text(chain.lines[1].count.value()), "{2*5}");
  EXPECT_EQ(loaded.text(chain.lines[1].parameters[1].value), "C( 1n )|R(5)");
  EXPECT_EQ(loaded.text(chain.lines[2].parameters[0].value), "\"R(1) | C(1n)\"");
}

TEST(Deck, DefinitionsKeepPinsParametersAndRules) {
  const Loaded loaded(
      ".subckt shelf in out params: r1=10k c = {2*1n}\nR1 in out {r1}\n"
      ".rule zin={r1 + ZL} zout={r1}\n.subckt inner a\nR9 a 0 1\n.ends inner\n.ends\n");
  ASSERT_THAT(loaded.messages(), IsEmpty());
  const Subcircuit& shelf = *loaded.deck().top.subcircuits.at(0);
  EXPECT_THAT(texts(loaded, shelf.pins), ElementsAre("in", "out"));
  EXPECT_EQ(loaded.text(shelf.parameters.at(1).value), "{2*1n}");
  EXPECT_EQ(loaded.text(shelf.rule.value().zin.value()), "r1 + ZL");
  EXPECT_EQ(loaded.text(shelf.rule.value().zout.value()), "r1");
  EXPECT_EQ(shelf.subcircuits.at(0)->parent, &shelf);
  EXPECT_EQ(shelf.parent, nullptr);
}

TEST(Deck, PortsModelsAnalysesAndOutputsAreKept) {
  const Loaded loaded(
      "R1 a b 1\n.port p a b\n.PORT q a\n.model OA OPAMP(A0=1k GBW = 1meg)\n.op\n.ac dec 10 1 1k\n"
      ".print ac v(a)\n.save i(v1)\n");
  ASSERT_THAT(loaded.messages(), IsEmpty());
  const Deck& deck = loaded.deck();
  EXPECT_EQ(loaded.text(deck.ports.at(0).negative.value()), "b");
  EXPECT_FALSE(deck.ports.at(1).negative.has_value());
  EXPECT_EQ(loaded.text(deck.top.models.at(0).type), "OPAMP");
  EXPECT_EQ(loaded.text(deck.top.models.at(0).parameters.at(1).value), "1meg");
  EXPECT_THAT(texts(loaded, deck.analyses.at(1).words), ElementsAre(".ac", "dec", "10", "1", "1k"));
  EXPECT_THAT(texts(loaded, deck.outputs.at(0).words), ElementsAre(".print", "ac", "v", "a"));
  EXPECT_EQ(deck.outputs.size(), 2U);
}

TEST(Deck, SpansAreTheNarrowestToken) {
  const Loaded loaded("R1 a b R = {1 + 1}\n");
  const auto first = loaded.deck().top.elements.begin();
  const CardView& card = *first;
  EXPECT_EQ(loaded.text(card.span), "R1 a b R = {1 + 1}");
  EXPECT_EQ(loaded.text(card.words[2]), "b");
  EXPECT_EQ(loaded.text(card.assignments[0].name), "R");
  EXPECT_EQ(loaded.text(card.assignments[0].value), "{1 + 1}");
  EXPECT_EQ(loaded.sources().locate(card.assignments[0].value).column, 12U);
}

TEST(Deck, CardsWithoutEffectAreAnnouncedOnceOfEachKind) {
  EXPECT_THAT(Loaded("R1 a 0 1\n.tran 1n 1u\n.meas tran x when v(a)=1=2\n.MEAS tran y = 'z\n.step r1 1 2 1\n"
                     ".plot ac {\n.meas foo\n.subckt s a\n.ic v(a)=1\n.ends\n")
                  .messages(),
              ElementsAre("3:1: warning: '.tran' is not read yet and has no effect",
                          "7:1: warning: '.plot' is not read yet and has no effect",
                          "10:1: warning: '.ic' is not read yet and has no effect"));
}

TEST(Deck, AControlBlockIsOneWarning) {
  const Loaded loaded("R1 a 0 1\n.control\nrun\nlet x = 'y\n.foo\n.ENDC\nR2 a 0 2\n.control\n.endc\n");
  EXPECT_THAT(loaded.messages(),
              ElementsAre("3:1: warning: commands of '.control' are not read yet and have no effect: "
                          "'run', 'let', '.foo'"));
  EXPECT_EQ(loaded.value("R2"), 2.0);
}

TEST(Options, ThatSteerMethodsAreNothingToTell) {
  EXPECT_THAT(
      Loaded("R1 a 0 1\n.options reltol=1e-6 method = 'gear NOPAGE gmin={1p\n.option klu\n.OPT post\n").messages(),
      IsEmpty());
}

TEST(Options, ThatAreUnknownOrChangeTheCircuitAreWarnedAbout) {
  EXPECT_THAT(Loaded("R1 a 0 1\n.options retol=1 rshunt=1e12 foo\n").messages(),
              ElementsAre("3:30: warning: unknown option 'foo' has no effect",
                          "3:10: warning: unknown option 'retol' has no effect | did you mean 'reltol'?",
                          "3:18: warning: option 'rshunt' is not read and has no effect"));
}

TEST(Options, TheTemperatureIsWhatExpressionsSee) {
  EXPECT_EQ(Loaded("R1 a 0 {temper}\n").value("R1"), 27.0);
  EXPECT_EQ(Loaded("R1 a 0 {temper}\n.temp 50\n").value("R1"), 50.0);
  EXPECT_EQ(Loaded(".param hot=85\nR1 a 0 {temper}\n.options temp={hot+1}\n").value("R1"), 86.0);
  const Loaded several("R1 a 0 {temper}\n.temp 10 20\n");
  EXPECT_EQ(several.value("R1"), 10.0);
  EXPECT_THAT(several.messages(), ElementsAre("3:10: warning: '.temp' has further values: only the first one counts"));
}

TEST(Options, ATemperatureThatIsNoneIsAnError) {
  EXPECT_THAT(Loaded("R1 a 0 1\n.temp hot\n").messages(), ElementsAre("3:7: error: 'hot' is not a number"));
  EXPECT_THAT(Loaded("R1 a 0 1\n.temp\n").messages(),
              ElementsAre("3:1: error: '.temp' has no value, expected '.temp DEGREES'"));
}

TEST(Deck, MovesWithoutLosingItsCards) {
  Loaded loaded("R1 a b 1k\n");
  SourceMap sources;
  Diagnostics diagnostics;
  const Span main = sources.add("x", "t\nR1 a b 1k\n.subckt s a\nR2 a 0 5\n.ends\nX1 c s\n");
  Deck first = parse_deck(sources, main, diagnostics);
  const Deck second = std::move(first);
  Netlist netlist;
  Elaborator(sources, second, diagnostics).add_top(netlist);
  EXPECT_FALSE(diagnostics.has_errors());
  EXPECT_TRUE(netlist.circuit.find_element("x1.r2").has_value());
}

TEST(Deck, ACircuitOutlivesTheCardsItWasMadeOf) {
  SourceMap sources;
  Diagnostics diagnostics;
  Deck deck =
      parse_deck(sources, sources.add("x", "t\nR1 a b 1k\n.subckt s a\nR2 a 0 5\n.ends\nX1 c s\n"), diagnostics);
  Netlist netlist;
  Elaborator(sources, deck, diagnostics).add_top(netlist);
  deck.forget_elements();
  EXPECT_TRUE(deck.top.elements.empty());
  EXPECT_TRUE(deck.top.subcircuits.front()->elements.empty());
  EXPECT_EQ(sources.text(netlist.origin_of(*netlist.circuit.find_element("x1.r2"))), "R2 a 0 5");
}

TEST(Deck, ABraceBeginsAWordOfItsOwn) {
  const Loaded loaded("V1 a 0{1+1}\nR1 a b{x}\nR2 a b'4'\n.param x=5\n");
  EXPECT_EQ(loaded.value("V1"), 2);
  EXPECT_EQ(loaded.value("R1"), 5);
  EXPECT_EQ(loaded.value("R2"), 4);
}

TEST(Deck, ACardInTheTitleHidesNoMistake) {
  SourceMap sources;
  Diagnostics diagnostics;
  const Deck deck = parse_deck(sources, sources.add("deck", ".param x=1\nR1 a 0 {x}\n"), diagnostics);
  EXPECT_FALSE(diagnostics.names_are_lost());
}

TEST(CardList, GivesBackCardsOfAnyShape) {
  struct Stored {
    Span span;
    std::vector<Span> words;
    std::vector<Assignment> assignments;
  };
  std::vector<Stored> stored;
  unsigned state = 1;
  const auto random = [&](unsigned below) { return (state = state * 1664525U + 1013904223U) / 65536U % below; };
  for (unsigned k = 0; k < 500; ++k) {
    std::uint32_t at = random(3) == 0 ? random(60000) * 70000U : 1000 + 40 * k;  // of any file, in any order
    Stored card{{at, random(9) == 0 ? 5000 : random(140)}, {}, {}};
    const auto next = [&] {
      const Span span{at, random(30) == 0 ? 300 : random(130)};
      at = span.end() + random(4);
      return random(40) == 0 ? Span{} : span;
    };
    for (unsigned n = random(k % 7 == 0 ? 40 : 6); n > 0; --n) card.words.push_back(next());
    for (unsigned n = random(k % 5 == 0 ? 20 : 2); n > 0; --n) card.assignments.push_back({next(), next()});
    stored.push_back(card);
  }
  CardList list, halves;
  for (const Stored& card : stored)
    (list.size() < 250 ? list : halves).push_back({card.span, card.words, card.assignments});
  list.append(halves);
  EXPECT_EQ(list.size(), stored.size());
  std::size_t k = 0;
  for (const CardView& card : list) {
    const Stored& expected = stored.at(k++);
    EXPECT_EQ(card.span, expected.span);
    EXPECT_TRUE(std::ranges::equal(card.words, expected.words)) << k;
    EXPECT_TRUE(std::ranges::equal(
        card.assignments, expected.assignments,
        [](const Assignment& a, const Assignment& b) { return a.name == b.name && a.value == b.value; }))
        << k;
  }
  EXPECT_EQ(k, stored.size());
}

}  // namespace
}  // namespace ohmscope
