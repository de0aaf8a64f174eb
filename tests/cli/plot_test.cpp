// `ohmscope plot`: pictures hold the numbers that `--json` tells, text shows them, and mistakes are told.

#include <gmock/gmock.h>

#include <cmath>
#include <complex>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string deck =
    "Headphones <on> 'a' `long` cable & more\n.chain c\ndac sensor Z=10\nout series Z=C(220u)\n"
    "phones load Z=R(32)+R(30)|L(20m)|C(126u)\n.endchain\n.ac dec 20 10 100k\n";

/// What `tests/cli/svg_data.py` reads in a picture.
json data_of(const std::string& file) {
  const std::string command = "/usr/bin/python3 '" OHMSCOPE_SOURCE "/tests/cli/svg_data.py' '" + file + "' 2>&1";
  std::FILE* pipe = popen(command.c_str(), "r");
  std::string text;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) text += static_cast<char>(c);
  EXPECT_EQ(pclose(pipe), 0) << text;
  return json::parse(text, nullptr, false);
}

/// The picture that `options` ask for, read back.
json picture(const std::string& text, std::vector<std::string> options) {
  const ScratchDirectory scratch;
  const std::string file = scratch.file("plot.svg");
  options.insert(options.begin(), {"plot", "-", "-o", file});
  const Outcome outcome = run_program(options, text);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  return data_of(file);
}

json chain_json(const std::string& text, const std::string& stage) {
  return json::parse(run_program({"chain", "-", "--json", "--stage", stage}, text).out)["chains"][0];
}

/// Each point drawn lies on the values, to what a pixel is worth.
template <class Value>
void expect_drawn(const json& curve, const json& frequencies, Value value, double tolerance) {
  ASSERT_EQ(curve.size(), frequencies.size());
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    EXPECT_NEAR(std::log(curve[k][0].get<double>() / frequencies[k].get<double>()), 0, 0.02) << k;
    EXPECT_NEAR(curve[k][1].get<double>(), value(k), tolerance * std::abs(value(k)) + 0.3) << k;
  }
}

std::complex<double> at(const json& z, std::size_t k) { return {z[k][0].get<double>(), z[k][1].get<double>()}; }

TEST(Plot, OfOneImpedanceHasAllItsQuantitiesAsNumbersTellThem) {
  const json drawn = picture(deck, {"--stage", "out", "--what", "overall.zout"});
  const json chain = chain_json(deck, "out");
  const json& z = chain["stages"][0]["overall"]["zout"];
  const json& f = chain["frequencies"];
  EXPECT_EQ(drawn["title"], "Headphones <on> 'a' `long` cable & more");
  ASSERT_EQ(drawn["panels"].size(), 2U);
  const json& curves = drawn["panels"][0]["curves"];
  expect_drawn(
      curves["magnitude |Z|"], f, [&](std::size_t k) { return std::abs(at(z, k)); }, 0.02);
  expect_drawn(
      curves["resistance"], f, [&](std::size_t k) { return at(z, k).real(); }, 0.02);
  const json& current = curves["current at 1 V"];
  ASSERT_EQ(current.size(), f.size());
  for (std::size_t k = 0; k < f.size(); ++k)
    EXPECT_NEAR(std::log(current[k][1].get<double>() * std::abs(at(z, k))), 0, 0.03);
  ASSERT_TRUE(curves.contains("reactance, capacitive"));  // all of it: no other
  EXPECT_FALSE(curves.contains("reactance, inductive"));
  EXPECT_NEAR(curves["reactance, capacitive"][0][1].get<double>(), -at(z, 0).imag(), 2);
  expect_drawn(
      drawn["panels"][1]["curves"]["phase"], f,
      [&](std::size_t k) { return std::arg(at(z, k)) * 180 / std::acos(-1.0); }, 0.03);
}

