#include "conformance/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace ohmscope::testing {

namespace {

using Kind = Verdict::Kind;

struct Counts {
  std::size_t decks = 0;
  std::size_t read = 0;
  std::size_t solved = 0;
  std::size_t compared = 0;
  std::size_t excepted = 0;
  std::map<Kind, std::size_t> kinds;

  void add(const Verdict& verdict) {
    ++decks;
    read += verdict.read ? 1 : 0;
    solved += verdict.solved ? 1 : 0;
    compared += verdict.compared;
    excepted += verdict.excepted;
    ++kinds[verdict.kind];
  }
};

constexpr const char* line_format = "{:<26}{:>6}{:>6}{:>8}{:>8}{:>9}{:>9}{:>9}{:>7}{:>10}{:>10}\n";

std::string line(const std::string& name, Counts counts) {
  return fmt::format(line_format, name, counts.decks, counts.read, counts.solved, counts.kinds[Kind::agrees],
                     counts.kinds[Kind::not_yet], counts.kinds[Kind::refused], counts.kinds[Kind::misread],
                     counts.kinds[Kind::wrong], counts.compared, counts.excepted);
}

std::string counts_by_suite(const Verdicts& verdicts) {
  std::map<std::string, Counts> suites;
  std::map<std::string, Counts> kinds;
  for (const auto& [reference, verdict] : verdicts) {
    suites[reference->suite() + " " + reference->kind].add(verdict);
    kinds["all " + reference->kind].add(verdict);
  }
  std::string text = fmt::format(line_format, "", "decks", "read", "solved", "agrees", "not yet", "refused", "misread",
                                 "wrong", "signals", "excepted");
  for (const auto& [name, counts] : suites) text += line(name, counts);
  for (const auto& [name, counts] : kinds) text += line(name, counts);
  return text;
}

std::string list_of(const Verdicts& verdicts, Kind kind, const std::string& deck_kind) {
  constexpr const char* names[] = {"agrees", "not yet", "refused by name", "misread", "wrong"};
  const std::string title = fmt::format("{}, {}", names[static_cast<int>(kind)], deck_kind);
  std::string text;
  for (const auto& [reference, verdict] : verdicts) {
    if (verdict.kind != kind || reference->kind != deck_kind) continue;
    if (text.empty()) text = fmt::format("\n{}\n", title);
    text += fmt::format("  {}\n    {}\n", reference->deck, verdict.reason);
  }
  return text;
}

std::string causes_of(const Verdicts& verdicts, Kind kind, const std::string& deck_kind, const std::string& title) {
  std::map<std::string, std::size_t> counts;
  for (const auto& [reference, verdict] : verdicts) {
    if (verdict.kind == kind && reference->kind == deck_kind) ++counts[cause_of(verdict.reason)];
  }
  std::vector<std::pair<std::size_t, std::string>> causes;
  for (const auto& [cause, count] : counts) causes.emplace_back(count, cause);
  std::sort(causes.rbegin(), causes.rend());
  std::string text = causes.empty() ? "" : fmt::format("\n{}\n", title);
  for (const auto& [count, cause] : causes) text += fmt::format("{:>6}  {}\n", count, cause);
  return text;
}

}  // namespace

std::string report(const Verdicts& verdicts) {
  std::string text = counts_by_suite(verdicts);
  for (const std::string kind : {"linear", "semiconductor"}) {
    text += list_of(verdicts, Kind::wrong, kind);
    text += list_of(verdicts, Kind::misread, kind);
  }
  text += list_of(verdicts, Kind::refused, "linear");
  for (const std::string kind : {"linear", "semiconductor"}) {
    text += causes_of(verdicts, Kind::misread, kind, "why misread, " + kind);
    text += causes_of(verdicts, Kind::refused, kind, "why refused, " + kind);
  }
  return text;
}

bool passes(const Verdicts& verdicts) {
  return std::none_of(verdicts.begin(), verdicts.end(), [](const auto& entry) {
    const auto& [reference, verdict] = entry;
    return verdict.kind == Kind::wrong || (verdict.kind == Kind::misread && reference->kind == "linear");
  });
}

}  // namespace ohmscope::testing
