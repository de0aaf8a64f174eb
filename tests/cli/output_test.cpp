// Where results go: files written whole or not at all, formats by suffix, readers that have had enough.

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string deck = "D\n.chain c\na series Z=1\nb shunt Z=2\n.endchain\n.ac lin 2 1 2\n";

std::size_t files_in(const std::string& directory) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(directory)) ++count;
  return count;
}

TEST(Output, GoesToTheFileAndNowhereElse) {
  const ScratchDirectory scratch;
  const std::string file = scratch.file("table.txt");
  const Outcome outcome = run_program({"chain", "-", "-o", file}, deck);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(read_file(file), run_program({"chain", "-"}, deck).out);
  EXPECT_EQ(files_in(scratch.path()), 1U);
}

TEST(Output, SuffixChoosesTheFormat) {
  const ScratchDirectory scratch;
  EXPECT_EQ(run_program({"chain", "-", "-o", scratch.file("r.json")}, deck).status, 0);
  EXPECT_TRUE(json::accept(read_file(scratch.file("r.json"))));
  EXPECT_EQ(run_program({"chain", "-", "-o", scratch.file("r.csv")}, deck).status, 0);
  EXPECT_THAT(read_file(scratch.file("r.csv")), StartsWith("chain,stage,"));
}

// Equal numbers are made text once: thousands of them must not be mistaken for each other.
TEST(Output, EveryNumberOfManyIsTheSameInEveryFormat) {
  const std::string many =
      "D\n.chain c\ns sensor Z=50\na[60] divider Za=1k+L(1m) Zb=C(1n)|9k\n.endchain\n.ac lin 200 1 1meg\n";
  const json stages = json::parse(run_program({"chain", "-", "--json"}, many).out)["chains"][0]["stages"];
  std::istringstream csv(run_program({"chain", "-", "--csv"}, many).out);
  std::string line;
  std::getline(csv, line);
  for (const json& stage : stages) {
    for (std::size_t n = 0; n < 200; ++n) {
      ASSERT_TRUE(std::getline(csv, line));
      std::vector<double> numbers;  // from the end of the row
      for (std::size_t k = 0; k < 4; ++k) {
        const std::size_t comma = line.rfind(',');
        numbers.push_back(std::stod(line.substr(comma + 1)));
        line.erase(comma);
      }
      const json& v = stage["voltage"][n];
      const json& z = stage["overall"]["zout"][n];
      EXPECT_EQ(json(numbers), json({v[1], v[0], z[1], z[0]})) << stage["name"] << " " << n;
    }
  }
}

TEST(Output, FlagBeatsTheSuffix) {
  const ScratchDirectory scratch;
  EXPECT_EQ(run_program({"chain", "-", "--json", "-o", scratch.file("r.csv")}, deck).status, 0);
  EXPECT_TRUE(json::accept(read_file(scratch.file("r.csv"))));
}

TEST(Output, LeavesTheOldFileWhereTheDeckIsWrong) {
  const ScratchDirectory scratch;
  const std::string file = scratch.write("r.json", "precious");
  EXPECT_EQ(run_program({"chain", "-", "-o", file}, deck + "R1 a\n").status, 2);
  EXPECT_EQ(read_file(file), "precious");
  EXPECT_EQ(files_in(scratch.path()), 1U);
}

TEST(Output, ReplacesAFileAndKeepsItsMode) {
  const ScratchDirectory scratch;
  const std::string file = scratch.write("r.json", "old");
  ASSERT_EQ(chmod(file.c_str(), 0640), 0);
  EXPECT_EQ(run_program({"chain", "-", "-o", file}, deck).status, 0);
  EXPECT_TRUE(json::accept(read_file(file)));
  struct stat status {};
  ASSERT_EQ(stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0640U);
}

TEST(Output, FollowsALinkToItsFile) {
  const ScratchDirectory scratch;
  const std::string file = scratch.write("real.json", "old");
  std::filesystem::create_symlink(file, scratch.file("link.json"));
  EXPECT_EQ(run_program({"chain", "-", "-o", scratch.file("link.json")}, deck).status, 0);
  EXPECT_TRUE(std::filesystem::is_symlink(scratch.file("link.json")));
  EXPECT_TRUE(json::accept(read_file(file)));
}

TEST(Output, SaysWhatCannotBeWritten) {
  const ScratchDirectory scratch;
  const std::string file = scratch.file("missing/r.json");
  const Outcome outcome = run_program({"chain", "-", "-o", file}, deck);
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.err, "ohmscope: error: cannot write '" + file + "': No such file or directory\n");
}

TEST(Output, SaysThatADeviceIsFull) {
  const Outcome outcome = run_program({"chain", "-", "-o", "/dev/full"}, deck);
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("cannot write '/dev/full'"), HasSubstr("No space left on device")));
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/full"));
}

TEST(Output, EndsQuietlyWhenItsReaderHasHadEnough) {
  const ScratchDirectory scratch;
  const std::string ladder =
      scratch.write("l.cir", "L\n.chain l\ns sensor\nrc[20000] divider Za=1 Zb=1k\n.endchain\n.ac lin 1 1 1\n");
  const std::string err = scratch.file("err");
  const std::string command =
      "'" + program() + "' chain '" + ladder + "' --json 2>'" + err + "' | head -c 10 >/dev/null";
  EXPECT_EQ(std::system(command.c_str()), 0);
  EXPECT_EQ(read_file(err), "");
  const std::string ignoring = "trap '' PIPE; " + command;
  EXPECT_EQ(std::system(ignoring.c_str()), 0);
  EXPECT_EQ(read_file(err), "");
}

TEST(Output, IsNoTextUnderANameThatPromisesAnotherFormat) {
  const ScratchDirectory scratch;
  for (const char* name : {"s.csv", "n.json"}) {
    const std::string command = std::string(name) == "s.csv" ? "stages" : "expand";
    const std::string file = scratch.file(name);
    const Outcome outcome =
        command == "stages" ? run_program({"stages", "-o", file}) : run_program({"expand", "-", "-o", file}, deck);
    EXPECT_EQ(outcome.status, 2) << command;
    EXPECT_THAT(outcome.err, HasSubstr("'" + command + "' has no format '")) << command;
    EXPECT_FALSE(std::filesystem::exists(file)) << command;
  }
}

TEST(CommandLine, OptionsBehindTheDoubleDashAreNamedAsThatAndNotAsUnknown) {
  const Outcome outcome = run_program({"chain", "--", "deck.cir", "--freq", "1k"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("unexpected argument '--freq': options end at '--'"));
}

}  // namespace
}  // namespace ohmscope::testing
