#pragma once

#include <gtest/gtest.h>

#include <complex>
#include <map>
#include <string>

namespace ohmscope::testing {

/// Node voltages at one frequency by name (lower case): "v(c.amp)".
using Voltages = std::map<std::string, std::complex<double>>;
/// By frequency in Hz; the operating point under -1.
using Points = std::map<double, Voltages>;

[[nodiscard]] bool has_ngspice();
/// Runs a deck as it is. Empty, with a failure, where ngspice has nothing to say.
[[nodiscard]] Points run_ngspice(const std::string& deck);
/// `ohmscope run`, which must succeed.
[[nodiscard]] Points run_ohmscope(const std::string& deck);
/// All voltages that `expected` has, to `tolerance` of the largest at that frequency.
void expect_equal(const Points& expected, const Points& found, const std::string& deck, double tolerance = 1e-6);
/// Whether ngspice finds in what `ohmscope expand` makes of a deck what `ohmscope run` finds in it.
void expect_ngspice_agrees(const std::string& deck);

class Ngspice : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_ngspice()) GTEST_SKIP() << "ngspice is not installed; tools/setup installs it";
  }
};

}  // namespace ohmscope::testing
