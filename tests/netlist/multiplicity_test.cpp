// The m of instances as a parameter of their subcircuits. Values are those of ngspice 39.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netlist/deck_fixture.hpp"

namespace ohmscope {
namespace {

using ohmscope::testing::Loaded;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string subcircuit = ".subckt s a\nR1 a 0 {m}\n.ends\n";

TEST(Multiplicity, Is1WhereAnotherInstanceOfTheSubcircuitHasOne) {
  for (const std::string instances : {"X1 a s\nX2 a s m=3\n", "X2 a S M=3\nX1 a s\n"}) {
    const Loaded loaded(subcircuit + instances);
    EXPECT_THAT(loaded.messages(), IsEmpty());
    EXPECT_EQ(loaded.value("X1.R1"), 1);
    EXPECT_EQ(loaded.value("X2.R1"), 3.0 / 3) << "three of 3 ohm in parallel";
  }
}

TEST(Multiplicity, OfAnotherInstanceHidesAParameterAroundItWithAWarning) {
  const Loaded loaded(".param m=5\n" + subcircuit + "X1 a s\nX2 a s m=3\n");
  EXPECT_EQ(loaded.value("X1.R1"), 1);
  EXPECT_THAT(loaded.messages(), ElementsAre(HasSubstr("6:1: warning: 'm' is 1 in 'X1', and not 5 as around it")));
  EXPECT_EQ(Loaded(".param m=5\n" + subcircuit + "X1 a s\n").value("X1.R1"), 5) << "no instance has one";
}

TEST(Multiplicity, IsThatOfTheSubcircuitWhereItHasAParameterOfThatName) {
  const Loaded loaded(".subckt s a m=7\nR1 a 0 {m}\n.ends\nX1 a s\nX2 a s m=3\n");
  EXPECT_EQ(loaded.value("X1.R1"), 7);
  EXPECT_EQ(loaded.value("X2.R1"), 3);
}

TEST(Multiplicity, OfAnotherSubcircuitDoesNotCount) {
  EXPECT_THAT(Loaded(subcircuit + ".subckt t a\nR1 a 0 1\n.ends\nX1 a s\nX2 a t m=3\n").messages(),
              ElementsAre(HasSubstr("unknown parameter 'm'")));
}

}  // namespace
}  // namespace ohmscope
