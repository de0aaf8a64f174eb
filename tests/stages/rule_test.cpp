#include "stages/rule.hpp"

#include <gtest/gtest.h>

namespace ohmscope {
namespace {

/// An author's rule with the diagnostics it gave rise to.
struct Authored {
  SourceMap sources;
  Diagnostics diagnostics;
  std::optional<CompiledRule> rule;

  Authored(const std::string& zin, const std::string& zout, const ParameterValues& parameters = {}) {
    const std::string text = "t\n" + zin + "\n" + zout + "\n";
    const Span all = sources.add("t.cir", text);
    RuleCard card;
    const auto part = [&](std::size_t begin, std::size_t size) {
      return Span{all.offset + static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(size)};
    };
    if (!zin.empty()) card.zin = part(2, zin.size());
    if (!zout.empty()) card.zout = part(3 + zin.size(), zout.size());
    rule = CompiledRule::compile(card, parameters, sources, diagnostics);
  }
  [[nodiscard]] const Diagnostic& error(std::size_t k = 0) const { return diagnostics.all().at(k); }
  [[nodiscard]] std::string_view place(std::size_t k = 0) const { return sources.text(error(k).span); }
};

std::complex<double> ohms(const Extended& z) { return z.to_impedance().value(); }

TEST(AuthorsRule, KnowsLoadSourceFrequencyAndParametersWhateverTheirCase) {
  const Authored a("RA + Par(zl, 1/(S*cb))", "par(ra + Zs, 1/(s*Cb))", {{"ra", 100}, {"cb", 1e-6}});
  ASSERT_TRUE(a.rule);
  const double f = 1e3;
  const std::complex<double> zc = 1.0 / std::complex<double>(0, 2 * M_PI * f * 1e-6);
  EXPECT_LT(std::abs(ohms(a.rule->zin(f, 50.0)) - (100.0 + 50.0 * zc / (50.0 + zc))), 1e-12);
  EXPECT_LT(std::abs(ohms(a.rule->zout(f, 20.0)) - 120.0 * zc / (120.0 + zc)), 1e-12);
  EXPECT_EQ(ohms(a.rule->zin(0, 50.0)), 150.0);
}

TEST(AuthorsRule, CalculatesWithEveryOperatorAndFunction) {
  const Authored a("2*ZL**3 - -4/ZL + sqrt(ZL)*exp(0) + log(1) + sinh(0) + cosh(0) + tanh(0) + par(ZL, ZL, ZL)", "pi");
  ASSERT_TRUE(a.rule);
  EXPECT_DOUBLE_EQ(ohms(a.rule->zin(1, 4.0)).real(), 128 + 1 + 2 + 1 + 4.0 / 3);
  EXPECT_DOUBLE_EQ(ohms(a.rule->zout(1, 4.0)).real(), M_PI);
}

TEST(AuthorsRule, TakesOpensAndShorts) {
  const Authored a("par(R, ZL)", "R + ZS", {{"r", 10}});
  ASSERT_TRUE(a.rule);
  EXPECT_EQ(ohms(a.rule->zin(1, Extended::infinite())), 10.0);
  EXPECT_TRUE(a.rule->zin(1, 0.0).is_zero());
  EXPECT_TRUE(a.rule->zout(1, Extended::infinite()).is_infinite());
}

TEST(AuthorsRule, IsUndefinedOnlyWhereTheExpressionIs) {
  const Authored a("R*ZL/(R + ZL)", "", {{"r", 10}});
  ASSERT_TRUE(a.rule);
  EXPECT_TRUE(a.rule->zin(1, Extended::infinite()).is_undefined());
  EXPECT_EQ(ohms(a.rule->zin(1, 10.0)), 5.0);
}

TEST(AuthorsRule, MayLeaveOutOneSide) {
  const Authored a("", "ZS", {});
  ASSERT_TRUE(a.rule);
  EXPECT_FALSE(a.rule->has_zin());
  EXPECT_TRUE(a.rule->has_zout());
  EXPECT_TRUE(a.rule->zin(1, 1.0).is_undefined());
}

TEST(AuthorsRule, AnswersTheSameHoweverOftenItIsAsked) {
  const Authored a("Z0*ZL", "Z0 + ZS", {{"z0", 3}});
  ASSERT_TRUE(a.rule);
  auto at = a.rule->at(1);
  EXPECT_EQ(ohms(at.zin(2.0)), 6.0);
  EXPECT_EQ(ohms(at.zout(2.0)), 5.0);
  EXPECT_EQ(ohms(at.zin(4.0)), 12.0);
  EXPECT_EQ(ohms(at.zin(2.0)), 6.0);
}

TEST(AuthorsRule, ReportsAnUnknownNameWithTheOneThatWasMeant) {
  const Authored a("Rbias + ZL", "", {{"rbais", 10}});
  EXPECT_FALSE(a.rule);
  EXPECT_EQ(a.error().message, "unknown name 'Rbias' in a rule");
  EXPECT_EQ(a.error().hint, "did you mean 'rbais'?");
  EXPECT_EQ(a.place(), "Rbias");
}

TEST(AuthorsRule, ReportsAnUnknownFunction) {
  const Authored a("cosch(ZL)", "sin(ZS)");
  ASSERT_EQ(a.diagnostics.error_count(), 2u);
  EXPECT_EQ(a.error(0).message, "unknown function 'cosch' in a rule");
  EXPECT_EQ(a.error(0).hint, "did you mean 'cosh'?");
  EXPECT_EQ(a.place(1), "sin");
}

TEST(AuthorsRule, ReportsWrongArgumentCounts) {
  const Authored a("par(ZL) + sqrt(ZL, 2)", "tanh()");
  ASSERT_EQ(a.diagnostics.error_count(), 3u);
  EXPECT_EQ(a.error(0).message, "'par' has 1 argument, expected 2 or more");
  EXPECT_EQ(a.error(1).message, "'sqrt' has 2 arguments, expected 1");
  EXPECT_EQ(a.error(2).message, "'tanh' has 0 arguments, expected 1");
}

TEST(AuthorsRule, RefusesTheSourceInAnInputImpedanceAndTheLoadInAnOutputImpedance) {
  const Authored a("zs + 1", "2*ZL");
  ASSERT_EQ(a.diagnostics.error_count(), 2u);
  EXPECT_EQ(a.error(0).message, "'ZS' in zin, expected only the load 'ZL'");
  EXPECT_EQ(a.place(0), "zs");
  EXPECT_EQ(a.error(1).message, "'ZL' in zout, expected only the source 'ZS'");
}

TEST(AuthorsRule, RefusesWhatHasNoMeaningForComplexValues) {
  for (const char* text : {"ZL > 5", "ZL == 1", "ZL ? 1 : 2", "!ZL", "ZL && 1", "ZL % 2"}) {
    const Authored a(text, "");
    EXPECT_FALSE(a.rule) << text;
    EXPECT_GE(a.diagnostics.error_count(), 1u) << text;
  }
  EXPECT_EQ(Authored("ZL > 5", "").error().message, "'>' has no meaning in a rule, expected + - * / or **");
  EXPECT_EQ(Authored("ZL % 5", "").error().message, "'%' has no meaning in a rule, expected + - * / or **");
}

TEST(AuthorsRule, KeepsFunctionsOfTheProgramToItself) { EXPECT_FALSE(Authored("tanhc(ZL)", "").rule); }

TEST(AuthorsRule, SurvivesBrokenAndEndlessExpressions) {
  EXPECT_FALSE(Authored("ZL + ", "").rule);
  EXPECT_FALSE(Authored(")", "").rule);
  EXPECT_FALSE(Authored(std::string(100000, '(') + "ZL" + std::string(100000, ')'), "").rule);
  std::string sum = "ZL";
  for (int k = 0; k < 100000; ++k) sum += "+1";
  const Authored a(sum, "");
  ASSERT_TRUE(a.rule);
  EXPECT_EQ(ohms(a.rule->zin(1, 0.0)), 100000.0);
}

}  // namespace
}  // namespace ohmscope
