// The shape of the source tree: who may include whom, and who may speak.

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <numeric>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace ohmscope {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::Not;

/// Each folder with the others it may include from.
const std::map<std::string, std::set<std::string>> allowed{
    {"results", {}},
    {"solver/linear", {}},
    {"solver/circuit", {"solver/linear"}},
    {"solver/devices", {"solver/linear", "solver/circuit"}},
    {"solver/analyses", {"solver/linear", "solver/circuit"}},
    {"netlist", {"results", "solver/linear", "solver/circuit", "solver/devices", "solver/analyses"}},
    {"stages", {"results", "solver/linear", "solver/circuit", "solver/devices", "solver/analyses", "netlist"}},
    {"app", {"results", "solver/linear", "solver/circuit", "solver/devices", "solver/analyses", "netlist", "stages"}}};

/// The folder of `allowed` that holds `path` (relative to the top), or an empty string.
std::string folder_of(const std::string& path) {
  for (const auto& [folder, others] : allowed)
    if (path.starts_with(folder + "/")) return folder;
  return {};
}

std::vector<std::string> lines_of(std::istream&& in) {
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// Includes of `lines` (a file of `folder`) that point to the right.
std::vector<std::string> forbidden_includes(const std::string& folder, const std::vector<std::string>& lines) {
  static const std::regex include(R"re(^\s*#\s*include\s*["<]([^">]+)[">])re");
  std::vector<std::string> found;
  for (const std::string& line : lines) {
    std::smatch match;
    if (!std::regex_search(line, match, include)) continue;
    const std::string target = folder_of(match[1].str());
    if (!target.empty() && target != folder && !allowed.at(folder).contains(target)) found.push_back(match[1].str());
  }
  return found;
}

/// Words of `lines` that print, log or leave the program; comments do not count.
std::vector<std::string> spoken_words(const std::vector<std::string>& lines) {
  static const std::regex speech(
      R"((std::(cout|cerr|clog)\b|\bspdlog\b|\bfmt::print\b|\b(v?f?printf|f?puts|putchar|exit|_Exit|quick_exit)\s*\())");
  std::vector<std::string> found;
  for (const std::string& line : lines) {
    const std::string code = line.substr(0, line.find("//"));
    std::smatch match;
    if (std::regex_search(code, match, speech)) found.push_back(match[1].str());
  }
  return found;
}

/// Types that `lines` define outside of functions and nameless namespaces: "ohmscope::plot::Trace".
std::vector<std::string> defined_types(const std::vector<std::string>& lines) {
  static const std::regex opening(R"(namespace ([\w:]*) ?\{)");
  static const std::regex definition(R"((?:struct|class) (\w+)(?: final)?(?: : .*)? \{.*)");
  std::vector<std::string> namespaces;
  std::vector<std::string> found;
  std::smatch match;
  for (const std::string& line : lines) {
    if (std::regex_match(line, match, opening)) {
      namespaces.push_back(match[1].str() + "::");
    } else if (line.starts_with("}  // namespace") && !namespaces.empty()) {
      namespaces.pop_back();
    } else if (std::regex_match(line, match, definition) &&
               std::find(namespaces.begin(), namespaces.end(), "::") == namespaces.end()) {
      found.push_back(std::accumulate(namespaces.begin(), namespaces.end(), std::string()) + match[1].str());
    }
  }
  return found;
}

struct SourceFile {
  std::string path;    ///< relative to the top
  std::string folder;  ///< of `allowed`
  std::vector<std::string> lines;
};

/// Every C++ file of the folders above.
std::vector<SourceFile> source_files() {
  const fs::path top = OHMSCOPE_SOURCE;
  std::vector<SourceFile> files;
  for (const auto& [folder, others] : allowed) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(top / folder)) {
      const fs::path extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp") continue;
      files.push_back(
          {fs::relative(entry.path(), top).generic_string(), folder, lines_of(std::ifstream(entry.path()))});
    }
  }
  return files;
}

