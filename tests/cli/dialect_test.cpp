#include <gmock/gmock.h>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string deck = "A resistor as schematics name it\nR1 a 0 4k7\nR2 a 0 {2*1k}\n.end\n";

TEST(DialectOption, ReadsTheDeckAsThatSimulatorDoes) {
  const Outcome ngspice = run_program({"port", "-", "--freq", "1k", "--port", "a", "--json"}, deck);
  EXPECT_EQ(ngspice.status, 0);
  EXPECT_THAT(ngspice.out, HasSubstr("1333.3333"));  // 4k beside 2k
  EXPECT_THAT(ngspice.err, HasSubstr("2:8: warning: '4k7' is read as 4k: '7' is ignored, as in ngspice"));
  EXPECT_THAT(ngspice.err, HasSubstr("hint: --dialect ltspice reads 4700"));
  const Outcome ltspice =
      run_program({"port", "-", "--freq", "1k", "--port", "a", "--json", "--dialect", "LTspice"}, deck);
  EXPECT_EQ(ltspice.status, 0);
  EXPECT_THAT(ltspice.out, HasSubstr("1402.985"));  // 4.7k beside 2k
  EXPECT_THAT(ltspice.err, Not(HasSubstr("4k7")));
}

TEST(DialectOption, ExpandWritesItsNumbersForNgspice) {
  const Outcome outcome =
      run_program({"expand", "-", "--dialect", "hspice"}, "Mega\nV1 a 0 AC 1\nR1 a 0 3x\n.ac dec 10 1 3x\n.end\n");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr(".ac dec 10 1 3000000"), HasSubstr("3000000\n"), Not(HasSubstr("3x"))));
}

TEST(DialectOption, FindsTheSectionOfALibraryBeforeAComment) {
  const ScratchDirectory scratch;
  std::ignore = scratch.write("parts.lib", ".lib fast $the one\nR1 a 0 7\n.endl fast\n");
  const std::string path = scratch.write("deck.cir", "L\nV1 a 0 7\n.lib parts.lib fast $corner\n.op\n.end\n");
  const Outcome outcome = run_program({"run", path, "--dialect", "hspice"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("i(V1)  -1 A"));
}

TEST(DialectOption, RefusesANameThatIsNone) {
  const Outcome outcome = run_program({"port", "-", "--freq", "1k", "--port", "a", "--dialect", "ltspcie"}, deck);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("unknown dialect 'ltspcie', expected one of ngspice, ltspice, pspice, hspice"));
  EXPECT_THAT(outcome.err, HasSubstr("hint: did you mean 'ltspice'?"));
}

TEST(Dialect, InitialConditionsAreReadAsTheDialectDoes) {
  const std::string line = "Line\nV1 a 0 1\nT1 a 0 b 0 Z0=50 TD=1n IC=0,4k7,0,0\nR1 b 0 1\n.op\n";
  const Outcome outcome = run_program({"run", "-", "--dialect", "ltspice"}, line);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
}

}  // namespace
}  // namespace ohmscope::testing
