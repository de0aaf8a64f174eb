#include "netlist/evaluate.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>

namespace ohmscope {
namespace {

struct Outcome {
  std::optional<double> value;
  std::string message;  ///< "column: text" of the first error
  std::string warning;  ///< the same of the first warning
};

class KnownNames final : public Names {
 public:
  [[nodiscard]] std::optional<double> value(std::string_view name) const override {
    if (name == "a") return 2.0;
    if (name == "R_1.x") return 50.0;
    if (name == "huge") return INFINITY;
    return std::nullopt;
  }
};

Outcome calculate(std::string_view text, const EvaluationRules& rules = {}) {
  SourceMap sources;
  Diagnostics diagnostics;
  const Span span = sources.add("test", std::string(text));
  const auto expression = Expression::parse(sources, span, diagnostics, Limits{}.expression_depth, rules.dialect);
  Outcome outcome;
  if (expression) outcome.value = evaluate(*expression, KnownNames(), rules, diagnostics);
  for (const Diagnostic& found : diagnostics.all()) {
    std::string& text_of = found.severity == Severity::error ? outcome.message : outcome.warning;
    if (text_of.empty()) text_of = fmt::format("{}: {}", sources.locate(found.span).column, found.message);
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
INSTANTIATE_TEST_SUITE_P(
    Operators, GoodExpression,
    ::testing::Values(Good{"1+2*3", 7}, Good{"(1+2)*3", 9}, Good{"2-3-4", -5}, Good{"8/4/2", 1}, Good{"-2^2", -4},
                      Good{"2^-1", 0.5}, Good{"-2**-2", -0.25}, Good{"2^3^2", 64}, Good{"2^3*2", 16},
                      Good{"(-8)**3", 512}, Good{"(-8)^3", 512}, Good{"(-4)**0.5", 2}, Good{"-2*-3", 6},
                      Good{"1 - -2", 3}, Good{"- - 2", 2}, Good{"+2", 2}, Good{"!1+1", 1}, Good{"!5", 0}, Good{"!0", 1},
                      Good{"1<2", 1}, Good{"2<=1", 0}, Good{"2>=2", 1}, Good{"1>2", 0}, Good{"2==2", 1}, Good{"2=2", 1},
                      Good{"2!=2", 0}, Good{"5<>4", 1}, Good{"1||0&&0", 1}, Good{"1&&0||1", 1}, Good{"1+1==2", 1},
                      Good{"7%4", 3}, Good{"-7%4", -3}, Good{"7\\2", 3}, Good{"-3\\2", -1}, Good{"{1+2}*3", 9}));

INSTANTIATE_TEST_SUITE_P(Choice, GoodExpression,
                         ::testing::Values(Good{"1?2:3", 2}, Good{"0?2:3", 3}, Good{"0?1:0?2:3", 3},
                                           Good{"1?0?4:5:6", 5}, Good{"a==2 ? 10 : 1/0", 10},
                                           Good{"(a>1)?max(1,2):3", 2}, Good{"1+(0?1:2)*3", 7},
                                           Good{"max(0?1:2, 1?7:8)", 7}, Good{"1?2:3+10", 2},
                                           Good{"a!=2 && 1/(a-2)", 0}, Good{"a==2 || 1/(a-2)", 1},
                                           Good{"if(a==2, 10, 1/0)", 10}));

INSTANTIATE_TEST_SUITE_P(
    Functions, GoodExpression,
    ::testing::Values(Good{"log(10)", std::log(10)}, Good{"ln(10)", std::log(10)}, Good{"log10(1000)", 3},
                      Good{"sqrt(2)", std::sqrt(2)}, Good{"sqr(3)", 9}, Good{"exp(1)", std::exp(1)}, Good{"ABS(-3)", 3},
                      Good{"arctan(1)", std::atan(1)}, Good{"int(-1.9)", -1}, Good{"nint(2.5)", 2},
                      Good{"nint(3.5)", 4}, Good{"floor(-1.5)", -2}, Good{"ceil(1.2)", 2}, Good{"sgn(-3)", -1},
                      Good{"sgn(0)", 0}, Good{"min(3,1,2)", 1}, Good{"max(3,1,2)", 3}, Good{"pow(2,10)", 1024},
                      Good{"pwr(-2,3)", 8}, Good{"ternary_fcn(1,2,3)", 2}, Good{"if(0,2,3)", 3}, Good{"u(-1)", 0},
                      Good{"uramp(2)", 2}, Good{"limit(5,1,3)", 3}, Good{"tanh(0.5)", std::tanh(0.5)},
                      Good{"cos(pi)", -1}, Good{"max (1, 2)", 2}, Good{"ln(e)", 1}, Good{"temper", 27},
                      Good{"u(0)", 0.5}, Good{"u2(-1)", 0}, Good{"u2(0.25)", 0.25}, Good{"u2(7)", 1}, Good{"ne0(0)", 0},
                      Good{"eq0(0)", 1}, Good{"gt0(0)", 0}, Good{"lt0(-1)", 1}, Good{"ge0(0)", 1}, Good{"le0(1)", 0},
                      Good{"pwrs(-2,2)", -4}, Good{"pow(-2,3)", -8}, Good{"db(100)", 40},
                      Good{"atan2(1,-1)", 3 * std::atan(1)}, Good{"hypot(3,4)", 5}, Good{"round(-2.5)", -3},
                      Good{"trunc(-1.9)", -1}, Good{"limit(0,3,1)", 1}, Good{"limit(2,1,3)", 2},
                      Good{"arcsin(1)", std::asin(1)}, Good{"arccos(0)", std::acos(0)}));

// The table of ngspice's own test of pwl(), whose ends go on.
INSTANTIATE_TEST_SUITE_P(Points, GoodExpression,
                         ::testing::Values(Good{"pwl(-100, -10, -8, 2, 4, 12, 9, 22, 19)", -98},
                                           Good{"pwl(0.5, -10, -8, 2, 4, 12, 9, 22, 19)", 2.5},
                                           Good{"pwl(6.0, -10, -8, 2, 4, 12, 9, 22, 19)", 6},
                                           Good{"pwl(100, -10, -8, 2, 4, 12, 9, 22, 19)", 97},
                                           Good{"table(-100, -10, -8, 2, 4, 12, 9)", -8},
                                           Good{"table(2, -10, -8, 2, 4, 12, 9)", 4},
                                           Good{"table(7, -10, -8, 2, 4, 12, 9)", 6.5},
                                           Good{"table(100, -10, -8, 2, 4, 12, 9)", 9}, Good{"table(5, 1, 2)", 2}));

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
        Bad{"1@2", "2: found '@', expected an operator"}));

INSTANTIATE_TEST_SUITE_P(
    Values, BadExpression,
    ::testing::Values(
        Bad{"1/0", "2: division by zero"}, Bad{"2*(a-2)/(a-2)", "8: division by zero"},
        Bad{"log(-1)", "1: 'log' of -1 has no finite value"}, Bad{"0**-1", "2: '**' of 0 and -1 has no finite value"},
        Bad{"pow(-2,0.5)", "1: 'pow' of -2, 0.5 has no finite value"},
        Bad{"exp(1000)", "1: 'exp' of 1000 has no finite value"},
        Bad{"1e308*10", "6: '*' of 1e+308 and 10 has no finite value"}, Bad{"nosuch+1", "1: unknown name 'nosuch'"},
        Bad{"inf", "1: unknown name 'inf'"}, Bad{"1+huge", "3: 'huge' is inf, expected a finite number"},
        Bad{"foo(1)", "1: unknown function 'foo'"}, Bad{"sin()", "1: 'sin' has 0 arguments, expected 1"},
        Bad{"pow(1)", "1: 'pow' has 1 argument, expected 2"},
        Bad{"limit(1)", "1: 'limit' has 1 argument, expected 2 or 3"},
        Bad{"table(1,2)", "1: 'table' has 2 arguments, expected x, x1, y1 and more such pairs"},
        Bad{"table(1,2,3,4)", "1: 'table' has 4 arguments, expected x, x1, y1 and more such pairs"},
        Bad{"pwl(1,2,3,2,4)", "1: the points of 'pwl' do not ascend: 2 follows 2"}, Bad{"5%0", "2: division by zero"},
        Bad{"5\\0", "2: division by zero"}, Bad{"1/(1/0)", "5: division by zero"},
        Bad{"atan(1/0)", "7: division by zero"}, Bad{"1 || 1/0 && foo(1)", "13: unknown function 'foo'"},
        Bad{"ddt(1)", "1: 'ddt' (derivative in time) is not supported"}, Bad{"v(1)", "1: a voltage has no value here"},
        Bad{"2*i(v1)", "3: a current has no value here"}, Bad{"time", "1: unknown name 'time'"},
        Bad{"sin(1,2)", "1: 'sin' has 2 arguments, expected 1"},
        Bad{"min()", "1: 'min' has 0 arguments, expected 1 or more"}));

TEST_P(BadExpression, HasNoValue) { EXPECT_EQ(calculate(GetParam().text).value, std::nullopt); }

// Probes end at a blank, comma or bracket, whatever else is in their names.
INSTANTIATE_TEST_SUITE_P(Probes, BadExpression,
                         ::testing::Values(Bad{"v()", "3: found ')', expected a node"},
                                           Bad{"v(a", "4: the expression ends too early, expected ',' or ')'"},
                                           Bad{"v(a,)", "5: found ')', expected a node"},
                                           Bad{"v(a,b,c)", "6: found ',', expected ')'"},
                                           Bad{"v(a b)", "5: found 'b', expected ',' or ')'"},
                                           Bad{"i(v1,v2)", "5: found ',', expected ')'"},
                                           Bad{"i()", "3: found ')', expected the name of a source"},
                                           Bad{"v((a))", "3: found '(', expected a node"}));

std::string warning_of(std::string_view text, const EvaluationRules& rules = {}) {
  return calculate(text, rules).warning;
}

TEST(Expression, TellsWhereSimulatorsDifferInPowersOfNegativeNumbers) {
  EXPECT_EQ(warning_of("1+(-2)**3"),
            "7: '**' of -2 and 3 is read as 8 here: simulators differ in powers of negative numbers");
  EXPECT_EQ(warning_of("pwr(-2,3)"),
            "1: 'pwr' of -2 and 3 is read as 8 here: simulators differ in powers of negative numbers");
  EXPECT_EQ(warning_of("(-2)**2"), "");
  EXPECT_EQ(warning_of("-2**3"), "");
}

TEST(Expression, WarnsOnlyOfWhatItUses) {
  EXPECT_EQ(warning_of("a > 0 ? 1 : (-a)**3"), "");
  EXPECT_EQ(warning_of("a > 0 || (-a)**3"), "");
  EXPECT_NE(warning_of("a > 0 ? (-a)**3 : 1"), "");
}

TEST(Expression, PowersInSourcesAreThoseOfNgspicesSources) {
  const EvaluationRules source{.behavioural = true};
  EXPECT_EQ(calculate("pow(-2,3)", source).value, 8.0);
  EXPECT_EQ(calculate("pwr(-2,3)", source).value, -8.0);
  EXPECT_EQ(calculate("(-2)**3", source).value, 8.0);
}

TEST(Expression, PowersOfOtherDialectsKeepTheSign) {
  const EvaluationRules ltspice{.dialect = Dialect::ltspice};
  EXPECT_EQ(calculate("(-2)**3", ltspice).value, -8.0);
  EXPECT_EQ(calculate("pwr(-2,3)", ltspice).value, 8.0);
  EXPECT_EQ(calculate("pwr(-2,3)", {.dialect = Dialect::hspice}).value, -8.0);
}

TEST(Expression, PowersOfLtspiceAreReal) {
  const EvaluationRules ltspice{.dialect = Dialect::ltspice};
  EXPECT_EQ(calculate("(-2)**1.5", ltspice).value, 0.0);
  EXPECT_DOUBLE_EQ(calculate("(-8)**(1/3)", ltspice).value.value(), 1.0);  // the real part of 2 at 60 degrees
  EXPECT_EQ(calculate("(-2)**0.5", {.dialect = Dialect::hspice}).message, "5: '**' of -2 and 0.5 has no finite value");
  EXPECT_EQ(calculate("u(0)", ltspice).value, 0.0);
}

TEST(Expression, MilIsMilliForNgspiceAloneAndThatIsTold) {
  EXPECT_EQ(calculate("3mil").value, 3e-3);
  EXPECT_EQ(warning_of("2*3MIL", {}), "3: '3MIL' is 0.003 in an expression, as in ngspice");
  EXPECT_DOUBLE_EQ(calculate("3mil", {.dialect = Dialect::ltspice}).value.value(), 76.2e-6);
  EXPECT_EQ(warning_of("3mil", {.dialect = Dialect::ltspice}), "");
}

TEST(Expression, SingleSignsOfLogicAreReadInEveryDialect) {
  for (const std::string_view name : dialect_names()) {
    const EvaluationRules rules{.dialect = find_dialect(name).value()};
    EXPECT_EQ(calculate("(a>1)&(a<3)|0", rules).value, 1.0) << name;
    EXPECT_EQ(calculate("~0+1", rules).value, 2.0) << name;
    EXPECT_EQ(calculate("1&&0||1", rules).value, 1.0) << name;
  }
}

TEST(Expression, TheTemperatureAndItsVoltageAreKnown) {
  const EvaluationRules warm{.temperature = 76.85};  // 350 K
  EXPECT_EQ(calculate("temp-temper", warm).value, 0.0);
  EXPECT_NEAR(calculate("vt", warm).value.value(), 8.617333262e-5 * 350, 1e-11);  // CODATA 2018: k/e
}

TEST(Expression, OperatorsOfOtherDialectsAreTheirs) {
  for (const Dialect dialect : {Dialect::ltspice, Dialect::pspice}) {
    const EvaluationRules rules{.dialect = dialect};
    EXPECT_EQ(calculate("1^1", rules).value, 0.0);
    EXPECT_EQ(calculate("1+1^0", rules).value, 1.0);
    EXPECT_EQ(warning_of("(a>1)^(a<3)", rules), "");
    EXPECT_EQ(warning_of("3^2", rules),
              "2: '^' of 3 and 2 is the exclusive or of truth values in this dialect; '**' is the power");
  }
  EXPECT_EQ(calculate("2^3", {.dialect = Dialect::hspice}).value, 8.0);
  EXPECT_EQ(calculate("4k7*2", {.dialect = Dialect::ltspice}).value, 9400.0);
  EXPECT_EQ(calculate("2x+1a", {.dialect = Dialect::hspice}).value, 2e6);
}

TEST(Expression, RandomFunctionsHaveTheirNominalValueAndSaySo) {
  for (const std::string_view text : {"agauss(5,1,3)", "gauss(5,0.1,3)", "aunif(5,1)", "unif(5,0.1)", "limit(5,1)"}) {
    EXPECT_EQ(calculate(text).value, 5.0) << text;
    EXPECT_NE(warning_of(text).find("has its nominal value, 5"), std::string::npos) << text;
  }
}

TEST(Expression, TemperatureIsWhatTheDeckSays) {
  EXPECT_EQ(calculate("temper", {.temperature = 85}).value, 85.0);
  EXPECT_EQ(calculate("time+1", {.behavioural = true}).value, 1.0);
}

TEST(Expression, NamesOfADeckComeBeforeConstants) {
  class Shadowing final : public Names {
    [[nodiscard]] std::optional<double> value(std::string_view name) const override {
      return name == "pi" ? std::optional(3.0) : std::nullopt;
    }
  };
  Diagnostics diagnostics;
  EXPECT_EQ(evaluate(Expression::parse_builtin("pi"), Shadowing(), {}, diagnostics), 3.0);
}

std::string repeat(std::string_view piece, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

TEST(Expression, A100000FoldNestIsAnErrorNotACrash) {
  EXPECT_EQ(calculate(repeat("(", 100000) + "1" + repeat(")", 100000)).message,
            "1001: the expression nests deeper than 1000");
  EXPECT_EQ(calculate(repeat("-", 100000) + "1").message, "1001: the expression nests deeper than 1000");
  EXPECT_EQ(calculate(repeat("sin(", 100000)).message, "4001: the expression nests deeper than 1000");
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
