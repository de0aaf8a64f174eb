// Every deck of the tests, damaged in thousands of ways: each ends in a result or a diagnostic, never anything else.

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "support/front_end.hpp"

namespace ohmscope {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t variants_in_all = 12000;
constexpr unsigned longest_seconds = 60;  ///< a variant takes milliseconds; this is a hang, on any machine

// ------------------------------------------------------------------------------------- naming the variant that failed

std::array<char, 512> in_hand{};  // async-signal-safe to print

extern "C" void name_the_variant(int signal) {
  const char* text = signal == SIGALRM ? "\nhangs: " : "\ncrashes: ";
  static_cast<void>(!write(STDERR_FILENO, text, std::strlen(text)));
  static_cast<void>(!write(STDERR_FILENO, in_hand.data(), std::strlen(in_hand.data())));
  ::signal(signal, SIG_DFL);
  raise(signal);
}

// ------------------------------------------------------------------------------------------------------------ damage

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line + "\n");
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

class Damage {
 public:
  explicit Damage(std::uint64_t seed) : engine_(seed) {}

  std::string operator()(std::string text, const std::vector<std::string>& others) {
    for (std::size_t k = 1 + pick(3); k > 0; --k) text = once(std::move(text), others);
    return text;
  }

 private:
  std::size_t pick(std::size_t count) { return count == 0 ? 0 : engine_() % count; }

  static constexpr std::string_view meaningful = "(){}[]='\"+*.,;$|/\\ \t\r\n0-eE";

  std::string once(std::string text, const std::vector<std::string>& others) {
    if (text.empty()) return "\n";
    const std::size_t at = pick(text.size());
    switch (pick(8)) {
      case 0:  // a bit
        text[at] = static_cast<char>(text[at] ^ (1 << pick(8)));
        return text;
      case 1:  // any byte
        text[at] = static_cast<char>(pick(256));
        return text;
      case 2:  // a character that means something
        text.insert(at, 1, meaningful[pick(meaningful.size())]);
        return text;
      case 3:  // cut off
        return text.substr(0, at);
      case 4:  // a stretch missing
        return text.erase(at, 1 + pick(20));
      case 5:  // a stretch of another deck
        return text.insert(at, piece_of(others[pick(others.size())]));
      default:
        return with_lines_moved(text);
    }
  }

  std::string piece_of(const std::string& text) {
    const std::size_t begin = pick(text.size());
    return text.substr(begin, 1 + pick(40));
  }

  std::string with_lines_moved(const std::string& text) {
    std::vector<std::string> lines = lines_of(text);
    if (lines.empty()) return "\n";
    const auto line = lines.begin() + static_cast<std::ptrdiff_t>(pick(lines.size()));
    switch (pick(3)) {
      case 0:
        lines.erase(line);
        break;
      case 1:
        lines.insert(line, std::string(*line));
        break;
      default:
        std::iter_swap(line, lines.begin() + static_cast<std::ptrdiff_t>(pick(lines.size())));
    }
    return joined(lines);
  }

  std::mt19937_64 engine_;
};

std::vector<fs::path> all_decks() {
  std::vector<fs::path> paths;
  for (const char* folder : {TEST_DECKS, OHMSCOPE_SOURCE "/examples"}) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.path().extension() == ".cir") paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

class DamagedDecks : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const int signal : {SIGALRM, SIGSEGV, SIGABRT, SIGFPE}) ::signal(signal, name_the_variant);
  }
  void TearDown() override {
    alarm(0);
    for (const int signal : {SIGALRM, SIGSEGV, SIGABRT, SIGFPE}) ::signal(signal, SIG_DFL);
  }
};

TEST_F(DamagedDecks, EndInAResultOrADiagnostic) {
  const std::vector<fs::path> paths = all_decks();
  std::vector<std::string> decks;
  for (const fs::path& path : paths) decks.push_back(read(path));
  ASSERT_GT(decks.size(), 50U);
  std::size_t refused = 0;
  std::size_t solved = 0;
  for (std::size_t k = 0; k < variants_in_all; ++k) {
    const std::size_t deck = k % decks.size();
    const std::string name = paths[deck].filename().string() + " with seed " + std::to_string(k) + "\n";
    std::strncpy(in_hand.data(), name.c_str(), in_hand.size() - 1);
    alarm(longest_seconds);
    try {
      const test::Reading reading = test::read_and_solve(Damage(k)(decks[deck], decks));
      refused += reading.errors > 0 ? 1U : 0U;
      solved += reading.solved ? 1U : 0U;
    } catch (const std::exception& error) {
      ADD_FAILURE() << error.what() << ": " << name;
    }
  }
  // Both kinds of end are met often, so that neither half of the road goes untried.
  EXPECT_GT(refused, variants_in_all / 10);
  EXPECT_GT(solved, variants_in_all / 10);
}

}  // namespace
}  // namespace ohmscope
