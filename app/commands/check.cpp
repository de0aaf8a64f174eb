#include <algorithm>
#include <cmath>

#include "app/chain_choice.hpp"
#include "app/command.hpp"
#include "app/render/csv.hpp"
#include "app/render/json.hpp"
#include "app/render/quantity.hpp"
#include "app/render/table.hpp"
#include "app/stopwatch.hpp"
#include "app/text.hpp"
#include "stages/check.hpp"

namespace ohmscope {

namespace {

constexpr double default_tolerance = 1e-9;

std::string_view road_text(CheckRoad road) {
  switch (road) {
    case CheckRoad::rule:
      return "rule";
    case CheckRoad::author_rule:
      return ".rule";
    case CheckRoad::flat_netlist:
      return "flat netlist";
    case CheckRoad::none:
      return "nothing";
  }
  return "";
}

std::string error_text(double error) {
  if (std::isinf(error)) return "∞";
  return error == 0 ? "0" : fmt::format("{:.1e}", error);
}

void write_json(Session& session, const CheckResult& result) {
  JsonWriter json(session.out);
  json.begin_object();
  json.member("passed", result.passed());
  json.member("tolerance", result.tolerance);
  json.member("max_relative_error", result.max_relative_error());
  json.key("chains");
  json.begin_array();
  for (const CheckedChain& chain : result.chains) {
    json.begin_object();
    json.member("name", chain.name);
    json.key("stages");
    json.begin_array();
    for (const CheckedStage& stage : chain.stages) {
      json.begin_flat_object();
      json.member("name", stage.name);
      json.member("type", stage.type);
      json.key("errors");
      json.begin_object();
      for (std::size_t q = 0; q < checked_quantities.size(); ++q) {
        json.member(checked_quantities[q], stage.quantities[q].max_error);
      }
      json.end_object();
      json.end_object();
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
  json.finish();
}

void write_csv(Session& session, const CheckResult& result) {
  CsvWriter csv(session.out);
  for (const char* heading : {"chain", "stage", "type", "compared with", "quantity", "max relative error",
                              "worst frequency (Hz)", "points", "skipped"}) {
    csv.cell(heading);
  }
  csv.end_row();
  for (const CheckedChain& chain : result.chains) {
    for (const CheckedStage& stage : chain.stages) {
      for (std::size_t q = 0; q < checked_quantities.size(); ++q) {
        const CheckedQuantity& quantity = stage.quantities[q];
        for (const std::string& name : {chain.name, stage.name, stage.type}) csv.cell(name);
        csv.cell(road_text(stage.road));
        csv.cell(checked_quantities[q]);
        csv.cell(quantity.max_error);
        csv.cell(quantity.worst_frequency);
        csv.cell(quantity.compared);
        csv.cell(quantity.skipped);
        csv.end_row();
      }
    }
  }
}

bool failed(const CheckedStage& stage, double tolerance) {
  return std::any_of(stage.quantities.begin(), stage.quantities.end(),
                     [&](const CheckedQuantity& quantity) { return !(quantity.max_error <= tolerance); });
}

// Of many stages the first ones and all that failed.
std::vector<const CheckedStage*> stages_shown(const CheckedChain& chain, double tolerance) {
  constexpr std::size_t most = 40;
  constexpr std::size_t first = 10;
  std::vector<const CheckedStage*> shown;
  for (const CheckedStage& stage : chain.stages) {
    const bool many = chain.stages.size() > most;
    if (!many || shown.size() < first || (failed(stage, tolerance) && shown.size() < most)) shown.push_back(&stage);
  }
  return shown;
}

void print_chain(Output& out, const CheckedChain& chain, double tolerance) {
  out.print("\nchain {}: worst relative error of each quantity\n", chain.name);
  Table table({{Table::Align::left}, {Table::Align::left}, {Table::Align::left}, {}, {}, {}, {}});
  table.add({"", "", "compared", "local", "local", "overall", "overall"});
  table.add({"stage", "type", "with", "InZ", "OutZ", "InZ", "OutZ"});
  const std::vector<const CheckedStage*> shown = stages_shown(chain, tolerance);
  for (const CheckedStage* stage : shown) {
    std::vector<std::string> row{stage->name, stage->type, std::string(road_text(stage->road))};
    for (const CheckedQuantity& quantity : stage->quantities)
      row.push_back(quantity.compared == 0 ? "–" : error_text(quantity.max_error));
    table.add(std::move(row));
  }
  table.print(out);
  if (shown.size() < chain.stages.size()) {
    out.print("… {} left out (--stage NAME shows one, --json or --csv all)\n",
              counted(chain.stages.size() - shown.size(), "stage"));
  }
}

// Stages that have no rule and are too many for the flat netlist.
void warn_of_unchecked(Session& session, const CheckedChain& checked) {
  const auto unchecked = std::count_if(checked.stages.begin(), checked.stages.end(),
                                       [](const CheckedStage& stage) { return stage.road == CheckRoad::none; });
  if (unchecked == 0) return;
  session.diagnostics
      .warning({}, "{} of chain '{}' without a rule {} not compared: the flat netlist is solved for 100 stages at most",
               counted(static_cast<std::size_t>(unchecked), "stage"), checked.name, unchecked == 1 ? "is" : "are")
      .with_hint("--stage NAME compares one");
}

struct Totals {
  std::size_t compared = 0;
  std::size_t skipped = 0;
  std::size_t without_rule = 0;
  std::size_t failures = 0;  ///< quantities
};

Totals total(const CheckResult& result) {
  Totals totals;
  for (const CheckedChain& chain : result.chains) {
    for (const CheckedStage& stage : chain.stages) {
      if (stage.road == CheckRoad::flat_netlist) ++totals.without_rule;
      for (const CheckedQuantity& quantity : stage.quantities) {
        totals.compared += quantity.compared;
        totals.skipped += quantity.skipped;
        if (!(quantity.max_error <= result.tolerance)) ++totals.failures;
      }
    }
  }
  return totals;
}

void write_table(Session& session, const CheckResult& result) {
  Output& out = session.out;
  out.print("{}\n", session.deck.title);
  for (const CheckedChain& chain : result.chains) print_chain(out, chain, result.tolerance);
  const Totals totals = total(result);
  out.write("\n");
  if (totals.without_rule > 0) {
    out.print("{} without a .rule: held against a plain solution of the flat netlist\n",
              counted(totals.without_rule, "stage"));
  }
  if (totals.skipped > 0) {
    out.print("{} skipped: undefined, or the .rule has no value there\n", counted(totals.skipped, "point"));
  }
  if (totals.compared == 0) {
    out.write("FAILED: nothing could be compared\n");
  } else if (result.passed()) {
    out.print("passed: {} compared, worst relative error {}, tolerance {}\n", counted(totals.compared, "value"),
              error_text(result.max_relative_error()), result.tolerance);
  } else {
    out.print("FAILED: {} out of tolerance {}, {} compared\n",
              totals.failures == 1 ? "1 quantity" : fmt::format("{} quantities", totals.failures), result.tolerance,
              counted(totals.compared, "value"));
  }
}

const Subcircuit* subcircuit_of(const Chain& chain, const CheckedStage& stage) {
  for (const StageSpec& spec : chain.specs) {
    if (spec.span.offset == stage.span.offset) return spec.subcircuit;
  }
  return nullptr;
}

// The formula at fault where its author wrote one, else the stage's line.
Span place_of(const Chain& chain, const CheckedStage& stage, std::string_view quantity) {
  const Subcircuit* subcircuit = stage.road == CheckRoad::author_rule ? subcircuit_of(chain, stage) : nullptr;
  if (subcircuit == nullptr || !subcircuit->rule) return stage.span;
  const std::optional<Span>& formula = quantity.ends_with("zin") ? subcircuit->rule->zin : subcircuit->rule->zout;
  return formula.value_or(stage.span);
}

void report_failures(Session& session, const Chain& chain, const CheckedChain& checked, double tolerance) {
  for (const CheckedStage& stage : checked.stages) {
    for (std::size_t q = 0; q < checked_quantities.size(); ++q) {
      const CheckedQuantity& quantity = stage.quantities[q];
      if (quantity.max_error <= tolerance) continue;
      const Span place = place_of(chain, stage, checked_quantities[q]);
      Diagnostic& diagnostic = session.diagnostics.error(
          place, "{} of stage '{}': {} by the {}, {} by the circuit, at {}", checked_quantities[q], stage.name,
          in_digits(quantity.by_rule), stage.road == CheckRoad::flat_netlist ? "flat netlist" : "rule",
          in_digits(quantity.by_mna), frequency_text(quantity.worst_frequency));
      if (place.offset != stage.span.offset) diagnostic.note(stage.span, "the stage is here");
    }
  }
}

CheckedChain check(Session& session, const ChosenChain& choice, const std::vector<double>& frequencies) {
  const Stopwatch watch;
  CheckedChain checked =
      check_chain(*choice.chain, frequencies, session.sources, *session.elaborator, session.diagnostics, choice.stages);
  session.log.info("chain {}: {} stages at {} frequencies in {:.3f} s", choice.chain->name, choice.chain->stages.size(),
                   frequencies.size(), watch.seconds());
  return checked;
}

void write(Session& session, const CheckResult& result) {
  switch (session.options.format()) {
    case Format::json:
      write_json(session, result);
      break;
    case Format::csv:
      write_csv(session, result);
      break;
    case Format::table:
      write_table(session, result);
      break;
  }
}

void add_options(CLI::App& app, Options& options) {
  add_deck(app, options);
  add_text(app, "--tol", options.tolerance, "ERROR", "largest relative error that passes (1e-9)");
  add_frequencies(app, options);
  add_chain_choice(app, options);
  add_stage_choice(app, options);
  add_json(app, options);
  add_csv(app, options);
  add_output_file(app, options);
}

ExitStatus run(Session& session) {
  const std::vector<ChosenChain> chosen = choose_chains(session);
  const std::optional<Frequencies> frequencies = choose_frequencies(session);
  const double tolerance = positive_option(session, "--tol", session.options.tolerance, default_tolerance);
  check_surroundings(session);
  if (frequencies) {
    for (const ChosenChain& choice : chosen) {
      check_measured_range(*choice.chain, frequencies->values, session.diagnostics);
    }
  }
  if (!frequencies || session.diagnostics.has_errors()) return ExitStatus::misuse;
  CheckResult result;
  result.tolerance = tolerance;
  for (const ChosenChain& choice : chosen) result.chains.push_back(check(session, choice, frequencies->values));
  if (session.diagnostics.has_errors()) return ExitStatus::misuse;  // in a .rule or the body of a user's stage
  for (std::size_t k = 0; k < chosen.size(); ++k) {
    report_failures(session, *chosen[k].chain, result.chains[k], tolerance);
    warn_of_unchecked(session, result.chains[k]);
  }
  if (result.compared() == 0) {
    session.diagnostics.error({},
                              "nothing could be compared: every value is undefined at these frequencies, or its "
                              "rule has none there");
  }
  write(session, result);
  return result.passed() ? ExitStatus::done : ExitStatus::failed;
}

}  // namespace

namespace registered {
extern const Command check;
const Command check{
    .name = "check",
    .usage = "DECK [OPTIONS]",
    .help = "every stage's impedances twice, by rule and by circuit; exit 1 if they differ",
    .examples =
        "  ohmscope check headphone-amp.cir\n"
        "  ohmscope check my-stage.cir --freq 0,1k --tol 1e-6\n",
    .add_options = add_options,
    .run = run,
};
}  // namespace registered

}  // namespace ohmscope
