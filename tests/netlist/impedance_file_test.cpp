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

std::shared_ptr<const ImpedanceTable> read(std::string_view text, ImpedanceFormat format,
                                           const ImpedanceOptions& options = {}) {
  Diagnostics diagnostics;
  auto table = parse_impedance(text, format, options, "x", {}, diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.all()) ADD_FAILURE() << diagnostic.message;
  return table;
}

/// The only message; the table must be missing.
std::string fault(std::string_view text, ImpedanceFormat format, const ImpedanceOptions& options = {}) {
  Diagnostics diagnostics;
  EXPECT_EQ(parse_impedance(text, format, options, "x", {7, 3}, diagnostics), nullptr);
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
                          ImpedanceFormat::columns);
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
      ImpedanceFormat::columns);
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

TEST(MeasuredTouchstone, IsReadInVersion2Too) {
  const auto table = read(
      "[Version] 2.0\n# kHz Z RI R 50\n[Number of Ports] 1\n[Number of Frequencies] 1\n[Reference] 75\n[Network Data]\n"
      "10 3 -4\n[End]\n",
      ImpedanceFormat::touchstone);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->at(1e4), Complex(3, -4));
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
    const auto table = read(text, ImpedanceFormat::columns);
    ASSERT_TRUE(table) << text;
    EXPECT_EQ(table->at(10), Complex(1.5, 0)) << text;
    EXPECT_EQ(table->at(20), Complex(0, 2.5)) << text;
  }
}

TEST(MeasuredCsv, IsRectangularWhereTheHeaderSaysSo) {
  for (const std::string_view header :
       {"f,Re(Z),Im(Z)", "Frequency (Hz),real,imag", "Hz,Resistance,Reactance", "f,R,X"}) {
    const auto table = read(std::string(header) + "\n10,3,-4\n", ImpedanceFormat::columns);
    ASSERT_TRUE(table) << header;
    EXPECT_EQ(table->at(10), Complex(3, -4)) << header;
  }
  // "impedance" and "reactance" begin like im and re.
  const auto polar = read("frequency,impedance,phase\n10,3,180\n", ImpedanceFormat::columns);
  ASSERT_TRUE(polar);
  EXPECT_EQ(polar->at(10), Complex(-3, 0));
}

TEST(MeasuredColumns, AreWhatTheirNamesSay) {
  const auto expect = [](std::string_view text, Complex expected) {
    SCOPED_TRACE(text);
    const auto table = read(text, ImpedanceFormat::columns);
    ASSERT_TRUE(table);
    EXPECT_EQ(table->lowest(), 2400);
    expect_at(*table, 2400, expected);
  };
  expect("* Impedance data measured by REW V5.20\n* Freq(Hz) Z(Ohms) Phase(degrees)\n2400 4 90\n", {0, 4});
  expect("* Impedance data\n* Freq(Hz), Z(Ohms), Phase(degrees)\n2400, 4.0, 90.0\n", {0, 4});
  expect("Freq (kHz)   |Z| (kOhm)   Phase (rad)\n2.4 4 1.5\n", std::polar(4e3, 1.5));
  expect("Frequency [MHz];Re(Z) [mΩ];Im(Z) [mΩ]\n0,0024;3000;-4000\n", {3, -4});
  expect("f/kHz\tR/Ohm\tX/Ohm\n2,4\t3\t-4\n", {3, -4});
  expect("Phase,Z,Frequency\n90,4,2400\n", {0, 4});
  expect("f,Z,phase,Re,Im\n2400,4,90,0,4\n", {0, 4});
  expect("# f (mhz), X, R\n0.0024, 4, 3\n", {3, 4});
  expect("f,Z (MOhm),φ (°)\n2400,4e-6,90\n", {0, 4});
  expect("\"2400\",\"4,5\",\"90\"\n", {0, 4.5});
  expect("2400 4,5 90\r2500 4,5 90\r", {0, 4.5});
  expect("2400,4,90,,\n,,\n2500,4,90,,\n", {0, 4});
  expect("* f Z phase of a driver\n2400 4 90\n", {0, 4});
  expect("% f,Re\n// two columns are no header of three\n2400,4,90\n", {0, 4});
  expect("f Z arg/rad\n2400 2 1\n", std::polar(2.0, 1.0));
  expect("2400\t4  90\n", {0, 4});
}

