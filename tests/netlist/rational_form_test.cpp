#include <gtest/gtest.h>

#include <string>

#include "netlist/evaluate.hpp"

namespace ohmscope {
namespace {

class Parameters final : public Names {
 public:
  [[nodiscard]] std::optional<double> value(std::string_view name) const override {
    if (name == "tau") return 0.5;
    if (name == "s") return 99.0;
    return std::nullopt;
  }
};

/// "1 2 / 3 4": coefficients of 1, s, … of numerator and denominator; or what is wrong.
std::string form_of(const std::string& text) {
  SourceMap sources;
  Diagnostics diagnostics;
  const auto expression = Expression::parse(sources, sources.add("test", text), diagnostics);
  const EvaluationRules rules{.laplace = true};
  const auto form = expression ? rational_form(*expression, Parameters(), rules, diagnostics) : std::nullopt;
  if (!form) return fmt::format("error: {}", diagnostics.all().front().message);
  if (form->not_rational) return fmt::format("not rational: '{}'", sources.text(*form->not_rational));
  return fmt::format("{} / {}", fmt::join(form->numerator, " "), fmt::join(form->denominator, " "));
}

TEST(RationalForm, IsARatioOfPolynomialsInS) {
  EXPECT_EQ(form_of("1/(1+s*tau)"), "1 / 1 0.5");
  EXPECT_EQ(form_of("s"), "0 1 / 1");
  EXPECT_EQ(form_of("-(s+1)*(s+2)/2"), "-1 -1.5 -0.5 / 1");
  EXPECT_EQ(form_of("S^2/(s**2 + 3*s + 5)"), "0 0 1 / 5 3 1");
  EXPECT_EQ(form_of("(1+s)**-2"), "1 / 1 2 1");
  EXPECT_EQ(form_of("1/(1+s) + 1/(1+s)"), "2 / 1 1");
  EXPECT_EQ(form_of("1/(1+s) + 2/(3+s)"), "5 3 / 3 4 1");
  EXPECT_EQ(form_of("sqrt(4)"), "2 / 1");
}

TEST(RationalForm, PowersOfSAreCancelledSoThatZeroHertzHasItsValue) {
  EXPECT_EQ(form_of("s*2/(s*(s+4))"), "2 / 4 1");
  EXPECT_EQ(form_of("1/s"), "1 / 0 1");
  EXPECT_EQ(form_of("s-s"), " / 1");
  EXPECT_EQ(form_of("s**0"), "1 / 1");
}

TEST(RationalForm, ShowsTheNarrowestPartThatIsNone) {
  EXPECT_EQ(form_of("1/(1+sqrt(s))"), "not rational: 'sqrt(s)'");
  EXPECT_EQ(form_of("exp(-s*1u)/(1+s)"), "not rational: 'exp(-s*1u)'");
  EXPECT_EQ(form_of("s**0.5"), "not rational: 's**0.5'");
  EXPECT_EQ(form_of("2**s"), "not rational: '2**s'");
  EXPECT_EQ(form_of("abs(s)"), "not rational: 'abs(s)'");
}

TEST(RationalForm, ReportsMistakes) {
  EXPECT_EQ(form_of("1/(s-s)"), "error: division by zero");
  EXPECT_EQ(form_of("s*nosuch"), "error: unknown name 'nosuch'");
  EXPECT_EQ(form_of("v(a)*s"), "error: a voltage has no value here");
}

TEST(RationalForm, HasNoMoreThanADoubleHolds) {
  EXPECT_EQ(form_of("1+(1+s)**60*(1+s)**60"), "not rational: '(1+s)**60*(1+s)**60'");
  EXPECT_EQ(form_of("s*1e308*1e10"), "not rational: 's*1e308*1e10'");
  EXPECT_EQ(form_of("(6.28e9/(s+6.28e9))**32"), "not rational: '(6.28e9/(s+6.28e9))**32'");
  EXPECT_EQ(form_of("(s/1e200)/1e200*1e200*1e200"), "not rational: '(s/1e200)/1e200'");
  EXPECT_EQ(form_of("(s*1e-200+1)/(s*1e200+1)"), "1 1e-200 / 1 1e+200");
}

}  // namespace
}  // namespace ohmscope
