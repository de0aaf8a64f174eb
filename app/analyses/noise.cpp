#include "solver/analyses/noise.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "app/analyses/analysis.hpp"
#include "app/codes.hpp"
#include "app/progress_bar.hpp"
#include "app/render/columns.hpp"
#include "app/render/table.hpp"
#include "app/solver_log.hpp"
#include "app/unsolved.hpp"
#include "solver/circuit/device.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {

namespace {

/// Its two leading signals and figures; those of the elements follow.
enum Leading : std::size_t { at_output, at_input, of_elements };

std::vector<std::complex<double>> as_signal(const std::vector<double>& density) {
  return {density.begin(), density.end()};
}

std::vector<double> divided(std::vector<double> density, const std::vector<double>& gain) {
  for (std::size_t k = 0; k < density.size(); ++k) density[k] /= gain[k];
  return density;
}

/// `.noise V(out[,ref]) SOURCE dec|oct|lin POINTS START STOP`
class NoiseAnalysis final : public Analysis {
 public:
  explicit NoiseAnalysis(NoiseCard card)
      : card_(card.transfer), frequencies_(sweep_with_spots(std::move(card.frequencies))) {}

  void bind(Session& session, const Netlist& netlist) override {
    check_measured_data(session, frequencies_.values);
    const std::optional<ElementId> source = find_source(session, netlist, card_.source);
    const std::optional<Signal> output = find_measured(session, netlist, card_.output, "noise");
    if (!source || !output) return;
    source_ = *source;
    output_ = *output;
    source_name_ = netlist.circuit.element_name(source_);
  }

  [[nodiscard]] AnalysisResult run(Session& session, const Netlist& netlist) const override {
    ProgressBar bar("noise", session.options);
    NoiseQuestion question{output_.positive, output_.negative, source_,
                           session.elaborator->temperature() - absolute_zero};
    if (is_current()) question.current_of = output_.element;
    const NoiseResult found = noise_analysis(netlist.circuit, question, frequencies_.values, bar.progress());
    log_solver(session, found.counters);
    AnalysisResult result;
    result.axes = {{"frequency", "Hz", frequencies_.values}};
    add_sums(netlist.circuit, found, result);
    for (std::size_t e = 0; e < found.elements.size(); ++e) {
      const std::string_view name = netlist.circuit.element_name(found.elements[e]);
      result.signals.push_back({fmt::format("onoise({})", name), output_unit() + "/sqrt(Hz)"});
      result.values.push_back(as_signal(found.of_each[e]));
      result.figures.push_back({fmt::format("onoise_total({})", name), output_unit(),
                                integrated_noise(frequencies_.values, found.of_each[e])});
    }
    result.solved = !report_undefined(session, netlist, found);
    return result;
  }

  void write(JsonWriter& json, const AnalysisResult& result) const override {
    json.member("output", output_.name);
    json.member("source", source_name_);
    json.list("frequencies", frequencies_.values);
    write_real_signals(json, result);
    json.key("totals");
    json.begin_object();
    for (const Figure& figure : result.figures) json.member(figure.name, figure.value);
    json.end_object();
  }

  void print(Output& out, const AnalysisResult& result) const override {
    out.print("\nnoise of {}, as if from {}\n", output_.name, source_name_);
    const std::string sweep = describe(frequencies_);
    if (!sweep.empty()) out.print("{}\n", sweep);
    std::vector<Table::Column> layout(frequencies_.spots.size() + 2);
    layout.front().align = Table::Align::left;
    Table table(layout);
    std::vector<std::string> headings{"noise"};
    for (const std::size_t spot : frequencies_.spots) headings.push_back(frequency_text(frequencies_.values[spot]));
    headings.emplace_back("in all");
    table.add(headings);
    add_row(table, output_.name, result, at_output);
    add_row(table, source_name_, result, at_input);
    const std::vector<std::size_t> elements = loudest_first(result);
    const Abridged rows = abridge(elements.size());
    for (const std::size_t row : rows_shown(rows)) {
      if (rows.left_out > 0 && row == rows.head + rows.left_out)
        table.add_line(
            fmt::format("… {} left out here (--json or --csv shows all)", counted(rows.left_out, "element")));
      const std::string& name = result.signals[elements[row]].name;  // "onoise(R1)"
      const std::size_t begin = name.find('(') + 1;
      add_row(table, "  " + name.substr(begin, name.size() - begin - 1), result, elements[row]);
    }
    table.print(out);
  }