TEST(Plot, AReactanceThatChangesItsSignIsTwoCurves) {
  const json curves = picture(deck, {"--stage", "phones", "--what", "local.zin"})["panels"][0]["curves"];
  EXPECT_TRUE(curves.contains("reactance, inductive"));
  EXPECT_TRUE(curves.contains("reactance, capacitive"));
  const json linear =
      picture(deck, {"--stage", "phones", "--what", "local.zin", "--y", "linear"})["panels"][0]["curves"];
  expect_drawn(
      linear["reactance"], chain_json(deck, "phones")["frequencies"],
      [z = chain_json(deck, "phones")["stages"][0]["local"]["zin"]](std::size_t k) { return at(z, k).imag(); }, 0.03);
}

TEST(Plot, SeveralCurvesAreOverlaidWithMarksAndALegend) {
  const json drawn = picture(deck, {"--stage", "out", "--what", "local.zout,overall.zout"});
  ASSERT_EQ(drawn["panels"].size(), 2U);
  for (const char* name : {"local OutZ", "overall OutZ"}) {
    EXPECT_TRUE(drawn["panels"][0]["curves"].contains(name));
    EXPECT_GE(drawn["panels"][0]["marks"][name], 5);
    EXPECT_THAT(drawn["texts"], Contains(name));
  }
}

TEST(Plot, StepsAreAFamily) {
  const std::string text =
      "R\n.param R=1\n.step param R list 10 100 1k\n.chain c\na sensor Z={R}\nb load Z=C(1u)\n"
      ".endchain\n.ac dec 5 10 100k\n";
  const json drawn = picture(text, {"--stage", "b", "--what", "overall.zout", "--show", "magnitude"});
  const json& curves = drawn["panels"][0]["curves"];
  ASSERT_EQ(curves.size(), 3U) << curves;
  for (const auto& [name, R] : {std::pair("R = 10", 10.0), std::pair("R = 100", 100.0), std::pair("R = 1k", 1e3)}) {
    ASSERT_TRUE(curves.contains(name)) << curves;
    EXPECT_NEAR(curves[name][0][1].get<double>() / R, 1, 0.1) << name;  // 15.9 kohm in parallel
  }
}

TEST(Plot, ABodePlotIsInDecibelsAndDegrees) {
  const std::string text = "B\n.chain c\na sensor\nb lowpass R=1k C=159.1549431n\n.endchain\n.ac dec 10 10 100k\n";
  const json panels = picture(text, {"--stage", "b", "--what", "voltage"})["panels"];
  const json f = chain_json(text, "b")["frequencies"];
  const auto H = [&](std::size_t k) { return 1.0 / std::complex<double>(1, f[k].get<double>() / 1e3); };
  ASSERT_EQ(panels.size(), 2U);
  expect_drawn(
      panels[0]["curves"]["b"], f, [&](std::size_t k) { return 20 * std::log10(std::abs(H(k))); }, 0);
  expect_drawn(
      panels[1]["curves"]["b"], f, [&](std::size_t k) { return std::arg(H(k)) * 180 / std::acos(-1.0); }, 0.01);
}

TEST(Plot, ALoopGainTellsItsMargins) {
  const std::string text =
      "L\nX1 0 m o OA\nVp o f 0\nR1 f m 1k\nC1 m 0 10n\n.model OA opamp (A0=100k GBW=1meg)\n"
      ".loop Vp dec 10 1 10meg\n";
  const json bode = picture(text, {});
  EXPECT_EQ(bode["panels"].size(), 2U);
  EXPECT_THAT(bode["texts"].dump(), HasSubstr("phase margin"));
  const json nyquist = picture(text, {"--what", "nyquist"});
  EXPECT_THAT(nyquist["texts"], AllOf(Contains("-1"), Contains("negative frequencies")));
  EXPECT_EQ(nyquist["size"][0].get<double>() < nyquist["size"][1].get<double>(), true);
}

