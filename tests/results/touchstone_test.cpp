// Touchstone files: what is read, what is refused and where, what is written, and that scikit-rf reads the same.

#include "results/touchstone.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace ohmscope::results {
namespace {

using Complex = std::complex<double>;
using ::testing::ElementsAre;

NetworkData read(std::string_view text, std::size_t ports = 0) {
  TouchstoneFile file = read_touchstone(text, ports);
  if (!file.data) {
    ADD_FAILURE() << file.fault.line << ": " << file.fault.text;
    return {};
  }
  return *file.data;
}

/// "line: what is wrong"
std::string fault(std::string_view text, std::size_t ports = 0) {
  const TouchstoneFile file = read_touchstone(text, ports);
  EXPECT_FALSE(file.data) << text;
  return std::to_string(file.fault.line) + ": " + file.fault.text;
}

std::string written(const NetworkData& data, const TouchstoneStyle& style = {}) {
  std::string text;
  write_touchstone(data, style, [&](std::string_view piece) { text += piece; });
  return text;
}

/// Entry (to, from) = to + j from at 1 Hz, twice that at 2 Hz, counted from 1.
NetworkData numbered(std::size_t ports, NetworkParameter parameter = NetworkParameter::s) {
  NetworkData data{parameter, std::vector<double>(ports, 50.0), {1, 2}, {}};
  for (const double f : data.frequencies) {
    for (std::size_t to = 1; to <= ports; ++to) {
      for (std::size_t from = 1; from <= ports; ++from)
        data.values.emplace_back(f * static_cast<double>(to), f * static_cast<double>(from));
    }
  }
  return data;
}

// ------------------------------------------------------------------------------------------------------- version 1

TEST(TouchstoneRead, WithoutOptionsItIsGigahertzReflectionMagnitudeAngleFiftyOhm) {
  const NetworkData data = read("2.4 0.5 90\n", 1);
  EXPECT_EQ(data.parameter, NetworkParameter::s);
  EXPECT_THAT(data.references, ElementsAre(50));
  EXPECT_THAT(data.frequencies, ElementsAre(2.4e9));
  EXPECT_THAT(data.values, ElementsAre(Complex(0, 0.5)));
}

TEST(TouchstoneRead, OptionsStandInAnyOrderAndOnlyTheFirstLineOfThemCounts) {
  const NetworkData data = read("! head\n# r 75 ri khz s ! tail\n1 0.1 0.2\n# Hz S DB R 1\n2 0.3 0.4\n", 1);
  EXPECT_THAT(data.references, ElementsAre(75));
  EXPECT_THAT(data.frequencies, ElementsAre(1000, 2000));
  EXPECT_THAT(data.values, ElementsAre(Complex(0.1, 0.2), Complex(0.3, 0.4)));
}

TEST(TouchstoneRead, DecibelsAreOfVoltages) {
  const NetworkData data = read("# Hz S DB R 50\n0 -20 180\n1 20 45\n", 1);
  EXPECT_EQ(data.values[0], Complex(-0.1, 0));
  EXPECT_NEAR(data.values[1].real(), 10 * std::sqrt(0.5), 1e-14);
}

TEST(TouchstoneRead, ATwoPortComesByColumns) {
  const NetworkData data = read("# MHz S RI R 50\n1 11 0 21 0 12 0 22 0\n", 2);
  EXPECT_EQ(data.at(0, 0, 0), 11.0);
  EXPECT_EQ(data.at(0, 1, 0), 21.0);
  EXPECT_EQ(data.at(0, 0, 1), 12.0);
  EXPECT_EQ(data.at(0, 1, 1), 22.0);
}

TEST(TouchstoneRead, MorePortsComeByRowsFoldedAnywhereBetweenPairs) {
  const NetworkData data = read(
      "# Hz S RI R 50\n1 11 0 12 0 13 0\n21 0 22 0 23 0\n31 0 32 0 33 0\n2 11 0 12 0\n13 0\n21 0 22 0 23 0 31 0 32 0\n"
      "33 0\n",
      3);
  for (const std::size_t k : {0U, 1U}) {
    EXPECT_EQ(data.at(k, 1, 0), 21.0);
    EXPECT_EQ(data.at(k, 0, 2), 13.0);
    EXPECT_EQ(data.at(k, 2, 2), 33.0);
  }
}

TEST(TouchstoneRead, NoiseOfATwoPortIsSkipped) {
  const NetworkData data =
      read("# GHz S RI R 50\n1 1 0 2 0 3 0 4 0\n2 1 0 2 0 3 0 4 0\n1 .4 .5 90 .2\n2 .5 .5 80 .2\n", 2);
  EXPECT_THAT(data.frequencies, ElementsAre(1e9, 2e9));
}

TEST(TouchstoneRead, InVersionOneAllButReflectionsAreRelativeToTheReference) {
  const std::string numbers = "\n1 2 0 3 0 5 0 7 0\n";  // 11 21 12 22
  const auto at = [&](const char* kind) { return read(std::string("# Hz ") + kind + " RI R 50" + numbers, 2).values; };
  EXPECT_THAT(at("Z"), ElementsAre(100, 250, 150, 350));
  EXPECT_THAT(at("Y"), ElementsAre(0.04, 0.1, 0.06, 0.14));
  EXPECT_THAT(at("H"), ElementsAre(100, 5, 3, 0.14));
  EXPECT_THAT(at("G"), ElementsAre(0.04, 5, 3, 350));
  EXPECT_THAT(at("S"), ElementsAre(2, 5, 3, 7));
}

TEST(TouchstoneRead, VersionOnePointOneHasAReferenceAPort) {
  const NetworkData data = read("# Hz Z RI R 4 9\n1 1 0 1 0 1 0 1 0\n", 2);
  EXPECT_THAT(data.references, ElementsAre(4, 9));
  EXPECT_THAT(data.values, ElementsAre(4, 6, 6, 9));
}

TEST(TouchstoneRead, BlanksTabsCarriageReturnsAndAByteOrderMarkAreFine) {
  const NetworkData data = read("\xEF\xBB\xBF# Hz S RI R 50\r\n\r\n\t+1e0\t1E-1   2e-1 ! x\r\n", 1);
  EXPECT_THAT(data.values, ElementsAre(Complex(0.1, 0.2)));
}

// ------------------------------------------------------------------------------------------------------- version 2

const std::string head = "[Version] 2.0\n# Hz S RI R 50\n[Number of Ports] 2\n[Two-Port Data Order] 12_21\n";

TEST(TouchstoneRead, VersionTwoSaysItsPortsReferencesAndOrder) {
  const NetworkData data =
      read("! x\n" + head +
           "[Number of Frequencies] 1\n[Number of Noise Frequencies] 1\n[Reference]\n50\n75 \n[Begin "
           "Information]\nanything\n"
           "[x] y\n[End Information]\n[Network Data]\n1 11 0 12 0 21 0 22 0\n[Noise Data]\n1 2 3 4 5\n[End]\nrest\n");
  EXPECT_THAT(data.references, ElementsAre(50, 75));
  EXPECT_THAT(data.values, ElementsAre(11, 12, 21, 22));
}

TEST(TouchstoneRead, VersionTwoIsNotRelative) {
  const NetworkData data = read(
      "[Version] 2.1\n# Hz Z RI R 50\n[Number of Ports] 1\n[Number of Frequencies] 1\n[Network Data]\n1 3 4\n[End]\n");
  EXPECT_THAT(data.values, ElementsAre(Complex(3, 4)));
}

TEST(TouchstoneRead, HalfOfASymmetricMatrixIsEnough) {
  const std::string start = "[Version] 2.0\n# Hz S RI R 50\n[Number of Ports] 3\n[Number of Frequencies] 1\n";
  const NetworkData lower =
      read(start + "[Matrix Format] Lower\n[Network Data]\n1 11 0\n21 0 22 0\n31 0 32 0 33 0\n[End]\n");
  const NetworkData upper =
      read(start + "[Matrix Format] upper\n[Network Data]\n1 11 0 21 0 31 0\n22 0 32 0\n33 0\n[End]\n");
  EXPECT_THAT(lower.values, ElementsAre(11, 21, 31, 21, 22, 32, 31, 32, 33));
  EXPECT_EQ(upper.values, lower.values);
}

// ------------------------------------------------------------------------------------------------------- bad files

struct Bad {
  std::string text;
  std::size_t ports;
  const char* fault;
};

/// What ctest calls it.
std::ostream& operator<<(std::ostream& out, const Bad& bad) { return out << bad.fault; }

class TouchstoneRefuses : public ::testing::TestWithParam<Bad> {};

TEST_P(TouchstoneRefuses, WithTheLineAndWhatWasExpected) {
  EXPECT_EQ(fault(GetParam().text, GetParam().ports), GetParam().fault);
}

const std::string no_order = "[Version] 2.0\n# Hz S RI R 50\n[Number of Ports] 2\n[Number of Frequencies] 1\n";
const std::string data_line = "[Network Data]\n1 1 0 1 0 1 0 1 0\n";

const Bad bad_files[] = {
    {"", 1, "0: it holds no points"},
    {"! only a comment\n# Hz S RI R 50\n", 1, "0: it holds no points"},
    {"1 2 3\n", 0, "1: nothing says how many ports it has: its name does not end in '.sNp'"},
    {std::string("1 2 3\n\0", 7), 1, "0: it is not a text file"},
    {"# THz S RI R 50\n", 1,
     "1: unknown option 'THz', expected a unit (Hz, kHz, MHz, GHz), S, Y, Z, H or G, RI, MA or DB, or R"},
    {"# Hz S RI R\n1 2 3\n", 1, "1: 'R' is not followed by the reference resistance"},
    {"# Hz S RI R 0\n1 2 3\n", 1, "1: the reference is '0', expected a positive number"},
    {"# Hz S RI R -50\n1 2 3\n", 1, "1: the reference is '-50', expected a positive number"},
    {"# Hz S RI R 50 75 100\n1 1 0 1 0 1 0 1 0\n", 2, "2: 3 references for 2 ports"},
    {"# Hz H RI R 50\n1 2 3\n", 1, "2: H and G are of two-ports, and it has 1 port"},
    {"# Hz S RI R 50\n1 2 3\n1 2 3\n", 1, "3: the frequency 1 Hz is not above the one before, 1 Hz"},
    {"# kHz S RI R 50\n2 2 3\n1 2 3\n", 1, "3: the frequency 1000 Hz is not above the one before, 2000 Hz"},
    {"# Hz S RI R 50\n-1 2 3\n", 1, "2: the frequency -1 Hz is negative"},
    {"# Hz S RI R 50\n1 2\n2 3 4\n", 1, "2: found 2 numbers, expected 3: a frequency and 1 pairs"},
    {"# Hz S RI R 50\n1 2 3 4 5\n", 1, "2: found 5 numbers, expected 3: a frequency and 1 pairs"},
    {"# Hz S RI R 50\n1 1 0 1 0 1 0\n2 1 0 1 0 1 0 1 0\n", 2,
     "2: found 7 numbers, expected 9: a frequency and 4 pairs"},
    {"# Hz S RI R 50\n1 1 0 1 0 1 0 1 0\n2 1 0 1 0\n", 2, "3: found 5 numbers, expected 9: a frequency and 4 pairs"},
    {"# Hz S RI R 50\n1 1 0 1 0 1 0 1 0\n1 2 3 4 5\n1 2 3\n", 2, "4: found 3 numbers, expected 5 of noise"},
    {"# Hz S RI R 50\n1 2,5 3\n", 1, "2: '2,5' is no number"},
    {"# Hz S RI R 50\n1 nan 3\n", 1, "2: 'nan' is no number"},
    {"# Hz S RI R 50\n1 1e999 3\n", 1, "2: '1e999' is no number"},
    {"Lorem ipsum dolor sit amet\n", 2, "1: 'Lorem' is no number"},
    {"# Hz S RI R 50\n[Network Data]\n", 1, "2: '[network data]' before '[Version]'"},
    {"[Version] 3.0\n", 0, "1: version '3.0', expected 2.0 or 2.1"},
    {"[Version 2.0\n", 0, "1: '[' is not closed in '[Version 2.0'"},
    {"[Version] 2.0\n[Number of Ports] two\n", 0,
     "2: '[Number of Ports]' is followed by 'two', expected a whole number from 1 on"},
    {"[Version] 2.0\n[Number of Ports] 3\n", 2, "2: it has 3 ports, and its name says 2 ports"},
    {"[Version] 2.0\n# Hz S RI R 50\n[Network Data]\n", 0, "3: '[Number of Ports]' is missing"},
    {no_order + data_line, 0, "5: '[Two-Port Data Order]' is missing"},
    {head + data_line, 0, "5: '[Number of Frequencies]' is missing"},
    {head + "[Number of Frequencies] 2\n" + data_line + "[End]\n", 0,
     "0: it holds 1 frequencies, and '[Number of Frequencies]' says 2"},
    {head + "[Number of Frequencies] 1\n1 2 3\n", 0, "6: found '1' before '[Network Data]'"},
    {head + "[Two-Port Data Order] 22_11\n", 0, "5: the two-port's order is '22_11', expected 12_21 or 21_12"},
    {head + "[Matrix Format] half\n", 0, "5: the matrix format is 'half', expected Full, Lower or Upper"},
    {head + "[Reference] 50 -75\n", 0, "5: the reference is '-75', expected a positive number"},
    {head + "[Reference] 50 75 75\n[Number of Frequencies] 1\n" + data_line, 0, "7: 3 references for 2 ports"},
    {head + "[Mixed-Mode Order] D1,2 C1,2\n", 0,
     "5: '[Mixed-Mode Order]': mixed modes are not read, only ports for themselves"},
    {head + "[Colour] red\n", 0, "5: unknown keyword '[colour]'"},
    {head + "[Number of Frequencies] 1\n" + data_line + "[Reference] 1 1\n", 0,
     "8: '[reference]' behind the first numbers"},
};

INSTANTIATE_TEST_SUITE_P(Files, TouchstoneRefuses, ::testing::ValuesIn(bad_files));

// --------------------------------------------------------------------------------------------------------- written

TEST(TouchstoneWrite, VersionOneFoldsRowsAfterFourPairs) {
  NetworkData data = numbered(5);
  data.frequencies = {1};
  EXPECT_EQ(written(data),
            "# HZ S RI R 50\n"
            "1 1 1 1 2 1 3 1 4\n 1 5\n 2 1 2 2 2 3 2 4\n 2 5\n 3 1 3 2 3 3 3 4\n 3 5\n 4 1 4 2 4 3 4 4\n 4 5\n"
            " 5 1 5 2 5 3 5 4\n 5 5\n");
}

TEST(TouchstoneWrite, ATwoPortIsALineByColumns) {
  EXPECT_EQ(written(numbered(2)), "# HZ S RI R 50\n1 1 1 2 1 1 2 2 2\n2 2 2 4 2 2 4 4 4\n");
}

TEST(TouchstoneWrite, VersionTwoSaysAllThatVersionOneCannot) {
  NetworkData data = numbered(2);
  data.references = {50, 75};
  data.port_names = {"in", "out"};
  EXPECT_EQ(written(data, {.version = 2, .comment = "made by hand"}),
            "! made by hand\n[Version] 2.0\n# HZ S RI R 50\n[Number of Ports] 2\n[Two-Port Data Order] 12_21\n"
            "[Number of Frequencies] 2\n[Reference]\n50 75\n! Port[1] = in\n! Port[2] = out\n[Network Data]\n"
            "1 1 1 1 2 2 1 2 2\n2 2 2 2 4 4 2 4 4\n[End]\n");
}

TEST(TouchstoneWrite, DigitsAndWidthMakeColumns) {
  EXPECT_EQ(written(numbered(1), {.digits = 3, .width = 11}),
            "# HZ S RI R 50\n   1.00e+00    1.00e+00    1.00e+00\n   2.00e+00    2.00e+00    2.00e+00\n");
}

TEST(TouchstoneWrite, WhatIsWrittenIsReadAgain) {
  for (const int version : {1, 2}) {
    for (const NetworkParameter parameter : {NetworkParameter::s, NetworkParameter::z, NetworkParameter::y}) {
      for (const std::size_t ports : {1U, 2U, 3U, 4U, 9U}) {
        NetworkData data = numbered(ports, parameter);
        data.references.back() = 75.5;
        data.port_names.assign(ports, "a name");
        data.at(1, 0, 0) = {1.0 / 3, -1e-300};
        const NetworkData again = read(written(data, {.version = version}), ports);
        EXPECT_EQ(again.values, data.values) << version << ports;
        EXPECT_EQ(again.frequencies, data.frequencies);
        EXPECT_EQ(again.port_names, data.port_names);
        EXPECT_EQ(again.references.back(), parameter == NetworkParameter::s ? 75.5 : 1);
      }
    }
    EXPECT_EQ(read(written(numbered(2, NetworkParameter::h), {.version = version}), 2).values, numbered(2).values);
  }
}

TEST(TouchstoneWrite, MagnitudesDecibelsAndAnglesComeBackToRounding) {
  NetworkData data = numbered(3);
  data.at(0, 0, 0) = 0;
  for (const auto pair : {TouchstonePair::magnitude_angle, TouchstonePair::decibel_angle}) {
    const NetworkData again = read(written(data, {.pair = pair}), 3);
    for (std::size_t k = 0; k < data.values.size(); ++k)
      EXPECT_LE(std::abs(again.values[k] - data.values[k]), 1e-14 * std::abs(data.values[k]));
  }
}

TEST(TouchstoneName, SaysHowManyPorts) {
  EXPECT_EQ(ports_of_suffix("a/b.s2p"), 2);
  EXPECT_EQ(ports_of_suffix("B.S16P"), 16);
  EXPECT_EQ(ports_of_suffix("b.sp"), 0);
  EXPECT_EQ(ports_of_suffix("b.sxp"), 0);
  EXPECT_EQ(ports_of_suffix("s2p"), 0);
  EXPECT_TRUE(is_touchstone_name("x.ts"));
  EXPECT_TRUE(is_touchstone_name("x.s1p"));
  EXPECT_FALSE(is_touchstone_name("x.csv"));
}

// ------------------------------------------------------------------------------------------------------- scikit-rf

namespace fs = std::filesystem;

/// A folder of its own, removed with what is in it.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "ohmscope.XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

/// Numbers that a script prints behind the word "numbers". Debian's Python, since scikit-rf is Debian's package.
std::vector<double> numbers_of(const Folder& folder, const std::string& script) {
  std::ofstream(folder.file("script.py")) << "import skrf, numpy\n" << script;
  const std::string command = "cd '" + folder.file("") + "' && /usr/bin/python3 script.py > out 2> err";
  EXPECT_EQ(std::system(command.c_str()), 0) << "python3-scikit-rf must be installed";
  std::ifstream out(folder.file("out"));
  std::vector<double> numbers;
  for (std::string word; out >> word;) {
    if (word != "numbers") continue;
    for (double number = 0; out >> number;) numbers.push_back(number);
  }
  return numbers;
}

TEST(TouchstoneWrite, ScikitRfReadsTheSameNetworks) {
  const std::pair<std::string, TouchstoneStyle> files[] = {{"a.s1p", {}},
                                                           {"a.s2p", {}},
                                                           {"a.s3p", {.pair = TouchstonePair::magnitude_angle}},
                                                           {"a.s5p", {.pair = TouchstonePair::decibel_angle}},
                                                           {"a.ts", {.version = 2}}};
  const Folder folder;
  std::vector<double> expected;
  std::string script = "all = []\n";
  for (const auto& [name, style] : files) {
    NetworkData data = numbered(name == "a.ts" ? 3 : ports_of_suffix(name));
    for (Complex& s : data.values) {
      s /= 20;
      expected.insert(expected.end(), {s.real(), s.imag()});
    }
    expected.insert(expected.end(), data.frequencies.begin(), data.frequencies.end());
    expected.insert(expected.end(), data.references.begin(), data.references.end());
    std::ofstream(folder.file(name)) << written(data, style);
    script += "n = skrf.Network('" + name +
              "')\nall += [x for v in n.s.flatten() for x in (v.real, v.imag)] + list(n.f) + list(n.z0[0].real)\n";
  }
  EXPECT_THAT(numbers_of(folder, script + "print('numbers', *[repr(float(x)) for x in all])\n"),
              ::testing::Pointwise(::testing::DoubleNear(1e-14), expected));
}

TEST(TouchstoneRead, WhatScikitRfWritesIsReadAlike) {
  const Folder folder;
  const std::vector<double> expected =
      numbers_of(folder,
                 "numpy.random.seed(1)\nf = skrf.Frequency(1, 2, 2, 'ghz')\n"
                 "s = numpy.random.rand(2, 3, 3) + 1j * numpy.random.rand(2, 3, 3)\n"
                 "skrf.Network(frequency=f, s=s, z0=75).write_touchstone('by_scikit_rf')\n"
                 "print('numbers', *[repr(float(x)) for v in s.flatten() for x in (v.real, v.imag)])\n");
  std::ifstream text(folder.file("by_scikit_rf.s3p"));
  const NetworkData data = read((std::stringstream() << text.rdbuf()).str(), 3);
  std::vector<double> found;
  for (const Complex& s : data.values) found.insert(found.end(), {s.real(), s.imag()});
  EXPECT_THAT(found, ::testing::Pointwise(::testing::DoubleNear(1e-12), expected));
  EXPECT_THAT(data.references, ElementsAre(75, 75, 75));
  EXPECT_THAT(data.frequencies, ElementsAre(1e9, 2e9));
}

}  // namespace
}  // namespace ohmscope::results
