// Result files: each is read by a program that others wrote, and holds the numbers of `--json`.

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// All analyses; an op-amp chain; ports that are open, shorted and undefined.
const std::string filter =
    "Filter, all analyses\nV1 in 0 dc 2 ac 1\nR1 in out 1k\nC1 out 0 1u\nR2 out 0 3k\n.op\n.dc V1 0 2 0.5\n"
    ".dc V1 0 1 1 R1 1k 3k 1k\n.ac dec 3 1 1k\n.tf V(out) V1\n.noise V(out) V1 dec 2 1 100\n";
const std::string chain =
    "Chain\n.chain c\nmic sensor Z=50\nx series Z=C(1u)\ny shunt Z=10k\namp noninverting opamp=OA Rf=9k Rg=1k\n"
    ".endchain\n.model OA opamp (A0=100k GBW=10meg Rin=1meg Rout=75)\n.ac dec 5 10 10k\n";
const std::string ports =
    "Ports\nR1 a 0 1k\nC1 a b 1n\nL1 b 0 1m\nV1 s 0 1\nR2 c d 1\n.port a a\n.port s s\n.port c c\n.port cd c d\n"
    ".ac lin 3 0 2k\n";

/// What `tests/cli/check_results.py` says of `files` in `scratch`; empty: they hold what `reference` does.
std::string compared(const ScratchDirectory& scratch, const std::string& reference,
                     const std::vector<std::string>& files) {
  std::string command = "/usr/bin/python3 '" OHMSCOPE_SOURCE "/tests/cli/check_results.py' '" + reference + "'";
  for (const std::string& file : files) command += " '" + file + "'";
  const int status = std::system((command + " > '" + scratch.file("said") + "' 2>&1 < /dev/null").c_str());
  return status == 0 ? "" : read_file(scratch.file("said"));
}

TEST(ResultFiles, SeveralAtOnceHoldTheNumbersOfTheJson) {
  struct Case {
    std::string command;
    std::string deck;
    std::vector<std::string> options = {};
  };
  const Case cases[] = {
      {"run", filter}, {"chain", chain}, {"port", ports}, {"chain", chain, {"--sens"}}, {"port", ports, {"--sens"}}};
  for (const auto& [command, deck, options] : cases) {
    const ScratchDirectory scratch;
    const std::string reference = scratch.file("r.json");
    const std::vector<std::string> files{scratch.file("r.raw"), scratch.file("r.h5")};
    std::vector<std::string> arguments{command, "-", "-q", "-o", reference};
    for (const std::string& file : files) arguments.insert(arguments.end(), {"-o", file});
    arguments.insert(arguments.end(), options.begin(), options.end());
    const Outcome outcome = run_program(arguments, deck);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(compared(scratch, reference, files), "") << command;
    arguments = {command, "-", "-q", "--ascii", "-o", scratch.file("ascii.raw")};
    arguments.insert(arguments.end(), options.begin(), options.end());
    EXPECT_EQ(run_program(arguments, deck).status, 0);
    EXPECT_THAT(read_file(scratch.file("ascii.raw")), HasSubstr("\nValues:\n 0\t"));
    EXPECT_EQ(compared(scratch, reference, {scratch.file("ascii.raw")}), "") << command;
  }
}

TEST(ResultFiles, OnStandardOutputAreWhatAFlagSays) {
  const ScratchDirectory scratch;
  const std::string file = scratch.file("r.csv");
  EXPECT_EQ(run_program({"port", "-", "-q", "-o", "-", "-o", file}, ports).out,
            run_program({"port", "-", "-q"}, ports).out);
  EXPECT_EQ(run_program({"port", "-", "-q", "--json", "-o", file, "-o", "-"}, ports).out,
            run_program({"port", "-", "-q", "--json"}, ports).out);
  EXPECT_EQ(read_file(file), run_program({"port", "-", "-q", "--csv"}, ports).out);
}

