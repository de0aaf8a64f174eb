#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netlist/deck_fixture.hpp"

namespace ohmscope {
namespace {

using ohmscope::testing::Loaded;
using ::testing::ElementsAreArray;

struct Bad {
  std::string_view text;
  std::vector<std::string> messages;
};

/// Decks behind a title line: cards begin on line 2.
class BadDeck : public ::testing::TestWithParam<Bad> {};
TEST_P(BadDeck, IsReportedInFull) {
  EXPECT_THAT(Loaded(GetParam().text).messages(), ElementsAreArray(GetParam().messages)) << GetParam().text;
}

/// Whole files.
class BadFile : public ::testing::TestWithParam<Bad> {};
TEST_P(BadFile, IsReportedInFull) {
  EXPECT_THAT(Loaded::whole(std::string(GetParam().text)).messages(), ElementsAreArray(GetParam().messages));
}

const std::string first_line_hint = " | the first line of a deck is its title, cards follow";
constexpr std::string_view with_nul("title\nR1 a\0 b\n", 14);

INSTANTIATE_TEST_SUITE_P(
    Files, BadFile,
    ::testing::Values(Bad{"", {"1:1: error: the deck is empty" + first_line_hint}},
                      Bad{"only a title",
                          {"1:1: error: the deck is empty: no card follows its title" + first_line_hint}},
                      Bad{"t\n* nothing\n\n.end\nR1 a 0 1",
                          {"1:1: error: the deck is empty: no card follows its title" + first_line_hint}},
                      Bad{with_nul, {"2:5: error: this is not text: byte 11 is 0"}}));

INSTANTIATE_TEST_SUITE_P(
    Lines, BadDeck,
    ::testing::Values(Bad{"+ R1 a 0 1\nR2 a 0 1\n", {"2:1: error: '+' continues no card"}},
                      Bad{"R1 a 0 {1+2\nR2 a 0 1\n", {"2:8: error: '{' is not closed, expected '}'"}},
                      Bad{"R1 a 0 R='1+2\n", {"2:10: error: the quote is not closed, expected '"}},
                      Bad{"R1 a 0 R=(1+2\nR2 a 0 1\n", {"2:10: error: '(' is not closed, expected ')'"}},
                      Bad{"R1 a 0 = 5\n", {"2:1: error: 'R1' ends before 'n', expected 'Rname p n R'"}}));

INSTANTIATE_TEST_SUITE_P(
    DotCards, BadDeck,
    ::testing::Values(
        Bad{"R1 a 0 1\n.chian a\n", {"3:1: error: unknown card '.chian' | did you mean '.chain'?"}},
        Bad{"R1 a 0 1\n.xyzzy\n", {"3:1: error: unknown card '.xyzzy'"}},
        Bad{"R1 a 0 1\n.endl\n", {"3:1: error: '.endl' without '.lib'"}},
        Bad{"R1 a 0 1\n.lib\n", {"3:1: error: '.lib' names no file"}},
        Bad{".param\nR1 a 0 1\n", {"2:1: error: found '.param', expected '.param name=value …'"}},
        Bad{".param x 5\nR1 a 0 1\n", {"2:8: error: found 'x', expected '.param name=value …'"}},
        Bad{".param x=\nR1 a 0 1\n", {"2:8: error: 'x' has no value, expected 'name=value'"}},
        Bad{".model OA\nR1 a 0 1\n",
            {"2:1: error: found '.model OA', expected '.model NAME TYPE (parameter=value …)'"}},
        Bad{".port p\nR1 a 0 1\n", {"2:1: error: found '.port p', expected '.port NAME N+ [N-]'"}},
        Bad{".port p a b c\nR1 a 0 1\n", {"2:1: error: found '.port p a b c', expected '.port NAME N+ [N-]'"}},
        Bad{"R1 a 0 1\n.control\nrun\n",
            {"3:1: warning: commands of '.control' are not read yet and have no effect: 'run'",
             "3:1: warning: '.control' is not closed, expected '.endc'"}},
        Bad{".rule zin={ZL}\nR1 a 0 1\n", {"2:1: error: '.rule' outside a subcircuit"}},
        Bad{".subckt s i o\n.rule zim={ZL} foo\n.rule zin={ZL}\n.ends\nX1 a b s\n",
            {"3:7: error: a rule has no 'zim', expected 'zin' or 'zout' | 6: in this instance | did you mean 'zin'?",
             "3:16: error: found 'foo', expected '.rule zin={…} zout={…}' | 6: in this instance",
             "4:1: error: subcircuit 's' has a second rule | 3: first given here | 6: in this instance"}}));

INSTANTIATE_TEST_SUITE_P(
    Blocks, BadDeck,
    ::testing::Values(
        Bad{".chain a\ns series Z=1\n", {"2:1: error: chain 'a' is not closed, expected '.endchain'"}},
        Bad{".subckt a p q\nR1 p q 1\n", {"2:1: error: subcircuit 'a' is not closed, expected '.ends'"}},
        Bad{".chain a\ns series Z=1\n.chain b\ns series Z=1\n.endchain\n",
            {"4:1: error: '.chain' inside chain 'a' | 2: opened here | '.endchain' closes a chain"}},
        Bad{".chain a\n.subckt b p q\n.ends\n",
            {"3:1: error: '.subckt' inside chain 'a' | 2: opened here | '.endchain' closes a chain"}},
        Bad{".subckt b p q\n.chain a\n.endchain\n.ends\n",
            {"3:1: error: '.chain' inside subcircuit 'b' | 2: opened here | '.ends' closes a subcircuit"}},
        Bad{"R1 a 0 1\n.ends\n.endchain\n",
            {"3:1: warning: '.ends' without '.subckt' has no effect", "4:1: error: '.endchain' without '.chain'"}},
        Bad{".subckt a p\nR1 p 0 1\n.ends b\nX1 q a\n",
            {"4:7: error: '.ends b' closes subcircuit 'a' | 2: opened here | 5: in this instance"}},
        Bad{".chain a\ns series Z=1\n.endchain b\n", {"4:11: error: '.endchain b' closes chain 'a' | 2: opened here"}},
        Bad{".subckt\n.ends\n", {"2:1: error: '.subckt' has no name, expected '.subckt NAME pin … name=value …'"}},
        Bad{".chain\ns series Z=1\n.endchain\n", {"2:1: error: '.chain' has no name, expected '.chain NAME'"}},
        Bad{".chain a b\ns series Z=1\n.endchain\n", {"2:1: error: found '.chain a b', expected '.chain NAME'"}}));

INSTANTIATE_TEST_SUITE_P(
    ChainLines, BadDeck,
    ::testing::Values(Bad{".chain a\nlonely\n.endchain\n",
                          {"3:1: error: stage 'lonely' has no type, expected 'NAME TYPE parameter=value …'"}},
                      Bad{".chain a\ns[3 series Z=1\n.endchain\n", {"3:1: error: found 's[3', expected 'NAME[COUNT]'"}},
                      Bad{".chain a\n[3] series Z=1\n.endchain\n",
                          {"3:1: error: found '[3]', expected 'NAME[COUNT]'"}}));

INSTANTIATE_TEST_SUITE_P(
    Duplicates, BadDeck,
    ::testing::Values(
        Bad{".chain a\n.endchain\n.chain A\n.endchain\n",
            {"4:8: error: chain 'A' is defined twice | 2: first defined here"}},
        Bad{".subckt s a\n.ends\n.SUBCKT S a b\n.ends\nX1 a s\n",
            {"4:9: error: subcircuit 's' is defined twice | 2: first defined here | 6: in this instance"}},
        Bad{".model m opamp\n.model M opamp (A0=5)\nX1 a b c m\n",
            {"3:8: error: model 'm' is defined twice | 2: first defined here"}},
        Bad{"R1 a 0 1\n.port p a\n.port P a\n", {"4:7: error: port 'P' is defined twice | 3: first defined here"}},
        Bad{".subckt s a A\n.ends\nX1 a b s\n",
            {"2:13: error: pin 'A' is defined twice | 2: first defined here | 4: in this instance"}},
        Bad{".subckt s a x=1 X=2\n.ends\nX1 a s\n",
            {"2:17: error: parameter 'X' is defined twice | 2: first defined here | 4: in this instance"}}));

TEST(Deck, DefinitionsNestedWithoutEndAreAnErrorNotACrash) {
  std::string text;
  for (int i = 0; i < 20000; ++i) text += ".subckt s" + std::to_string(i) + " a\n";
  const Loaded loaded(text);
  EXPECT_EQ(loaded.messages().front(), "1002:1: error: definitions nest deeper than 1000");
}

TEST(Deck, BranchesNestedWithoutEndTakeNoTimeOutOfProportion) {
  std::string text;
  for (int i = 0; i < 400'000; ++i) text += ".if (1)\n";
  const Loaded loaded(text);
  EXPECT_EQ(loaded.messages().front(), "1002:1: error: definitions nest deeper than 1000");
}

TEST(Deck, AWordOfAMillionLettersIsCutShortWhereItIsToldOf) {
  const Loaded loaded("R1 a 0 z" + std::string(1'000'000, 'x') + "y\n");
  ASSERT_EQ(loaded.messages().size(), 1U);
  EXPECT_LT(loaded.messages().front().size(), 3000U);
  EXPECT_THAT(loaded.messages().front(), ::testing::StartsWith("2:8: error: 'zxxx"));
  EXPECT_THAT(loaded.messages().front(), ::testing::HasSubstr("xxxy'"));
}

}  // namespace
}  // namespace ohmscope
