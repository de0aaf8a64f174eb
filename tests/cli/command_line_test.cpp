// What the command line accepts and how it says no.

#include <gmock/gmock.h>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string deck = "D\n.chain c\na series Z=1\nb shunt Z=2\n.endchain\n.ac lin 2 1 2\n";

TEST(CommandLine, HelpListsTheCommands) {
  const Outcome outcome = run_program({"--help"});
  EXPECT_EQ(outcome.status, 0);
  for (const char* name : {"run", "chain", "port", "check", "expand", "stages"}) {
    EXPECT_THAT(outcome.out, HasSubstr(std::string("\n  ") + name + " "));
  }
}

TEST(CommandLine, EveryCommandHasHelpWithExamples) {
  for (const char* name : {"run", "chain", "port", "check", "expand", "stages"}) {
    const Outcome outcome = run_program({name, "--help"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.out, AllOf(HasSubstr(std::string("usage: ohmscope ") + name), HasSubstr("examples:"),
                                   HasSubstr("exit status")));
  }
}

TEST(CommandLine, TellsItsVersion) {
  const Outcome outcome = run_program({"--version"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, StartsWith("ohmscope 0."));
}

TEST(CommandLine, WithoutACommandSaysHowToGoOn) {
  const Outcome outcome = run_program({});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, "ohmscope: error: no command given [E0601]\nhint: ohmscope --help lists them\n");
}

TEST(CommandLine, SuggestsTheCommandMeant) {
  const Outcome outcome = run_program({"chian", "x.cir"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err, "ohmscope: error: unknown command 'chian' [E0601]\nhint: did you mean 'chain'?\n");
}

TEST(CommandLine, SuggestsTheOptionMeant) {
  const Outcome outcome = run_program({"chain", "-", "--jsn"}, deck);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err, "ohmscope: error: unknown option '--jsn' of 'chain' [E0601]\nhint: did you mean '--json'?\n");
}

TEST(CommandLine, RefusesASecondDeck) {
  const Outcome outcome = run_program({"chain", "-", "b.cir"}, deck);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("unexpected argument 'b.cir'"));
}

TEST(CommandLine, RefusesAnOptionWithoutItsValue) {
  const Outcome outcome = run_program({"chain", "-", "--freq"}, deck);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, AllOf(StartsWith("ohmscope: error: "), HasSubstr("--freq")));
}

TEST(CommandLine, AsksForTheDeck) {
  for (const char* name : {"run", "chain", "port", "check", "expand"}) {
    const Outcome outcome = run_program({name});
    EXPECT_EQ(outcome.status, 2) << name;
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("error: no deck given"), HasSubstr("hint: usage"))) << name;
  }
}

TEST(CommandLine, TakesOptionsBeforeAndAfterTheDeck) {
  const std::string after = run_program({"chain", "-", "--freq", "1k", "--json"}, deck).out;
  EXPECT_EQ(run_program({"chain", "--freq", "1k", "--json", "-"}, deck).out, after);
  EXPECT_EQ(run_program({"chain", "--freq=1k", "-", "--json"}, deck).out, after);
}

TEST(CommandLine, RefusesTwoFormats) {
  const Outcome outcome = run_program({"chain", "-", "--json", "--csv"}, deck);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("'--json' and '--csv' are both given"));
}

TEST(CommandLine, RefusesSpotsAndASweepAtOnce) {
  const Outcome outcome = run_program({"chain", "-", "--freq", "1", "--ac", "dec:1:1:10"}, deck);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("'--freq' and '--ac' are both given"));
}

TEST(CommandLine, PointsAtABadFrequency) {
  const Outcome outcome = run_program({"chain", "-", "--freq", "1k,x1,-3,"}, deck);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("--freq:1:4: error: 'x1' is no frequency"), HasSubstr("1k,x1,-3,\n   ^~\n"),
                                 HasSubstr("--freq:1:7: error: '-3' is no frequency"),
                                 HasSubstr("--freq:1:10: error: '' is no frequency")));
  EXPECT_THAT(run_program({"chain", "-", "--freq", "1e-320,0,1"}, deck).err,
              HasSubstr("--freq:1:1: error: '1e-320' is no frequency, expected 0 or a number from 1e-30 to 1e+30"));
  EXPECT_THAT(run_program({"chain", "-", "--freq", "2kHz,1x"}, deck).err,
              HasSubstr("--freq:1:6: error: '1x' is no frequency"));
}

TEST(CommandLine, PointsAtABadSweep) {
  for (const char* sweep : {"dec", "dec:20:10", "dec:20:10:100k:5", "doc:20:10:100k", "dec:x:10:100k", "dec:0:10:100k",
                            "dec:20:0:100k", "dec:20:100k:10", "lin:-3:1:2", ""}) {
    const Outcome outcome = run_program({"chain", "-", "--ac", sweep}, deck);
    EXPECT_EQ(outcome.status, 2) << sweep;
    EXPECT_THAT(outcome.err, HasSubstr("error:")) << sweep;
  }
}