TEST(ResultFiles, AreWrittenAllOrNotAtAllWhereTheirNamesAreWrong) {
  const ScratchDirectory scratch;
  const std::string good = scratch.file("r.raw");
  struct Case {
    std::vector<std::string> arguments;
    const char* message;
  };
  const Case cases[] = {
      {{"run", "-", "-o", good, "-o", scratch.file("r.xls")},
       "unknown suffix '.xls' [E0601]\nhint: known are .raw, .csv, .json, .h5, .zma, .sNp, .ts"},
      {{"run", "-", "-o", good, "-o", scratch.file("r.parquet")}, "unknown suffix '.parquet'"},
      {{"run", "-", "-o", good, "-o", good}, "is given twice, expected each file once"},
      {{"run", "-", "-o", good, "-o", scratch.file("r.qraw")}, "unknown suffix '.qraw'"},
      {{"expand", "-", "-o", good}, "'expand' has no format 'raw'"},
      {{"check", "-", "-o", good}, "'check' has no format 'raw'"},
  };
  for (const auto& [arguments, message] : cases) {
    const Outcome outcome = run_program(arguments, filter);
    EXPECT_EQ(outcome.status, 2) << message;
    EXPECT_THAT(outcome.err, HasSubstr(message));
    EXPECT_FALSE(std::filesystem::exists(good)) << message;
  }
}

TEST(ResultFiles, OfOneImpedanceAreReadByOthersAndByZ) {
  const ScratchDirectory scratch;
  const std::string reference = scratch.file("r.json");
  const std::vector<std::string> files{scratch.file("z.zma"), scratch.file("z.s1p"), scratch.file("z.ts")};
  std::vector<std::string> arguments{"port", "-", "--port", "a", "--freq", "1,1k,30k", "-o", reference};
  for (const std::string& file : files) arguments.insert(arguments.end(), {"-o", file});
  EXPECT_EQ(run_program(arguments, ports).err, "");
  EXPECT_EQ(compared(scratch, reference, files), "");
  const std::string deck = scratch.write("m.cir", "M\n.chain c\na load Z=Z(z.zma)\n.endchain\n");
  const json measured = json::parse(run_program({"chain", deck, "--freq", "1k", "--json"}).out);
  const json z = json::parse(read_file(reference))["ports"][0]["z"][1];
  const json found = measured["chains"][0]["stages"][0]["local"]["zin"][0];
  for (std::size_t k = 0; k < 2; ++k) EXPECT_NEAR(found[k].get<double>(), z[k].get<double>(), 1e-12) << k;
}

TEST(ResultFiles, OfOneImpedanceRefuseOthersAndTellHowToChoose) {
  const ScratchDirectory scratch;
  struct Case {
    std::vector<std::string> arguments;
    const char* file;
    const char* message;
  };
  const Case cases[] = {
      {{"port", "-"}, "z.zma", "here are 4: z(a), z(s), z(c), z(cd) [E0611]\nhint: choose one with --port NODE"},
      {{"port", "-"}, "z.s1p", "holds one impedance, and here are 4"},
      {{"port", "-", "--port", "c"}, "z.zma", "z(c) is infinite at 0 Hz [E0611]\nhint: leave that frequency out"},
      {{"port", "-", "--port", "c"}, "z.ts", "is infinite at 0 Hz"},
      {{"port", "-", "--port", "a", "--freq", "1"},
       "z.s2p",
       "the suffix '.s2p' is for 2 ports, and here is 1 [E0611]\nhint: call it .s1p"},
      {{"chain", "-"}, "z.zma", "here are 16: mic.local.zin, mic.local.zout, mic.overall.zin, mic.overall.zout, …"},
      {{"chain", "-"}, "z.zma", "'ohmscope convert IN OUT --signal STAGE.overall.zin'"},
      {{"run", "-"}, "z.zma", "holds one impedance, and here is none"},
  };
  for (const auto& [command, file, message] : cases) {
    std::vector<std::string> arguments = command;
    arguments.insert(arguments.end(), {"-q", "-o", scratch.file(file)});
    const std::string& deck = command[0] == "port" ? ports : command[0] == "chain" ? chain : filter;
    const Outcome outcome = run_program(arguments, deck);
    EXPECT_EQ(outcome.status, 2) << message;
    EXPECT_THAT(outcome.err, AllOf(HasSubstr(message), HasSubstr("[E0611]")));
    EXPECT_FALSE(std::filesystem::exists(scratch.file(file)));
  }
}

