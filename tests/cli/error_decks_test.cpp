// Golden errors: every deck in tests/decks/errors holds what is wrong and, in comments behind it, what the program
// says.
//
//   *! command: port --freq 1k     the command line without the deck; `run --freq 1k` if left out
//   *! exit: 1                     the exit status; 2 if left out
//   *! 4:9: error: MESSAGE         messages in the order shown, FILE: before the line if it is another file
//   *! hint: TEXT
//
// OHMSCOPE_REWRITE=1 in the environment writes what the program says now into the decks.

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

namespace fs = std::filesystem;

const std::string folder = TEST_DECKS "/errors/";
constexpr std::string_view mark = "*! ";

struct Golden {
  std::vector<std::string> command{"run", "--freq", "1k"};
  int exit = 2;
  std::vector<std::string> messages;
  std::string deck;  ///< without the expected messages
};

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  return {std::istream_iterator<std::string>(stream), {}};
}

Golden read_golden(const std::string& path) {
  Golden golden;
  std::istringstream stream(read_file(path));
  for (std::string line; std::getline(stream, line);) {
    const std::string said = line.starts_with(mark) ? line.substr(mark.size()) : "";
    if (said.starts_with("command: ")) golden.command = words_of(said.substr(9));
    if (said.starts_with("exit: ")) golden.exit = std::stoi(said.substr(6));
    const bool message = !said.empty() && !said.starts_with("command: ") && !said.starts_with("exit: ");
    if (message) {
      golden.messages.push_back(said);
    } else {
      golden.deck += line + "\n";
    }
  }
  return golden;
}

// The messages without the source lines and carets, places relative to the deck.
std::vector<std::string> messages_in(const std::string& err, const std::string& path) {
  static const std::regex message(R"(.*:\d+:\d+: (error|warning|note): .*|hint: .*|ohmscope: .*|… .*)");
  std::vector<std::string> messages;
  std::istringstream stream(err);
  for (std::string line; std::getline(stream, line);) {
    if (!std::regex_match(line, message)) continue;
    if (line.starts_with(path + ":")) line = line.substr(path.size() + 1);
    for (std::size_t at = line.find(folder); at != std::string::npos; at = line.find(folder)) {
      line.erase(at, folder.size());
    }
    messages.push_back(line);
  }
  return messages;
}

std::vector<std::string> decks() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".cir") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class ErrorDeck : public ::testing::TestWithParam<std::string> {};

TEST_P(ErrorDeck, SaysWhatItsCommentsSay) {
  const std::string path = folder + GetParam() + ".cir";
  const Golden golden = read_golden(path);
  std::vector<std::string> arguments = golden.command;
  arguments.insert(arguments.begin() + 1, path);
  const Outcome outcome = run_program(arguments);
  const std::vector<std::string> messages = messages_in(outcome.err, path);
  if (std::getenv("OHMSCOPE_REWRITE") != nullptr) {
    std::ofstream file(path, std::ios::binary);
    file << golden.deck;
    for (const std::string& message : messages) file << mark << message << "\n";
  }
  EXPECT_EQ(outcome.status, golden.exit) << outcome.err;
  EXPECT_EQ(messages, golden.messages) << outcome.err;
  for (const std::string& message : messages) {
    EXPECT_EQ(message.find(": error: ") != std::string::npos, message.find(" [E0") != std::string::npos) << message;
    EXPECT_EQ(message.find(": warning: ") != std::string::npos, message.find(" [W0") != std::string::npos) << message;
  }
}

TEST(ErrorDecks, EveryCommandTellsAllMistakesOfADeck) {
  const std::string path = folder + "all-at-once.cir";
  const std::string told = run_program({"chain", path, "--freq", "1k"}).err;
  for (const char* command : {"port", "check", "expand", "run"}) {
    const Outcome outcome = run_program({command, path, "--freq", "1k"});
    EXPECT_EQ(outcome.status, 2) << command;
    EXPECT_EQ(outcome.err, told) << command;
  }
}

INSTANTIATE_TEST_SUITE_P(All, ErrorDeck, ::testing::ValuesIn(decks()), [](const auto& test) {
  std::string name = test.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace ohmscope::testing
