#include "cli/spice_runs.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Complex = std::complex<double>;

constexpr double operating_point = -1;

/// By strtod, not std::stod: ngspice writes subnormal leftovers now and then, which std::stod throws at.
Complex raw_number(const std::string& text) {
  char* end = nullptr;
  const double real = std::strtod(text.c_str(), &end);
  return {real, *end == ',' ? std::strtod(end + 1, nullptr) : 0};
}

/// One plot of an ASCII raw file: a header, names of variables, values point by point.
void read_plot(std::istream& raw, Points& points) {
  std::size_t variables = 0;
  std::size_t count = 0;
  std::string line;
  while (std::getline(raw, line) && line != "Variables:") {
    if (line.starts_with("No. Variables:")) variables = std::stoul(line.substr(14));
    if (line.starts_with("No. Points:")) count = std::stoul(line.substr(11));
  }
  std::vector<std::string> names;
  for (std::size_t k = 0; k < variables && std::getline(raw, line); ++k) {
    std::istringstream words(line);
    std::string index;
    words >> index >> names.emplace_back();
  }
  std::getline(raw, line);  // "Values:"
  for (std::size_t p = 0; p < count; ++p) {
    std::string word;
    raw >> word;  // index
    std::vector<Complex> values;
    for (std::size_t k = 0; k < variables && raw >> word; ++k) values.push_back(raw_number(word));
    const bool ac = names.front() == "frequency";
    Voltages& voltages = points[ac ? values.front().real() : operating_point];
    for (std::size_t k = ac ? 1 : 0; k < values.size(); ++k) voltages[names[k]] = values[k];
  }
  std::getline(raw, line);
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// ngspice steps by repeated multiplication, so that its frequencies differ in the last digits.
const Voltages* nearest(const Points& points, double frequency) {
  for (const auto& [f, voltages] : points) {
    if (std::abs(f - frequency) <= 1e-9 * std::abs(frequency)) return &voltages;
  }
  return nullptr;
}

bool has_equal(const Voltages& voltages, const Voltages& others, std::complex<double> value) {
  return std::any_of(voltages.begin(), voltages.end(),
                     [&](const auto& entry) { return entry.second == value && others.contains(entry.first); });
}

}  // namespace

bool has_ngspice() {
  static const bool found = std::system("ngspice --version > /dev/null 2>&1") == 0;
  return found;
}

Points run_ngspice(const std::string& deck) {
  const ScratchDirectory scratch;
  const std::string path = scratch.write("deck.cir", deck);
  const std::string command =
      "cd '" + scratch.path() + "' && SPICE_ASCIIRAWFILE=1 ngspice -b -r out.raw deck.cir > log 2>&1 < /dev/null";
  const int status = std::system(command.c_str());
  if (status != 0 || !fs::exists(scratch.file("out.raw"))) {
    ADD_FAILURE() << "ngspice refuses\n" << deck << "\n" << read_file(scratch.file("log"));
    return {};
  }
  Points points;
  std::istringstream raw(read_file(scratch.file("out.raw")));
  while (raw.peek() != std::istream::traits_type::eof()) read_plot(raw, points);
  return points;
}

Points run_ohmscope(const std::string& deck) {
  const Outcome outcome = run_program({"run", "-", "--json"}, deck);
  EXPECT_EQ(outcome.status, 0) << outcome.err << deck;
  Points points;
  const json result = json::parse(outcome.out);
  for (const json& analysis : result.at("analyses")) {
    if (!analysis.contains("signals")) continue;  // .sens, .pz
    for (const auto& [name, values] : analysis.at("signals").items()) {
      if (!name.starts_with("v(")) continue;
      if (analysis["type"] == "op") {
        points[operating_point].emplace(lower(name), values.get<double>());  // of the first step, as in the netlist
        continue;
      }
      for (std::size_t k = 0; k < values.size(); ++k) {
        points[analysis["frequencies"][k].get<double>()].emplace(
            lower(name), Complex{values[k][0].get<double>(), values[k][1].get<double>()});
      }
    }
  }
  return points;
}

void expect_equal(const Points& expected, const Points& found, const std::string& deck, double tolerance) {
  ASSERT_FALSE(expected.empty());
  for (const auto& [frequency, voltages] : expected) {
    const Voltages* others = nearest(found, frequency);
    ASSERT_NE(others, nullptr) << frequency << " Hz is missing\n" << deck;
    double largest = 0;
    for (const auto& [name, v] : voltages) largest = std::max(largest, std::abs(v));
    for (const auto& [name, v] : voltages) {
      const auto other = others->find(name);
      // A stage that joins its input to its output gives one node two names; the flat netlist has the first.
      if (other == others->end() && has_equal(voltages, *others, v)) continue;
      ASSERT_NE(other, others->end()) << name << " is missing\n" << deck;
      EXPECT_LE(std::abs(v - other->second), tolerance * largest)
          << name << " at " << frequency << " Hz is " << v << ", by ngspice " << other->second << '\n'
          << deck;
    }
  }
}

void expect_ngspice_agrees(const std::string& deck) {
  const Outcome flat = run_program({"expand", "-", "--ideal-gain", "1e9"}, deck);
  ASSERT_EQ(flat.status, 0) << flat.err << deck;
  expect_equal(run_ohmscope(deck), run_ngspice(flat.out), deck + "\n" + flat.out);
}

}  // namespace ohmscope::testing