// --------------------------------------------------------------------------------------------------------- convert

TEST(Convert, TakesWhatNgspiceWritesIntoEveryFormatAndBack) {
  const ScratchDirectory scratch;
  const std::string script = scratch.write(
      "n.cir", filter +
                   ".control\nset appendwrite\nop\nwrite n.raw\nac dec 3 1 1k\nwrite n.raw\ndc V1 0 2 0.5\n"
                   "write n.raw\nnoise v(out) V1 dec 2 1 100\nwrite n.raw\nset filetype=ascii\nac lin 3 1 3\n"
                   "write n.raw\nset nopadding\nop\nwrite n.raw\n.endc\n.end\n");
  static_cast<void>(std::system(("cd '" + scratch.path() + "' && ngspice -b n.cir > log 2>&1 < /dev/null").c_str()));
  const std::string raw = scratch.file("n.raw");
  std::string from = raw;
  // Each is read back, too, but for the last.
  for (const char* name : {"a.h5", "a.json", "a.raw", "b.h5", "b.json"}) {
    const std::string to = scratch.file(name);
    const Outcome outcome = run_program({"convert", from, to});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(compared(scratch, raw, {to}), "") << name;
    from = to;
  }
  const std::vector<std::string> files{scratch.file("ac.raw"), scratch.file("ac.csv"), scratch.file("ac.json")};
  EXPECT_EQ(run_program({"convert", raw, files[0], "--plot", "2"}).err, "");
  EXPECT_EQ(run_program({"convert", files[0], files[1], "--ascii"}).err, "");
  EXPECT_EQ(run_program({"convert", files[1], files[2]}).err, "");
  EXPECT_EQ(compared(scratch, files[0], {files[1], files[2]}), "");
  EXPECT_THAT(read_file(files[1]), StartsWith("frequency (Hz),v(in).re (V),v(in).im (V),v(out).re (V),"));
}

TEST(Convert, ReadsWhatEveryCommandWrites) {
  const std::pair<const char*, std::string> cases[] = {{"run", filter}, {"chain", chain}, {"port", ports}};
  for (const auto& [command, deck] : cases) {
    const ScratchDirectory scratch;
    const std::string reference = scratch.file("r.json");
    std::vector<std::string> arguments{command, "-", "-q", "-o", reference};
    for (const char* name : {"r.csv", "r.h5"}) arguments.insert(arguments.end(), {"-o", scratch.file(name)});
    EXPECT_EQ(run_program(arguments, deck).status, 0);
    for (const char* name : {"r.csv", "r.h5", "r.json"}) {
      const std::string to = scratch.file(std::string("of.") + name + ".h5");
      EXPECT_EQ(run_program({"convert", scratch.file(name), to}).err, "") << command << name;
      EXPECT_EQ(compared(scratch, reference, {to}), "") << command << name;
    }
  }
}

