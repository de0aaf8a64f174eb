// Unity followers made of vendors' models of op-amps: their output impedance, against ngspice's. The models are no part
// of this tree. ngspice puts a conductance, gmin, beside every junction, which their high gains make seen; here it is
// written out.

#include <gtest/gtest.h>

#include <cctype>
#include <cmath>
#include <complex>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;

const std::string models = std::string(OHMSCOPE_CORPUS) + "/opamps/";

class VendorsOpamp : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ifstream file(models + "expected.json");
    if (!file) GTEST_SKIP() << "the models are not here: " << models;
    expected = json::parse(file);
  }
  static std::string list_of(const json& frequencies) {
    std::string list;
    for (const json& f : frequencies) list += (list.empty() ? "" : ",") + f.dump();
    return list;
  }
  /// The model with a resistor of 1/gmin beside every junction.
  static std::string with_gmin(const std::string& file) {
    std::istringstream lines(read_file(models + file + ".mod"));
    std::string text;
    std::string gmins;
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string name;
      std::string a;
      std::string b;
      std::string c;
      words >> name >> a >> b >> c;
      const char letter = static_cast<char>(std::tolower(name.empty() ? '*' : name.front()));
      if (letter == 'd') gmins += "R1" + name + " " + a + " " + b + " 1t\n";
      if (letter == 'q' || letter == 'j')
        gmins += "R1" + name + " " + b + " " + c + " 1t\nR2" + name + " " + b + " " + a + " 1t\n";
      if (name == ".ends" || name == ".ENDS") text += std::exchange(gmins, "");
      text += line + "\n";
    }
    return text;
  }
  static void expect_near(const json& reference, const json& found, const std::string& name) {
    const json& frequencies = reference.at("frequencies");
    for (std::size_t k = 0; k < frequencies.size(); ++k) {
      const auto f = frequencies[k].get<double>();
      if (f < 9.99 || f > 1.001e6) continue;
      const std::complex<double> z(reference["z"][k][0].get<double>(), reference["z"][k][1].get<double>());
      ASSERT_TRUE(found[k].is_array()) << name << " at " << f << " Hz";
      const std::complex<double> other(found[k][0].get<double>(), found[k][1].get<double>());
      EXPECT_LE(std::abs(other - z), 1e-6 * std::abs(z)) << name << " at " << f << " Hz: " << other << " for " << z;
    }
  }
  json expected;
};

TEST_F(VendorsOpamp, AsAFollowerHasTheOutputImpedanceThatNgspiceFinds) {
  for (const auto& [file, reference] : expected.items()) {
    std::string pins;
    for (std::size_t k = 5; k < reference.at("pins").size(); ++k) pins += " x" + std::to_string(k);
    std::string deck = "follower\n" + with_gmin(file) + "Vp vp 0 15\nVn vn 0 -15\nVin in 0 0\n" +
                       "X1 in out vp vn out" + pins + " " + reference.at("subckt").get<std::string>() + "\n";
    for (std::size_t k = 5; k < reference.at("pins").size(); ++k)
      deck += "R" + std::to_string(k) + " x" + std::to_string(k) + " 0 1g\n";
    const Outcome outcome = run_program(
        {"port", "-", "--port", "out", "--freq", list_of(reference.at("frequencies")), "--json"}, deck + ".end\n");
    ASSERT_EQ(outcome.status, 0) << file << outcome.err;
    expect_near(reference, json::parse(outcome.out)["ports"][0]["z"], file);
  }
}

}  // namespace
}  // namespace ohmscope::testing
