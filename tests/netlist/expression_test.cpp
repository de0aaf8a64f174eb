#include "netlist/expression.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>

namespace ohmscope {
namespace {

struct Outcome {
  std::optional<double> value;
  std::string message;  ///< "column: text" of the first error
};

Outcome calculate(std::string_view text) {
  SourceMap sources;
  Diagnostics diagnostics;
  const Span span = sources.add("test", std::string(text));
  const auto expression = Expression::parse(sources, span, diagnostics);
  Outcome outcome;
  const auto variable = [](std::string_view name) -> std::optional<double> {
    if (name == "a") return 2.0;
    if (name == "R_1.x") return 50.0;
    if (name == "huge") return INFINITY;
    return std::nullopt;
  };
  if (expression) outcome.value = evaluate(*expression, variable, diagnostics);
  if (diagnostics.has_errors()) {
    const Diagnostic& first = diagnostics.all().front();
    outcome.message = fmt::format("{}: {}", sources.locate(first.span).column, first.message);
  }
  return outcome;
}

struct Good {
  std::string_view text;
  double value;
};
class GoodExpression : public ::testing::TestWithParam<Good> {};

TEST_P(GoodExpression, HasItsValue) {
  const Outcome outcome = calculate(GetParam().text);
  ASSERT_TRUE(outcome.value.has_value()) << GetParam().text << " -> " << outcome.message;
  EXPECT_DOUBLE_EQ(*outcome.value, GetParam().value) << GetParam().text;
}

// Values worked out by hand; the operators' order is the one that ngspice 39 showed.
INSTANTIATE_TEST_SUITE_P(Operators, GoodExpression,
                         ::testing::Values(Good{"1+2*3", 7}, Good{"(1+2)*3", 9}, Good{"2-3-4", -5}, Good{"8/4/2", 1},
                                           Good{"-2^2", -4}, Good{"2^-1", 0.5}, Good{"-2**-2", -0.25},
                                           Good{"2^3^2", 64}, Good{"2^3*2", 16}, Good{"(-8)**3", -512},
                                           Good{"-2*-3", 6}, Good{"1 - -2", 3}, Good{"- - 2", 2}, Good{"+2", 2},
                                           Good{"!1+1", 1}, Good{"!5", 0}, Good{"!0", 1}, Good{"1<2", 1},
                                           Good{"2<=1", 0}, Good{"2>=2", 1}, Good{"1>2", 0}, Good{"2==2", 1},
                                           Good{"2=2", 1}, Good{"2!=2", 0}, Good{"5<>4", 1}, Good{"1||0&&0", 1},
                                           Good{"1&&0||1", 1}, Good{"1+1==2", 1}, Good{"7%4", 3}, Good{"-7%4", -3},
                                           Good{"7\\2", 3}, Good{"-3\\2", -1}, Good{"{1+2}*3", 9}));

INSTANTIATE_TEST_SUITE_P(Choice, GoodExpression,
                         ::testing::Values(Good{"1?2:3", 2}, Good{"0?2:3", 3}, Good{"0?1:0?2:3", 3},
                                           Good{"1?0?4:5:6", 5}, Good{"a==2 ? 10 : 1/0", 10},
                                           Good{"(a>1)?max(1,2):3", 2}, Good{"1+(0?1:2)*3", 7},
                                           Good{"max(0?1:2, 1?7:8)", 7}, Good{"1?2:3+10", 2}));

INSTANTIATE_TEST_SUITE_P(
    Functions, GoodExpression,
    ::testing::Values(Good{"log(10)", std::log(10)}, Good{"ln(10)", std::log(10)}, Good{"log10(1000)", 3},
                      Good{"sqrt(2)", std::sqrt(2)}, Good{"sqr(3)", 9}, Good{"exp(1)", std::exp(1)}, Good{"ABS(-3)", 3},
                      Good{"arctan(1)", std::atan(1)}, Good{"int(-1.9)", -1}, Good{"nint(2.5)", 2},
                      Good{"nint(3.5)", 4}, Good{"floor(-1.5)", -2}, Good{"ceil(1.2)", 2}, Good{"sgn(-3)", -1},
                      Good{"sgn(0)", 0}, Good{"min(3,1,2)", 1}, Good{"max(3,1,2)", 3}, Good{"pow(2,10)", 1024},
                      Good{"pwr(-2,3)", 8}, Good{"ternary_fcn(1,2,3)", 2}, Good{"if(0,2,3)", 3}, Good{"u(-1)", 0},
                      Good{"uramp(2)", 2}, Good{"limit(5,1,3)", 3}, Good{"tanh(0.5)", std::tanh(0.5)},
                      Good{"cos(pi)", -1}, Good{"max (1, 2)", 2}));

INSTANTIATE_TEST_SUITE_P(Operands, GoodExpression,
                         ::testing::Values(Good{"4.7k", 4700}, Good{"1e-3", 1e-3}, Good{"1E+3*2", 2000},
                                           Good{"10meg/1k", 1e4}, Good{"2.2uF*1k", 2.2e-3}, Good{".5+.5", 1},
                                           Good{"1e3-1", 999}, Good{"1k-1", 999}, Good{"a*a", 4}, Good{"R_1.x/2", 25},
                                           Good{"  a\t+ 1 ", 3}, Good{"1 +\n+ 2", 3},
                                           Good{"1\n* a comment\n\n+ + 2", 3}, Good{"10\xC2\xB5*1meg", 10}));

struct Bad {
  std::string_view text;
  std::string_view message;
};
class BadExpression : public ::testing::TestWithParam<Bad> {};

TEST_P(BadExpression, SaysWhatIsWrongAndWhere) { EXPECT_EQ(calculate(GetParam().text).message, GetParam().message); }

INSTANTIATE_TEST_SUITE_P(
    Syntax, BadExpression,
    ::testing::Values(
        Bad{"", "1: the expression ends too early, expected a number, a name or '('"},
        Bad{"1+", "3: the expression ends too early, expected a number, a name or '('"},
        Bad{"1+*2", "3: found '*', expected a number, a name or '('"}, Bad{"1 2", "3: found '2', expected an operator"},
        Bad{"a b", "3: found 'b', expected an operator"}, Bad{"(1+2", "1: '(' is not closed"},
        Bad{"max(1,2", "1: 'max(' is not closed"}, Bad{"1+2)", "4: ')' closes nothing"},
        Bad{"1?2", "2: '?' without ':'"}, Bad{"(1?2)", "3: '?' without ':'"},
        Bad{"1:2", "2: found ':' without a '?' before it"}, Bad{"1,2", "2: found ',' outside a function's arguments"},
        Bad{"(1,2)", "3: found ',' outside a function's arguments"}, Bad{"3 @ 4", "3: found '@', expected an operator"},
        Bad{"1.5.2", "1: found '1.5.2', expected a number, a name or '('"},
        Bad{"1k5", "1: found '1k5', expected a number, a name or '('"},
        Bad{"()", "2: found ')', expected a number, a name or '('"},
        Bad{"2+\xE2\x82\xAC", "3: found '\xE2\x82\xAC', expected a number, a name or '('"},
        Bad{"1&2", "2: found '&', expected an operator"}));

INSTANTIATE_TEST_SUITE_P(
    Values, BadExpression,
    ::testing::Values(Bad{"1/0", "2: division by zero"}, Bad{"2*(a-2)/(a-2)", "8: division by zero"},
                      Bad{"log(-1)", "1: 'log' of -1 has no finite value"},
                      Bad{"(-2)**0.5", "5: '**' of -2 and 0.5 has no finite value"},
                      Bad{"exp(1000)", "1: 'exp' of 1000 has no finite value"},
                      Bad{"1e308*10", "6: '*' of 1e+308 and 10 has no finite value"},
                      Bad{"nosuch+1", "1: unknown name 'nosuch'"}, Bad{"inf", "1: unknown name 'inf'"},
                      Bad{"1+huge", "3: 'huge' is inf, expected a finite number"},
                      Bad{"foo(1)", "1: unknown function 'foo'"}, Bad{"sin()", "1: 'sin' has 0 arguments, expected 1"},
                      Bad{"sin(1,2)", "1: 'sin' has 2 arguments, expected 1"},
                      Bad{"min()", "1: 'min' has 0 arguments, expected 1 or more"}));

std::string repeat(std::string_view piece, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

TEST(Expression, A100000FoldNestIsAnErrorNotACrash) {
  EXPECT_EQ(calculate(repeat("(", 100000) + "1" + repeat(")", 100000)).message,
            "1001: expression nests deeper than 1000");
  EXPECT_EQ(calculate(repeat("-", 100000) + "1").message, "1001: expression nests deeper than 1000");
  EXPECT_EQ(calculate(repeat("sin(", 100000)).message, "4001: expression nests deeper than 1000");
}

TEST(Expression, AThousandLevelsAreFine) { EXPECT_EQ(calculate(repeat("(", 900) + "a" + repeat(")", 900)).value, 2.0); }

TEST(Expression, A100000TermsAreFine) { EXPECT_EQ(calculate("1" + repeat("+1", 99999)).value, 100000.0); }

TEST(Expression, TooManyArgumentsAreAnError) {
  EXPECT_EQ(calculate("max(1" + repeat(",1", 100000) + ")").message, "2002: a function takes at most 1000 arguments");
}

TEST(Expression, PostfixOrderServesOtherEvaluators) {
  const Expression rule = Expression::parse_builtin("par(Za, ZL) + s*C");
  std::string order;
  for (const auto& step : rule.steps()) order += std::string(step.name) + " ";
  EXPECT_EQ(order, "Za ZL par s C * + ");
  EXPECT_EQ(rule.steps()[2].arguments, 2);
}

TEST(Expression, AWrongBuiltinIsOurOwnMistake) {
  EXPECT_THROW((void)Expression::parse_builtin("1+"), std::invalid_argument);
}

}  // namespace
}  // namespace ohmscope
