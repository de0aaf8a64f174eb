// Circuits without a unique solution: an error names what an answer depends on, a warning the rest; never silence.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(RunUnsolved, NamesANodeThatNothingTiesDown) {
  const Outcome outcome = run_program({"run", "-", "--json"}, "F\nV1 a 0 1\nR1 a 0 1\nC1 a x 1u\n.op\n");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("<stdin>:4:1: error: nothing determines the voltage of node 'x' at 0 Hz"),
                                 HasSubstr("give it a path to ground, for example a resistor")));
  const json signals = json::parse(outcome.out)["analyses"][0]["signals"];
  EXPECT_TRUE(signals["v(x)"].is_null());
  EXPECT_EQ(signals["v(a)"], 1);
}

TEST(RunUnsolved, CountsOnlyWhatIsAskedFor) {
  const Outcome outcome = run_program({"run", "-", "--json"}, "F\nV1 a 0 1\nR1 a 0 1\nC1 a x 1u\n.save v(a)\n.op\n");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("<stdin>:4:1: warning: nothing determines the voltage of node 'x' at 0 Hz"),
                                 HasSubstr("[W0703]"), Not(HasSubstr("error"))));
}

TEST(RunUnsolved, NamesTheSourcesOfAVoltageLoop) {
  const Outcome outcome = run_program({"run", "-"}, "Loop\nV1 a 0 1\nV2 a 0 2\nR1 a 0 1\n.op\n");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("contradict one another"), HasSubstr("'V1'"), HasSubstr("'V2'"),
                                 HasSubstr("<stdin>:2:1: error:"), HasSubstr("<stdin>:3:1: note:")));
}

TEST(RunUnsolved, SendsTheUserToTheOpenNodesFirstWhereASourceHangsOnThem) {
  const Outcome outcome = run_program({"run", "-"}, "Open\nV1 a 0 1\nR1 a 0 1\nE1 o 0 p n 1e5\nR2 o 0 1\n.op\n");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("nothing determines the voltages of nodes 'p', 'n' at 0 Hz: they have no path to ground"),
                    HasSubstr("nothing determines the voltage of node 'o' at 0 Hz"),
                    HasSubstr("hint: what drives it may hang on the nodes above: mend those first"),
                    Not(HasSubstr("cancels out"))));
}

TEST(RunUnsolved, NamesTheSourceWhoseFunctionHasNoValue) {
  const auto told = [](const std::string& source, const std::string& analysis) {
    return run_program({"run", "-"}, "F\nV1 c 0 1 AC 1\nR1 a 0 1k\n" + source + "\n" + analysis + "\n").err;
  };
  EXPECT_THAT(told("E1 a 0 FREQ {v(c)} = (1,7000,0)", ".ac lin 1 1 1"),
              AllOf(HasSubstr("<stdin>:4:1: error: the function of 'E1' has no finite value at"),
                    Not(HasSubstr("contradict"))));
  EXPECT_THAT(told("E1 a 0 LAPLACE {v(c)} = {(1-exp(-s*1u))/(s*1u)}", ".op"),
              AllOf(HasSubstr("the function of 'E1' has no finite value at 0 Hz"), HasSubstr("it is 0/0 there")));
}

TEST(RunUnsolved, NamesTheSourceWhoseFunctionIsLargerThanAllNumbers) {
  for (const std::string function : {"s**100", "cos(s)", "((s**1000)**1000)**1000", "exp(-s*s)", "1/exp(s*s)"}) {
    for (const std::string letter : {"E", "G"}) {
      const Outcome outcome =
          run_program({"run", "-"}, "Overflow\nV1 a 0 1 AC 1\n" + letter + "1 b 0 LAPLACE {v(a)} = {" + function +
                                        "}\nR1 b 0 1\n.ac dec 1 1 100k\n");
      EXPECT_EQ(outcome.status, 1);
      EXPECT_THAT(outcome.err,
                  AllOf(HasSubstr("<stdin>:3:1: error: the function of '" + letter + "1' has no finite value at "),
                        HasSubstr("larger there than any number"), Not(HasSubstr("contradict"))))
          << function;
    }
  }
}

TEST(RunUnsolved, APoleIsNotTakenForAnOverflow) {
  const std::string err =
      run_program({"run", "-"}, "Pole\nV1 a 0 1\nE1 b 0 LAPLACE {v(a)} = {1/s}\nR1 b 0 1\n.op\n").err;
  EXPECT_THAT(err, AllOf(HasSubstr("the gain of 'E1' is infinite there"), Not(HasSubstr("larger"))));
}

