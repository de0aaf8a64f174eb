// `ohmscope explain`: a page for every code, and a code on every diagnostic.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <set>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(Explain, TellsWhatACodeMeans) {
  const Outcome outcome = run_program({"explain", "e0501"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("E0501: a stage type that does not exist\n"), HasSubstr("'ohmscope stages'")));
}

TEST(Explain, HasAPageOfEightyColumnsForEveryCodeAndNoCodeTwice) {
  const json list = json::parse(run_program({"explain", "--json"}).out).at("codes");
  std::set<std::string> seen;
  for (const json& code : list) {
    const std::string id = code.at("code");
    EXPECT_TRUE(seen.insert(id).second) << id;
    const std::string page = run_program({"explain", id}).out;
    EXPECT_GT(page.size(), 80U) << id;
    EXPECT_LE(widest_line(page), 80U) << page;
  }
  EXPECT_GT(seen.size(), 50U);
}

TEST(Explain, ListsTheCodes) {
  const Outcome outcome = run_program({"explain"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, HasSubstr("\n  E0404  a model that nothing defines\n"));
}

TEST(Explain, SuggestsTheCodeMeant) {
  const Outcome outcome = run_program({"explain", "E0509x"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("no code is called 'E0509x'"), HasSubstr("did you mean 'E0509'?")));
}

const std::string faulty = "Faulty\n.chain c\na dividr Za=1 Zb=2\n.endchain\nR1 a 0 oops\n.ac dec 5 10 1k\n";

TEST(DiagnosticsJson, HasAllThatTheTextHas) {
  const Outcome outcome = run_program({"chain", "-", "--diagnostics", "json"}, faulty);
  EXPECT_EQ(outcome.status, 2);
  const json list = json::parse(outcome.err).at("diagnostics");
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0]["severity"], "error");
  EXPECT_EQ(list[0]["message"], "unknown stage type 'dividr'");
  EXPECT_EQ(list[0]["hint"], "did you mean 'divider'?");
  EXPECT_EQ(list[0]["place"]["line"], 3);
  EXPECT_EQ(list[0]["place"]["column"], 3);
  EXPECT_EQ(list[0]["place"]["text"], "dividr");
  EXPECT_THAT(list[0]["place"]["file"].get<std::string>(), HasSubstr("stdin"));
}

TEST(DiagnosticsJson, IsThereWhereNothingIsWrong) {
  const Outcome outcome = run_program({"run", "-", "--diagnostics", "json"}, "Fine\nV1 a 0 1\nR1 a 0 1\n.op\n");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(json::parse(outcome.err).at("diagnostics"), IsEmpty());
}

TEST(DiagnosticsJson, IsTextUnlessAskedFor) {
  const Outcome outcome = run_program({"run", "-", "--diagnostics", "xml"}, "Fine\nR1 a 0 1\n.op\n");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--diagnostics"));
}

}  // namespace
}  // namespace ohmscope::testing
