#include "netlist/impedance_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

namespace ohmscope {
namespace {

using Complex = std::complex<double>;
using testing::HasSubstr;
using testing::StartsWith;

std::shared_ptr<const ImpedanceTable> read(std::string_view text, ImpedanceFormat format) {
  Diagnostics diagnostics;
  auto table = parse_impedance(text, format, "x", {}, diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.all()) ADD_FAILURE() << diagnostic.message;
  return table;
}

/// The only message; the table must be missing.
std::string fault(std::string_view text, ImpedanceFormat format) {
  Diagnostics diagnostics;
  EXPECT_EQ(parse_impedance(text, format, "x", {7, 3}, diagnostics), nullptr);
  if (diagnostics.all().size() != 1) return fmt::format("{} messages", diagnostics.all().size());
  EXPECT_EQ(diagnostics.all().front().span, (Span{7, 3}));
  return diagnostics.all().front().message;
}

void expect_at(const ImpedanceTable& table, double frequency, Complex expected) {
  const auto value = table.at(frequency);
  ASSERT_TRUE(value) << frequency;
  EXPECT_LE(std::abs(*value - expected), 1e-14 * std::abs(expected))
      << frequency << ": " << value->real() << ", " << value->imag();
}

TEST(MeasuredZma, IsHertzOhmsAndDegrees) {
  const auto table = read("* Dayton export\r\n; Freq Z Phase\r\n10 8 0\r\n\r\n  20\t4.0e0  90\r\n4e1 +2 -60\r\n",
                          ImpedanceFormat::zma);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->at(10), Complex(8, 0));
  EXPECT_EQ(table->at(20), Complex(0, 4));
  expect_at(*table, 40, {1, -std::sqrt(3.0)});
  EXPECT_EQ(table->lowest(), 10);
  EXPECT_EQ(table->highest(), 40);
}

TEST(MeasuredZma, ReadsALastLineWithoutItsEndAndAByteOrderMark) {
  const auto table = read(
      "\xEF\xBB\xBF"
      "1 2 0\n3 4 180",
      ImpedanceFormat::zma);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->at(3), Complex(-4, 0));
}

TEST(MeasuredTouchstone, ReflectionAgainstItsReference) {
  // S = (Z - R) / (Z + R): 1/3 is 2 R, -1/3 is R / 2, j is j R, 0 is R.
  const auto table = read(
      "! one port\n# MHz S RI R 75\n1 0.33333333333333333 0\n2.4 -0.33333333333333333 0 ! half\n3 0 1\n4 0 0\n5 -1 0\n",
      ImpedanceFormat::touchstone);
  ASSERT_TRUE(table);
  expect_at(*table, 1e6, 150);
  expect_at(*table, 2.4e6, 37.5);
  expect_at(*table, 3e6, {0, 75});
  expect_at(*table, 4e6, 75);
  EXPECT_EQ(table->at(5e6), Complex(0, 0));
}

TEST(MeasuredTouchstone, WithoutOptionsIsGigahertzMagnitudeAngleAndFiftyOhms) {
  const auto table = read("2.4 1 90\n", ImpedanceFormat::touchstone);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->lowest(), 2.4e9);
  expect_at(*table, 2.4e9, {0, 50});
}

TEST(MeasuredTouchstone, ImpedancesAndAdmittancesAreRelativeToTheReference) {
  const auto z = read("# z ri hz r 50\n1 2 -3\n", ImpedanceFormat::touchstone);
  ASSERT_TRUE(z);
  expect_at(*z, 1, {100, -150});
  const auto y = read("# KHZ Y DB R 100\n1 20 90\n", ImpedanceFormat::touchstone);  // y = 10 j
  ASSERT_TRUE(y);
  expect_at(*y, 1e3, {0, -10});
}

TEST(MeasuredCsv, TakesEachSeparatorAndTheDecimalComma) {
  for (const std::string_view text :
       {"f,Z,phase\n10,1.5,0\n20,2.5,90\n", "10;1,5;0\n20;2,5;90\n",
        "\"Hz\"\t\"Ohm\"\t\"Degrees\"\n10\t1,5\t0\n20\t2.5\t90\n", "# a; b\n10 , 1.5 , 0\n\"20\",2.5,90\n"}) {
    const auto table = read(text, ImpedanceFormat::csv);
    ASSERT_TRUE(table) << text;
    EXPECT_EQ(table->at(10), Complex(1.5, 0)) << text;
    EXPECT_EQ(table->at(20), Complex(0, 2.5)) << text;
  }
}

TEST(MeasuredCsv, IsRectangularWhereTheHeaderSaysSo) {
  for (const std::string_view header :
       {"f,Re(Z),Im(Z)", "Frequency (Hz),real,imag", "Hz,Resistance,Reactance", "f,R,X"}) {
    const auto table = read(std::string(header) + "\n10,3,-4\n", ImpedanceFormat::csv);
    ASSERT_TRUE(table) << header;
    EXPECT_EQ(table->at(10), Complex(3, -4)) << header;
  }
  // "impedance" and "reactance" begin like im and re.
  const auto polar = read("frequency,impedance,phase\n10,3,180\n", ImpedanceFormat::csv);
  ASSERT_TRUE(polar);
  EXPECT_EQ(polar->at(10), Complex(-3, 0));
}