 private:
  [[nodiscard]] bool is_current() const { return output_.kind != Signal::Kind::voltage; }
  [[nodiscard]] std::string output_unit() const { return is_current() ? "A" : "V"; }

  // Of all elements, at the output and referred to the source.
  void add_sums(const Circuit& circuit, const NoiseResult& found, AnalysisResult& result) const {
    const std::string input_unit = is_voltage_source(circuit.element(source_).type) ? "V" : "A";
    result.signals = {
        {"onoise", output_unit() + "/sqrt(Hz)"},
        {"inoise", input_unit + "/sqrt(Hz)", true}};  // infinite where the source does not reach the output
    result.values = {as_signal(found.output), as_signal(divided(found.output, found.gain))};
    double output = 0;
    double input = 0;
    for (const std::vector<double>& density : found.of_each) {
      output = std::hypot(output, integrated_noise(frequencies_.values, density));
      input = std::hypot(input, integrated_noise(frequencies_.values, divided(density, found.gain)));
    }
    result.figures = {{"onoise_total", output_unit(), output}, {"inoise_total", input_unit, input}};
  }

  static std::vector<std::size_t> loudest_first(const AnalysisResult& result) {
    std::vector<std::size_t> elements(result.signals.size() - of_elements);
    std::iota(elements.begin(), elements.end(), std::size_t{of_elements});
    std::stable_sort(elements.begin(), elements.end(),
                     [&](std::size_t a, std::size_t b) { return result.figures[a].value > result.figures[b].value; });
    return elements;
  }

  void add_row(Table& table, const std::string& name, const AnalysisResult& result, std::size_t row) const {
    const std::string& unit = result.figures[row].unit;
    std::vector<std::string> cells{name};
    for (const std::size_t spot : frequencies_.spots)
      cells.push_back(engineering(result.values[row][spot].real(), unit + "/√Hz"));
    cells.push_back(engineering(result.figures[row].value, unit));
    table.add(std::move(cells));
  }

  // Whether anything asked for has no value; says why.
  [[nodiscard]] bool report_undefined(Session& session, const Netlist& netlist, const NoiseResult& found) const {
    std::vector<double> without;
    for (std::size_t k = 0; k < found.output.size(); ++k) {
      if (std::isnan(found.output[k])) without.push_back(frequencies_.values[k]);
    }
    if (without.empty()) return false;
    if (report_undefined_output(session, netlist, output_, source_, without)) return true;
    const auto is_undefined = [](const std::vector<double>& density) {
      return std::any_of(density.begin(), density.end(), [](double d) { return std::isnan(d); });
    };
    const auto culprit = std::find_if(found.of_each.begin(), found.of_each.end(), is_undefined);
    if (culprit == found.of_each.end()) return true;
    const ElementId element = found.elements[static_cast<std::size_t>(culprit - found.of_each.begin())];
    session.diagnostics.error(codes::no_solution, netlist.origin_of(element),
                              "the noise of {} is undefined {}: nothing gives way to the noise of '{}'", output_.name,
                              at_frequencies(without, frequencies_.values.size()),
                              netlist.circuit.element_name(element));
    return true;
  }

  TransferCard card_;
  Frequencies frequencies_;
  ElementId source_ = 0;
  Signal output_;
  std::string source_name_;
};

std::unique_ptr<Analysis> plan(Session& session, const Card& card) {
  auto asked = session.elaborator->noise_card(card);
  return asked ? std::make_unique<NoiseAnalysis>(std::move(*asked)) : nullptr;
}

}  // namespace

namespace registered {
extern const AnalysisType noise;
const AnalysisType noise{.name = "noise", .is_small_signal = true, .plan = plan};
}  // namespace registered

}  // namespace ohmscope
