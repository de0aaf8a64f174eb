// Expressions that are not linear: their values and derivatives as functions of voltages and currents.

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "netlist/expression_functions.hpp"
#include "netlist/function_form.hpp"

namespace ohmscope {
namespace {

class Parameters final : public Names {
 public:
  [[nodiscard]] std::optional<double> value(std::string_view name) const override {
    return name == "g" ? std::optional(3.0) : std::nullopt;
  }
};

/// A function of v(a), v(b), v(c).
struct Function3 {
  explicit Function3(const std::string& text, Dialect dialect = Dialect::ngspice) {
    const auto expression = Expression::parse(sources, sources.add("test", text), diagnostics, 1000, dialect);
    if (expression) form = function_form(*expression, Parameters(), {dialect, 27, true}, diagnostics);
  }

  [[nodiscard]] std::vector<double> controls(const std::vector<double>& abc) const {
    std::vector<double> u;
    for (const Probe& probe : form->controls) u.push_back(abc[static_cast<std::size_t>(probe.first[0] - 'a')]);
    return u;
  }
  [[nodiscard]] double value(const std::vector<double>& abc) const {
    std::vector<double> slopes(form->controls.size());
    return form->function->evaluate(controls(abc), slopes);
  }
  /// By v(a), v(b), v(c).
  [[nodiscard]] std::vector<double> slopes(const std::vector<double>& abc) const {
    std::vector<double> by_control(form->controls.size());
    form->function->evaluate(controls(abc), by_control);
    std::vector<double> slopes(abc.size());
    for (std::size_t k = 0; k < by_control.size(); ++k)
      slopes[static_cast<std::size_t>(form->controls[k].first[0] - 'a')] += by_control[k];
    return slopes;
  }

