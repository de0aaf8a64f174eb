// How mistakes are shown: place, line, caret, notes, hint, order, cap.

#include <gmock/gmock.h>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string errors_of(const std::string& deck) {
  const Outcome outcome = run_program({"chain", "-", "--freq", "1"}, deck);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  return outcome.err;
}

std::string chain_with(const std::string& line) { return "T\n.chain c\n" + line + "\nlast shunt Z=1\n.endchain\n"; }

TEST(DiagnosticsRendering, PointsAtTheTokenAtFault) {
  EXPECT_THAT(
      errors_of(chain_with("couple  seires  Z=C(1u)")),
      AllOf(HasSubstr("<stdin>:3:9: error: unknown stage type 'seires'"),
            HasSubstr("\ncouple  seires  Z=C(1u)\n        ^~~~~~\n"), HasSubstr("\nhint: did you mean 'series'?\n")));
}

TEST(DiagnosticsRendering, AlignsTheCaretBehindTabsAndUmlauts) {
  EXPECT_THAT(errors_of(chain_with("ä\tseires\tZ=1")),
              AllOf(HasSubstr("<stdin>:3:3: error:"), HasSubstr("\nä seires Z=1\n  ^~~~~~\n")));
}

TEST(DiagnosticsRendering, ShowsALongLineAroundTheMark) {
  const std::string blanks(500, ' ');
  const std::string err = errors_of(chain_with("a" + blanks + "seires" + blanks + "Z=1"));
  EXPECT_THAT(err, AllOf(HasSubstr("<stdin>:3:502: error:"), HasSubstr("…"), Not(HasSubstr(std::string(120, ' ')))));
}

TEST(DiagnosticsRendering, TellsAllErrorsByPosition) {
  const std::string err = errors_of("T\n.chain c\na seires Z=1\nb shnut Z=1\n.endchain\nR1 x 0\nR2 y 0 abc\n");
  const std::size_t third = err.find("<stdin>:3:");
  const std::size_t fourth = err.find("<stdin>:4:");
  const std::size_t sixth = err.find("<stdin>:6:");
  const std::size_t seventh = err.find("<stdin>:7:");
  EXPECT_LT(third, fourth);
  EXPECT_LT(fourth, sixth);
  EXPECT_LT(sixth, seventh);
  EXPECT_NE(seventh, std::string::npos) << err;
}

TEST(DiagnosticsRendering, CountsWhatItDoesNotShow) {
  std::string deck = "T\n";
  for (int k = 0; k < 70; ++k) deck += "Rx" + std::to_string(k) + " a 0 abc\n";
  const Outcome outcome = run_program({"port", "-", "--freq", "1", "--port", "a"}, deck);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("… and 20 errors, 0 warnings more"), HasSubstr("<stdin>:51:"),
                                 Not(HasSubstr("<stdin>:52:"))));
}

TEST(DiagnosticsRendering, ShowsTheWayToAnIncludedFile) {
  const ScratchDirectory scratch;
  const std::string inner = scratch.write("inner.inc", "R1 a 0 abc\n");
  const std::string deck = scratch.write("deck.cir", "T\n.include inner.inc\n.port p a\n");
  const Outcome outcome = run_program({"port", deck, "--freq", "1"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("inner.inc:1:8: error:"), HasSubstr(deck + ":2:"),
                                 HasSubstr("note: included from here")));
}

TEST(DiagnosticsRendering, HasNoColoursInAFile) {
  EXPECT_THAT(errors_of(chain_with("a seires Z=1")), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace ohmscope::testing
