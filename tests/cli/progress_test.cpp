// Long work: what a terminal shows of it, what a pipe is spared, and what Ctrl-C leaves behind.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "cli/program.hpp"

extern char** environ;

namespace ohmscope::testing {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;

const std::string small_deck = "D\nR1 a b 1k\nC1 b 0 1u\nL1 b 0 1m\n.port in a 0\n";

/// A ladder so long that many frequencies of it take more than a moment on any machine.
const std::string deck = [] {
  std::string text = "D\n.port in n0 0\n";
  for (int k = 0; k < 100; ++k) {
    const std::string n = std::to_string(k);
    text += "R" + n + " n" + n + " n" + std::to_string(k + 1) + " 1k\nC" + n + " n" + n + " 0 1u\n";
  }
  return text + "Rload n100 0 1k\n";
}();

/// As many points as the program, which sanitizers slow down, takes a moment for.
std::string sweep_of(int points) { return "lin:" + std::to_string(points / program_slowness()) + ":1:1k"; }

std::vector<std::string> long_work(const std::string& deck_file, const std::string& results) {
  return {"port", deck_file, "--ac", sweep_of(900000), "--csv", "-o", results};
}

/// The program with `error` as its standard error.
pid_t start(std::vector<std::string> arguments, const std::string& error) {
  arguments.insert(arguments.begin(), program());
  std::vector<char*> pointers;
  for (std::string& text : arguments) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, error.c_str(), O_WRONLY | O_CREAT | O_NOCTTY, 0600);
  pid_t process = 0;
  EXPECT_EQ(posix_spawn(&process, pointers[0], &actions, nullptr, pointers.data(), environ), 0);
  posix_spawn_file_actions_destroy(&actions);
  return process;
}

/// All that the program writes to a terminal of the given kind as its standard error.
std::string on_terminal(const std::vector<std::string>& arguments, const char* kind) {
  const int master = posix_openpt(O_RDWR | O_NOCTTY);
  EXPECT_TRUE(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
  const std::string slave = ptsname(master);
  const int keep_open = open(slave.c_str(), O_RDWR | O_NOCTTY);
  setenv("TERM", kind, 1);
  const pid_t process = start(arguments, slave);
  std::string text;
  std::thread reader([&] {
    char buffer[4096];
    for (ssize_t count = 0; (count = read(master, buffer, sizeof buffer)) > 0;) text.append(buffer, buffer + count);
  });
  int status = 0;
  waitpid(process, &status, 0);
  close(keep_open);  // the reader's end of file
  reader.join();
  close(master);
  EXPECT_EQ(status, 0);
  return text;
}

TEST(LongWork, ShowsATerminalHowFarItIsAndCleansUp) {
  const ScratchDirectory scratch;
  const std::string text = on_terminal(long_work(scratch.write("d.cir", deck), scratch.file("z.csv")), "xterm");
  EXPECT_THAT(text, AllOf(HasSubstr("port impedances ["), HasSubstr(" %, "), HasSubstr(" s left")));
  EXPECT_THAT(text, EndsWith("\r\x1b[K"));
}

TEST(LongWork, ShowsHowFarTheCheckOfPortsIs) {
  const ScratchDirectory scratch;
  const std::string file = scratch.write("d.cir", small_deck);
  const std::string text = on_terminal({"check", file, "--ac", sweep_of(400000), "-o", scratch.file("z.csv")}, "xterm");
  EXPECT_THAT(text, AllOf(HasSubstr("checking ports ["), HasSubstr(" s left")));
}

TEST(LongWork, LeavesQuietUsersAndOtherTerminalsAlone) {
  const ScratchDirectory scratch;
  std::vector<std::string> arguments = long_work(scratch.write("d.cir", deck), "/dev/null");
  EXPECT_EQ(on_terminal(arguments, "dumb"), "");
  arguments.emplace_back("-q");
  EXPECT_EQ(on_terminal(arguments, "xterm"), "");
}

TEST(LongWork, SaysNothingIntoAPipe) {
  const ScratchDirectory scratch;
  EXPECT_EQ(run_program(long_work(scratch.write("d.cir", deck), "/dev/null")).err, "");
}

TEST(LongWork, ThatIsInterruptedLeavesNoHalfWrittenFile) {
  for (const int signal : {SIGINT, SIGTERM}) {
    const ScratchDirectory scratch;
    const std::string results = scratch.write("z.csv", "precious");
    std::vector<std::string> arguments = long_work(scratch.write("d.cir", deck), results);
    arguments.insert(arguments.begin() + 2, {"-o", scratch.file("z.raw")});
    const pid_t process = start(arguments, "/dev/null");
    const auto unfinished = [&] {
      std::size_t count = 0;
      for (const auto& entry : std::filesystem::directory_iterator(scratch.path()))
        count += entry.path().extension() == ".tmp" ? 1U : 0U;
      return count;
    };
    int status = 0;
    std::size_t most = 0;
    while (most < 2 && waitpid(process, &status, WNOHANG) == 0) most = unfinished();
    ASSERT_EQ(most, 2U) << "one behind the other";
    kill(process, signal);
    waitpid(process, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == signal) << "a shell's loop stops as well";
    EXPECT_EQ(unfinished(), 0U);
    EXPECT_FALSE(std::filesystem::exists(scratch.file("z.raw")));
    EXPECT_EQ(read_file(results), "precious");
  }
}

}  // namespace
}  // namespace ohmscope::testing
