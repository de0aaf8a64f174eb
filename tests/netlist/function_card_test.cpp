// `.func`, and `.param` with arguments. Values are those that ngspice 39 gave for the same cards.

#include <gmock/gmock.h>

#include "netlist/deck_fixture.hpp"

namespace ohmscope {
namespace {

using ohmscope::testing::Loaded;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

double value_of(const std::string& cards, const std::string& expression) {
  const Loaded loaded(cards + "\nR1 a 0 {" + expression + "}");
  EXPECT_THAT(loaded.messages(), IsEmpty()) << cards;
  return loaded.value("R1");
}

TEST(FunctionCard, IsReadHoweverItIsWritten) {
  for (const std::string card :
       {".func f(x) {x*2}", ".func f(x) = {x*2}", ".func f(x) 'x*2'", ".func f(x)='x*2'", ".func f(x) x * 2",
        ".FUNC F (X) {x*2}", ".func f(x){x*2} ; doubled", ".func f( x )\n* between\n+ {x\n+ *2}", ".param f(x)={x*2}",
        ".param k=1 f(x) = 'x*2' g(x,y)={x+y}, h=3", ".func f(x) {x == 3 ? 6 : 0}"}) {
    EXPECT_EQ(value_of(card, "f(3)"), 6) << card;
  }
}

TEST(FunctionCard, MayHaveNoArgumentsOrMany) {
  EXPECT_EQ(value_of(".func seven() {7}", "seven()"), 7);
  EXPECT_EQ(value_of(".func f(x,y, z) {x*100+y*10+z}", "f(1,2,3)"), 123);
}

TEST(FunctionCard, MayCallOthersDefinedAnywhereAndUseParameters) {
  EXPECT_EQ(value_of(".func f(x) {g(x)+1}\n.func g(x) {x*a}\n.param a=b b={c} c=4", "f(3)"), 13);
}

TEST(FunctionCard, ArgumentsComeBeforeParametersAndAreValuesNotText) {
  EXPECT_EQ(value_of(".func f(a) {a*2}\n.param a=5", "f(3)"), 6);
  EXPECT_EQ(value_of(".func f(x) {x*2}", "f(1+2)"), 6);
  EXPECT_EQ(value_of(".func f(x) {2*x}\n.param f=3", "f(f)"), 6);
  EXPECT_EQ(value_of(".func pi(x) {x}", "pi(pi)"), 3.141592653589793);
}

TEST(FunctionCard, TheLastOfANameCountsAndItComesBeforeBuiltInOnes) {
  const Loaded twice(".func f(x) {x*2}\n.func f(x) {x*3}\nR1 a 0 {f(3)}");
  EXPECT_EQ(twice.value("R1"), 9);
  EXPECT_THAT(twice.messages(), ElementsAre("3:7: warning: function 'f' is defined again: this definition counts | 2: "
                                            "defined here before"));
  EXPECT_EQ(value_of(".func sin(x) {x*2}", "SIN(3)"), 6);
}

TEST(FunctionCard, OfASubcircuitIsItsOwn) {
  const Loaded loaded(
      ".func f(x) {x*2}\nR2 b 0 {f(1)}\nX1 a s\n.subckt s a\n.func f(x) {x*10}\n.param k=3\n.func g(x) {f(x)+k}\n"
      "R1 a 0 {g(1)}\n.ends");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.value("R2"), 2);
  EXPECT_EQ(loaded.value("X1.R1"), 13);
}

TEST(FunctionCard, SeesTheParametersOfItsCaller) {
  const Loaded loaded(
      "X1 a s\n.func f(x) {x*k}\n.param k=2\n.subckt s a\n.param k=3\nR1 a 0 {f(1)}\n.ends\nR2 a 0 {f(1)}");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.value("X1.R1"), 3);
  EXPECT_EQ(loaded.value("R2"), 2);
}

TEST(FunctionCard, MistakesInItMatterOnlyIfItIsCalled) {
  EXPECT_EQ(value_of(".func broken(x) {x+*}\n.func other(x) {nosuch(x) + alsonot}\n.subckt unused a\n"
                     ".func g(x) {x x}\n.ends",
                     "1"),
            1);
}

std::vector<std::string> messages_of(const std::string& cards) { return Loaded(cards).messages(); }

TEST(FunctionCard, MistakesAreToldWhereTheyAre) {
  EXPECT_THAT(messages_of(".func f(x) {x+*}\nR1 a 0 {f(1)}"),
              ElementsAre("2:15: error: found '*', expected a number, a name or '('"));
  EXPECT_THAT(messages_of(".func f(x) {x+ressistor}\n.param resistor=1\nR1 a 0 {f(1)}"),
              ElementsAre("2:15: error: unknown parameter 'ressistor' | did you mean 'resistor'?"));
  EXPECT_THAT(messages_of(".func f(x) {1/x}\nR1 a 0 {f(0)}"), ElementsAre("2:14: error: division by zero"));
  EXPECT_THAT(messages_of(".func twice(x) {2*x}\nR1 a 0 {twise(0)}"),
              ElementsAre("3:9: error: unknown function 'twise' | did you mean 'twice'?"));
}

TEST(FunctionCard, TakesAsManyArgumentsAsItHas) {
  EXPECT_THAT(messages_of(".func f(x,y) {x*y}\nR1 a 0 {f(1)}"),
              ElementsAre("3:9: error: 'f' has 1 argument, expected 2: 'f(x, y)' | 2: defined here"));
  EXPECT_THAT(messages_of(".func f() {1}\nR1 a 0 {f(1,2)}"),
              ElementsAre("3:9: error: 'f' has 2 arguments, expected 0: 'f()' | 2: defined here"));
}