TEST(Layers, NoFolderIncludesWhatStandsToItsRight) {
  const std::vector<SourceFile> files = source_files();
  ASSERT_THAT(files, Not(IsEmpty()));
  for (const SourceFile& file : files) EXPECT_THAT(forbidden_includes(file.folder, file.lines), IsEmpty()) << file.path;
}

TEST(Layers, EverySourceFileOfTheSolverBelongsToALayer) {
  const fs::path top = OHMSCOPE_SOURCE;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(top / "solver")) {
    if (!entry.is_regular_file()) continue;
    const std::string path = fs::relative(entry.path(), top).generic_string();
    EXPECT_THAT(folder_of(path), Not(IsEmpty())) << path;
  }
}

TEST(Layers, OnlyTheAppPrintsLogsOrExits) {
  for (const SourceFile& file : source_files()) {
    if (file.folder == "app") continue;
    EXPECT_THAT(spoken_words(file.lines), IsEmpty()) << file.path;
  }
}

TEST(Layers, EveryHeaderIsGuarded) {
  for (const SourceFile& file : source_files()) {
    if (!file.path.ends_with(".hpp")) continue;
    // What Highway includes once for each kind of vector guards each pass.
    const std::string guard = file.path.ends_with("-inl.hpp") ? "== defined(HWY_TARGET_TOGGLE)" : "#pragma once";
    EXPECT_THAT(file.lines, Contains(EndsWith(guard))) << file.path;
  }
}

TEST(Layers, NoTwoTypesHaveOneName) {
  std::map<std::string, std::string> places;
  for (const SourceFile& file : source_files()) {
    for (const std::string& type : defined_types(file.lines)) {
      const auto [place, is_new] = places.emplace(type, file.path);
      EXPECT_TRUE(is_new) << type << " is in " << file.path << " and in " << place->second
                          << ": the linker takes one's functions for the other's";
    }
  }
  EXPECT_GT(places.size(), 300U);
}

// The tests above pass on a tree that is in order; these show that they would not pass on one that is not.

TEST(Layers, AnIncludeToTheRightIsFound) {
  const auto text = [](const char* code) { return lines_of(std::istringstream(code)); };
  EXPECT_THAT(forbidden_includes("netlist", text("#include \"stages/chain.hpp\"\n#include <vector>\n")),
              ElementsAre("stages/chain.hpp"));
  EXPECT_THAT(forbidden_includes("solver/devices", text("#  include <solver/analyses/driving_point.hpp>\n")),
              ElementsAre("solver/analyses/driving_point.hpp"));
  EXPECT_THAT(forbidden_includes("stages", text("#include \"netlist/deck.hpp\"\n#include \"stages/chain.hpp\"\n")),
              IsEmpty());
}

TEST(Layers, TypesAreFoundByTheirFullNames) {
  std::istringstream code(
      "namespace ohmscope {\nnamespace {\nstruct A {\n}  // namespace\nnamespace b {\nclass C final : public D {\n"
      "}  // namespace b\nstruct E;\nclass F::G {\nstruct H { int i; };\n}  // namespace ohmscope\n");
  EXPECT_THAT(defined_types(lines_of(std::move(code))), ::testing::ElementsAre("ohmscope::b::C", "ohmscope::H"));
}

TEST(Layers, APrintingLibraryIsFound) {
  const auto text = [](const char* code) { return lines_of(std::istringstream(code)); };
  EXPECT_THAT(spoken_words(text("  std::cerr << 1;\n  // printf(\n  std::snprintf(b, n, \"%g\", x);\n")),
              ElementsAre("std::cerr"));
  EXPECT_THAT(spoken_words(text("  spdlog::info(\"x\");\n  exit(1);\n")), ElementsAre("spdlog", "exit("));
}

}  // namespace
}  // namespace ohmscope
