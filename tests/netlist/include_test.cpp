#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "netlist/files_fixture.hpp"

namespace ohmscope {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Include : public ohmscope::testing::Files {};

TEST_F(Include, PathsAreRelativeToTheFileThatIncludes) {
  write("main.cir", "t\n.include parts/a.inc\n.INC \"parts/with blank.inc\" ; comment\nR1 a 0 1\n");
  write("parts/a.inc", "R2 a 0 2\n.include 'b.inc'\n");
  write("parts/b.inc", "R3 a 0 3");
  write("parts/with blank.inc", "R4 a 0 4\n.end\nR5 a 0 5\n");
  load();
  EXPECT_THAT(messages(), IsEmpty());
  EXPECT_EQ(value("R1"), 1.0);
  EXPECT_EQ(value("R2"), 2.0);
  EXPECT_EQ(value("R3"), 3.0);
  EXPECT_EQ(value("R4"), 4.0);
  EXPECT_EQ(value("R5"), 5.0);  // behind .end: to ngspice it ends nothing there
}

TEST_F(Include, TheFirstLineOfAnIncludedFileIsNoTitle) {
  write("main.cir", "t\n.include a.inc\n");
  write("a.inc", "R2 a 0 2\n");
  load();
  EXPECT_EQ(value("R2"), 2.0);
  EXPECT_EQ(deck_.title, "t");
}

TEST_F(Include, TheSameFileTwiceIsFine) {
  write("main.cir", "t\nX1 a s1\n.subckt s1 a\n.include a.inc\n.ends\n.subckt s2 a\n.include a.inc\n.ends\nX2 a s2\n");
  write("a.inc", "R2 a 0 2\n");
  load();
  EXPECT_THAT(messages(), IsEmpty());
  EXPECT_EQ(value("X2.R2"), 2.0);
}

TEST_F(Include, ErrorsNameTheIncludedFileAndWhoAskedForIt) {
  write("main.cir", "t\n\n.include a.inc\n");
  write("a.inc", "R1 a 0 oops\n");
  load();
  EXPECT_THAT(messages(), ElementsAre("a.inc:1:8: 'oops' is not a number"));
  const auto stack = sources_.include_stack(diagnostics_.all()[0].span);
  ASSERT_EQ(stack.size(), 1U);
  EXPECT_EQ(sources_.locate(stack[0]).line, 3U);
}

TEST_F(Include, AFileThatIncludesItselfIsAnError) {
  write("main.cir", "t\nR1 a 0 1\n.include a.inc\n");
  write("a.inc", "R2 a 0 2\n.include ./parts/../b.inc\n");
  write("b.inc", ".include a.inc\n.include main.cir\nR3 a 0 3\n");
  load();
  EXPECT_THAT(messages(), ElementsAre("b.inc:1:10: 'a.inc' includes itself", "b.inc:2:10: 'main.cir' includes itself"));
  EXPECT_EQ(value("R3"), 3.0);
}

TEST_F(Include, WhatCannotBeReadIsAnErrorAtTheCard) {
  write("main.cir", "t\nR1 a 0 1\n.include missing.inc\n.include parts\n.include\n.include nul.inc\n.include ''\n");
  write("nul.inc", std::string("R1 a\0b", 6));
  load();
  EXPECT_THAT(messages(),
              ElementsAre(HasSubstr("missing.inc': No such file or directory"), HasSubstr("parts': Is a directory"),
                          "main.cir:5:1: '.include' names no file", "nul.inc:1:5: this is not text: byte 5 is 0",
                          "main.cir:7:1: '.include' names no file"));
  EXPECT_THAT(messages()[0], ::testing::StartsWith("main.cir:3:10: cannot read '"));
}

TEST_F(Include, AnUnreadableMainFileThrows) { EXPECT_THROW(load(), std::system_error); }

TEST_F(Include, AnEmptyIncludedFileIsFine) {
  write("main.cir", "t\n.include a.inc\nR1 a 0 1\n");
  write("a.inc", "");
  load();
  EXPECT_THAT(messages(), IsEmpty());
}

TEST_F(Include, PathsMayBeThoseOfWindowsOrBesideTheDeck) {
  write("main.cir", "t\n.include parts\\a.inc\n.include \"parts\\with blank.inc\"\n");
  write("parts/a.inc", "R2 a 0 2\n.include parts/b.inc\n.include 'c.inc'\n");
  write("parts/b.inc", "R3 a 0 3\n");
  write("c.inc", "R4 a 0 4\n");
  write("parts/with blank.inc", "R5 a 0 5\n");
  load();
  EXPECT_THAT(messages(), IsEmpty());
  EXPECT_EQ(value("R3"), 3.0);
  EXPECT_EQ(value("R4"), 4.0);
  EXPECT_EQ(value("R5"), 5.0);
}

TEST_F(Include, ACtrlZEndsNothingAndIsNoMistake) {
  write("main.cir",
        "t\r\n.include a.inc\r\nR1 a 0 1\r\n\x1A"
        "R9 a 0 9\n");
  write("a.inc", "R2 a 0 2\r\n\x1A\r\n\x1A");
  load();
  EXPECT_THAT(messages(), IsEmpty());
  EXPECT_EQ(value("R1"), 1.0);
  EXPECT_EQ(value("R2"), 2.0);
  EXPECT_EQ(value("R9"), 9.0);  // as in ngspice
}

TEST_F(Include, DevicesAndPipesAreNotOpenedAsTheyMayNeverEnd) {
  write("main.cir", "t\n.include /dev/zero\n.include pipe\nR1 a 0 1\n");
  ASSERT_EQ(mkfifo((directory_ / "pipe").c_str(), 0600), 0);
  load();
  EXPECT_THAT(messages(), ElementsAre(HasSubstr("/dev/zero': it is a device or a pipe, expected a file"),
                                      HasSubstr("pipe': it is a device or a pipe, expected a file")));
  EXPECT_EQ(value("R1"), 1.0);
}

TEST_F(Include, FilesThatMultiplyAreStopped) {
  write("main.cir", "t\nR1 a 0 1\n.include f0\n");
  for (int i = 0; i < 30; ++i) {
    const std::string next = ".include f" + std::to_string(i + 1) + "\n";
    write("f" + std::to_string(i), next + next);
  }
  write("f30", "* end\n");
  load();
  EXPECT_THAT(messages().front(), HasSubstr("is not included: the deck has more than 10000 files"));
}

}  // namespace
}  // namespace ohmscope
