#include "netlist/dialect.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "netlist/deck_fixture.hpp"

namespace ohmscope {
namespace {

TEST(Dialect, TheTableHasEachReadingInItsPlace) {
  for (std::size_t k = 0; k < differences().size(); ++k) {
    const Difference& difference = differences()[k];
    EXPECT_EQ(static_cast<std::size_t>(difference.reading), k) << difference.written;
    EXPECT_THAT(difference.had_by, ::testing::Contains(true)) << difference.written;
    EXPECT_FALSE(difference.source.empty()) << difference.written;
  }
}

TEST(Dialect, IsFoundByItsName) {
  for (const std::string_view name : dialect_names())
    EXPECT_EQ(dialect_names()[static_cast<std::size_t>(find_dialect(name).value())], name);
  EXPECT_EQ(find_dialect("LTspice"), Dialect::ltspice);
  EXPECT_EQ(find_dialect("spice"), std::nullopt);
}

/// A row of the README's table: `| written | ngspice | ltspice | pspice | hspice |`, with | in code escaped.
std::string row_of(const Difference& difference) {
  std::string row = fmt::format("| `{}` |", difference.written);
  for (std::size_t at = 0; (at = row.find('|', at)) != std::string::npos; ++at) {
    if (at > 0 && at + 1 < row.size()) row.insert(at++, "\\");
  }
  for (std::size_t k = 0; k < dialect_names().size(); ++k) {
    const bool has_it = reads(static_cast<Dialect>(k), difference.reading);
    row += fmt::format(" {} |", has_it ? difference.read : difference.otherwise);
  }
  return row;
}

std::string readme() {
  std::ifstream file(std::string(OHMSCOPE_SOURCE) + "/README.md");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Dialect, TheReadmeSaysWhatTheTableSays) {
  for (const Difference& difference : differences())
    EXPECT_THAT(readme(), ::testing::HasSubstr(row_of(difference) + "\n"));
}

TEST(Dialect, TheReadmeNamesTheCardsThatAreIgnored) {
  std::istringstream text(readme().substr(readme().find("### What is ignored")));
  std::string deck = "title\n";
  std::size_t cards = 0;
  for (std::string piece; std::getline(text, piece, '`') && piece.find("The same") == std::string::npos;) {
    if (!piece.starts_with('.')) continue;
    deck += piece + " 1\n";
    ++cards;
  }
  EXPECT_GT(cards, 30U);
  SourceMap sources;
  Diagnostics diagnostics;
  std::ignore = parse_deck(sources, sources.add("deck", deck), diagnostics);
  EXPECT_EQ(diagnostics.all().size(), cards);
  for (const Diagnostic& told : diagnostics.all())
    EXPECT_THAT(told.message, ::testing::HasSubstr("is not read yet and has no effect"));
}

/// Values of R1 in a deck read as `dialect` does.
double resistance(const std::string& cards, Dialect dialect) {
  SourceMap sources;
  Diagnostics diagnostics;
  const Deck deck = parse_deck(sources, sources.add("deck", "title\n" + cards), diagnostics, {}, dialect);
  Elaborator elaborator(sources, deck, diagnostics);
  Netlist netlist;
  elaborator.add_top(netlist);
  EXPECT_FALSE(diagnostics.has_errors()) << diagnostics.all().front().message;
  return netlist.circuit.values(netlist.circuit.find_element("R1").value())[0];
}

/// What is said of the cards read as `dialect` does.
std::vector<std::string> told(const std::string& cards, Dialect dialect) {
  SourceMap sources;
  Diagnostics diagnostics;
  const Deck deck = parse_deck(sources, sources.add("deck", "title\n" + cards), diagnostics, {}, dialect);
  Elaborator elaborator(sources, deck, diagnostics);
  Netlist netlist;
  elaborator.add_top(netlist);
  std::vector<std::string> messages;
  for (const Diagnostic& d : diagnostics.all())
    messages.push_back(fmt::format("{} {}", sources.locate(d.span).column, d.message));
  return messages;
}

TEST(Dialect, HoldsForTheWholeDeck) {
  const std::string cards = "R1 a 0 {r+f(1)}\n.param r=4k7\n.func f(x) {2^x}";
  EXPECT_EQ(resistance(cards, Dialect::ltspice), 4700);  // and exclusive or
  EXPECT_EQ(resistance("R1 a 0 4k7", Dialect::ltspice), 4700);
  EXPECT_EQ(resistance("R1 a 0 4k7", Dialect::ngspice), 4000);
  EXPECT_EQ(resistance("R1 a 0 3x", Dialect::hspice), 3e6);
}

TEST(Dialect, HoldsForTheConditionsOfBranchesToo) {
  const std::string cards = ".param r=4k7\n.if (r>4500)\nR1 a 0 1\n.else\nR1 a 0 2\n.endif";
  EXPECT_EQ(resistance(cards, Dialect::ltspice), 1);
}

TEST(Dialect, ADollarBeginsACommentOfHspiceWhateverFollows) {
  EXPECT_EQ(resistance("R1 a 0 1k $load", Dialect::hspice), 1000);
  for (const Dialect dialect : {Dialect::ngspice, Dialect::ltspice, Dialect::pspice, Dialect::hspice})
    EXPECT_EQ(resistance("R1 a 0 1k $ load\nR2 n$1 0 1", dialect), 1000);
  for (const Dialect dialect : {Dialect::ngspice, Dialect::ltspice, Dialect::pspice})
    EXPECT_EQ(resistance("R1 a $N_0002 1k", dialect), 1000);
  EXPECT_EQ(resistance("R1 a 0 1k $load tc1=5", Dialect::ngspice), 1000);
}

TEST(Dialect, ADollarBeginsACommentOfHspiceWithinAndBetweenTheLinesOfEveryCard) {
  for (const char* cards : {
           "R1 a\n$the load\n+ 0 7",
           ".param r=7 $load\n+ q=3 $the other\nR1 a 0 {r}",
           ".param r=\n$the load\n+ 7\nR1 a 0 {r}",
           ".func f(x) {2*x+1} $load\nR1 a 0 {f(3)}",
           "R1 a 0 {3 $three\n+ +4}",
           "R1 a 0 {3\n$three\n+ +4}",
           ".if (1 $always\n+ )\nR1 a 0 7\n.endif",
       })
    EXPECT_EQ(resistance(cards, Dialect::hspice), 7) << cards;
}

TEST(Dialect, ADollarBeginsACommentOfAllWhereNoNameDoes) {
  for (const Dialect dialect : {Dialect::ngspice, Dialect::ltspice, Dialect::pspice, Dialect::hspice}) {
    for (const char* cards : {".param r=7 $load\nR1 a 0 {r}", ".param r=7 $load=8 q=9\n+ p=3 $the other\nR1 a 0 {r}",
                              ".func f(x) {2*x+1} $load\nR1 a 0 {f(3)}", "R1 a 0 {3 $three\n+ +4}"})
      EXPECT_EQ(resistance(cards, dialect), 7) << cards;
    if (dialect != Dialect::hspice) {
      EXPECT_EQ(resistance("R1 a 0 7\nV1 $N_2 0 1\nB1 b 0 V={2 * v( $N_2, 0)}\nR2 b 0 1", dialect), 7);
    }
  }
}

TEST(Dialect, ADollarBehindASubcircuitBeginsAComment) {
  const std::string subcircuit = "R1 a 0 7\n.subckt s p $N_1 r=1\nR2 p $N_1 {r}\n.ends\n";
  EXPECT_THAT(told(subcircuit + "X1 a 0 s $load r=2 of it", Dialect::ngspice),
              ::testing::ElementsAre("10 '$load' is taken for the beginning of a comment"));
  EXPECT_THAT(told(subcircuit + "X1 s $N_1 s", Dialect::ngspice), ::testing::IsEmpty()) << "a node called as it is";
  EXPECT_THAT(told(subcircuit + "X1 $N_1 0 s r=3", Dialect::pspice), ::testing::IsEmpty());
  EXPECT_THAT(told(subcircuit + "X1 a 0 t $load", Dialect::ngspice),
              ::testing::ElementsAre("10 unknown subcircuit '$load'"));
}

TEST(Dialect, HoldsForBothCoefficientsOfTemperature) {
  const std::string cards = ".temp 37\nR1 a 0 1k tc=1m5,2u5";  // 10 degrees above nominal
  EXPECT_NEAR(resistance(cards, Dialect::ltspice), 1e3 * (1 + 1.5e-3 * 10 + 2.5e-6 * 100), 1e-9);
}

TEST(Dialect, ACaretIsSpokenOfWhereItMatters) {
  const std::string message = "'^' is the power here; to LTspice and PSpice it is the exclusive or, and '**' the power";
  EXPECT_THAT(told("R1 a 0 {2^3}", Dialect::ngspice), ::testing::ElementsAre("10 " + message));
  EXPECT_THAT(told("V1 a 0 1\nB1 b 0 V={v(a)*2^3}\nR1 b 0 1", Dialect::ngspice),
              ::testing::ElementsAre("17 " + message));
  EXPECT_THAT(told(".func f(x) {x^2}\nR1 a 0 {f(3)}\nR2 a 0 {f(4)}", Dialect::ngspice),
              ::testing::ElementsAre("14 " + message));
  for (const char* agreed : {"R1 a 0 {2**3}", "R1 a 0 {2+1^0}", "R1 a 0 {1 ? 5 : 2^3}"})
    EXPECT_THAT(told(agreed, Dialect::ngspice), ::testing::IsEmpty()) << agreed;
  EXPECT_THAT(told("R1 a 0 {2^3}", Dialect::hspice), ::testing::IsEmpty());
}

TEST(Dialect, TheStepAtZeroIsSpokenOf) {
  EXPECT_THAT(told("R1 a 0 {1+u(0)}", Dialect::ngspice),
              ::testing::ElementsAre("11 'u' of 0 is 0.5 here, as in ngspice, and 0 in LTspice"));
  EXPECT_THAT(told("R1 a 0 {1+u(1m)+u(-1)}", Dialect::ngspice), ::testing::IsEmpty());
  EXPECT_THAT(told("R1 a 0 {1+u(0)}", Dialect::ltspice), ::testing::IsEmpty());
}

TEST(Dialect, MilIsMilliWhereverNgspiceReadsAnExpression) {
  const std::string instance = "X1 a s l=3mil\n.subckt s p l=1\nR1 p 0 {l}\n.ends\nR1 a 0 1";
  for (const char* cards : {".param r=3mil\nR1 a 0 {r}", ".param r={3mil}\nR1 a 0 r", "R1 a 0 {3MIL}"}) {
    EXPECT_EQ(resistance(cards, Dialect::ngspice), 3e-3) << cards;
    EXPECT_THAT(told(cards, Dialect::ngspice), ::testing::ElementsAre(::testing::HasSubstr("in an expression")))
        << cards;
    EXPECT_DOUBLE_EQ(resistance(cards, Dialect::ltspice), 76.2e-6) << cards;
  }
  EXPECT_THAT(told(instance, Dialect::ngspice), ::testing::SizeIs(1));
  EXPECT_DOUBLE_EQ(resistance("R1 a 0 3mil", Dialect::ngspice), 76.2e-6);
  EXPECT_EQ(resistance(".param r=3ml\nR1 a 0 {r}", Dialect::ngspice), 3e-3);
}

TEST(Dialect, SlashesBehindANumberBeginAComment) {
  const testing::Loaded loaded(
      "R1 a 0 5//comment\nR2 a 0 5k//it's (more) words={ =\n+ tc1=1m//x\nC3 a 0 c=5n//R=3\nR4 a 0 {2}//x\n"
      "L5 a 0 2.5uH //x\n");
  EXPECT_EQ(loaded.element("R1"), "R a 0 = 5");
  EXPECT_EQ(loaded.element("R2"), "R a 0 = 5000");
  EXPECT_EQ(loaded.element("C3"), "C a 0 = 5e-09");
  EXPECT_EQ(loaded.element("L5"), "L a 0 = 2.5e-06");
}

TEST(Dialect, SlashesElsewhereAreNoComment) {
  const testing::Loaded names("R1 5k 0//x 2\n");
  EXPECT_FALSE(names.messages().empty()) << "a comment ends the card";
  const testing::Loaded node("R1 a//b 0 2\nR2 a//b 0 '2+3'\n");
  EXPECT_EQ(node.element("R1"), "R a//b 0 = 2");
  EXPECT_EQ(node.element("R2"), "R a//b 0 = 5");
  EXPECT_FALSE(testing::Loaded(".param k=5//2\nR1 a 0 {k}\n").messages().empty());
}

TEST(Dialect, OfHspiceIsWarnedWhereAnOuterDefinitionWouldCount) {
  const std::string deck = ".param r=5\n.subckt s a r=1\nR1 a 0 {r}\n.ends\nX1 a s r=7\nX2 a s r=5\n";
  const auto warned = ::testing::ElementsAre(
      "9 'r' is 7, the innermost definition; HSPICE takes the outermost, 5, unless parhier=local");
  EXPECT_THAT(told(deck, Dialect::hspice), warned);
  EXPECT_THAT(told(deck + ".option parhier=global\n", Dialect::ngspice), warned);
  EXPECT_THAT(told(deck + ".option PARHIER=LOCAL\n", Dialect::hspice), ::testing::IsEmpty());
  EXPECT_THAT(told(deck, Dialect::ngspice), ::testing::IsEmpty());
  EXPECT_THAT(told(deck + ".option parhier=inner\n", Dialect::ngspice),
              ::testing::ElementsAre("9 option 'parhier' is 'inner', expected 'local' or 'global'"));
}

}  // namespace
}  // namespace ohmscope
