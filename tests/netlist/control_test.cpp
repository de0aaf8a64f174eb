// `.control` blocks: the analyses in them are the deck's, all else is told.

#include <gmock/gmock.h>

#include "netlist/deck_fixture.hpp"

namespace ohmscope::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> analyses_of(const Loaded& loaded) {
  std::vector<std::string> texts;
  for (const Card& card : loaded.deck().analyses) texts.push_back(loaded.text(card.span));
  return texts;
}

TEST(Control, ItsAnalysesJoinThoseOfTheDeckInOrder) {
  const Loaded loaded("R1 a 0 1\n.op\n.control\nac lin 1 1 1\nDC V1 0 1 1\n.endc\n.ac lin 2 1 2\n");
  EXPECT_THAT(analyses_of(loaded), ElementsAre(".op", "ac lin 1 1 1", "DC V1 0 1 1", ".ac lin 2 1 2"));
  EXPECT_THAT(loaded.messages(), IsEmpty());
}

TEST(Control, CommandsWithoutEffectAreNamedOnce) {
  const Loaded loaded("R1 a 0 1\n.control\nop\nlet x = 'y\nprint x\nprint {x\n.foo\n.ENDC\nR2 a 0 2\n");
  EXPECT_THAT(loaded.messages(),
              ElementsAre("3:1: warning: commands of '.control' are not read yet and have no effect: "
                          "'let', 'print', '.foo'"));
  EXPECT_EQ(loaded.value("R2"), 2);
}

TEST(Control, AnAnalysisOfACircuitThatACommandChangedIsLeftOut) {
  const Loaded loaded("R1 a 0 1\n.control\nop\nalter r1 = 2\nop\n.endc\n");
  EXPECT_THAT(analyses_of(loaded), ElementsAre("op"));
  EXPECT_THAT(
      loaded.messages(),
      ElementsAre("6:1: warning: 'op' is left out | 5: what stands here is not read yet, and the circuit may be "
                  "another one after it",
                  "3:1: warning: commands of '.control' are not read yet and have no effect: 'alter'"));
}

TEST(Control, EndsWithTheDeckIfNothingElseEndsIt) {
  const Loaded loaded("R1 a 0 1\n.control\nop\n");
  EXPECT_THAT(analyses_of(loaded), ElementsAre("op"));
  EXPECT_THAT(loaded.messages(), ElementsAre("3:1: warning: '.control' is not closed, expected '.endc'"));
}

}  // namespace
}  // namespace ohmscope::testing
