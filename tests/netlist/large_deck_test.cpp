#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <string>

#include "netlist/elaborate.hpp"

namespace ohmscope {
namespace {

/// Processor time in seconds of parsing and elaborating; the best of three.
double seconds(const std::string& text, std::size_t elements) {
  double best = 1e9;
  for (int i = 0; i < 3; ++i) {
    const std::clock_t begin = std::clock();
    SourceMap sources;
    Diagnostics diagnostics;
    const Deck deck = parse_deck(sources, sources.add("large", text), diagnostics);
    Netlist netlist;
    Elaborator(sources, deck, diagnostics).add_top(netlist);
    best = std::min(best, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
    EXPECT_EQ(netlist.circuit.element_count(), elements);
  }
  return best;
}

/// A text of `lines` like lines; `line` makes the k-th.
template <class Line>
std::string deck_of(std::size_t lines, Line line) {
  std::string text = "t\n";
  for (std::size_t k = 0; k < lines; ++k) text += line(std::to_string(k));
  return text;
}

/// Sixteen times the deck must not take much more than sixteen times as long; a quadratic step would take 256 times.
template <class Line>
void expect_linear(std::size_t elements_a_line, std::size_t extra, Line line) {
  constexpr std::size_t small = 1000;
  const double once = seconds(deck_of(small, line), small * elements_a_line + extra);
  const double more = seconds(deck_of(16 * small, line), 16 * small * elements_a_line + extra);
  EXPECT_LT(more, 64 * once);
}

TEST(LargeDeck, ElementsTakeLinearTime) {
  expect_linear(1, 0, [](const std::string& k) { return "R" + k + " n" + k + " n" + k + "x 1k\n"; });
}

TEST(LargeDeck, InstancesTakeLinearTime) {
  expect_linear(1, 0, [](const std::string& k) {
    return (k == "0" ? ".subckt s a r=1\nR1 a 0 {r*2}\n.ends\n" : "") + std::string("X") + k + " n" + k + " s r=" + k +
           "\n";
  });
}

TEST(LargeDeck, CommentsAndContinuationsTakeLinearTime) {
  expect_linear(0, 1, [](const std::string& k) {
    return k == "0" ? std::string("R1 a\n") : k == "1" ? std::string("+ b 1k\n") : "* " + k + "\n\n";
  });
}

TEST(LargeDeck, ErrorsTakeLinearTime) {
  expect_linear(0, 0, [](const std::string& k) { return "R" + k + " a b oops" + k + "\n"; });
}

/// A name that is looked for among all names of the deck, for each line.
TEST(LargeDeck, NamesThatAreNotThereTakeLinearTime) {
  expect_linear(0, 0, [](const std::string& k) { return ".param p" + k + "=1\nR" + k + " a 0 q" + k + "\n"; });
  expect_linear(0, 0, [](const std::string& k) { return ".model m" + k + " opamp\nX" + k + " a 0 b n" + k + "\n"; });
  expect_linear(1, 0, [](const std::string& k) { return "V" + k + " a" + k + " 0 1\nF" + k + " b 0 W" + k + " 2\n"; });
}

/// Each needs the next one, so that the first is reached through all others.
TEST(LargeDeck, ParametersThatDependOnOneAnotherTakeLinearTime) {
  expect_linear(0, 1, [](const std::string& k) {
    const std::string definition = ".param p" + k + "={p" + std::to_string(std::stoi(k) + 1) + "+1}\n";
    return k == "0" ? "R1 a 0 {p0}\n.param p1000=1 p16000=1\n" + definition : definition;
  });
}

TEST(LargeDeck, ReferencesTakeLinearTime) {
  expect_linear(2, 0, [](const std::string& k) { return "V" + k + " a" + k + " 0 1\nF" + k + " b 0 V" + k + " 2\n"; });
}

}  // namespace
}  // namespace ohmscope