TEST(Convert, TakesImpedancesThroughEachOfTheirFormats) {
  const ScratchDirectory scratch;
  std::string from = scratch.file("z.json");
  EXPECT_EQ(run_program({"port", "-", "--port", "a", "--freq", "1,1k,30k", "-o", from}, ports).err, "");
  const std::string reference = from;
  for (const char* name : {"z.zma", "z.h5", "z.s1p", "z.csv", "z.ts", "y.json"}) {
    const std::string to = scratch.file(name);
    EXPECT_EQ(run_program({"convert", from, to}).err, "") << name;
    EXPECT_EQ(compared(scratch, reference, {to}), "") << name;
    from = to;
  }
  const std::string all = scratch.file("c.h5");
  EXPECT_EQ(run_program({"chain", "-", "-o", all}, chain).err, "");
  EXPECT_EQ(run_program({"convert", all, scratch.file("c.zma"), "--signal", "amp.overall.zin"}).err, "");
  EXPECT_THAT(read_file(scratch.file("c.zma")), StartsWith("* Chain\n* amp.overall.zin: Hz, ohm, degrees\n10 "));
}

/// A Touchstone file's text, converted from one format of networks to the next; the last one is Touchstone again.
std::string through_formats_of_networks(const ScratchDirectory& scratch, const std::string& text) {
  std::string from = scratch.write("a.s2p", text);
  for (const char* name : {"b.h5", "c.json", "d.ts", "e.s2p"}) {
    const std::string to = scratch.file(name);
    EXPECT_EQ(run_program({"convert", from, to}).err, "") << name;
    from = to;
  }
  return from;
}

TEST(Convert, TakesNetworksThroughFormatsThatKeepTheirReferences) {
  const ScratchDirectory scratch;
  const std::string text = "# HZ S RI R 50 75\n1 0.5 0.25 0 -1 0.125 2 0.75 0\n10 1 0 0 0 0.1 0 0.001 0\n";
  const std::string from = through_formats_of_networks(scratch, text);
  EXPECT_EQ(read_file(from), text);
  EXPECT_THAT(run_program({"convert", from, scratch.file("f.s3p")}).err,
              HasSubstr("the suffix '.s3p' is for 3 ports, and here are 2 [E0611]\nhint: call it .s2p, or .ts"));
}

TEST(Convert, KeepsTheNamesOfPorts) {
  const ScratchDirectory scratch;
  const std::string text = "# HZ S RI R 50\n! Port[1] = in\n! Port[2] = line out\n1 0.5 0.25 0 -1 0.125 2 0.75 0\n";
  const std::string from = through_formats_of_networks(scratch, text);
  EXPECT_EQ(read_file(from), text);
}

TEST(Convert, KnowsTheReferencesOfOurOwnJson) {
  const ScratchDirectory scratch;
  const std::string deck =
      "Pad\nP1 a 0 port=1 z0=50\nP2 b 0 port=2 z0=75\nR1 a m 30\nR2 m 0 60\nR3 m b 20\nC1 m 0 1n\n";
  const std::string direct = scratch.file("direct.s2p");
  EXPECT_EQ(run_program({"network", "-", "--freq", "1k,1meg", "-o", direct}, deck).err, "");
  EXPECT_THAT(read_file(direct), HasSubstr("! Port[1] = P1\n! Port[2] = P2\n"));
  const Outcome network = run_program({"network", "-", "--freq", "1k,1meg", "--json"}, deck);
  const Outcome run = run_program({"run", "-", "--json"}, deck + ".ac list 1k 1meg\n.lin\n");
  const json lin = json::parse(run.out)["analyses"][1];
  const std::string of_run = json({{"title", "Pad"}, {"analyses", json::array({lin})}}).dump();
  for (const std::string& given : {network.out, of_run}) {
    const std::string through = scratch.file("through.s2p");
    EXPECT_EQ(run_program({"convert", scratch.write("n.json", given), through}).err, "");
    EXPECT_EQ(read_file(through), read_file(direct));
  }
}