TEST(Plot, NoiseAndScatteringAndSmithChartsAreThere) {
  const std::string noisy = "N\nV1 in 0 AC 1\nR1 in out 1k\nR2 out 0 1k\n.noise v(out) V1 dec 5 10 1k\n";
  const json density = picture(noisy, {})["panels"][0]["curves"]["onoise"];
  EXPECT_NEAR(density[0][1].get<double>() / std::sqrt(4 * 1.380649e-23 * 300.15 * 500), 1, 0.02);
  const std::string filter = "F\nR1 a b 100\n.port in a\n.port out b\n.ac dec 5 1k 1meg\n";
  const json s = picture(filter, {"--what", "s"});
  EXPECT_NEAR(s["panels"][0]["curves"]["s_2_1"][0][1].get<double>(), 20 * std::log10(0.5), 0.1);
  EXPECT_THAT(picture(filter, {"--what", "smith"})["texts"], Contains("r and x in units of 50 ohm"));
}

TEST(Plot, ZeroAndInfinityAndNothingAreSaidBelowThePicture) {
  const std::string text = "Z\n.chain c\na sensor\nb series Z=C(1u)\nc shunt Z=L(1m)\n.endchain\n";
  const json drawn = picture(text, {"--freq", "0,10,100,1k", "--stage", "c", "--what", "local.zin"});
  EXPECT_THAT(drawn["texts"].dump(), HasSubstr("0 Hz has no place on a logarithmic frequency axis"));
  const json open = picture(text, {"--freq", "10,100,1k", "--stage", "b", "--what", "local.zin"});
  EXPECT_THAT(open["texts"].dump(), HasSubstr("local InZ of b is ∞ at every frequency, marked at the upper edge"));
  EXPECT_EQ(open["panels"][0]["marks"]["magnitude |Z|"], 3);
  const json single = picture(text, {"--freq", "1k", "--stage", "c", "--what", "local.zin"});
  EXPECT_THAT(single["texts"].dump(), HasSubstr("a single frequency: a point instead of a line"));
  const Outcome outcome = run_program({"plot", "-", "--freq", "1k", "--stage", "a", "--what", "local.zin"}, text);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("nothing to draw: everything asked for is undefined at every frequency [E0632]"));
}

TEST(Plot, ComesInThreeFormatsAndTwoThemes) {
  const ScratchDirectory scratch;
  for (const char* theme : {"light", "dark"}) {
    const Outcome outcome = run_program({"plot", "-", "--theme", theme, "-o", scratch.file("a.png"), "-o",
                                         scratch.file("a.pdf"), "-o", scratch.file("a.svg"), "--width", "640"},
                                        deck);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_THAT(read_file(scratch.file("a.png")), StartsWith("\x89PNG"));
    EXPECT_THAT(read_file(scratch.file("a.pdf")), AllOf(StartsWith("%PDF"), HasSubstr("%%EOF")));
    EXPECT_EQ(data_of(scratch.file("a.svg"))["size"][0], 640);
    EXPECT_THAT(read_file(scratch.file("a.svg")), HasSubstr(std::string(theme) == "dark" ? "#14181d" : "#ffffff"));
  }
}

TEST(Plot, InAPipeIsPlainAsciiOfOneWidth) {
  const std::string text =
      "Two stages\n.chain c\nsrc sensor Z=1k\nlow lowpass R=1k C=100n\n.endchain\n.ac dec 10 10 100k\n";
  const Outcome outcome = run_program({"plot", "-", "--stage", "low", "--what", "voltage", "--width", "60"}, text);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out, read_file(OHMSCOPE_SOURCE "/tests/cli/plot.txt"));
  EXPECT_LE(widest_line(outcome.out), 60U);
  for (const char c : outcome.out) EXPECT_TRUE(c == '\n' || (c >= ' ' && c <= '~')) << int{c};
}

TEST(Plot, InBrailleFitsTheWindow) {
  const Outcome outcome = run_program({"plot", "-", "--braille", "--width", "100", "--height", "30"}, deck);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_LE(widest_line(outcome.out), 100U);
  EXPECT_LE(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 30);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("⠤"), HasSubstr("frequency (Hz)"), HasSubstr("100k")));
}

// --------------------------------------------------------------------------------------------------------- mistakes

