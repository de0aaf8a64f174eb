#include <gmock/gmock.h>

#include "netlist/files_fixture.hpp"

namespace ohmscope {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Library : public ohmscope::testing::Files {};

constexpr std::string_view corners =
    "* corners of a process\n"
    ".lib TT ; typical\nR1 a 0 1\n.endl TT\n"
    ".LIB 'ss'\nR1 a 0 2\n.lib \"corners.lib\" rest\n.ENDL\n"
    ".lib rest\nR2 a 0 3\n.endl rest\n"
    "R9 a 0 9\n";

TEST_F(Library, OnlyTheSectionAskedForIsRead) {
  write("main.cir", "t\n.lib 'parts/corners.lib' tt\n");
  write("parts/corners.lib", std::string(corners));
  load();
  EXPECT_THAT(messages(), IsEmpty());
  EXPECT_EQ(value("R1"), 1.0);
  EXPECT_EQ(value("R2"), std::nullopt);
  EXPECT_EQ(value("R9"), std::nullopt);
}

TEST_F(Library, ASectionMayAskForAnotherOfItsFile) {
  write("main.cir", "t\n.lib parts\\corners.lib SS\n");
  write("parts/corners.lib", std::string(corners));
  load();
  EXPECT_THAT(messages(), IsEmpty());
  EXPECT_EQ(value("R1"), 2.0);
  EXPECT_EQ(value("R2"), 3.0);
}

TEST_F(Library, WithoutASectionAllOfTheFileIsReadButItsSections) {
  write("main.cir", "t\n.lib parts/corners.lib\n.lib parts/with blank.lib\n");
  write("parts/corners.lib", std::string(corners));
  write("parts/with blank.lib", "R3 a 0 {\n+ 3}");
  load();
  EXPECT_THAT(messages(), IsEmpty());
  EXPECT_EQ(value("R1"), std::nullopt);
  EXPECT_EQ(value("R9"), 9.0);
  EXPECT_EQ(value("R3"), 3.0);
}

TEST_F(Library, AFileAskedForWithinASectionIsNoSection) {
  write("main.cir", "t\n.lib corners.lib tt\n");
  write("corners.lib", ".lib other.lib\n.lib tt\nR1 a 0 1\n.lib other.lib\n.endl\n");
  write("other.lib", "R2 a 0 2\n");
  load();
  EXPECT_THAT(messages(), IsEmpty());
  EXPECT_EQ(value("R2"), 2.0);
}

TEST_F(Library, AMissingSectionIsAnErrorWithTheSectionsThereAre) {
  write("main.cir", "t\nR1 a 0 1\n.lib corners.lib tx\n.lib corners.lib fast\n.lib none.lib fast\n");
  write("corners.lib", std::string(corners));
  write("none.lib", "R2 a 0 2\n");
  load();
  EXPECT_THAT(messages(), ElementsAre("main.cir:3:18: 'corners.lib' has no section 'tx'",
                                      "main.cir:4:18: 'corners.lib' has no section 'fast'",
                                      "main.cir:5:15: 'none.lib' has no section 'fast'"));
  EXPECT_EQ(diagnostics_.all()[0].hint, "did you mean 'TT'?");
  EXPECT_EQ(diagnostics_.all()[1].hint, "its sections are TT, ss, rest");
  EXPECT_EQ(diagnostics_.all()[2].hint, "");
}

TEST_F(Library, AMistypedFileDoesNotSwallowWhatFollows) {
  write("main.cir", "t\n.lib mising.lib\nR1 a 0 oops\n.lib tt\nR2 a 0 2\n.endl\n");
  load();
  EXPECT_THAT(messages(),
              ElementsAre(HasSubstr("mising.lib': No such file or directory"), "main.cir:3:8: 'oops' is not a number"));
}

TEST_F(Library, ASectionThatIsNotClosedOrAsksForItselfIsAnError) {
  write("main.cir", "t\nR1 a 0 1\n.lib corners.lib a\n.lib corners.lib b\n");
  write("corners.lib", ".lib a\nR2 a 0 2\n.lib b\n.lib corners.lib B\n.endl\n");
  load();
  EXPECT_THAT(messages(), ElementsAre("corners.lib:1:6: section 'a' is not closed, expected '.endl'",
                                      "corners.lib:4:18: 'B' includes itself"));
}

TEST_F(Library, ManySectionsAreSkippedInOnePass) {
  std::string deck = "t\nR1 a 0 1\n";
  for (int i = 0; i < 20000; ++i) deck += ".lib s" + std::to_string(i) + "\nR1 a 0 1\n.endl\n";
  write("main.cir", deck);
  load();
  EXPECT_THAT(messages(), IsEmpty());
}

}  // namespace
}  // namespace ohmscope