TEST(MeasuredColumns, WithoutPhaseNeedAnOption) {
  EXPECT_EQ(fault("10 8\n20 9\n", ImpedanceFormat::columns),
            "'x' has no phase, expected frequency, magnitude and phase");
  EXPECT_EQ(fault("f;Z (Ohm)\n10;8\n", ImpedanceFormat::columns),
            "'x' has no phase, expected frequency, magnitude and phase");
  const auto table = read("10 8\n20 8\n40 8\n", ImpedanceFormat::columns, {.minimum_phase = true});
  ASSERT_TRUE(table);
  expect_at(*table, 20, 8);
  EXPECT_EQ(fault("0 8\n20 9\n", ImpedanceFormat::columns, {.minimum_phase = true}),
            "'x': minphase needs at least two points, all of them above 0 Hz and 0 ohm");
  EXPECT_EQ(fault("10 8 0\n", ImpedanceFormat::columns, {.minimum_phase = true}),
            "'x': minphase needs at least two points, all of them above 0 Hz and 0 ohm");
  std::string many;
  for (int k = 1; k <= 10001; ++k) many += fmt::format("{} 8\n", k);
  EXPECT_EQ(fault(many, ImpedanceFormat::columns, {.minimum_phase = true}),
            "'x': minphase takes 10000 points at most, found 10001: export them with fewer points an octave");
}

TEST(MeasuredColumns, GoOnBeyondTheirEndsOnlyWhereThatIsAskedFor) {
  const auto ends = read("10 8 -90\n100 2 45\n", ImpedanceFormat::columns);
  ASSERT_TRUE(ends);
  EXPECT_FALSE(ends->at(9.9) || ends->at(101));
  const auto table = read("10 8 -90\n100 2 45\n", ImpedanceFormat::columns, {.extrapolate = true});
  ASSERT_TRUE(table);
  expect_at(*table, 1, {0, -80});
  expect_at(*table, 1e4, std::polar(2 * std::sqrt(100.0), std::arg(Complex(1, 1))));
  EXPECT_FALSE(table->at(0));
}

TEST(MeasuredFaults, NameTheLineAndTheText) {
  EXPECT_EQ(fault("* c\n10 8 0\n20 eight 0\n30 nine 0\n", ImpedanceFormat::columns),
            "'x', line 3: 'eight' is not a number");
  EXPECT_EQ(fault("10 8k 0\n", ImpedanceFormat::columns), "'x', line 1: '8k' is not a number");
  EXPECT_EQ(fault("10 inf 0\n", ImpedanceFormat::columns), "'x', line 1: 'inf' is not a number");
  EXPECT_EQ(fault("10 8 0\n20 8\n", ImpedanceFormat::columns), "'x', line 2: found 2 values, expected 3");
  EXPECT_EQ(fault("10 8 0 1\n", ImpedanceFormat::columns), "'x', line 1: found 4 values, expected 3");
  EXPECT_EQ(fault("10,8,0\n20,,0\n", ImpedanceFormat::columns), "'x', line 2: column 2 is blank, expected a number");
  EXPECT_THAT(fault(std::string(100, 'q') + " 1 2\n", ImpedanceFormat::columns),
              HasSubstr("'" + std::string(40, 'q') + "…'"));
}

TEST(MeasuredFaults, FrequenciesRiseFromZero) {
  EXPECT_EQ(fault("10 8 0\n10 8 0\n", ImpedanceFormat::columns),
            "'x', line 2: frequency '10' does not lie above the one before it");
  EXPECT_EQ(fault("10 8 0\n5 8 0\n", ImpedanceFormat::columns),
            "'x', line 2: frequency '5' does not lie above the one before it");
  EXPECT_EQ(fault("-1 8 0\n", ImpedanceFormat::columns), "'x', line 1: negative frequency '-1'");
}