TEST(FunctionCard, MustNotCallItself) {
  EXPECT_THAT(messages_of(".func f(x) {x > 0 ? f(x-1) : 0}\nR1 a 0 {f(3)}"),
              ElementsAre("2:21: error: function 'f' calls itself | 2: defined here"));
  EXPECT_THAT(messages_of(".func f(x) {g(x)}\n.func g(x) {h(x)}\n.func h(x) {f(x)}\nR1 a 0 {f(3)}"),
              ElementsAre("4:13: error: function 'f' calls itself | 2: defined here | f calls g calls h calls f"));
}

TEST(FunctionCard, AParameterMayNotNeedItselfThroughAFunction) {
  EXPECT_THAT(messages_of(".func f(x) {x+a}\n.param a={f(1)}"),
              ElementsAre("2:15: error: parameter 'a' depends on itself | a needs a"));
}

TEST(FunctionCard, IsRefusedWithoutANameAndABody) {
  EXPECT_THAT(messages_of(".func"),
              ElementsAre("2:6: error: found '', expected '.func name(argument, …) {expression}'"));
  EXPECT_THAT(messages_of(".func f {1}"),
              ElementsAre("2:7: error: found 'f {1}', expected '.func name(argument, …) {expression}'"));
  EXPECT_THAT(messages_of(".func f(x)"), ElementsAre("2:7: error: 'f' has no value, expected 'name=value'"));
  EXPECT_THAT(messages_of(".func f(x,2) {x}"), ElementsAre("2:11: error: found '2', expected the name of an argument"));
  EXPECT_THAT(messages_of(".func 3(x) {x}"), ElementsAre("2:7: error: found '3', expected a name"));
  EXPECT_THAT(messages_of(".func v(x) {x}"),
              ElementsAre("2:7: error: 'v' is a voltage, expected another name for a function"));
}

TEST(FunctionCard, CallsThatGrowWithoutMeasureAreStopped) {
  std::string cards = ".func f0(x) {x}";
  for (int k = 1; k <= 60; ++k) cards += fmt::format("\n.func f{}(x) {{f{}(x)+f{}(x)}}", k, k - 1, k - 1);
  EXPECT_THAT(messages_of(cards + "\nR1 a 0 {f60(1)}"),
              ElementsAre(::testing::HasSubstr("the expression takes more than 1000000 steps")));
  std::string chain = ".func f0(x) {x}";
  for (int k = 1; k <= 2000; ++k) chain += fmt::format("\n.func f{}(x) {{f{}(x)}}", k, k - 1);
  EXPECT_THAT(messages_of(chain + "\nR1 a 0 {f2000(1)}"),
              ElementsAre(::testing::HasSubstr("functions call one another more than 1000 deep")));
}

TEST(ParameterCard, ValuesMayHoldBlanksCommentsAndCommas) {
  const Loaded loaded(
      ".param a = 1 + 1 b=(a *\n+ 2) ; twice\n+ c='a > 1 ? 5 : 6', d={a == 2}\nR1 x 0 {a*1000+b*100+c*10+d}");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.value("R1"), 2451);
}

/// Expected values: ngspice 39, to which functions are texts.
TEST(FunctionCard, SeesTheArgumentsOfTheFunctionThatCallsIt) {
  const auto value = [](const std::string& functions, const std::string& call) {
    return Loaded(".param x=2\n" + functions + "R1 a 0 {" + call + "}\n").value("R1");
  };
  const std::string f = ".func f(a) {a*x}\n";
  const std::string g = ".func g(x) {f(x+1)+x}\n";
  EXPECT_EQ(value(f + g, "g(5)"), 35);
  EXPECT_EQ(value(g + f, "g(5)"), 35);
  EXPECT_EQ(value(f, "f(5)"), 10);
  EXPECT_EQ(value(f + ".func g(x) {10*x}\n", "g(f(5))"), 100);
  EXPECT_EQ(value(f + ".func h(b) {f(b)}\n.func g(x) {h(x)+x}\n", "g(5)"), 30);
  EXPECT_EQ(Loaded(f + g + "R1 a 0 {g(5)}\n").value("R1"), 35) << "without a parameter 'x'";
}

TEST(FunctionCard, SeesOfSeveralArgumentsThatOfTheFunctionDefinedLast) {
  const auto value = [](const std::string& functions) {
    return Loaded(".func f(a) {a*x}\n" + functions + "R1 a 0 {g(5)}\n").value("R1");
  };
  EXPECT_EQ(value(".func h(x) {f(1)}\n.func g(x) {h(x+1)+x}\n"), 10);
  EXPECT_EQ(value(".func g(x) {h(x+1)+x}\n.func h(x) {f(1)}\n"), 11);
}

TEST(FunctionCard, WarnsWhereItSeesTheArgumentOfAnother) {
  EXPECT_THAT(
      Loaded(".param x=2\n.func f(a) {a*x}\n.func g(x) {f(x)+x}\nR1 a 0 {g(5)}\nR2 a 0 {g(6)}\n").messages(),
      ElementsAre("3:15: warning: 'x' is here the argument of function 'g', which calls 'f' | 4: defined here | "
                  "other simulators may mean the parameter: give one of them another name"));
  EXPECT_THAT(Loaded(".func f(a) {a*x}\n.func g(x) {f(x)+x}\nR1 a 0 {g(5)}\nR2 a 0 {f(6)}\n").messages(),
              Contains(HasSubstr("error: unknown parameter 'x'")));
}

}  // namespace
}  // namespace ohmscope