TEST(Convert, TakesStandardInputAndOutputByTheirFormats) {
  const ScratchDirectory scratch;
  const std::string raw = scratch.file("a.raw");
  EXPECT_EQ(run_program({"port", "-", "-q", "--port", "a", "-o", raw}, ports).status, 0);
  const std::string bytes = read_file(raw);
  const std::string by_name = scratch.file("a.csv");
  EXPECT_EQ(run_program({"convert", raw, by_name}).err, "");
  EXPECT_EQ(run_program({"convert", "-", "-", "--from", "raw", "--to", "csv"}, bytes).out, read_file(by_name));
  const std::string again = run_program({"convert", raw, "-", "--to", "raw"}).out;
  EXPECT_EQ(run_program({"convert", "-", "-", "--from", "raw", "--to", "csv"}, again).out, read_file(by_name));
  const std::string h5 = run_program({"convert", "-", "-", "--from", "raw", "--to", "h5"}, bytes).out;
  EXPECT_EQ(run_program({"convert", "-", "-", "--from", "h5", "--to", "csv"}, h5).out, read_file(by_name));
  const std::string pad = "# HZ S RI R 50\n1 0.5 0 0 0 0 0 0.5 0\n";
  EXPECT_EQ(run_program({"convert", "-", "-", "--from", "s2p", "--to", "s2p"}, pad).out, pad);
  struct Case {
    std::vector<std::string> arguments;
    const char* message;
  };
  const Case wrong[] = {{{"convert", "-", by_name}, "nothing says the format of standard input"},
                        {{"convert", raw, "-"}, "nothing says the format of standard output"},
                        {{"convert", raw, by_name, "--from", "raw"}, "'--from' is of standard input"},
                        {{"convert", raw, by_name, "--to", "raw"}, "'--to' is of standard output"},
                        {{"convert", "-", by_name, "--from", "xls"}, "unknown format 'xls' of standard input"},
                        {{"convert", raw, "-", "--to", "xls"}, "cannot write '-': unknown suffix '.xls'"},
                        {{"convert", "-", by_name, "--from", "h5"}, "'-': byte 0: this is no HDF5 file"}};
  for (const auto& [arguments, message] : wrong) {
    const Outcome outcome = run_program(arguments, bytes);
    EXPECT_EQ(outcome.status, 2) << message;
    EXPECT_THAT(outcome.err, HasSubstr(message));
  }
}

