#include "app/render/interface_report.hpp"

#include <array>
#include <cmath>
#include <functional>

#include "app/render/columns.hpp"
#include "app/render/table.hpp"
#include "app/step_output.hpp"
#include "app/text.hpp"
#include "results/csv_writer.hpp"
#include "results/json_writer.hpp"

namespace ohmscope {

namespace {

// ------------------------------------------------------------------------------------------------------------- table

constexpr Table::Align left = Table::Align::left;

std::string decibels(double value) {
  if (!std::isfinite(value)) return engineering(value, "dB");
  return fmt::format("{:.2f} dB", std::abs(value) < 0.005 ? 0 : value);
}

std::string plain(double value) {
  if (!std::isfinite(value)) return engineering(value, "");
  return value < 1e6 ? fmt::format("{:.3g}", value) : fmt::format("{:.2e}", value);
}

std::string per_cent(double part) { return std::isnan(part) ? "–" : fmt::format("{:.3g} %", 100 * part); }

/// How far the response is bent, up and down.
std::string response_text(const InterfaceJudgement& judged) {
  const double up = judged.greatest_response.value;
  const double down = judged.least_response.value;
  if (!std::isfinite(up) || !std::isfinite(down)) return "–";
  if (up < 0.005 && down > -0.005) return "0.00 dB";
  return fmt::format("{:+.2f} {:+.2f} dB", up, down == 0 ? -0.0 : down);
}

std::string heading(const JudgedInterface& interface) { return interface.from + " → " + interface.to; }

/// The least ratio and where it is.
void print_ratios(Output& out, const JudgedChain& chain, const std::vector<std::size_t>& shown) {
  Table table({{left}, {}, {}, {}, {}, {left}});
  table.add({"interface", "least ratio", "at", "source", "load", "verdict"});
  for (const std::size_t k : shown) {
    const JudgedInterface& interface = chain.interfaces[k];
    const InterfaceJudgement& judged = interface.judgement;
    const std::size_t worst = judged.worst_ratio.point;
    table.add({heading(interface), plain(judged.worst_ratio.value), frequency_text(chain.frequencies.values[worst]),
               polar(interface.source[worst]).magnitude, polar(interface.load[worst]).magnitude,
               std::string(name_of(judged.verdict))});
  }
  table.print(out);
}

/// What the loading costs, at worst.
void print_losses(Output& out, const JudgedChain& chain, const std::vector<std::size_t>& shown) {
  Table table({{left}, {}, {}, {}, {}, {}, {}});
  table.add({"interface", "loss", "ripple", "response error", "power", "mismatch", "damping"});
  for (const std::size_t k : shown) {
    const InterfaceJudgement& judged = chain.interfaces[k].judgement;
    table.add({heading(chain.interfaces[k]), decibels(judged.worst_loss.value), decibels(judged.ripple),
               response_text(judged), per_cent(judged.worst_transfer.value),
               decibels(judged.worst_transfer.value > 0 ? judged.mismatch[judged.worst_transfer.point]
                                                        : -10 * std::log10(judged.worst_transfer.value)),
               plain(judged.damping.value)});
  }
  table.print(out);
}

/// Each verdict that occurs, with the rule it comes from.
void print_reasons(Output& out, const JudgedChain& chain, const InterfaceRules& rules) {
  std::array<bool, 4> is_told{};
  for (const JudgedInterface& interface : chain.interfaces) {
    bool& told = is_told[static_cast<std::size_t>(interface.judgement.verdict)];
    if (std::exchange(told, true)) continue;
    const std::string text =
        fmt::format("{}: {}", name_of(interface.judgement.verdict), reason_of(interface.judgement, rules));
    for (const std::string& line : folded(text, page_width)) out.print("{}\n", line);
  }
}

std::string ratings_text(const LoadRatings& ratings) {
  std::vector<std::string> texts;
  if (!std::isnan(ratings.sensitivity))
    texts.push_back(fmt::format("{:g} dB/{}", ratings.sensitivity, ratings.is_per_volt ? "V" : "mW"));
  if (std::isfinite(ratings.rated)) texts.push_back("rated " + engineering(ratings.rated, "W"));
  if (std::isfinite(ratings.vmax)) texts.push_back("at most " + engineering(ratings.vmax, "V"));
  if (std::isfinite(ratings.imax)) texts.push_back("at most " + engineering(ratings.imax, "A"));
  return texts.empty() ? "" : fmt::format(" ({})", fmt::join(texts, ", "));
}

void print_load(Output& out, const JudgedChain& chain) {
  const JudgedLoad& load = *chain.load;
  const LoadJudgement& judged = load.judgement;
  out.print("\nat load {}{}\n", load.name, ratings_text(load.ratings));
  std::vector<Table::Column> layout(chain.frequencies.spots.size() + 1);
  layout.front().align = left;
  Table table(layout);
  const auto add_row = [&](const std::string& name, const std::function<std::string(std::size_t)>& cell) {
    std::vector<std::string> cells{name};
    for (const std::size_t spot : chain.frequencies.spots) cells.push_back(cell(spot));
    table.add(std::move(cells));
  };
  add_row("", [&](std::size_t k) { return frequency_text(chain.frequencies.values[k]); });
  add_row("voltage", [&](std::size_t k) { return engineering(judged.voltage[k], "V"); });
  add_row("current", [&](std::size_t k) { return engineering(judged.current[k], "A"); });
  add_row("power", [&](std::size_t k) { return engineering(judged.power[k], "W"); });
  const auto in_decibels = [](double value) {
    return std::isfinite(value) ? fmt::format("{:.1f} dB", value) : engineering(value, "dB");
  };
  if (!judged.level.empty()) add_row("level", [&](std::size_t k) { return in_decibels(judged.level[k]); });
  if (!judged.headroom.empty()) add_row("headroom", [&](std::size_t k) { return in_decibels(judged.headroom[k]); });
  table.print(out);
}

void print_chain(Output& out, const JudgedChain& chain, const InterfaceRules& rules) {
  out.print("\nchain {}\n", chain.name);
  const std::string sweep = describe(chain.frequencies);
  if (!sweep.empty() && chain.load) out.print("{}\n", sweep);
  const Abridged rows = abridge(chain.interfaces.size());
  const std::vector<std::size_t> shown = rows_shown(rows);
  out.write("\n");
  print_ratios(out, chain, shown);
  out.write("\n");
  print_losses(out, chain, shown);
  if (rows.left_out > 0)
    out.print("… {} left out here (--stage NAME shows one, --json or --csv all)\n",
              counted(rows.left_out, "interface"));
  out.write("\n");
  print_reasons(out, chain, rules);
  const auto& judged = chain.interfaces.front().judgement;
  out.print("response error: against {}; damping: least load over source\n",
            frequency_text(chain.frequencies.values[judged.reference]));
  if (chain.load) print_load(out, chain);
}

void write_table(Session& session, const JudgedDeck& judged) {
  session.out.print("{}\n", session.deck.title);
  const StepsShown shown(judged.steps);
  shown.describe(session.out);
  for (const JudgedChain& chain : judged.chains) {
    if (!shown.announce(session.out, chain.step)) continue;
    print_chain(session.out, chain, judged.rules);
  }
}

// -------------------------------------------------------------------------------------------------------------- JSON

void write_extreme(JsonWriter& json, std::string_view name, const Extreme& extreme,
                   const std::vector<double>& frequencies) {
  json.key(name);
  json.begin_flat_object();
  json.member("value", extreme.value);
  json.key("frequency");
  std::isnan(extreme.value) ? json.null() : json.value(frequencies[extreme.point]);
  json.end_object();
}

void write_interface(JsonWriter& json, const JudgedInterface& interface, const JudgedChain& chain,
                     const InterfaceRules& rules) {
  const InterfaceJudgement& judged = interface.judgement;
  const std::vector<double>& frequencies = chain.frequencies.values;
  json.begin_object();
  json.member("from", interface.from);
  json.member("to", interface.to);
  json.member("verdict", name_of(judged.verdict));
  json.member("rule", reason_of(judged, rules));
  write_extreme(json, "worst_ratio", judged.worst_ratio, frequencies);
  write_extreme(json, "worst_loss", judged.worst_loss, frequencies);
  json.member("ripple", judged.ripple);
  write_extreme(json, "worst_power_transfer", judged.worst_transfer, frequencies);
  write_extreme(json, "least_response", judged.least_response, frequencies);
  write_extreme(json, "greatest_response", judged.greatest_response, frequencies);
  json.member("response_reference", frequencies[judged.reference]);
  write_extreme(json, "damping_factor", judged.damping, frequencies);
  json.list("source", interface.source);
  json.list("load", interface.load);
  json.list("ratio", judged.ratio);
  json.list("loss", judged.loss);
  json.list("power_transfer", judged.transfer);
  json.list("mismatch", judged.mismatch);
  json.list("response", judged.response);
  json.end_object();
}

void write_limit(JsonWriter& json, std::string_view name, double limit) {
  json.key(name);
  std::isfinite(limit) ? json.value(limit) : json.null();
}

void write_load(JsonWriter& json, const JudgedLoad& load, const std::vector<double>& frequencies) {
  const LoadJudgement& judged = load.judgement;
  json.key("load");
  json.begin_object();
  json.member("name", load.name);
  write_limit(json, "sensitivity", load.ratings.sensitivity);
  json.member("sensitivity_unit", load.ratings.is_per_volt ? "dB/V" : "dB/mW");
  write_limit(json, "rated", load.ratings.rated);
  write_limit(json, "vmax", load.ratings.vmax);
  write_limit(json, "imax", load.ratings.imax);
  write_extreme(json, "greatest_power", judged.greatest_power, frequencies);
  write_extreme(json, "least_headroom", judged.least_headroom, frequencies);
  json.member("nearest_limit", judged.nearest_limit);
  json.list("voltage", judged.voltage);
  json.list("current", judged.current);
  json.list("power", judged.power);
  json.list("level", judged.level);
  json.list("headroom", judged.headroom);
  json.end_object();
}

void write_json(Session& session, const JudgedDeck& judged) {
  JsonWriter json(session.out);
  json.begin_object();
  json.member("title", session.deck.title);
  json.member("least_ratio", judged.rules.least_ratio);
  json.key("chains");
  json.begin_array();
  for (const JudgedChain& chain : judged.chains) {
    json.begin_object();
    json.member("name", chain.name);
    write_step(json, judged.steps, chain.step);
    json.list("frequencies", chain.frequencies.values);
    json.key("interfaces");
    json.begin_array();
    for (const JudgedInterface& interface : chain.interfaces) write_interface(json, interface, chain, judged.rules);
    json.end_array();
    if (chain.load) write_load(json, *chain.load, chain.frequencies.values);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  json.finish();
}

// --------------------------------------------------------------------------------------------------------------- CSV

/// Cells of the load, on the rows of the interface before it; empty on all others.
void write_load_cells(CsvWriter& csv, const JudgedLoad* load, std::size_t point) {
  using Values = std::vector<double>;
  for (const Values LoadJudgement::*of : {&LoadJudgement::voltage, &LoadJudgement::current, &LoadJudgement::power,
                                          &LoadJudgement::level, &LoadJudgement::headroom}) {
    const bool has_value = load != nullptr && point < (load->judgement.*of).size();
    has_value ? csv.cell((load->judgement.*of)[point]) : csv.cell("");
  }
}

void write_csv(Session& session, const JudgedDeck& judged) {
  CsvWriter csv(session.out);
  write_step_headings(csv, judged.steps);
  for (const char* name : {"chain", "from", "to", "verdict", "frequency (Hz)"}) csv.cell(name);
  csv.complex_heading("source", "ohm");
  csv.complex_heading("load", "ohm");
  for (const char* name : {"ratio", "loss (dB)", "power transfer", "mismatch (dB)", "response (dB)", "voltage (V)",
                           "current (A)", "power (W)", "level (dB)", "headroom (dB)"})
    csv.cell(name);
  csv.end_row();
  for (const JudgedChain& chain : judged.chains) {
    for (const JudgedInterface& interface : chain.interfaces) {
      const InterfaceJudgement& found = interface.judgement;
      const JudgedLoad* load = chain.load && chain.load->name == interface.to ? &*chain.load : nullptr;
      for (std::size_t k = 0; k < chain.frequencies.values.size(); ++k) {
        write_step(csv, judged.steps, chain.step);
        for (const std::string& name : {chain.name, interface.from, interface.to}) csv.cell(name);
        csv.cell(name_of(found.verdict));
        csv.cell(chain.frequencies.values[k]);
        csv.cells(interface.source[k]);
        csv.cells(interface.load[k]);
        for (const auto* values : {&found.ratio, &found.loss, &found.transfer, &found.mismatch, &found.response})
          csv.cell((*values)[k]);
        write_load_cells(csv, load, k);
        csv.end_row();
      }
    }
  }
}

}  // namespace

void write_interface_report(Session& session, const JudgedDeck& judged) {
  switch (session.options.format()) {
    case Format::json:
      return write_json(session, judged);
    case Format::csv:
      return write_csv(session, judged);
    case Format::table:
      return write_table(session, judged);
  }
}

}  // namespace ohmscope
