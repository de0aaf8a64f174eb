// The judge of tests/conformance: it must see what differs, and blame no deck for what is known.

#include "conformance/judge.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "conformance/report.hpp"

namespace ohmscope::testing {
namespace {

using Kind = Verdict::Kind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Reference op{"suite/a.cir", "linear", {{"op", 0, 1, {0}, {}, {{"v(out)", {1.5}}}}}};
const Reference ac{"suite/b.cir",
                   "linear",
                   {{"ac", 0, 3, {0, 2}, {1, 100}, {{"v(out)", {{1, 0}, {0, 1e-3}}}, {"i(v.x1.v2)", {0.0, 1.0}}}}}};

Outcome solved(const std::string& analyses) {
  return {0, R"json({"title": "t", "analyses": [)json" + analyses + "]}", ""};
}

Verdict judge(const Reference& reference, const Outcome& outcome, const std::string& exceptions = "") {
  Exceptions known(exceptions);
  return judge(reference, outcome, known);
}

TEST(Conformance, ValuesWithinTheToleranceAgree) {
  const Verdict verdict = judge(op, solved(R"json({"type": "op", "signals": {"v(OUT)": 1.500001}})json"));
  EXPECT_EQ(verdict.kind, Kind::agrees) << verdict.reason;
  EXPECT_EQ(verdict.compared, 1U);
}

TEST(Conformance, AValueBeyondTheToleranceIsWrong) {
  const Verdict verdict = judge(op, solved(R"json({"type": "op", "signals": {"v(out)": 1.500003}})json"));
  EXPECT_EQ(verdict.kind, Kind::wrong);
  EXPECT_THAT(verdict.reason, HasSubstr("v(out)"));
}

TEST(Conformance, AnUncertainReferenceIsNotHeldToMoreThanItKnows) {
  Reference uncertain = op;
  uncertain.analyses[0].uncertainty = 1e-4;
  const Outcome outcome = solved(R"json({"type": "op", "signals": {"v(out)": 1.501}})json");
  EXPECT_EQ(judge(uncertain, outcome).kind, Kind::agrees);
}

TEST(Conformance, NgspicesGminBesideJunctionsIsNoDifference) {
  Reference biased{"suite/q.cir", "semiconductor", {{"op", 0, 1, {0}, {}, {{"v(c)", {10.0}}, {"i(vb)", {-15e-12}}}}}};
  const Outcome outcome = solved(R"json({"type": "op", "signals": {"v(c)": 10, "i(vb)": -3e-14}})json");
  EXPECT_EQ(judge(biased, outcome).kind, Kind::agrees);
  biased.analyses[0].signals["i(vb)"] = {-1.5e-9};
  EXPECT_EQ(judge(biased, outcome).kind, Kind::wrong);
  biased.analyses[0].signals["i(vb)"] = {-15e-12};
  biased.kind = "linear";
  EXPECT_EQ(judge(biased, outcome).kind, Kind::wrong);
}

TEST(Conformance, SweepsAreComparedAtThePointsListed) {
  const std::string head =
      R"json({"type": "ac", "frequencies": [1, 10, 100], "signals": {"i(x1.V2)": [[0,0], [9,9], [1,0]], )json";
  EXPECT_EQ(judge(ac, solved(head + R"json("v(out)": [[1,0], [9,9], [0,0.001]]}})json")).kind, Kind::agrees);
  EXPECT_EQ(judge(ac, solved(head + R"json("v(out)": [[1,0], [9,9], [0,0.0011]]}})json")).kind, Kind::wrong);
  EXPECT_EQ(judge(ac, solved(head + R"json("v(out)": [[1,0], [9,9], null]}})json")).kind, Kind::wrong);
}

TEST(Conformance, PolesAgreeInAnyOrderAndWithThoseThatCancel) {
  const Reference pz{
      "suite/c.cir", "linear", {{"pz", 0, 1, {0}, {}, {{"v(pole(1))", {-1.0}}, {"v(pole(2))", {-2.0}}}}}};
  const std::string head = R"json({"type": "pz", "poles": [[-2, 0]], "cancelled": )json";
  EXPECT_EQ(judge(pz, solved(head + "[[-1, 0]]}")).kind, Kind::agrees);
  EXPECT_EQ(judge(pz, solved(head + "[[-2, 0]]}")).kind, Kind::wrong);
  EXPECT_EQ(judge(pz, solved(head + "[]}")).kind, Kind::wrong);
}

TEST(Conformance, AnotherSweepIsWrong) {
  const Verdict verdict = judge(ac, solved(R"json({"type": "ac", "frequencies": [1, 100], "signals": {}})json"));
  EXPECT_EQ(verdict.kind, Kind::wrong);
  EXPECT_THAT(verdict.reason, HasSubstr("2 points, expected 3"));
}

TEST(Conformance, AMissingSignalIsWrong) {
  const Outcome outcome =
      solved(R"json({"type": "ac", "frequencies": [1, 10, 100], "signals": {"v(out)": [1, 9, [0, 0.001]]}})json");
  EXPECT_EQ(judge(ac, outcome).kind, Kind::wrong);
}

TEST(Conformance, AMissingAnalysisIsWrong) { EXPECT_EQ(judge(op, solved("")).kind, Kind::wrong); }

TEST(Conformance, AFailureIsWrong) {
  EXPECT_EQ(judge(op, {-11, "", ""}).kind, Kind::wrong);
  EXPECT_EQ(judge(op, {0, "not JSON", ""}).kind, Kind::wrong);
  const std::string result = solved(R"json({"type": "op", "signals": {"v(out)": 1.5}})json").out;
  EXPECT_EQ(judge(op, {1, result, "a.cir:1:1: error: nothing determines 'x'\n"}).kind, Kind::wrong);
}

TEST(Conformance, ARefusalMustNameNothingButWhatIsNotSupported) {
  const std::string refusal = "a.cir:2:1: error: diodes are not supported yet\nD1 a b\n^~\n";
  EXPECT_EQ(judge(op, {2, "", refusal}).kind, Kind::refused);
  const Verdict misread = judge(op, {2, "", refusal + "a.cir:3:1: error: found 'x', expected a card\n"});
  EXPECT_EQ(misread.kind, Kind::misread);
  EXPECT_EQ(misread.reason, "found 'x', expected a card");
}

TEST(Conformance, AnAnalysisThatIsNotThereYetIsNoFault) {
  const Reference distortion{"suite/c.cir", "linear", {{"disto", 0, 1, {0}, {}, {}}}};
  EXPECT_EQ(judge(distortion, {2, "", "error: nothing to run: the deck has no analysis card\n"}).kind, Kind::not_yet);
  EXPECT_EQ(judge(op, {2, "", "error: nothing to run: the deck has no analysis card\n"}).kind, Kind::misread);
  const std::string refusal = "a.cir:2:1: error: diodes are not supported yet\nD1 a b\n^~\n";
  EXPECT_EQ(judge(op, {2, "", refusal + "error: nothing to run: the deck has no analysis card\n"}).kind, Kind::refused)
      << "a card that is not read yet stands for the .op";
}

TEST(Conformance, ADeckIsLookedAtWithoutItsSteps) {
  EXPECT_TRUE(is_stepped(solved(R"json({"type": "op", "step": {"X": 1}, "signals": {"v(out)": 7}})json")));
  EXPECT_FALSE(is_stepped(solved(R"json({"type": "op", "signals": {"v(out)": 7}})json")));
  EXPECT_EQ(without_steps("t\n .STEP R1 1 2 1\n+ 3\n.steps\nX1 a .step\n"),
            "t\n .list R1 1 2 1\n+ 3\n.steps\nX1 a .step\n");
}

TEST(Conformance, NoiseIsFoundByItsNamesHere) {
  const Reference noise{
      "suite/d.cir", "linear", {{"noise", 0, 1, {0}, {1}, {{"onoise_spectrum", {2}}, {"onoise_r1", {1}}}}}};
  const auto with = [](const char* r1) {
    return solved(fmt::format(
        R"json({{"type": "noise", "frequencies": [1], "signals": {{"onoise": [2], "onoise(R1)": [{}]}}}})json", r1));
  };
  EXPECT_EQ(judge(noise, with("1")).kind, Kind::agrees);
  EXPECT_EQ(judge(noise, with("1.1")).kind, Kind::wrong);
}

TEST(Conformance, AnExceptionCoversItsSignalOnly) {
  const Outcome outcome = solved(R"json({"type": "op", "signals": {"v(out)": 7}})json");
  EXPECT_EQ(judge(op, outcome, "suite/a.cir v(out) held by gmin there").kind, Kind::agrees);
  EXPECT_EQ(judge(op, outcome, "suite/a.cir v(in) held by gmin there").kind, Kind::wrong);
  EXPECT_EQ(judge(op, outcome, "# suite/a.cir v(out) held by gmin there").kind, Kind::wrong);
  EXPECT_THROW(Exceptions("suite/a.cir v(out)"), std::runtime_error);
}

TEST(Conformance, ADeckThatIsToBeTurnedDownIsNoMisreading) {
  const Outcome outcome{2, "", "a.cir:3:1: error: 'R1' has no value for 'R'\n"};
  EXPECT_EQ(judge(op, outcome).kind, Kind::misread);
  EXPECT_EQ(judge(op, outcome, "suite/a.cir * no default resistance").kind, Kind::refused);
}

TEST(Conformance, AnExceptionThatNothingNeedsIsTold) {
  Exceptions exceptions("suite/a.cir v(out) reason\nsuite/b.cir * reason\n");
  EXPECT_TRUE(exceptions.covers("suite/b.cir", "v(1)"));
  EXPECT_THAT(exceptions.unused(), ElementsAre("suite/a.cir v(out)"));
}

TEST(Conformance, OneWrongDeckFails) {
  Verdict wrong;
  wrong.kind = Kind::wrong;
  EXPECT_TRUE(passes({{&op, {}}}));
  EXPECT_FALSE(passes({{&op, {}}, {&ac, wrong}}));
}

TEST(Conformance, OnlyLinearDecksMustAllBeReadable) {
  Verdict misread;
  misread.kind = Kind::misread;
  Reference transistors = op;
  transistors.kind = "semiconductor";
  EXPECT_FALSE(passes({{&op, misread}}));
  EXPECT_TRUE(passes({{&transistors, misread}}));
}

TEST(Conformance, MessagesOfOneCauseBecomeEqual) {
  EXPECT_EQ(cause_of("'a' ends at 1.5e-3"), cause_of("'bc' ends at 7"));
  EXPECT_NE(cause_of("unknown node 'a'"), cause_of("unknown model 'a'"));
}

}  // namespace
}  // namespace ohmscope::testing
