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

/// A deck with steps must be solved at each of them, and agrees if it does so without them.
Verdict try_deck(const Reference& reference, const std::string& path, Exceptions& exceptions) {
  const Outcome outcome = run_program({"run", path, "--all", "--json"}, {}, time_limit);
  const Verdict verdict = judge(reference, outcome, exceptions);
  if (verdict.kind != Verdict::Kind::not_yet || !is_stepped(outcome)) return verdict;
  return judge(reference, run_program({"run", "-", "--all", "--json"}, without_steps(read_file(path)), time_limit),
               exceptions);
}

int run(const std::string& folder, const std::string& part) {
  const ScratchDirectory files_of_decks;
  if (!std::filesystem::exists(folder)) {
    std::printf("no corpus at %s: skipped\n", folder.c_str());
    return skipped;
  }
  Exceptions exceptions(read_file(CONFORMANCE_EXCEPTIONS));
  const std::vector<Reference> references = read_corpus(folder);
  Verdicts verdicts;
  std::filesystem::current_path(files_of_decks.path());
  for (const Reference& reference : references) {
    if (reference.deck.find(part) == std::string::npos) continue;
    verdicts.emplace_back(&reference, try_deck(reference, folder + "/decks/" + reference.deck, exceptions));
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
    return ohmscope::testing::run(std::filesystem::absolute(arguments[1]), count > 2 ? arguments[2] : "");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "conformance: %s\n", error.what());
    return 2;
  }
}
