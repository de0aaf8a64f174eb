// Parameters through the real ngspice: our values are its values. (Not a choice between '?' and ':', as in 1?0?4:5:6:
// there ngspice's parameters say 4, its sources 5.)

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

#include "netlist/evaluate.hpp"

namespace ohmscope {
namespace {

constexpr std::array expressions{"1+2*3",
                                 "-2**2",
                                 "-2^2",
                                 "2**-1",
                                 "2**3**2",
                                 "2^3^2",
                                 "2--3",
                                 "- -2",
                                 "!1+1",
                                 "!0==1",
                                 "7%4",
                                 "-7%4",
                                 "7%-4",
                                 "7.5%2",
                                 "7\\2",
                                 "-3\\2",
                                 "-7.5\\2",
                                 "1<2==1",
                                 "2=2",
                                 "2<>3",
                                 "1||0&&0",
                                 "1&&0||1",
                                 "1||1==0",
                                 "0?1:0?2:3",
                                 "1+0?2:3",
                                 "1?2:3+10",
                                 "0.1+0.2==0.3",
                                 "int(-1.9)",
                                 "nint(2.5)",
                                 "nint(3.5)",
                                 "nint(-2.5)",
                                 "nint(0.5)",
                                 "log(10)",
                                 "ln(10)",
                                 "log10(10)",
                                 "sqr(3)",
                                 "pow(-2,3)",
                                 "pow(0,0)",
                                 "pwr(-2,3)",
                                 "pwr(-2,0.5)",
                                 "(-2)**3",
                                 "(-2)**0.5",
                                 "(-2)^-1",
                                 "0**0",
                                 "sgn(0)",
                                 "sgn(-3)",
                                 "floor(-1.5)",
                                 "ceil(1.2)",
                                 "min(3,1)",
                                 "max(3,1)",
                                 "sin(1)",
                                 "cos(1)",
                                 "tan(1)",
                                 "asin(0.5)",
                                 "acos(0.5)",
                                 "atan(0.5)",
                                 "arctan(0.5)",
                                 "sinh(1)",
                                 "cosh(1)",
                                 "tanh(1)",
                                 "asinh(1)",
                                 "acosh(2)",
                                 "atanh(0.5)",
                                 "exp(1)",
                                 "sqrt(2)",
                                 "abs(-3)",
                                 "agauss(5,0,3)",
                                 "gauss(5,0,3)",
                                 "unif(5,0)",
                                 "aunif(5,0)",
                                 "limit(5,0)",
                                 "1e3k",
                                 "10kOhm",
                                 "3a",
                                 "1M",
                                 "1meg",
                                 "ternary_fcn(0,2,3)",
                                 "-3^2*2",
                                 "6/2*3",
                                 "a>=2 && a<=2",
                                 "-a**2",
                                 "1+(a>1)",
                                 "max(1,2)?3:4"};

class OnlyA final : public Names {
 public:
  [[nodiscard]] std::optional<double> value(std::string_view name) const override {
    return name == "a" ? std::optional(2.0) : std::nullopt;
  }
};

/// One value a line, in the order of the expressions.
std::vector<double> values_of_ngspice() {
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("ohmscope-expressions-{}", std::rand());
  std::filesystem::create_directory(folder);
  {
    std::ofstream deck(folder / "deck.cir");
    deck << "t\n.param a=2\n";
    for (std::size_t k = 0; k < expressions.size(); ++k)
      deck << fmt::format(".param q{}={{{}}}\nv{} n{} 0 {{q{}}}\n", k, expressions[k], k, k, k);
    deck << ".control\nset numdgt=15\nop\n";
    for (std::size_t k = 0; k < expressions.size(); ++k) deck << fmt::format("print v(n{})\n", k);
    deck << ".endc\n.end\n";
  }
  std::vector<double> values;
  const std::string command = "cd '" + folder.string() + "' && ngspice -b deck.cir 2>&1 < /dev/null";
  if (std::FILE* output = ::popen(command.c_str(), "r")) {
    std::array<char, 400> line{};
    while (std::fgets(line.data(), line.size(), output) != nullptr) {
      const std::string text(line.data());
      if (const auto sign = text.find(" = "); text.starts_with("v(n") && sign != std::string::npos)
        values.push_back(std::strtod(text.c_str() + sign + 3, nullptr));
    }
    ::pclose(output);
  }
  std::filesystem::remove_all(folder);
  return values;
}

TEST(NgspiceExpression, HasTheSameValueHere) {
  if (std::system("ngspice --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "ngspice is not installed";
  const std::vector<double> expected = values_of_ngspice();
  ASSERT_EQ(expected.size(), expressions.size());
  for (std::size_t k = 0; k < expressions.size(); ++k) {
    Diagnostics diagnostics;
    const auto value = evaluate(Expression::parse_builtin(expressions[k]), OnlyA(), {}, diagnostics);
    ASSERT_TRUE(value) << expressions[k] << ": " << diagnostics.all().front().message;
    EXPECT_NEAR(*value, expected[k], 1e-13 * std::fabs(expected[k])) << expressions[k];
  }
}

}  // namespace
}  // namespace ohmscope