  SourceMap sources;
  Diagnostics diagnostics;
  std::optional<FunctionForm> form;
};

void expect_slopes_of_differences(const std::string& text, const std::vector<double>& abc, Dialect dialect) {
  const Function3 function(text, dialect);
  ASSERT_TRUE(function.form) << text;
  const std::vector<double> slopes = function.slopes(abc);
  for (std::size_t k = 0; k < abc.size(); ++k) {
    constexpr double h = 1e-5;
    std::vector<double> more = abc;
    std::vector<double> less = abc;
    more[k] += h;
    less[k] -= h;
    const double difference = (function.value(more) - function.value(less)) / (2 * h);
    EXPECT_NEAR(slopes[k], difference, 1e-6 * std::fmax(1, std::fabs(difference))) << text << " by " << k;
  }
}

TEST(FunctionForm, EveryFunctionHasTheSlopesOfItsDifferences) {
  for (const Dialect dialect : {Dialect::ngspice, Dialect::ltspice, Dialect::pspice, Dialect::hspice}) {
    for (const Function& function : functions()) {
      if (function.kind == Function::Kind::refused) continue;
      std::string text(function.name);
      if (text == "%" || text == "\\" || text == "^") {
        text = "v(a) " + text + " v(b)";
      } else if (function.takes_points) {
        text += "(v(a),v(b)-1,2,v(c),v(a)*v(b),5,-1,7,8)";
      } else {
        text += "(v(a)";
        for (std::size_t k = 1; k < std::min<std::size_t>(function.most, 3); ++k) text += k == 1 ? ",v(b)" : ",v(c)";
        text += ")";
      }
      for (const std::vector<double>& abc :
           std::vector<std::vector<double>>{{0.3, 0.6, 0.9}, {1.7, 1.2, 2.1}, {-0.4, 0.7, 1.3}, {6.1, 0.7, 1.3}}) {
        if (std::isfinite(Function3(text, dialect).value(abc))) expect_slopes_of_differences(text, abc, dialect);
      }
    }
  }
}

TEST(FunctionForm, OperatorsHaveTheSlopesOfTheirDifferences) {
  for (const char* text :
       {"v(a)*v(b)/v(c)", "-v(a)**3 + v(b)**v(c)", "v(a)**-2.5", "v(a) > v(b) ? v(a)*v(c) : v(b)*v(c)",
        "v(a)<1 && v(b)>0 || !(v(c)==0) ? exp(v(a)*v(b)) : 7", "(v(a)*v(b))**2 - 2*v(a)*v(b)*v(c) + g*v(c,0)**2",
        "1m*(exp(v(a)/0.5)-1)", "tanh(g*(v(a)-v(b)))*sqrt(v(c)) + v(a)"}) {
    expect_slopes_of_differences(text, {0.3, 0.6, 0.9}, Dialect::ngspice);
    expect_slopes_of_differences(text, {1.9, 0.2, 2.9}, Dialect::ngspice);
  }
}

struct Kink {
  std::string text;
  double at;
  double slope;
};
class FunctionFormAtKink : public ::testing::TestWithParam<Kink> {};
TEST_P(FunctionFormAtKink, TakesTheSideThatNgspiceTakes) {
  EXPECT_EQ(Function3(GetParam().text).slopes({GetParam().at})[0], GetParam().slope);
}
INSTANTIATE_TEST_SUITE_P(All, FunctionFormAtKink,
                         ::testing::Values(Kink{"abs(v(a))*1", 0, 0}, Kink{"min(v(a),2*v(a))", 0, 2},
                                           Kink{"max(v(a),2*v(a))", 0, 2}, Kink{"uramp(v(a))", 0, 0.5},
                                           Kink{"u2(v(a))", 0, 0.5}, Kink{"u2(v(a))", 1, 0.5},
                                           Kink{"v(a)>0 ? 3*v(a) : v(a)", 0, 1}, Kink{"limit(v(a),-1,1)", 1, 0},
                                           Kink{"table(v(a),0,0,1,2,2,3)", 1, 1}, Kink{"table(v(a),0,0,1,2,2,3)", 0, 2},
                                           Kink{"table(v(a),0,0,1,2,2,3)", 2, 0}, Kink{"pwl(v(a),0,0,1,2,2,3)", 2, 1},
                                           Kink{"v(a)**2", 0, 0}, Kink{"v(a)**1", 0, 1}));

TEST(FunctionForm, WhatAConditionLeavesOutIsNoFault) {
  const Function3 function("v(a) > 0 ? ln(v(a)) : -1/v(b)");
  EXPECT_FALSE(function.form->function->fault(std::vector<double>{2, 0}));
  EXPECT_EQ(function.slopes({2, 0, 0})[1], 0);
  EXPECT_TRUE(function.form->function->fault(std::vector<double>{-2, 0}));
}

struct Faulty {
  std::string text;
  std::vector<double> u;
  std::string message;
  std::uint32_t offset;  ///< of the text
};
class FunctionFormFault : public ::testing::TestWithParam<Faulty> {};
TEST_P(FunctionFormFault, SaysWhatHasNoValueAndWhere) {
  const Function3 function(GetParam().text);
  const auto fault = function.form->function->fault(GetParam().u);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->message, GetParam().message);
  EXPECT_EQ(function.sources.text({fault->offset, fault->length}),
            GetParam().text.substr(GetParam().offset, fault->length));
}
INSTANTIATE_TEST_SUITE_P(All, FunctionFormFault,
                         ::testing::Values(Faulty{"1+2/v(a)", {0}, "division by zero", 3},
                                           Faulty{"v(a) % v(b)", {3, 0}, "division by zero", 5},
                                           Faulty{"3*ln(v(a))", {-1}, "'ln' of -1 has no finite value", 2},
                                           Faulty{"exp(v(a))", {1e4}, "'exp' of 10000 has no finite value", 0},
                                           Faulty{"sqrt(v(a))", {0}, "'sqrt' of 0 has no finite slope", 0},
                                           Faulty{"v(a)**0.5", {0}, "'**' of 0, 0.5 has no finite slope", 4}));

TEST(FunctionForm, APolynomialTakesItsCoefficientsInTheOrderOfSpice) {
  const std::vector<double> p{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const FunctionForm form = polynomial_of({{false, "a", "", {}}, {false, "b", "", {}}}, p, {}, {});
  std::vector<double> slopes(2);
  const double x = 1.5;
  const double y = -2;
  EXPECT_NEAR(form.function->evaluate(std::vector<double>{x, y}, slopes),
              1 + 2 * x + 3 * y + 4 * x * x + 5 * x * y + 6 * y * y + 7 * x * x * x + 8 * x * x * y + 9 * x * y * y +
                  10 * y * y * y,
              1e-12);
  EXPECT_NEAR(slopes[0], 2 + 8 * x + 5 * y + 21 * x * x + 16 * x * y + 9 * y * y, 1e-12);
  EXPECT_NEAR(slopes[1], 3 + 5 * x + 12 * y + 8 * x * x + 18 * x * y + 30 * y * y, 1e-12);
}

TEST(FunctionForm, AnUnknownFunctionIsReported) {
  const Function3 function("v(a)*sine(v(b))");
  EXPECT_FALSE(function.form);
  EXPECT_EQ(function.diagnostics.all().front().message, "unknown function 'sine'");
}

}  // namespace
}  // namespace ohmscope
