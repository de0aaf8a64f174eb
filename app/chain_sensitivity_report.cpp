#include "app/chain_sensitivity_report.hpp"

#include <algorithm>

#include "app/render/columns.hpp"
#include "app/result_plots.hpp"

namespace ohmscope {

namespace {

struct Kind {
  StageImpedance which;
  std::string_view path;  ///< in results
};
constexpr Kind kinds[] = {{StageImpedance::local_zin, "local.zin"},
                          {StageImpedance::local_zout, "local.zout"},
                          {StageImpedance::overall_zin, "overall.zin"},
                          {StageImpedance::overall_zout, "overall.zout"}};

bool has_any(const ImpedanceSensitivities& sensitivities) {
  const auto has_value = [](const std::vector<double>& row) {
    return std::any_of(row.begin(), row.end(), [](double s) { return s != 0 && s == s; });
  };
  return std::any_of(sensitivities.values.begin(), sensitivities.values.end(), has_value);
}

}  // namespace

ImpedanceSensitivities ChainReport::of(std::size_t stage, StageImpedance which) const {
  ImpedanceSensitivities found = sensitivities.of(stage, which);
  parameters.add_to(found);
  return found;
}

void write_json(JsonWriter& json, const ChainReport& report, std::size_t stage) {
  const auto both = [&](const char* name, StageImpedance zin, StageImpedance zout) {
    json.key(name);
    json.begin_object();
    write_json(json, "zin", report.of(stage, zin));
    write_json(json, "zout", report.of(stage, zout));
    json.end_object();
  };
  json.key("sensitivities");
  json.begin_object();
  both("local", StageImpedance::local_zin, StageImpedance::local_zout);
  both("overall", StageImpedance::overall_zin, StageImpedance::overall_zout);
  json.end_object();
}

void write_csv_heading(CsvWriter& csv) {
  for (const char* heading : {"chain", "stage", "impedance", "frequency (Hz)", "value", "dln|Z|/dln(value)"})
    csv.cell(heading);
  csv.end_row();
}

void write_csv(CsvWriter& csv, const ChainReport& report, const std::vector<double>& frequencies,
               const std::function<void()>& begin_row) {
  for (const std::size_t stage : report.stages) {
    const std::string name = report.chain.stage_name(stage);
    for (const auto& [which, path] : kinds) {
      const ImpedanceSensitivities found = report.of(stage, which);
      for (std::size_t v = 0; v < found.names.size(); ++v) {
        for (std::size_t k = 0; k < frequencies.size(); ++k) {
          begin_row();
          csv.cell(report.chain.name);
          csv.cell(name);
          csv.cell(path);
          csv.cell(frequencies[k]);
          csv.cell(found.names[v]);
          csv.cell(found.values[v][k]);
          csv.end_row();
        }
      }
    }
  }
}

results::Plot plot_of(const ChainReport& report, const std::vector<double>& frequencies) {
  results::Plot plot =
      sensitivities_plot("chain", fmt::format("chain {} sensitivities", report.chain.name), frequencies);
  for (const std::size_t stage : report.stages) {
    const std::string name = report.chain.stage_name(stage);
    for (const auto& [which, path] : kinds)
      add_sensitivities(plot, fmt::format("{}.{}", name, path), report.of(stage, which));
  }
  return plot;
}

void print(Output& out, const ChainReport& report, const Frequencies& frequencies) {
  constexpr std::size_t most_values = 8;
  const Abridged rows = abridge(report.stages.size());
  for (const std::size_t row : rows_shown(rows)) {
    const std::size_t stage = report.stages[row];
    if (rows.left_out > 0 && row == rows.head + rows.left_out)
      out.print("\n… {} left out here (--stage NAME shows one, --json or --csv all)\n",
                counted(rows.left_out, "stage"));
    const auto print_one = [&](std::string_view what, StageImpedance which) {
      const ImpedanceSensitivities found = report.of(stage, which);
      if (!has_any(found)) return;
      out.print("\nchange of |{}| of {} in %, for 1 % more of a value\n", what, report.chain.stage_name(stage));
      print(out, found, frequencies, most_values);
    };
    print_one("overall InZ", StageImpedance::overall_zin);
    print_one("overall OutZ", StageImpedance::overall_zout);
  }
}

}  // namespace ohmscope
