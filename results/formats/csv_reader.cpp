#include "results/formats/csv_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <span>

#include "results/fault.hpp"
#include "results/formats/csv_table.hpp"
#include "results/mapped_file.hpp"
#include "results/plot_names.hpp"
#include "results/text.hpp"

namespace ohmscope::results {

namespace {

using Rows = std::span<const CsvRow>;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// "v(out) (V)" is v(out) in V.
struct Heading {
  std::string name;
  std::string unit;
};

Heading heading_of(const std::string& cell) {
  const std::size_t open = cell.rfind(" (");
  if (open == std::string::npos || !cell.ends_with(')')) return {cell, ""};
  return {cell.substr(0, open), cell.substr(open + 2, cell.size() - open - 3)};
}

double number_in(const CsvRow& row, std::size_t column) {
  const std::string& cell = row.cells[column];
  if (cell.empty()) return none;
  const std::optional<double> value = number_of(cell);
  if (!value)
    throw Fault(fmt::format("line {}, column {}: found '{}', expected a number", row.line, column + 1, shown(cell)));
  return *value;
}

Values numbers_in(Rows rows, std::size_t column) {
  std::vector<double> numbers;
  for (const CsvRow& row : rows) numbers.push_back(number_in(row, column));
  return Values(std::move(numbers));
}

/// Of this column and the next.
Values complex_in(Rows rows, std::size_t column) {
  std::vector<std::complex<double>> numbers;
  for (const CsvRow& row : rows) numbers.emplace_back(number_in(row, column), number_in(row, column + 1));
  return Values(std::move(numbers));
}

/// Signals from `column` on; `prefix` stands before their names.
void add_signals(const CsvRow& headings, Rows rows, std::size_t column, const std::string& prefix, Plot& plot) {
  while (column < headings.cells.size()) {
    auto [name, unit] = heading_of(headings.cells[column]);
    const bool is_pair = name.ends_with(".re") && column + 1 < headings.cells.size() &&
                         heading_of(headings.cells[column + 1]).name == name.substr(0, name.size() - 2) + "im";
    if (is_pair) name.resize(name.size() - 3);
    plot.is_complex = plot.is_complex || is_pair;
    plot.signals.push_back({prefix + name, unit, is_pair ? complex_in(rows, column) : numbers_in(rows, column)});
    column += is_pair ? 2 : 1;
  }
}

/// The rows from the first of `rows` on that agree with it in columns `first` to `last`, the latter left out.
Rows alike(Rows rows, std::size_t first, std::size_t last) {
  const auto end = std::find_if(rows.begin(), rows.end(), [&](const CsvRow& row) {
    const auto begin = static_cast<std::ptrdiff_t>(first);
    const auto behind = static_cast<std::ptrdiff_t>(last);
    return !std::equal(row.cells.begin() + begin, row.cells.begin() + behind, rows.front().cells.begin() + begin);
  });
  return rows.first(static_cast<std::size_t>(end - rows.begin()));
}

/// A row a point. What stands before a column of frequencies or times was varied around it.
Document read_table(const CsvRow& headings, Rows rows) {
  std::size_t axis = 0;
  for (std::size_t k = headings.cells.size(); k-- > 0;) {
    const std::string name = lower_case(heading_of(headings.cells[k]).name);
    if (name == "frequency" || name == "time") axis = k;
  }
  Document document;
  while (!rows.empty()) {
    const Rows step = alike(rows, 0, axis);
    rows = rows.subspan(step.size());
    Plot plot{.type = "", .name = "table"};
    for (std::size_t k = 0; k < axis; ++k) {
      const auto [name, unit] = heading_of(headings.cells[k]);
      plot.steps.push_back({name, unit, number_in(step.front(), k)});
    }
    const auto [name, unit] = heading_of(headings.cells[axis]);
    const bool has_axis = headings.cells.size() > 1;
    if (has_axis) plot.axes.push_back({name, unit, numbers_in(step, axis)});
    add_signals(headings, step, has_axis ? axis + 1 : 0, "", plot);
    document.plots.push_back(std::move(plot));
  }
  return document;
}

/// PORT N+ N- frequency z: one port behind the other.
Document read_ports(const CsvRow& headings, Rows rows) {
  constexpr std::size_t frequency = 3;
  Plot plot{.type = "port", .name = std::string(plot_name("port")), .is_complex = true};
  while (!rows.empty()) {
    const Rows port = alike(rows, 0, frequency);
    rows = rows.subspan(port.size());
    if (plot.axes.empty()) plot.axes.push_back({"frequency", "Hz", numbers_in(port, frequency)});
    add_signals(headings, port, frequency + 1, "", plot);
    plot.signals.back().name = fmt::format("z({})", port.front().cells[0]);
  }
  return {"", "", {plot}};
}

/// CHAIN STAGE TYPE frequency and five quantities: one stage behind the other.
Document read_chains(const CsvRow& headings, Rows rows) {
  constexpr std::size_t frequency = 3;
  Document document;
  while (!rows.empty()) {
    Rows chain = alike(rows, 0, 1);
    rows = rows.subspan(chain.size());
    const std::string& name = chain.front().cells[0];
    Plot plot{.type = "chain", .name = "chain " + name, .is_complex = true};
    std::vector<Column> voltages;
    while (!chain.empty()) {
      const Rows stage = alike(chain, 0, frequency);
      chain = chain.subspan(stage.size());
      if (plot.axes.empty()) plot.axes.push_back({"frequency", "Hz", numbers_in(stage, frequency)});
      add_signals(headings, stage, frequency + 1, stage.front().cells[1] + ".", plot);
      voltages.push_back(std::move(plot.signals.back()));
      plot.signals.pop_back();
      voltages.back().name = fmt::format("v({}.{})", name, stage.front().cells[1]);
    }
    for (Column& voltage : voltages) plot.signals.push_back(std::move(voltage));
    document.plots.push_back(std::move(plot));
  }
  return document;
}

/// ANALYSIS TYPE, axes, SIGNAL UNIT re im: one signal behind the other; those without an axis are told once.
class Analyses {
 public:
  Analyses(const CsvRow& headings, Rows rows) : headings_(headings), signal_(headings.cells.size() - 4) {
    while (!rows.empty()) {
      Rows analysis = alike(rows, 0, type_ + 1);
      rows = rows.subspan(analysis.size());
      read(analysis);
    }
  }
  Document document;

