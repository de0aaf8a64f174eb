#include "stages/chain.hpp"

#include <filesystem>
#include <fstream>

#include "stages/chain_fixture.hpp"

namespace ohmscope {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// The only message of a deck with this chain, without its place.
std::string message_of(const std::string& lines) {
  const ReadDeck read(".chain a\n" + lines + ".endchain\n");
  if (read.messages().size() != 1) return fmt::format("{} messages", read.messages().size());
  return read.messages().front();
}

std::string hint_of(const std::string& lines) {
  const ReadDeck read(".chain a\n" + lines + ".endchain\n");
  return read.diagnostics.all().empty() ? "no message" : read.diagnostics.all().front().hint;
}

TEST(Chain, HoldsItsStagesWithValuesAndDefaults) {
  const ReadDeck read(
      ".param big=1k\n.chain hpamp\nmic SENSOR z=50\namp amplifier ZIN={big}|2k\nphones load Z=\"32 + "
      "L(1m)\"\n.endchain\n");
  ASSERT_THAT(read.messages(), IsEmpty());
  ASSERT_EQ(read.chains.size(), 1U);
  const Chain& chain = read.chains.front();
  EXPECT_EQ(chain.name, "hpamp");
  ASSERT_EQ(chain.stages.size(), 3U);
  EXPECT_TRUE(chain.has_sensor());
  EXPECT_EQ(chain.stage_name(2), "phones");
  EXPECT_EQ(chain.spec(0).values.z("Z"), OnePort::resistance(50));
  EXPECT_EQ(chain.spec(0).values.number("AC"), 1);
  EXPECT_EQ(chain.spec(0).values.keywords.at("kind"), "voltage");
  EXPECT_EQ(chain.spec(1).values.z("Zin"), OnePort::parallel({OnePort::resistance(1000), OnePort::resistance(2000)}));
  EXPECT_EQ(chain.spec(1).values.z("Zout"), OnePort::resistance(0));
}

TEST(Chain, ArraysAreCountedNotWrittenOut) {
  const ReadDeck read(".param n=2\n.chain a\nrc[1000] series Z=1\nrd[{n+1}] series Z=2\nx series Z=3\n.endchain\n");
  ASSERT_THAT(read.messages(), IsEmpty());
  const Chain& chain = read.chains.front();
  EXPECT_EQ(chain.specs.size(), 3U);
  ASSERT_EQ(chain.stages.size(), 1004U);
  EXPECT_EQ(chain.stage_name(0), "rc1");
  EXPECT_EQ(chain.stage_name(999), "rc1000");
  EXPECT_EQ(chain.stage_name(1002), "rd3");
  EXPECT_EQ(chain.stage_name(1003), "x");
}

TEST(Chain, FindsStagesByNameInArraysToo) {
  const ReadDeck read(".chain a\nsrc sensor Z=50\ns[12] series Z=1\nsb shunt Z=1\ns_1[2] series Z=2\n.endchain\n");
  ASSERT_THAT(read.messages(), IsEmpty());
  const Chain& chain = read.chains.front();
  for (std::size_t k = 0; k < chain.stages.size(); ++k) EXPECT_EQ(chain.find_stage(chain.stage_name(k)), k);
  EXPECT_EQ(chain.find_stage("S12"), 12U);
  for (const char* name : {"", "s", "s0", "s01", "s13", "s1x", "s-1", "s99999999999", "sb1", "sr"})
    EXPECT_EQ(chain.find_stage(name), std::nullopt) << name;
}

TEST(Chain, AbridgedKeepsTheEndsOfItsArraysAndTheirNames) {
  const ReadDeck read(".chain a\ns[9] series Z=1\nt[3] series Z=2\nu series Z=1\n.endchain\n");
  const Chain chain = abridged(read.chains.front());
  std::vector<std::string> names;
  for (std::size_t k = 0; k < chain.stages.size(); ++k) names.push_back(chain.stage_name(k));
  EXPECT_THAT(names, ElementsAre("s1", "s2", "s9", "t1", "t2", "t3", "u"));
}

TEST(Chain, OpampsComeFromTheirModel) {
  const ReadDeck read(
      ".chain a\nb follower opamp=oa\nc follower opamp=ID\nd follower\n.endchain\n"
      ".model OA opamp (A0=100k GBW=10meg Rin=300k Cin=2p Rout=50)\n.model ID opamp\n");
  ASSERT_THAT(read.messages(), IsEmpty());
  EXPECT_EQ(read.chains[0].spec(0).values.opamp, (OpampValues{1e5, 1e7, 3e5, 2e-12, 50}));
  EXPECT_EQ(read.chains[0].spec(1).values.opamp, OpampValues{});
  EXPECT_EQ(read.chains[0].spec(2).values.opamp, OpampValues{});
}

TEST(Chain, SubcircuitsOfTwoPinsAreStages) {
  const ReadDeck read(
      ".subckt pad in out r1=10 R2={2*r1}\nRa in out {r1}\nRb out 0 {r2}\n.ends\n"
      ".chain a\nx PAD r2=5k\n.endchain\n");
  ASSERT_THAT(read.messages(), IsEmpty());
  const StageSpec& spec = read.chains[0].spec(0);
  ASSERT_NE(spec.subcircuit, nullptr);
  EXPECT_EQ(spec.type, nullptr);
  EXPECT_THAT(spec.parameters, ElementsAre(std::pair<const std::string, double>{"r2", 5000}));
}

TEST(Chain, ASubcircuitHidesABuiltInTypeWithOneWarning) {
  const std::string chain = ".chain a\nx series\ny series\n.endchain\n";
  const ReadDeck read(".subckt series in out\nR in out 1\n.ends\n" + chain);
  EXPECT_THAT(read.messages(),
              ElementsAre("5:3: warning: 'series' is the deck's own subcircuit here, not the built-in stage"));
  EXPECT_NE(read.chains[0].spec(0).subcircuit, nullptr);
  // One of three pins is no stage, so it hides nothing.
  const ReadDeck three(".subckt shunt in out x\nR in out 1\n.ends\n.chain a\nx shunt Z=1\n.endchain\n");
  EXPECT_THAT(three.messages(), IsEmpty());
  EXPECT_NE(three.chains[0].spec(0).type, nullptr);
}

TEST(ChainErrors, UnknownTypesWithTheNearestName) {
  EXPECT_EQ(message_of("c seires Z=1\n"), "2:3: unknown stage type 'seires'");
  EXPECT_EQ(hint_of("c seires Z=1\n"), "did you mean 'series'?");
  EXPECT_THAT(hint_of("c quark Z=1\n"), HasSubstr("'ohmscope stages'"));
  const ReadDeck pins(".subckt pad in out ref\nR in out 1\n.ends\n.chain a\nx pad\n.endchain\n");
  EXPECT_THAT(pins.messages(), ElementsAre("5:3: subcircuit 'pad' has 3 pins, expected 2 of a stage: in and out"));
  EXPECT_EQ(pins.diagnostics.all()[0].notes.size(), 1U);
}

TEST(ChainErrors, ParametersUnknownTwiceOrMissing) {
  EXPECT_EQ(message_of("c series Z=1 W=2\n"), "2:14: unknown parameter 'W' of 'series'");
  EXPECT_EQ(hint_of("c divider Za=1 Zb=2 Zd=3\n"), "did you mean 'Za'?");
  EXPECT_EQ(hint_of("c divider Za=1 Zb=2 gain=3\n"), "one of: Za, Zb");
  EXPECT_EQ(message_of("c series Z=1 z=2\n"), "2:14: 'z' is given twice");
  EXPECT_EQ(message_of("c series\n"), "2:3: missing parameter 'Z' of 'series'");
  EXPECT_EQ(message_of("c lowpass R=1k\n"), "2:3: missing parameter 'C' of 'lowpass'");
  EXPECT_THAT(message_of("c bandreject R=1k f0=50\n"), testing::StartsWith("2:3: missing 'L' or 'C'"));
  const ReadDeck user(".subckt pad in out r1=10\nR in out {r1}\n.ends\n.chain a\nx pad r2=5\n.endchain\n");
  EXPECT_THAT(user.messages(), ElementsAre("5:7: unknown parameter 'r2' of 'pad'"));
  EXPECT_EQ(user.diagnostics.all()[0].hint, "did you mean 'r1'?");
}

TEST(ChainErrors, ValuesThatAreNoNumberOrOutOfRange) {
  EXPECT_THAT(message_of("c amplifier gain=x1\n"), testing::StartsWith("2:18: "));
  EXPECT_EQ(message_of("c transformer Lp=-1 Ls=1\n"), "2:18: '-1' is out of range for 'Lp', expected positive");
  EXPECT_EQ(message_of("c transformer Lp=1 Ls=1 k=1.5\n"),
            "2:27: '1.5' is out of range for 'k', expected between -1 and 1");
  EXPECT_EQ(message_of("c sensor kind=light\n"), "2:15: unknown value 'light' of 'kind', expected voltage or current");
  EXPECT_THAT(message_of("c series Z=1+*\n"), testing::StartsWith("2:14: unexpected '*'"));
  EXPECT_EQ(message_of("c divider Za=(1|5)) Zb=3\n"), "2:19: unexpected ')', expected its '(' before");
}

TEST(ChainErrors, OpampModels) {
  EXPECT_EQ(message_of("c follower opamp=NE5532\n"), "2:18: unknown op-amp model 'NE5532'");
  EXPECT_EQ(hint_of("c follower opamp=NE5532\n"), "define it with .model NE5532 opamp (A0=100k GBW=10meg)");
  const ReadDeck near(".chain a\nc follower opamp=NE553\n.endchain\n.model NE5532 opamp\n");
  EXPECT_EQ(near.diagnostics.all().at(0).hint, "did you mean 'NE5532'?");
  const ReadDeck type(".chain a\nc follower opamp=q\n.endchain\n.model q opanp\n");
  EXPECT_THAT(type.messages(), testing::Contains("2:18: model 'q' is of type 'opanp', expected 'opamp'"));
  // The model's own fault is told once, however many stages use it.
  const ReadDeck bad(".chain a\nc follower opamp=q\nd follower opamp=q\n.endchain\n.model q opamp (A0=-5)\n");
  EXPECT_EQ(bad.messages().size(), 1U);
}

TEST(ChainErrors, SensorsFirstLoadsLast) {
  EXPECT_EQ(message_of("a series Z=1\nb sensor\n"), "3:3: a sensor can only be the first stage of its chain");
  EXPECT_EQ(message_of("b[2] sensor\n"), "2:6: a sensor can only be the first stage of its chain");
  EXPECT_EQ(message_of("a load Z=1\nb series Z=1\n"), "2:3: a load can only be the last stage of its chain");
  EXPECT_EQ(message_of("a[2] load Z=1\n"), "2:6: a load can only be the last stage of its chain");
  EXPECT_EQ(hint_of("a load Z=1\nb series Z=1\n"), "use 'shunt' within a chain");
  EXPECT_EQ(message_of(""), "1:8: chain 'a' has no stages");
}

TEST(ChainErrors, CountsThatAreNone) {
  for (const char* count : {"0", "-3", "2.5", "1e9", "{1-1}"}) {
    EXPECT_EQ(message_of(fmt::format("rc[{}] series Z=1\n", count)),
              fmt::format("2:4: '{}' is no count of stages, expected a whole number from 1 to 2000000", count));
  }
  EXPECT_THAT(message_of("rc[many] series Z=1\n"), testing::StartsWith("2:4: "));
  EXPECT_EQ(message_of("a[1500000] series Z=1\nb[1500000] series Z=1\n"),
            "1:8: chain 'a' has 3000000 stages, expected at most 2000000");
}

TEST(ChainErrors, NamesThatTwoStagesHave) {
  const std::string z = " series Z=1\n";
  EXPECT_EQ(message_of("x" + z + "X" + z), "3:1: two stages of the chain are called 'X'");
  EXPECT_EQ(message_of("rc[3]" + z + "RC2" + z), "3:1: two stages of the chain are called 'rc2'");
  EXPECT_EQ(message_of("rc2" + z + "rc[3]" + z), "3:1: two stages of the chain are called 'rc2'");
  EXPECT_EQ(message_of("rc[3]" + z + "rc[5]" + z), "3:1: two stages of the chain are called 'rc1'");
  EXPECT_EQ(message_of("rc[11]" + z + "rc1[3]" + z), "3:1: two stages of the chain are called 'rc11'");
  EXPECT_EQ(message_of("r[{9*100000}]" + z + "r899999" + z), "3:1: two stages of the chain are called 'r899999'");
}

TEST(ChainErrors, NamesThatOnlyLookAlikeAreFine) {
  const std::string z = " series Z=1\n";
  const ReadDeck read(".chain a\nrc[3]" + z + "rc4" + z + "rc02" + z + "rc" + z + "rc1[3]" + z + "rc0" + z + "r[2]" +
                      z + "rc99999999999999999999" + z + "12" + z + "1[1]" + z + ".endchain\n");
  EXPECT_THAT(read.messages(), IsEmpty());
}

TEST(ChainErrors, NamesThatWouldNotTellNodesApart) {
  EXPECT_EQ(message_of("a.b series Z=1\n"), "2:1: a '.' in the name of stage 'a.b', expected none");
  const ReadDeck dotted(".chain a.b\nx series Z=1\n.endchain\n");
  EXPECT_THAT(dotted.messages(), ElementsAre("1:8: a '.' in the name of chain 'a.b', expected none"));
  const ReadDeck instance(".subckt s in out\nR in out 1\n.ends\nX1 a b s\n.chain x1\nx series Z=1\n.endchain\n");
  EXPECT_THAT(instance.messages(), ElementsAre("5:8: chain 'x1' has the name of a subcircuit's instance"));
}

TEST(ChainErrors, AllOfAllChainsAtOnce) {
  const ReadDeck read(
      ".chain a\nx seires\ny series Z=(1\n.endchain\n.chain b\n.endchain\n.chain c\nz series\n.endchain\n");
  EXPECT_THAT(read.messages(),
              testing::UnorderedElementsAre("2:3: unknown stage type 'seires'", "3:12: '(' is not closed, expected ')'",
                                            "5:8: chain 'b' has no stages", "8:3: missing parameter 'Z' of 'series'"));
}

TEST(ChainErrors, ThoseOfASubcircuitsBodyOnce) {
  const ReadDeck read(".subckt pad in out\nR in out bad\n.ends\n.chain a\nx[1000] pad\ny pad\n.endchain\n");
  EXPECT_EQ(read.messages().size(), 1U);
}

TEST(ChainChecks, FrequenciesOutsideMeasuredData) {
  const std::string file = testing::TempDir() + "/chain_test.zma";
  std::ofstream(file) << "10 8 0\n20000 8 90\n";
  const ReadDeck read(".chain a\nx series Z=5+Z(" + file + ")\n.endchain\n");
  ASSERT_THAT(read.messages(), IsEmpty());
  Diagnostics diagnostics;
  check_measured_range(read.chains[0], {10, 20000}, diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  check_measured_range(read.chains[0], {100, 5, 30000}, diagnostics);
  ASSERT_EQ(diagnostics.error_count(), 1U);
  EXPECT_EQ(diagnostics.all()[0].message, "frequency 5 Hz lies outside '" + file + "' (10 Hz to 20 kHz)");
  EXPECT_EQ(read.sources.locate(diagnostics.all()[0].span).column, 12U);
  std::filesystem::remove(file);
}

TEST(ChainChecks, ElementsOfTheDeckOnAChainsNodes) {
  ReadDeck read(
      ".chain hp\namp series Z=1\nphones load Z=2\n.endchain\nR9 hp.amp 0 5\nR8 x 0 1\nC1 HP.phones x 1u\nR7 hp.in 0 "
      "1\n");
  Netlist flat;
  for (const Chain& chain : read.chains) draw_chain(chain, *read.elaborator, flat);
  const std::size_t first_of_top = flat.circuit.element_count();
  read.elaborator->add_top(flat);
  ASSERT_THAT(read.messages(), IsEmpty());
  warn_about_attached_elements(flat, first_of_top, read.chains, read.diagnostics);
  EXPECT_THAT(
      read.messages(),
      ElementsAre("5:1: warning: 'chain' and 'check' look at the chain alone; R9 at 'hp.amp' and 2 more take part "
                  "in 'run' and 'port' only"));
}

}  // namespace
}  // namespace ohmscope
