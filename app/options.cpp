#include "app/options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/limit_options.hpp"
#include "netlist/dialect.hpp"
#include "results/format.hpp"

namespace ohmscope {

namespace {

// Most likely a shell variable that is not set.
std::string not_empty(const std::string& text) { return text.empty() ? "empty, expected a value" : ""; }

}  // namespace

Format Options::format() const {
  if (json) return Format::json;
  if (csv) return Format::csv;
  if (output.ends_with(".json")) return Format::json;
  if (output.ends_with(".csv")) return Format::csv;
  return Format::table;
}

CLI::Option* add_text(CLI::App& app, const std::string& name, std::string& target, const std::string& metavariable,
                      const std::string& help) {
  return app.add_option(name, target, help)->option_text(metavariable)->check(not_empty);
}

CLI::Option* add_texts(CLI::App& app, const std::string& name, std::vector<std::string>& target,
                       const std::string& metavariable, const std::string& help) {
  return app.add_option(name, target, help)->allow_extra_args(false)->option_text(metavariable)->check(not_empty);
}

void add_deck(CLI::App& app, Options& options) {
  add_text(app, "DECK", options.deck, " ", "the deck; - is standard input");
  add_text(app, "--dialect", options.dialect, "NAME",
           fmt::format("whose reading counts where simulators differ: {}", fmt::join(dialect_names(), ", ")));
  add_limits(app, options);
}

void add_frequencies(CLI::App& app, Options& options) {
  add_texts(app, "--freq", options.frequencies, "LIST", "frequencies in place of the .ac, as in 0,1k,10k");
  add_text(app, "--ac", options.sweep, "SWEEP", "a sweep in place of the .ac, as in dec:20:10:100k");
  app.add_option("-j,--jobs", options.jobs, "processors to use (all); the answer is the same on any number of them")
      ->option_text("N")
      ->check(CLI::Range(1, 1024));
}

void add_chain_choice(CLI::App& app, Options& options) {
  add_texts(app, "--chain", options.chains, "LIST", "only these chains, by name");
}

void add_stage_choice(CLI::App& app, Options& options) {
  add_texts(app, "--stage", options.stages, "LIST", "only these stages, by name");
}

void add_json(CLI::App& app, Options& options) { app.add_flag("--json", options.json, "print JSON"); }

void add_all_signals(CLI::App& app, Options& options) {
  app.add_flag("--all", options.all, "every node voltage and source current, whatever .save and .print choose");
}

void add_sensitivities(CLI::App& app, Options& options) {
  app.add_flag("--sens", options.sensitivities, "also how |Z| hangs on every value: d ln|Z| / d ln(value)");
}

void add_noise(CLI::App& app, Options& options) {
  app.add_flag("--noise", options.noise, "also the noise of the ports: Cy, and of two NF, NFmin, Rn and SOpt");
}

void add_csv(CLI::App& app, Options& options) { app.add_flag("--csv", options.csv, "print comma-separated values"); }

void add_output_file(CLI::App& app, Options& options) {
  std::string formats;
  for (const std::string format : {"json", "csv"}) {
    if (app.get_option_no_throw("--" + format) != nullptr) formats += (formats.empty() ? "; ." : " or .") + format;
  }
  add_text(app, "-o,--output", options.output, "FILE",
           "write a file" + (formats.empty() ? "" : formats + " chooses the format"));
}

void add_ascii(CLI::App& app, Options& options) {
  app.add_flag("--ascii", options.ascii, "raw files in their readable form");
}

void add_result_files(CLI::App& app, Options& options) {
  add_texts(app, "-o,--output", options.outputs, "FILE",
            fmt::format("write a file, as its suffix says: {}; .txt or none: the table; - is standard output; may be "
                        "repeated",
                        fmt::join(results::written_suffixes(), " ")));
  add_ascii(app, options);
}

}  // namespace ohmscope