TEST(CommandLine, QuietHidesWarningsAndNoErrors) {
  EXPECT_THAT(run_program({"chain", "-", "-q", "--freq", "x"}, deck).err, HasSubstr("is no frequency"));
}

TEST(CommandLine, VerboseTellsCountsAndTimings) {
  const Outcome outcome = run_program({"chain", "-", "-v"}, deck + ".ac lin 3 1 3\n");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("ohmscope: chain c: 2 stages"), HasSubstr(" s\n")));
}

TEST(CommandLine, SaysWhichOfSeveralSweepsHasNoEffect) {
  const Outcome outcome = run_program({"chain", "-"}, deck + ".ac lin 3 1 3\n");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, HasSubstr("warning: the frequencies are those of the first '.ac': this one has no effect"));
}

TEST(CommandLine, RefusesADeviceThatNeverEnds) {
  const Outcome outcome = run_program({"chain", "/dev/zero"}, {}, std::chrono::seconds(20));
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("cannot read '/dev/zero': it is a device, expected a file [E0207]"));
}

TEST(CommandLine, VerboseTellsHowFarDoublesAloneWereOff) {
  const std::string two_capacitors = "Pi\nC1 a 0 1n\nR1 a m 5\nL1 m b 10u\nC2 b 0 1n\n.port a a\n.ac lin 1 1 1\n";
  for (const char* command : {"port", "run"}) {
    EXPECT_THAT(run_program({command, "-", "-v"}, two_capacitors).err, HasSubstr("worst correction ")) << command;
  }
  EXPECT_THAT(run_program({"chain", "-", "-v"}, deck + ".ac lin 3 1 3\n").err, HasSubstr("worst correction "));
}

TEST(CommandLine, SaysWhichDeckCannotBeRead) {
  const Outcome missing = run_program({"chain", "no-such.cir"});
  EXPECT_EQ(missing.status, 2);
  EXPECT_EQ(missing.err, "ohmscope: error: cannot read 'no-such.cir': No such file or directory [E0207]\n");
  const ScratchDirectory scratch;
  const Outcome directory = run_program({"chain", scratch.path()});
  EXPECT_EQ(directory.status, 2);
  EXPECT_EQ(directory.err, "ohmscope: error: cannot read '" + scratch.path() + "': Is a directory [E0207]\n");
}

TEST(CommandLine, RefusesAnEmptyDeck) {
  const Outcome outcome = run_program({"chain", "-", "--freq", "1"}, "");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("error: "));
}

TEST(CommandLine, RefusesABinaryFile) {
  std::string bytes;
  for (int k = 0; k < 4096; ++k) bytes += static_cast<char>((k * 37 + k / 7) & 0xFF);
  const Outcome outcome = run_program({"chain", "-", "--freq", "1"}, bytes);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("error: "));
  for (const char c : outcome.err) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << int{c};
}

TEST(CommandLine, LimitsOnWhatADeckAsksForCanBeRaised) {
  const std::string many = "D\n.chain c\na[3000000] series Z=1\n.endchain\n";
  const Outcome refused = run_program({"check", "-", "--freq", "1"}, many);
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, HasSubstr("--max-stages raises the limit"));
  EXPECT_EQ(run_program({"chain", "-", "--freq", "1", "--max-stages", "1"}, deck).status, 2);
  EXPECT_EQ(run_program({"chain", "-", "--freq", "1", "--max-stages", "2"}, deck).status, 0);
  const std::string flat = "D\nR1 a 0 1\nR2 a 0 {((1))}\n";
  const auto status_with = [&](const char* option, const char* value) {
    return run_program({"port", "-", "--freq", "1", "--port", "a", option, value}, flat).status;
  };
  EXPECT_EQ(status_with("--max-elements", "1"), 2);
  EXPECT_EQ(status_with("--max-elements", "2"), 0);
  EXPECT_EQ(status_with("--max-expression-depth", "2"), 2);
  EXPECT_EQ(status_with("--max-expression-depth", "3"), 0);
  const auto points = [](const std::string& card, const char* most) {
    return run_program({"run", "-", "--max-points", most}, "D\nV1 a 0 1\nR1 a 0 1\n" + card + "\n").status;
  };
  for (const char* card : {".ac lin 11 1 2", ".dc V1 0 1 0.1"}) {
    EXPECT_EQ(points(card, "11"), 0) << card;
    EXPECT_EQ(points(card, "10"), 2) << card;
  }
}

TEST(CommandLine, ALimitThatIsNoCountIsAMistake) {
  for (const char* typed : {"0", "-1", "1.5", "many", "1e12"}) {
    const Outcome outcome = run_program({"chain", "-", "--freq", "1", "--max-elements", typed}, deck);
    EXPECT_EQ(outcome.status, 2) << typed;
    EXPECT_THAT(outcome.err, StartsWith(std::string("--max-elements:1:1: error: '") + typed + "' is no limit"))
        << typed;
  }
}

}  // namespace
}  // namespace ohmscope::testing