TEST(Convert, SaysWhatItCannotRead) {
  const ScratchDirectory scratch;
  const std::string good =
      "Title: t\nPlotname: AC Analysis\nFlags: complex\nNo. Variables: 2\nNo. Points: 1\n"
      "Variables:\n\t0\tfrequency\tfrequency\n\t1\tv(a)\tvoltage\nValues:\n 0\t1,0\n\t2,3\n\n";
  std::string second = good;
  const std::string two = scratch.write("two.raw", good + second.replace(second.find("AC Analysis"), 11, "DC"));
  struct Case {
    std::vector<std::string> arguments;
    const char* message;
  };
  const auto file = [&](const char* name, const std::string& text) { return scratch.write(name, text); };
  const std::string out = scratch.file("out.h5");
  const Case cases[] = {
      {{"convert"}, "no file to read given [E0601]\nhint: usage: ohmscope convert IN OUT..."},
      {{"convert", two}, "no file to write given"},
      {{"convert", scratch.file("none.raw"), out}, "cannot read '"},
      {{"convert", scratch.path() + "/.raw", out},
       "unknown suffix '' [E0612]\nhint: known are .raw, .csv, .json, .h5, .zma, .sNp, .ts, .qraw"},
      {{"convert", file("a.xls", "x"), out}, "unknown suffix '.xls'"},
      {{"convert", two, scratch.file("out.xls")}, "unknown suffix '.xls'"},
      {{"convert", two, scratch.file("out.txt")}, "its name says no format"},
      {{"convert", file("b.raw", "x"), out}, "b.raw': byte 0: this is no raw file"},
      {{"convert", file("c.raw", good.substr(0, good.size() - 4)), out},
       "the imaginary part of a number of point 0 is missing"},
      {{"convert", file("d.qraw", good.substr(0, 50)), out}, "the file ends in its header"},
      {{"convert", file("e.csv", "a,b\n1\n"), out}, "e.csv': line 2: found 1 cells, expected 2"},
      {{"convert", file("f.csv", "a,b\n1,x\n"), out}, "f.csv': line 2, column 2: found 'x', expected a number"},
      {{"convert", file("g.csv", "1,2\n"), out}, "g.csv': line 1: found a number, expected a line of headings"},
      {{"convert", file("h.csv", "a,b\n\"1,2\n"), out}, "h.csv': line 2: a quoted cell does not end"},
      {{"convert", file("i.csv", "a,b\n"), out}, "line 1: below the headings are no numbers"},
      {{"convert", file("j.csv", ""), out}, "j.csv': the file is empty"},
      {{"convert", file("k.json", "{\"analyses\": ["), out}, "k.json': byte 15: this is no JSON"},
      {{"convert", file("l.json", "[]"), out}, "holds no 'analyses', 'chains', 'ports' or 'networks'"},
      {{"convert", file("m.json", R"_({"analyses": [{"type": "op", "signals": {"v(a)": "x"}}]})_"), out},
       "analysis 1: found \"x\", expected a number"},
      {{"convert", file("n.json", R"_({"analyses": [{"type": "op"}]})_"), out}, "analysis 1: 'op' has no 'signals'"},
      {{"convert", file("o.json", R"_({"analyses": [{"frequencies": [1, 2], "signals": {"v(a)": [1]}}]})_"), out},
       "'v(a)' holds 1 values, others beside it 2"},
      {{"convert", file("p.h5", "x"), out}, "p.h5': byte 0: this is no HDF5 file"},
      {{"convert", file("q.h5", "\x89HDF\r\n\x1a\n"), out}, "q.h5': byte 8: the file ends too early, or is damaged"},
      {{"convert", file("r.zma", "* c\n1 2\n"), out}, "r.zma': line 2: found 2 values, expected 3"},
      {{"convert", file("s.zma", "1 2 x\n"), out}, "s.zma': line 1: found 'x', expected a number"},
      {{"convert", file("t.zma", "* c\n"), out}, "t.zma': the file holds no points"},
      {{"convert", file("u.s1p", "# HZ Z RI R 1\n1 2\n"), out}, "u.s1p': line 2: "},
      {{"convert", two, out, "--plot", "3"}, "has no plot '3' [E0605]\nhint: the plots are 1 'AC Analysis', 2 'DC'"},
      {{"convert", two, out, "--plot", "tran"}, "has no plot 'tran'"},
      {{"convert", two, out, "--signal", "v(b)"}, "has no signal 'v(b)' [E0605]\nhint: did you mean 'v(a)'?"},
      {{"convert", two, scratch.file("o.zma")}, "holds one impedance, and here is none"},
  };
  for (const auto& [arguments, message] : cases) {
    const Outcome outcome = run_program(arguments);
    EXPECT_EQ(outcome.status, 2) << message;
    EXPECT_THAT(outcome.err, HasSubstr(message));
    EXPECT_FALSE(std::filesystem::exists(out)) << message;
  }
}

TEST(Convert, NamesThePlotsThatDoNotFitOneTable) {
  const ScratchDirectory scratch;
  const std::string all = scratch.file("all.h5");
  EXPECT_EQ(run_program({"run", "-", "-o", all}, filter).err, "");
  const Outcome outcome = run_program({"convert", all, scratch.file("one.csv")});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err,
              HasSubstr("a .csv file holds one table, and here are 7 plots with different columns [E0611]\n"
                        "hint: --plot chooses one of them"));
  EXPECT_EQ(run_program({"convert", all, scratch.file("one.csv"), "--plot", "tf"}).err, "");
  EXPECT_THAT(read_file(scratch.file("one.csv")), StartsWith("transfer_function (V/V),input_resistance (ohm),"));
}

}  // namespace
}  // namespace ohmscope::testing