std::string refusal(const std::vector<std::string>& options, const std::string& text = deck) {
  std::vector<std::string> arguments{"plot", "-"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  const Outcome outcome = run_program(arguments, text);
  EXPECT_EQ(outcome.status, 2) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  return outcome.err;
}

TEST(Plot, SaysWhatIsWrongWithWhatIsAskedFor) {
  EXPECT_THAT(refusal({"--what", "overall.zn"}), HasSubstr("--what:1:1: error: 'overall.zn' is nothing to plot"));
  EXPECT_THAT(refusal({"--what", "overall.zn"}), HasSubstr("did you mean 'overall.zin'?"));
  EXPECT_THAT(refusal({"--what", "smith,s"}), HasSubstr("pictures of their own"));
  EXPECT_THAT(refusal({"--what", "loop"}), HasSubstr("the deck has no .loop card"));
  EXPECT_THAT(refusal({"--what", "noise"}), HasSubstr("the deck has no .noise card"));
  EXPECT_THAT(refusal({"--show", "phse"}), HasSubstr("did you mean 'phase'?"));
  EXPECT_THAT(refusal({"--what", "voltage", "--show", "resistance"}), HasSubstr("nothing to draw"));
  EXPECT_THAT(refusal({"--stage", "phone"}), HasSubstr("did you mean 'phones'?"));
  EXPECT_THAT(refusal({"--x", "cubic"}), HasSubstr("expected log or linear"));
  EXPECT_THAT(refusal({"--width", "1.5"}), HasSubstr("is no size"));
  EXPECT_THAT(refusal({"--theme", "pink"}), HasSubstr("expected light or dark"));
  EXPECT_THAT(refusal({}, "N\nR1 a 0 1\n"), HasSubstr("nothing to plot: the deck has no chain, port or sweep"));
  EXPECT_THAT(refusal({}, "N\n.chain c\na series Z=1\n.endchain\n"), HasSubstr("no frequencies"));
  EXPECT_THAT(refusal({}, "N\n.chain c\na[50] series Z=1\n.endchain\n.ac lin 1 1 1\n"),
              HasSubstr("curves in one picture, expected at most 40"));
}

TEST(Plot, KnowsThreeSuffixes) {
  EXPECT_THAT(refusal({"-o", "plot.gif"}), AllOf(HasSubstr("cannot write 'plot.gif': unknown suffix '.gif'"),
                                                 HasSubstr("known are .svg, .png, .pdf")));
  EXPECT_THAT(refusal({"-o", "plot"}), HasSubstr("its name says no format"));
  EXPECT_THAT(refusal({"-o", "a.svg", "-o", "a.svg"}), HasSubstr("'a.svg' is given twice"));
}

TEST(Plot, WritesAFileWholeOrNotAtAll) {
  const ScratchDirectory scratch;
  const std::string missing = scratch.file("missing/a.svg");
  const Outcome unwritable = run_program({"plot", "-", "-o", missing}, deck);
  EXPECT_EQ(unwritable.status, 1);
  EXPECT_EQ(unwritable.err, "ohmscope: error: cannot write '" + missing + "': No such file or directory\n");
  const std::string kept = scratch.write("kept.svg", "precious");
  EXPECT_EQ(run_program({"plot", "-", "-o", kept, "--stage", "none"}, deck).status, 2);
  EXPECT_EQ(read_file(kept), "precious");
}

TEST(Plot, WithoutGnuplotNamesThePackage) {
  const ScratchDirectory scratch;
  const std::string path = std::getenv("PATH");
  const std::string file = scratch.file("a.svg");
  ::setenv("PATH", scratch.path().c_str(), 1);
  const Outcome outcome = run_program({"plot", "-", "-o", file}, deck);
  const Outcome text = run_program({"plot", "-"}, deck);
  ::setenv("PATH", path.c_str(), 1);
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("the program 'gnuplot' is not installed [E0631]"), HasSubstr("gnuplot-nox"),
                                 HasSubstr("without -o")));
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_EQ(text.status, 0);
}

}  // namespace
}  // namespace ohmscope::testing