TEST(MeasuredFaults, ValuesThatAreNoImpedance) {
  EXPECT_EQ(fault("10 -8 0\n", ImpedanceFormat::columns), "'x', line 1: negative magnitude '-8'");
  EXPECT_THAT(fault("# hz s ri\n10 1 0\n", ImpedanceFormat::touchstone),
              StartsWith("'x': the impedance at 10 Hz is infinite"));
}

TEST(MeasuredFaults, FilesThatHoldNothingOrNoText) {
  EXPECT_EQ(fault("", ImpedanceFormat::columns), "'x' holds no points");
  EXPECT_EQ(fault("* nothing\n\n", ImpedanceFormat::columns), "'x' holds no points");
  EXPECT_EQ(fault("f,z,phase\n", ImpedanceFormat::columns), "'x' holds no points");
  EXPECT_EQ(fault(std::string_view("1 2 \0 3\n", 8), ImpedanceFormat::columns), "'x' is not a text file");
}

TEST(MeasuredFaults, HeadersThatMeanSomethingElse) {
  EXPECT_THAT(fault("# HZ H RI R 50\n1 2 3\n", ImpedanceFormat::touchstone), HasSubstr("H and G are of two-ports"));
  EXPECT_THAT(fault("# HZ S RI R -50\n", ImpedanceFormat::touchstone),
              HasSubstr("'x', line 1: the reference is '-50'"));
  EXPECT_THAT(fault("[Version] 3.0\n", ImpedanceFormat::touchstone), HasSubstr("'x', line 1: version '3.0'"));
  const std::string expected = ", expected frequency, impedance and phase, or frequency, real and imaginary part";
  EXPECT_EQ(fault("f;Wert;phase\n1;2;3\n", ImpedanceFormat::columns),
            "'x', line 1: column 'Wert' is not understood" + expected);
  EXPECT_EQ(fault("Z,phase,mag\n1,2,3\n", ImpedanceFormat::columns),
            "'x', line 1: no column of frequencies" + expected);
  EXPECT_EQ(fault("f,Re\n1,2\n", ImpedanceFormat::columns), "'x', line 1: no column of imaginary parts" + expected);
  EXPECT_EQ(fault("f,X\n1,2\n", ImpedanceFormat::columns), "'x', line 1: no column of impedances" + expected);
  EXPECT_EQ(fault("f Z(dB) phase\n1 2 3\n", ImpedanceFormat::columns),
            "'x', line 1: column 'Z(dB)' is in decibels, expected ohms");
  EXPECT_EQ(fault("f,Z,phase\nf,Z,phase\n1,2,3\n", ImpedanceFormat::columns),
            "'x', line 2: a second header, 'f,Z,phase'");
  EXPECT_EQ(fault("f,Z,phase,x\n1,2,3\n", ImpedanceFormat::columns), "'x', line 2: found 3 values, expected 4");
}

class ImpedanceFilesTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_ / "data"); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, std::string_view text) const { std::ofstream(folder_ / name) << text; }
  std::shared_ptr<const ImpedanceTable> read(std::string_view path) {
    return files_.read(path, {}, (folder_ / "deck.cir").string(), {1, 1}, diagnostics_);
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
  write("driver.doc", "10 8 0\n");
  EXPECT_EQ(read("driver.doc"), nullptr);
  EXPECT_EQ(message(),
            "unknown kind of measured impedance 'driver.doc', expected .zma, .txt, .csv, .tsv, .dat, .s1p, .z1p, .y1p "
            "or .ts");
  EXPECT_EQ(read("driver.FRD"), nullptr);
  EXPECT_EQ(message(), "'driver.FRD' is a frequency response, in dB of a sound pressure or a voltage: no impedance");
}

TEST_F(ImpedanceFilesTest, ReportAFaultAtTheFirstMentionOnly) {
  write("bad.csv", "x\n");
  EXPECT_EQ(read("bad.csv"), nullptr);
  EXPECT_EQ(read("bad.csv"), nullptr);
  EXPECT_EQ(diagnostics_.error_count(), 1U);
}

}  // namespace
}  // namespace ohmscope