TEST(MeasuredFaults, NameTheLineAndTheText) {
  EXPECT_EQ(fault("* c\n10 8 0\n20 eight 0\n30 nine 0\n", ImpedanceFormat::zma),
            "'x', line 3: 'eight' is not a number");
  EXPECT_EQ(fault("10 8k 0\n", ImpedanceFormat::zma), "'x', line 1: '8k' is not a number");
  EXPECT_EQ(fault("10 inf 0\n", ImpedanceFormat::zma), "'x', line 1: 'inf' is not a number");
  EXPECT_EQ(fault("10 8\n", ImpedanceFormat::zma), "'x', line 1: found 2 values, expected 3");
  EXPECT_EQ(fault("10 8 0 1\n", ImpedanceFormat::zma), "'x', line 1: found 4 values, expected 3");
  EXPECT_EQ(fault("10,8,0\n20,,0\n", ImpedanceFormat::csv), "'x', line 2: '' is not a number");
  EXPECT_THAT(fault(std::string(100, 'q') + " 1 2\n", ImpedanceFormat::zma),
              HasSubstr("'" + std::string(40, 'q') + "…'"));
}

TEST(MeasuredFaults, FrequenciesRiseFromZero) {
  EXPECT_EQ(fault("10 8 0\n10 8 0\n", ImpedanceFormat::zma),
            "'x', line 2: frequency '10' does not lie above the one before it");
  EXPECT_EQ(fault("10 8 0\n5 8 0\n", ImpedanceFormat::zma),
            "'x', line 2: frequency '5' does not lie above the one before it");
  EXPECT_EQ(fault("-1 8 0\n", ImpedanceFormat::zma), "'x', line 1: negative frequency '-1'");
}

TEST(MeasuredFaults, ValuesThatAreNoImpedance) {
  EXPECT_EQ(fault("10 -8 0\n", ImpedanceFormat::zma), "'x', line 1: negative magnitude '-8'");
  EXPECT_THAT(fault("# hz s ri\n10 1 0\n", ImpedanceFormat::touchstone),
              StartsWith("'x', line 2: the impedance is infinite"));
}

TEST(MeasuredFaults, FilesThatHoldNothingOrNoText) {
  EXPECT_EQ(fault("", ImpedanceFormat::zma), "'x' holds no points");
  EXPECT_EQ(fault("* nothing\n\n", ImpedanceFormat::zma), "'x' holds no points");
  EXPECT_EQ(fault("f,z,p\n", ImpedanceFormat::csv), "'x' holds no points");
  EXPECT_EQ(fault(std::string_view("1 2 \0 3\n", 8), ImpedanceFormat::zma), "'x' is not a text file");
}

TEST(MeasuredFaults, HeadersThatMeanSomethingElse) {
  EXPECT_THAT(fault("# HZ H RI R 50\n", ImpedanceFormat::touchstone), HasSubstr("unknown option 'H'"));
  EXPECT_THAT(fault("# HZ S RI R -50\n", ImpedanceFormat::touchstone), HasSubstr("unknown option 'R'"));
  EXPECT_THAT(fault("[Version] 2.0\n", ImpedanceFormat::touchstone), HasSubstr("expected version 1"));
  EXPECT_EQ(fault("f (kHz),Z,phase\n1,2,3\n", ImpedanceFormat::csv),
            "'x', line 1: column 'f (kHz)', expected Hz, ohm and degrees");
  EXPECT_EQ(fault("f,Z\n1,2\n", ImpedanceFormat::csv), "'x', line 1: found 2 columns, expected 3");
}

class ImpedanceFilesTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_ / "data"); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, std::string_view text) const { std::ofstream(folder_ / name) << text; }
  std::shared_ptr<const ImpedanceTable> read(std::string_view path) {
    return files_.read(path, (folder_ / "deck.cir").string(), {1, 1}, diagnostics_);
  }
  std::string message() const { return diagnostics_.all().empty() ? "" : diagnostics_.all().back().message; }

  std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      fmt::format("ohmscope-{}", testing::UnitTest::GetInstance()->current_test_info()->name());
  Diagnostics diagnostics_;
  ImpedanceFiles files_;
};

TEST_F(ImpedanceFilesTest, LieBesideTheDeckAndAreReadOnce) {
  write("data/driver.ZMA", "10 8 0\n");
  const auto table = read("data/driver.ZMA");
  ASSERT_TRUE(table) << message();
  EXPECT_EQ(table->name(), "data/driver.ZMA");
  EXPECT_EQ(read("data/driver.ZMA"), table);
}

TEST_F(ImpedanceFilesTest, ThatCannotBeReadSayWhy) {
  EXPECT_EQ(read("none.zma"), nullptr);
  EXPECT_EQ(message(), "cannot read 'none.zma': no such file or directory");
  std::filesystem::create_directories(folder_ / "folder.zma");
  EXPECT_EQ(read("folder.zma"), nullptr);
  EXPECT_EQ(message(), "cannot read 'folder.zma': is a directory");
  std::filesystem::create_symlink("/dev/zero", folder_ / "endless.zma");
  EXPECT_EQ(read("endless.zma"), nullptr);
  EXPECT_EQ(message(), "cannot read 'endless.zma': it is a device or a pipe, expected a file");
  write("driver.txt", "10 8 0\n");
  EXPECT_EQ(read("driver.txt"), nullptr);
  EXPECT_EQ(message(), "unknown kind of measured impedance 'driver.txt', expected .zma, .s1p or .csv");
}

TEST_F(ImpedanceFilesTest, ReportAFaultAtTheFirstMentionOnly) {
  write("bad.csv", "x\n");
  EXPECT_EQ(read("bad.csv"), nullptr);
  EXPECT_EQ(read("bad.csv"), nullptr);
  EXPECT_EQ(diagnostics_.error_count(), 1U);
}

}  // namespace
}  // namespace ohmscope
