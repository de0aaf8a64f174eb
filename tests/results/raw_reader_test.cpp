// Raw files of all simulators, made byte by byte as each lays them out, and files that are not as they should be.

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>

#include "results/fault.hpp"
#include "results/formats/raw_reader.hpp"

namespace ohmscope::results {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// Three points of two signals; exact also as floats. Imaginary parts are -2 times the real ones.
constexpr double axis[] = {1, 10, 100};
constexpr double first[] = {0.5, -1.5, 2.25};
constexpr double second[] = {-0.125, 4, 1024};

class ScratchFile {
 public:
  explicit ScratchFile(const std::string& bytes)
      : path_(::testing::TempDir() + "raw_reader_test_" + std::to_string(getpid())) {
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  ~ScratchFile() { std::remove(path_.c_str()); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

Document read(const std::string& bytes) { return read_raw(ScratchFile(bytes).path()); }

/// What is wrong with a file, and the hint; empty if nothing is.
std::string fault_of(const std::string& bytes) {
  try {
    static_cast<void>(read(bytes));
  } catch (const Fault& fault) {
    return std::string(fault.what()) + "; " + fault.hint();
  }
  return "";
}

std::string wide(const std::string& text) {
  std::string bytes;
  for (const char c : text) bytes += std::string{c, '\0'};
  return bytes;
}

template <class Number>
std::string bytes_of(double value, bool swapped) {
  const auto number = static_cast<Number>(value);
  std::string bytes(sizeof number, '\0');
  std::memcpy(bytes.data(), &number, sizeof number);
  if (swapped) std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

/// A number: 'd' double, 'f' float, 'c' two doubles.
std::string number(char kind, double value, bool swapped, double imaginary) {
  if (kind == 'f') return bytes_of<float>(value, swapped);
  if (kind == 'd') return bytes_of<double>(value, swapped);
  return bytes_of<double>(value, swapped) + bytes_of<double>(imaginary, swapped);
}

/// How a simulator writes: `kinds` of the axis and of the signals.
struct Layout {
  const char* name;
  const char* flags;
  const char* command;  ///< a line of the header, or nothing
  char axis = 'd';
  char signals = 'd';
  bool is_wide = false;
  bool is_swapped = false;
};

std::string header(const Layout& layout, const std::string& plot, const std::string& x, const std::string& points) {
  return "Title: * a deck\nDate: Tue Dec  1 07:08:04  2026\nPlotname: " + plot + "\nFlags: " + layout.flags +
         "\nNo. Variables: 3\nNo. Points: " + points + "\n" + layout.command + "Variables:\n\t0\t" + x + "\t" + x +
         "\n\t1\tV(out)\tvoltage\n\t2\tI(R1)\tdevice_current\n";
}

std::string numbers(const Layout& layout) {
  const bool by_variable = std::string(layout.flags).find("fastaccess") != std::string::npos;
  const auto at = [&](std::size_t variable, std::size_t k) {
    if (variable == 0) return number(layout.axis, axis[k], layout.is_swapped, 0);
    const double value = variable == 1 ? first[k] : second[k];
    return number(layout.signals, value, layout.is_swapped, -2 * value);
  };
  std::string bytes;
  for (std::size_t k = 0; k < 9; ++k) bytes += by_variable ? at(k / 3, k % 3) : at(k % 3, k / 3);
  return bytes;
}

void expect_the_numbers(const Plot& plot, bool is_complex, const std::string& name) {
  ASSERT_EQ(plot.axes.size(), 1U) << name;
  ASSERT_EQ(plot.signals.size(), 2U) << name;
  ASSERT_EQ(plot.points(), 3U) << name;
  EXPECT_EQ(plot.is_complex, is_complex) << name;
  EXPECT_EQ(plot.signals[0].name + plot.signals[0].unit + plot.signals[1].name + plot.signals[1].unit, "V(out)VI(R1)A");
  for (std::size_t k = 0; k < 3; ++k) {
    const double factor = is_complex ? -2 : 0;
    EXPECT_EQ(plot.axes[0].values.real(k), axis[k]) << name;
    EXPECT_EQ(plot.signals[0].values[k], std::complex<double>(first[k], factor * first[k])) << name;
    EXPECT_EQ(plot.signals[1].values[k], std::complex<double>(second[k], factor * second[k])) << name;
  }
}

constexpr const char* ltspice =
    "Offset:   0.0000000000000000e+000\nCommand: Linear Technology Corporation LTspice XVII\n";
constexpr const char* qspice = "Abscissa:   1.0e+00   1.0e+02\nCommand: QSPICE64, Build Dec 14 2023\n";

TEST(RawReader, ReadsTheNumbersOfEverySimulator) {
  const Layout layouts[] = {
      {"ngspice", "real", ""},
      {"ngspice, AC", "complex", "Option: filetype = binary\n", 'c', 'c'},
      {"another byte order", "complex", "", 'c', 'c', false, true},
      {"LTspice", "real forward", ltspice, 'd', 'f', true},
      {"LTspice IV", "real forward", "Command: Linear Technology Corporation LTspice IV\n", 'd', 'f'},
      {"LTspice, numdgt=7", "real forward double", ltspice, 'd', 'd', true},
      {"LTspice, AC", "complex forward log", ltspice, 'c', 'c', true},
      {"LTspice, fast access", "real forward fastaccess", ltspice, 'd', 'f', true},
      {"LTspice, AC, fast access", "complex forward log fastaccess", ltspice, 'c', 'c', true},
      {"QSPICE", "real", qspice},
      {"QSPICE, AC", "complex", qspice, 'd', 'c'},
      {"as LTspice, but it does not say so", "real", "", 'd', 'f'},
  };
  for (const Layout& layout : layouts) {
    const bool is_complex = layout.signals == 'c';
    std::string text = header(layout, is_complex ? "AC Analysis" : "DC transfer characteristic",
                              is_complex ? "frequency" : "time", "3        ");
    text += "Binary:\n";
    const Document document = read((layout.is_wide ? wide(text) : text) + numbers(layout));
    EXPECT_EQ(document.title, "* a deck") << layout.name;
    ASSERT_EQ(document.plots.size(), 1U) << layout.name;
    EXPECT_EQ(document.plots[0].type, is_complex ? "ac" : "dc") << layout.name;
    expect_the_numbers(document.plots[0], is_complex, layout.name);
  }
}

TEST(RawReader, ReadsSeveralPlotsInBothForms) {
  const Layout binary{"", "real", ""};
  const Layout text{"", "complex", "", 'c', 'c'};
  const std::string readable =
      "Values:\n0\t\t1.0,0.0\n\t0.5,-1\n\t-0.125,0.25\n\n1 10,0 -1.5,3 4, -8\n 2\t1e2,0\n\t2.25, -4.5\n\t1024,-2048\n";
  const std::string one = header(binary, "Transient Analysis", "time", "3") + "Binary:\n" + numbers(binary);
  const std::string two = header(text, "AC Analysis", "frequency", "3") + readable;
  const Document document = read(one + two + "\n" + one);
  ASSERT_EQ(document.plots.size(), 3U);
  expect_the_numbers(document.plots[0], false, "first");
  expect_the_numbers(document.plots[1], true, "second");
  expect_the_numbers(document.plots[2], false, "third");
}

TEST(RawReader, LeavesShortVariablesWithoutValuesBehindTheirEnd) {
  const std::string head =
      "Title: t\nPlotname: Transient Analysis\nFlags: real unpadded\nNo. Variables: 2\nNo. Points: 3\n"
      "Variables:\n\t0\ttime\ttime\n\t1\tv(a)\tvoltage dims=2\nValues:\n";
  const Document text = read(head + " 0\t1\n\t5\n\n 1\t2\n\t6\n\n 2\t3\n\n");
  std::string bytes = head.substr(0, head.size() - 8) + "Binary:\n";
  for (const double value : {1., 5., 2., 6., 3.}) bytes += bytes_of<double>(value, false);
  for (const Document& document : {text, read(bytes)}) {
    ASSERT_EQ(document.plots.size(), 1U);
    EXPECT_EQ(document.plots[0].axes[0].values.real(2), 3);
    EXPECT_EQ(document.plots[0].signals[0].values.real(1), 6);
    EXPECT_TRUE(std::isnan(document.plots[0].signals[0].values.real(2)));
  }
}

TEST(RawReader, GivesEachStepOfLtspiceAPlotAndEachTimeItsSign) {
  const std::string head =
      "Title: t\nPlotname: Transient Analysis\nFlags: real forward stepped\nNo. Variables: 2\nNo. Points: 5\n"
      "Command: Linear Technology Corporation LTspice XVII\nVariables:\n\t0\ttime\ttime\n\t1\tV(a)\tvoltage\nBinary:\n";
  std::string bytes = wide(head);
  const double times[] = {0, -1, 2, 0, -2};
  for (std::size_t k = 0; k < 5; ++k) bytes += number('d', times[k], false, 0) + number('f', double(k), false, 0);
  const Document document = read(bytes);
  ASSERT_EQ(document.plots.size(), 2U);
  EXPECT_EQ(document.plots[0].points(), 3U);
  EXPECT_EQ(document.plots[0].axes[0].values.real(1), 1);
  EXPECT_EQ(document.plots[1].points(), 2U);
  EXPECT_EQ(document.plots[1].signals[0].values.real(0), 3);
  EXPECT_EQ(document.plots[1].steps.front().value, 2);
}

TEST(RawReader, SaysWhereAFileIsNotAsItShouldBe) {
  const Layout layout{"", "real", ""};
  const std::string head = header(layout, "DC transfer characteristic", "time", "3");
  const std::string good = head + "Binary:\n" + numbers(layout);
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string changed = good;
    return changed.replace(changed.find(from), from.size(), to);
  };
  const std::string size = std::to_string(good.size());
  struct Case {
    std::string bytes;
    std::string message;
  };
  const Case cases[] = {
      {"", "the file is empty"},
      {"PK\x03\x04", "byte 0: this is no raw file"},
      {good.substr(0, 40), "the file ends in its header, before 'Binary:' or 'Values:'"},
      {good.substr(0, good.size() - 5),
       "byte " + std::to_string(good.size() - 5) +
           ": the file ends within its numbers: 3 points of 3 variables take 72 bytes, 67 are there"},
      {good + std::string(24, '\x01'), "byte " + size + ": behind the 3 points of 3 variables follow 24 bytes"},
      {with("Points: 3", "Points: x"),
       "byte " + std::to_string(good.find("No. Points")) + ": found 'x', expected a count"},
      {with("Points: 3", "Points: 99999999999999999"), "the file ends within its numbers"},
      {with("Variables: 3", "Variables: 4"), "found 'Binary:', expected a variable: number, name and type"},
      {with("Variables: 3", "Variables: 0"), "the header names no variables"},
      {with("\t1\tV", "\t7\tV"), "found variable 7, expected number 1"},
      {head + "Values:\n0 1 2 3\n1 1 2 3\n2 1 2\n", "the file ends within its numbers, at point 2"},
      {head + "Values:\n0 1 2 3\n1 1 two 3\n",
       "byte " + std::to_string(head.size() + 20) + ": found 'two', expected a"},
      {head + "Values:\n0 1 2 3\n2 1 2 3\n",
       "byte " + std::to_string(head.size() + 16) + ": found point 2, expected point 1"},
      {head + "Values:\n0 1 2 3\n1 1 2 3\n2 1 2 3\n3 1 2 3\n", "more numbers follow behind the 3 points"},
  };
  EXPECT_EQ(fault_of(good), "");
  for (const auto& [bytes, message] : cases) EXPECT_THAT(fault_of(bytes), HasSubstr(message));
}

}  // namespace
}  // namespace ohmscope::results
