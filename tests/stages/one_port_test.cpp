#include "stages/one_port.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <filesystem>
#include <fstream>
#include <numbers>

namespace ohmscope {
namespace {

using Complex = std::complex<double>;
using testing::HasSubstr;

constexpr Complex j{0, 1};

/// A deck with a few parameters, and one-ports parsed in it.
class OnePortTest : public testing::Test {
 protected:
  std::optional<OnePort> parse(std::string text) {
    errors_.clear();
    const std::size_t before = diagnostics_.all().size();
    value_ = sources_.add(folder_ + "/value.cir", std::move(text));
    auto port = parse_one_port(sources_, value_, elaborator_, files_, diagnostics_);
    for (std::size_t k = before; k < diagnostics_.all().size(); ++k) errors_.push_back(diagnostics_.all()[k]);
    EXPECT_EQ(port.has_value(), errors_.empty()) << sources_.text(value_);
    return port;
  }

  void expect(const std::string& text, double frequency, Complex expected) {
    const auto port = parse(text);
    ASSERT_TRUE(port) << text << ": " << errors_.front().message;
    const Impedance z = port->impedance(frequency).to_impedance();
    ASSERT_TRUE(z.is_finite()) << text;
    EXPECT_LE(std::abs(z.value() - expected), 1e-15 * std::abs(expected)) << text << " is " << z.value();
  }

  void expect_infinite(const std::string& text, double frequency) {
    const auto port = parse(text);
    ASSERT_TRUE(port) << text << ": " << errors_.front().message;
    EXPECT_TRUE(port->impedance(frequency).is_infinite()) << text;
  }

  /// The only error's message; `marked` is what it points at.
  void expect_error(const std::string& text, const std::string& marked, const std::string& message) {
    EXPECT_FALSE(parse(text)) << text;
    ASSERT_EQ(errors_.size(), 1U) << text;
    EXPECT_THAT(errors_.front().message, HasSubstr(message)) << text;
    EXPECT_EQ(sources_.text(errors_.front().span), marked) << text;
    EXPECT_GE(errors_.front().span.offset, value_.offset) << text;
  }

