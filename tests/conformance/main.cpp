// Runs the program on a folder of other simulators' decks and holds its results against theirs:
//
//     conformance FOLDER [PART]     only decks whose path has PART in it
//
// Exit status 0: nothing is wrong and no linear deck is misread; 1: something is; 77: there is no such folder.

#include <cstdio>
#include <exception>
#include <filesystem>

#include "conformance/report.hpp"

namespace ohmscope::testing {
namespace {

constexpr int skipped = 77;
constexpr std::chrono::seconds time_limit{10};

int run(const std::string& folder, const std::string& part) {
  if (!std::filesystem::exists(folder)) {
    std::printf("no corpus at %s: skipped\n", folder.c_str());
    return skipped;
  }
  Exceptions exceptions(read_file(CONFORMANCE_EXCEPTIONS));
  const std::vector<Reference> references = read_corpus(folder);
  Verdicts verdicts;
  for (const Reference& reference : references) {
    if (reference.deck.find(part) == std::string::npos) continue;
    const Outcome outcome =
        run_program({"run", folder + "/decks/" + reference.deck, "--all", "--json"}, {}, time_limit);
    verdicts.emplace_back(&reference, judge(reference, outcome, exceptions));
  }
  std::printf("%s", report(verdicts).c_str());
  if (!part.empty()) return passes(verdicts) ? 0 : 1;
  for (const std::string& name : exceptions.unused()) std::printf("\nexception that nothing needs: %s\n", name.c_str());
  return passes(verdicts) && exceptions.unused().empty() ? 0 : 1;
}

}  // namespace
}  // namespace ohmscope::testing

int main(int count, char** arguments) {
  if (count < 2 || count > 3) {
    std::fprintf(stderr, "usage: conformance FOLDER [PART]\n");
    return 2;
  }
  try {
    return ohmscope::testing::run(arguments[1], count > 2 ? arguments[2] : "");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "conformance: %s\n", error.what());
    return 2;
  }
}
