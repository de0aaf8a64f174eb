#include <gtest/gtest.h>

#include <string>

#include "netlist/evaluate.hpp"

namespace ohmscope {
namespace {

class Parameters final : public Names {
 public:
  [[nodiscard]] std::optional<double> value(std::string_view name) const override {
    if (name == "g") return 3.0;
    if (name == "zero") return 0.0;
    return std::nullopt;
  }
};

/// "constant + coefficient name(first,second) …", "not linear: 'text'", or the first error.
std::string form_of(const std::string& text) {
  SourceMap sources;
  Diagnostics diagnostics;
  const auto expression = Expression::parse(sources, sources.add("test", text), diagnostics);
  const auto form =
      expression ? linear_form(*expression, Parameters(), {.behavioural = true}, diagnostics) : std::nullopt;
  if (!form) return fmt::format("error: {}", diagnostics.all().front().message);
  if (form->not_linear) return fmt::format("not linear: '{}'", sources.text(*form->not_linear));
  std::string words = fmt::format("{}", form->constant);
  for (const auto& [probe, coefficient, transfer] : form->terms) {
    words += fmt::format(" + {} {}({}{}{})", coefficient, probe.is_current ? 'i' : 'v', probe.first,
                         probe.second.empty() ? "" : ",", probe.second);
  }
  return words;
}

TEST(LinearForm, IsConstantAndCoefficients) {
  EXPECT_EQ(form_of("1 + 2*v(a) - v(b,c)/4"), "1 + 2 v(a) + -0.25 v(b,c)");
  EXPECT_EQ(form_of("-(v(a) - 2)*g"), "6 + -3 v(a)");
  EXPECT_EQ(form_of("g*(i(v1) + i(v.x1.v1))"), "0 + 3 i(v1) + 3 i(v.x1.v1)");
  EXPECT_EQ(form_of("sqrt(4)*v(a)**1"), "not linear: 'v(a)**1'");
  EXPECT_EQ(form_of("5"), "5");
  EXPECT_EQ(form_of("max(1,2) + v(a)*sin(time)"), "2");
}

TEST(LinearForm, HasEachProbeOnceAndNoneWithoutEffect) {
  EXPECT_EQ(form_of("v(a) + 2*V(A) + v(b) - v(b)"), "0 + 3 v(a)");
  EXPECT_EQ(form_of("zero*v(a) + v(a,b) + v(b,a)"), "0 + 1 v(a,b) + 1 v(b,a)");
  EXPECT_EQ(form_of("(v(a) - v(a))*v(b)"), "0");
}

TEST(LinearForm, NamesOfNodesMayHoldWhateverADeckMayCallThem) {
  EXPECT_EQ(form_of("v(n-1) + v( x1.mid , $N_0002 ) + v(+in) + v(a/b#1)"),
            "0 + 1 v(n-1) + 1 v(x1.mid,$N_0002) + 1 v(+in) + 1 v(a/b#1)");
}

TEST(LinearForm, ShowsTheNarrowestPartThatIsNotLinear) {
  EXPECT_EQ(form_of("1 + v(a)*v(b)"), "not linear: 'v(a)*v(b)'");
  EXPECT_EQ(form_of("2*((v(a)+1)*v(b) + v(c))"), "not linear: '(v(a)+1)*v(b)'");
  EXPECT_EQ(form_of("3 - abs( v(a) ) + v(a)*v(b)"), "not linear: 'abs( v(a) )'");
  EXPECT_EQ(form_of("1/v(a)"), "not linear: '1/v(a)'");
  EXPECT_EQ(form_of("v(a)^2"), "not linear: 'v(a)^2'");
  EXPECT_EQ(form_of("limit(v(a), 0, 1)*2"), "not linear: 'limit(v(a), 0, 1)'");
  EXPECT_EQ(form_of("table(v(a), 0, 0, 1, 10)"), "not linear: 'table(v(a), 0, 0, 1, 10)'");
  EXPECT_EQ(form_of("v(a) > 1"), "not linear: 'v(a) > 1'");
  EXPECT_EQ(form_of("!v(a)"), "not linear: '!v(a)'");
  EXPECT_EQ(form_of("if(v(a) > 1, 2, 3)"), "not linear: 'v(a) > 1'");
  EXPECT_EQ(form_of("v(a) ? 1 : 2"), "not linear: 'v(a) ? 1 : 2'");
  EXPECT_EQ(form_of("1 && v(a)"), "not linear: '1 && v(a)'");
  EXPECT_EQ(form_of("1/(v(a)*v(b))"), "not linear: 'v(a)*v(b)'");
}

TEST(LinearForm, IsLinearIfTheRestIsLeftOut) {
  EXPECT_EQ(form_of("g > 2 ? 2*v(a) : v(a)*v(b)"), "0 + 2 v(a)");
  EXPECT_EQ(form_of("if(zero, 1/v(a), v(a))"), "0 + 1 v(a)");
  EXPECT_EQ(form_of("zero && v(a)"), "0");
}

TEST(LinearForm, ReportsMistakes) {
  EXPECT_EQ(form_of("v(a)/zero"), "error: division by zero");
  EXPECT_EQ(form_of("1e308*(1e10*v(a))"), "error: the result of '*' is not finite");
  EXPECT_EQ(form_of("nosuch*v(a)"), "error: unknown name 'nosuch'");
  EXPECT_EQ(form_of("v(a)*v(b) + 1/0"), "error: division by zero");
  EXPECT_EQ(form_of("ddt(v(a))"), "error: 'ddt' (derivative in time) is not supported");
}

TEST(LinearForm, ASumOfManyTermsIsInTheirOrderAndEachProbeOnce) {
  constexpr int count = 20'000;  // took seconds when each addition looked at all before it
  std::string text = "0";
  for (int round = 0; round < 2; ++round) {
    for (int k = 0; k < count; ++k) text += fmt::format("+v(n{})", k);
  }
  for (int k = 0; k < count; ++k) {
    if (k != 7 && k != 9) text += fmt::format("-2*V(N{})", k);
  }
  EXPECT_EQ(form_of(text), "0 + 2 v(n7) + 2 v(n9)");
  EXPECT_EQ(form_of("(" + text + ")*v(a)").substr(0, 10), "not linear");
  EXPECT_EQ(form_of("(" + text + "-2*v(n7)-2*v(n9)+3)*v(a)"), "0 + 3 v(a)") << "what cancels is a constant";
}

}  // namespace
}  // namespace ohmscope