TEST(RunUnsolved, NamesACurrentWithoutAWayOut) {
  const Outcome outcome = run_program({"run", "-"}, "Cut\nI1 0 x 1m\nC1 x 0 1u\nR1 y 0 1\n.op\n");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("<stdin>:2:1: error:"), HasSubstr("'x'"), HasSubstr("'I1'"),
                                 HasSubstr("path to ground")));
}

TEST(RunUnsolved, TellsTheSameTroubleAtManyFrequenciesOnce) {
  const Outcome outcome = run_program({"run", "-"}, "F\nV1 a 0 AC 1\nC1 x y 1u\nR1 a 0 1\n.ac dec 10 1 1k\n");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("the voltages of nodes 'x', 'y' at every frequency")));
  EXPECT_EQ(outcome.err.find("error:"), outcome.err.rfind("error:"));
}

TEST(RunUnsolved, ACurrentIntoAControllingInputIsNoAnswerOfZeroVolts) {
  const Outcome outcome = run_program({"run", "-"}, "nf\nI0 n1 0 DC 1\nE1 n4 0 n1 0 -10\nR1 n4 0 0\n.op\n");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("<stdin>:2:1: error:"), HasSubstr("into node 'n1' cannot add up to 0"),
                                 HasSubstr("'I0', 'E1' meet there [E0702]"), HasSubstr("<stdin>:3:1: note:")));
}

TEST(RunUnsolved, ACurrentSensorBeforeAFollowerHasNoAnswer) {
  const std::string deck = "F\n.chain a\ns sensor kind=current\nf follower\ng load Z=0\n.endchain\n";
  const Outcome outcome = run_program({"run", "-", "--freq", "1k"}, deck);
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("<stdin>:3:1: error:"), HasSubstr("'a.s'"), HasSubstr("[E0702]")));
}

const std::string loop_elsewhere = "L\nV1 a 0 1\nV2 a 0 2\nR1 b 0 1\nI1 0 b 1\n.op\n";

TEST(RunUnsolved, AContradictionElsewhereIsAWarningAndTheAnswerStands) {
  const Outcome outcome = run_program({"run", "-", "--json"}, loop_elsewhere + ".print op v(b)\n");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("<stdin>:2:1: warning:"), HasSubstr("'V1', 'V2'"), HasSubstr("[W0703]"),
                                 Not(HasSubstr("error"))));
  EXPECT_EQ(json::parse(outcome.out)["analyses"][0]["signals"]["v(b)"], 1);
}

TEST(RunUnsolved, AContradictionThatTheAnswerDependsOnIsAnError) {
  const Outcome outcome = run_program({"run", "-"}, loop_elsewhere + ".print op v(a)\n");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("<stdin>:2:1: error:"));
}

TEST(RunUnsolved, AContradictionIsAnErrorAlsoWhereItsElementsAreNotTheOnesAskedFor) {
  // 'c' hangs on the loop through a source and is no part of it.
  const Outcome outcome =
      run_program({"run", "-"}, "L\nV1 a 0 1\nV2 a 0 2\nE1 c 0 a 0 3\nR1 c 0 1\n.op\n.print op v(c)\n");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("error:"), HasSubstr("'V1', 'V2'")));
}

TEST(RunUnsolved, ACurrentThatCirculatesUnaskedIsAWarning) {
  const Outcome outcome = run_program({"run", "-"}, "L\nV1 a b 1\nR1 b 0 1k\nL1 a 0 1m\nL2 a 0 1m\n.op\n");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("<stdin>:4:1: warning: nothing determines the currents of 'L1', 'L2'"),
                                 HasSubstr("[W0703]")));
}

TEST(RunUnsolved, ASoundCircuitIsMetWithSilence) {
  const Outcome outcome = run_program({"run", "-"}, "S\nV1 a 0 1\nR1 a b 1\nL1 b 0 1m\n.op\n.print op v(b)\n");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
}

// What is named as the cause.

const std::string integrator =
    "I\n.model ID opamp\nV1 in 0 1 AC 1\nR1 in m 1k\nC1 m out 1n\nX1 0 m out ID\nR2 out b 1k\nR3 b 0 1k\n";

TEST(RunUnsolved, AnIdealOpampWithoutFeedbackIsNamedAsSuch) {
  const Outcome outcome = run_program({"run", "-"}, integrator + ".op\n");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("<stdin>:6:1: error: the ideal op-amp 'X1' has no feedback at 0 Hz"),
                    HasSubstr("its output 'out' back to its inputs '0' and 'm' [E0706]"),
                    HasSubstr("hint: a capacitor does not conduct at 0 Hz: join its output to its - input")));
  EXPECT_EQ(outcome.err.find("error:"), outcome.err.rfind("error:")) << "one cause, one message";
}