  std::string folder_ = testing::TempDir();
  SourceMap sources_;
  Diagnostics diagnostics_;
  Deck deck_ =
      parse_deck(sources_, sources_.add("deck.cir", "title\n.param r=50 c={10n}\nR1 a 0 1\n.end\n"), diagnostics_);
  Elaborator elaborator_{sources_, deck_, diagnostics_};
  ImpedanceFiles files_;
  Span value_;
  std::vector<Diagnostic> errors_;
};

TEST_F(OnePortTest, NumbersAndExpressionsAreOhms) {
  expect("4.7k", 1, 4700);
  expect("-2", 1, -2);
  expect("1e+3", 1, 1000);
  expect("1e+3+5", 1, 1005);
  expect("{2*r}", 1, 100);
  expect("'2*r'", 1, 100);
  expect("\" {r+r} \"", 1, 100);
  expect("2.2\xC2\xB5", 1, 2.2e-6);
}

TEST_F(OnePortTest, PartsFollowTheirLaws) {
  const double omega = 2 * std::numbers::pi * 1e3;
  expect("R(10k)", 1e3, 1e4);
  expect("L(1m)", 1e3, j * omega * 1e-3);
  expect("C(100n)", 1e3, 1.0 / (j * omega * 1e-7));
  expect("c( {c} )", 1e3, 1.0 / (j * omega * 1e-8));
  expect("l(-1m)", 1e3, -j * omega * 1e-3);
  expect("R('r*2')", 1e3, 100);
}

TEST_F(OnePortTest, ParallelBindsTighterThanSeries) {
  expect("10+20|20", 1, 20);
  expect("20|20+10", 1, 20);
  expect("(10+20)|30", 1, 15);
  expect("10|(20+20)|8", 1, 4);
  expect("((((7))))", 1, 7);
  expect("\"R(10) | ( 5+\t5 ) + 1\"", 1, 6);
  const double omega = 2 * std::numbers::pi * 50;
  expect("R(10k)|C(100p)+R(47)", 50, 1e4 / (1.0 + j * omega * 1e4 * 1e-10) + 47.0);
}

TEST_F(OnePortTest, ZeroAndInfinityAreExact) {
  expect_infinite("inf", 1);
  expect_infinite("INF|inf", 1);
  expect_infinite("10+inf", 1);
  expect_infinite("C(1u)", 0);
  expect_infinite("C(0)", 1e6);
  expect_infinite("R(5)+C(1u)|inf", 0);
  expect("C(1u)|L(1)", 0, 0);
  expect("L(1m)+5", 0, 5);
  expect("0|inf", 1, 0);
  expect("0|0", 1, 0);
  expect("inf|7", 1, 7);
  expect("1k+-1k", 1, 0);
  expect_infinite("1k|-1k", 1);
}

TEST_F(OnePortTest, KnowsOpensAndShortsOfItsStructure) {
  for (const char* text : {"inf", "C(0)", "5+inf", "inf|C(0)", "(inf+0)|inf"})
    EXPECT_TRUE(parse(text)->is_open()) << text;
  for (const char* text : {"0", "-0", "L(0)", "5|0", "0+L(0)", "inf|0"}) EXPECT_TRUE(parse(text)->is_short()) << text;
  for (const char* text : {"5", "C(1)", "L(1)", "inf|5", "0+5", "1k+-1k"}) {
    EXPECT_FALSE(parse(text)->is_open()) << text;
    EXPECT_FALSE(parse(text)->is_short()) << text;
  }
}

TEST_F(OnePortTest, EqualStructureIsEqual) {
  EXPECT_EQ(*parse("R(1k)|C(1n)+2"), *parse("\"1000 | C(1000p) + {2}\""));
  EXPECT_FALSE(*parse("1+2") == *parse("2+1"));
  EXPECT_FALSE(*parse("1+2") == *parse("1|2"));
  EXPECT_FALSE(*parse("R(1)") == *parse("L(1)"));
}

TEST_F(OnePortTest, MeasuredDataStandsBesideTheDeck) {
  const std::string file = "one_port_test.zma";
  std::ofstream(folder_ + "/" + file) << "10 8 0\n1000 8 90\n";
  expect("Z(" + file + ")+2", 10, 10);
  expect("z('" + file + "')|8", 10, 4);
  EXPECT_TRUE(parse("Z(" + file + ")")->impedance(5).is_undefined());
  EXPECT_EQ(*parse("Z(" + file + ")"), *parse("Z( " + file + " )"));
  std::filesystem::remove(folder_ + "/" + file);
  expect_error("10+Z(none.zma)", "none.zma", "cannot read 'none.zma'");
}

TEST_F(OnePortTest, ContinuesOverLinesInQuotes) { expect("\"R(10) |\n+ R(10)\n* remark\n+ + 5\"", 1, 10); }

TEST_F(OnePortTest, MarksTheCharacterThatDoesNotFit) {
  expect_error("10+*5", "*", "unexpected '*', expected an impedance");
  expect_error("10-5", "-5", "unexpected '-5', expected '+', '|' or the end");
  expect_error("\"10 20\"", "20", "unexpected '20', expected '+', '|' or the end");
  expect_error("(10 20)", "20", "unexpected '20', expected '+', '|' or ')'");
  expect_error("10)", ")", "unexpected ')'");
  expect_error("10||5", "|", "unexpected '|', expected an impedance");
  expect_error("()", ")", "unexpected ')', expected an impedance");
  expect_error("(10)+%", "%", "unexpected '%'");
  expect_error("\xE2\x88\x9E", "\xE2\x88\x9E", "unexpected '\xE2\x88\x9E'");
}

TEST_F(OnePortTest, SaysWhatIsMissing) {
  expect_error("10+", "+", "nothing after '+', expected an impedance");
  expect_error("\"(10|5\"", "(", "missing ')'");
  expect_error("\"((10)\"", "(", "missing ')'");
  expect_error("\"R(10\"", "(", "missing ')'");
  expect_error("R()", "R()", "expected a value");
  expect_error("5|Z( )", "Z( )", "expected a file");
  EXPECT_FALSE(parse("\"\""));
  EXPECT_EQ(errors_.at(0).message, "empty impedance");
  EXPECT_FALSE(parse("\"  \""));
  EXPECT_EQ(errors_.at(0).message, "empty impedance");
}

TEST_F(OnePortTest, NamesThePartsThereAre) {
  expect_error("5+Q(3)", "Q", "unknown part 'Q(…)'");
  EXPECT_EQ(errors_.front().hint, "R(v), L(v), C(v), Z(FILE), a number, {expression} or inf");
  expect_error("RC(3)", "RC", "unknown part 'RC(…)'");
  expect_error("r", "r", "unexpected 'r', expected an impedance");
  EXPECT_THAT(errors_.front().hint, HasSubstr("{expression}"));
}

TEST_F(OnePortTest, ReportsEveryBadValue) {
  EXPECT_FALSE(parse("R(4k7)+{nothing}|C(x)"));
  EXPECT_EQ(errors_.size(), 3U);
  expect_error("4k7+1", "4k7", "'4k7'");
}

TEST_F(OnePortTest, LongListsAreFineAndDeepNestingIsAnError) {
  std::string sum = "1";
  for (int k = 1; k < 100'000; ++k) sum += "+1";
  expect(sum, 1, 1e5);
  EXPECT_TRUE(parse(std::string(100, '(') + "1" + std::string(100, ')')));
  EXPECT_FALSE(parse(std::string(100'000, '(') + "1" + std::string(100'000, ')')));
  ASSERT_EQ(errors_.size(), 1U);
  EXPECT_EQ(errors_[0].message, "parentheses nest deeper than 100");
  EXPECT_EQ(errors_[0].span.offset - value_.offset, 100U);
}

}  // namespace
}  // namespace ohmscope
