#include "app/render/chain_table.hpp"

#include <algorithm>

#include "app/render/columns.hpp"
#include "app/text.hpp"

namespace ohmscope {

namespace {

void print_path(Output& out, const ShownChain& shown) {
  constexpr std::size_t enough = 3;  // stages at each end of a chain that is abridged
  const std::size_t count = shown.stages.size();
  std::vector<std::string> words;
  for (std::size_t k = 0; k < count; ++k) {
    const bool abridged = shown.rows.left_out > 0 && k >= enough && k + enough < count;
    if (abridged && k == enough) words.emplace_back("…");
    if (!abridged) words.push_back(fmt::format("{} ({})", shown.stages[k].name, shown.stages[k].type));
  }
  words.front() = fmt::format("chain {}: {}", shown.name, words.front());
  print_folded(out, words, " → ", 2);
}

PolarTable table_of(const ShownChain& shown) {
  PolarTable table;
  table.names_heading = "stage";
  table.rows = shown.rows;
  for (const StageResult& stage : shown.stages) table.names.push_back(stage.name);
  table.left_out = fmt::format("… {} left out here (--stage NAME shows one, --json or --csv all)",
                               counted(shown.rows.left_out, "stage"));
  return table;
}

void print_impedances(Output& out, const ShownChain& shown, std::size_t frequency) {
  PolarTable table = table_of(shown);
  table.cell_width = 14;  // "15.9 kohm -90°"
  table.columns = {{"local InZ", {}}, {"local OutZ", {}}, {"overall InZ", {}}, {"overall OutZ", {}}};
  for (const StageResult& stage : shown.stages) {
    table.columns[0].entries.push_back(polar(stage.local.zin[frequency]));
    table.columns[1].entries.push_back(polar(stage.local.zout[frequency]));
    table.columns[2].entries.push_back(polar(stage.overall.zin[frequency]));
    table.columns[3].entries.push_back(polar(stage.overall.zout[frequency]));
  }
  print(out, table);
}

void print_voltages(Output& out, const ShownChain& shown, const Frequencies& frequencies) {
  for (std::size_t first = 0; first < frequencies.spots.size(); first += spots_in_a_row) {
    PolarTable table = table_of(shown);
    for (std::size_t k = first; k < std::min(first + spots_in_a_row, frequencies.spots.size()); ++k) {
      const std::size_t spot = frequencies.spots[k];
      PolarColumn column{frequency_text(frequencies.values[spot]), {}};
      for (const StageResult& stage : shown.stages) column.entries.push_back(polar(stage.voltage[spot], "V"));
      table.columns.push_back(std::move(column));
    }
    print(out, table);
  }
}

}  // namespace

void print_chain_table(Output& out, const ShownChain& shown, const Frequencies& frequencies) {
  print_path(out, shown);
  const std::string sweep = describe(frequencies);
  if (!sweep.empty()) out.print("{}\n", sweep);
  for (const std::size_t spot : frequencies.spots) {
    out.print("\nat {}\n", frequency_text(frequencies.values[spot]));
    print_impedances(out, shown, spot);
  }
  out.print("\nvoltage at each stage's output\n");
  print_voltages(out, shown, frequencies);
}

}  // namespace ohmscope