TEST(RunUnsolved, AnOpampWithFeedbackIsNotBlamed) {
  EXPECT_EQ(run_program({"run", "-", "--freq", "1k"}, integrator).err, "");
  const Outcome loop = run_program({"run", "-"}, "L\n.model ID opamp\nX1 a b b ID\nV1 a 0 1\nV2 b 0 2\n.op\n");
  EXPECT_THAT(loop.err, AllOf(HasSubstr("contradict one another"), Not(HasSubstr("feedback"))));
}

TEST(RunUnsolved, ANodeThatAnInstanceLeavesOpenIsFoundOnItsCard) {
  const Outcome outcome = run_program({"run", "-"}, "F\nV1 a 0 1\nX1 a nc S\n.subckt S p q\nR1 p 0 1\n.ends\n.op\n");
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("<stdin>:3:6: error: nothing determines the voltage of node 'nc'"),
                                 HasSubstr("nothing in subcircuit 'S' uses its pin 'q'")));
}

TEST(RunUnsolved, ANodeBehindACapacitorHasNoDcPath) {
  const Outcome outcome = run_program({"run", "-"}, "F\nV1 a 0 1\nR1 a 0 1\nC1 a x 1u\nR2 p q 1\n.op\n");
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("node 'x' at 0 Hz: it has no DC path to ground [E0703]"),
                                 HasSubstr("hint: capacitors and current sources do not conduct at 0 Hz: give it"),
                                 HasSubstr("nodes 'p', 'q' at 0 Hz: they have no path to ground [E0703]")));
}

// Voltages of a chain.

const std::string no_way_out = "F\n.chain a\ns sensor kind=current\nf follower\ng load Z=10\n.endchain\n";

TEST(ChainUnsolved, SaysWhyTheVoltagesHaveNoValue) {
  const Outcome outcome = run_program({"chain", "-", "--freq", "0,1k", "--json"}, no_way_out);
  EXPECT_EQ(outcome.status, 0) << "its impedances are there";
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("<stdin>:3:1: warning:"), HasSubstr("into node 'a.s' cannot add up to 0"),
                    HasSubstr("at every frequency"), HasSubstr("<stdin>:4:1: note:"), HasSubstr("[W0704]")));
  const json stages = json::parse(outcome.out)["chains"][0]["stages"];
  EXPECT_TRUE(stages[1]["voltage"][0].is_null());
  EXPECT_EQ(stages[2]["overall"]["zin"][0], json::parse("[10, 0]"));
}

TEST(ChainUnsolved, NamesWhatStandsBehindARailToo) {
  const Outcome outcome = run_program({"chain", "-", "--freq", "0,1k"},
                                      "F\n.global r\n.subckt tap in out\nC1 in out 1n\nR1 out r 1k\n.ends\n"
                                      ".chain a\nt tap\nu tap\n.endchain\nIr 0 r AC 1m\n");
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("cannot add up to 0 at 0 Hz"), HasSubstr("'Ir'"), HasSubstr("[W0704]")));
}

TEST(ChainUnsolved, IsSaidOfTheFrequenciesItHoldsAt) {
  const std::string at_dc = "F\n.chain a\ns sensor kind=current\nc series Z=C(1n)\ng load Z=10\n.endchain\n";
  EXPECT_THAT(run_program({"chain", "-", "--freq", "0,1k"}, at_dc).err, HasSubstr("cannot add up to 0 at 0 Hz"));
  EXPECT_THAT(run_program({"chain", "-", "--freq", "1,1k"}, at_dc).err, Not(HasSubstr("W0704")));
}

TEST(RunUnsolved, NamesOnlyWhatIsJoinedToANodeWithoutAWayOut) {
  const Outcome outcome = run_program({"run", "-"}, "Far\nV1 1 0 1\nR1 1 0 1\nG4 4 0 1 0 1m\n.op\n");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("<stdin>:4:1: error:"), HasSubstr("into node '4' cannot add up to 0"),
                                 HasSubstr("'G4' meets there [E0702]"), ::testing::Not(HasSubstr("'V1'"))));
}

TEST(RunUnsolved, AnInfiniteGainIsCalledSo) {
  const std::string hint = "the gain of 'E1' is infinite there";
  const std::string pole = "Pole\nV1 p 0 1\nE1 q 0 LAPLACE {v(p)} = {1/s}\nR1 q 0 1k\n.op\n";
  EXPECT_THAT(run_program({"run", "-"}, pole).err, HasSubstr(hint));
}

}  // namespace
}  // namespace ohmscope::testing