 private:
  void read(Rows rows) {
    Plot points = plot(rows.front().cells[type_]);
    Plot figures = points;
    while (!rows.empty()) {
      const Rows signal = alike(rows, signal_, signal_ + 1);
      rows = rows.subspan(signal.size());
      const bool has_axis = !filled(signal.front()).empty();
      if (has_axis && points.axes.empty()) {
        for (const std::size_t k : filled(signal.front())) {
          const auto [name, unit] = heading_of(headings_.cells[k]);
          points.axes.push_back({name, unit, numbers_in(signal, k)});
        }
      }
      Plot& to = has_axis ? points : figures;
      const std::vector<std::string>& cells = signal.front().cells;
      to.signals.push_back({cells[signal_], cells[signal_ + 1],
                            to.is_complex ? complex_in(signal, signal_ + 2) : numbers_in(signal, signal_ + 2)});
    }
    if (!plot_has_axis(points.name)) points.axes.clear();
    if (!points.signals.empty()) figures.name += totals;
    for (Plot* filled : {&points, &figures}) {
      if (!filled->signals.empty()) document.plots.push_back(std::move(*filled));
    }
  }

  static Plot plot(const std::string& type) {
    Plot plot{.type = type, .name = std::string(plot_name(type))};
    plot.is_complex = type == "ac";
    return plot;
  }

  /// The axes that a row has.
  [[nodiscard]] std::vector<std::size_t> filled(const CsvRow& row) const {
    std::vector<std::size_t> columns;
    for (std::size_t k = type_ + 1; k < signal_; ++k) {
      if (!row.cells[k].empty()) columns.push_back(k);
    }
    return columns;
  }

  static constexpr std::size_t type_ = 1;
  const CsvRow& headings_;
  std::size_t signal_;
};

bool begins(const CsvRow& row, std::initializer_list<std::string_view> cells) {
  return row.cells.size() > cells.size() && std::equal(cells.begin(), cells.end(), row.cells.begin());
}

}  // namespace

Document read_csv(const std::string& path) {
  const MappedFile file(path);
  if (file.bytes().find('\0') != std::string_view::npos) throw Fault("this is no text file");
  const std::vector<CsvRow> rows = csv_rows(file.bytes());
  if (rows.empty()) throw Fault("the file is empty");
  const CsvRow& headings = rows.front();
  const Rows body = Rows(rows).subspan(1);
  if (number_of(headings.cells.front())) throw Fault("line 1: found a number, expected a line of headings");
  if (body.empty()) throw Fault("line 1: below the headings are no numbers");
  if (begins(headings, {"port", "n+", "n-", "frequency (Hz)"})) return read_ports(headings, body);
  if (begins(headings, {"chain", "stage", "type", "frequency (Hz)"})) return read_chains(headings, body);
  if (begins(headings, {"analysis", "type"}) && headings.cells.back() == "im" && headings.cells.size() > 5)
    return Analyses(headings, body).document;
  return read_table(headings, body);
}

}  // namespace ohmscope::results
