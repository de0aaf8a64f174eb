#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "app/analyses/analysis.hpp"
#include "app/codes.hpp"
#include "app/output_function.hpp"
#include "app/parameter_slopes.hpp"
#include "app/progress_bar.hpp"
#include "app/render/columns.hpp"
#include "app/render/table.hpp"
#include "app/solver_log.hpp"
#include "app/text.hpp"
#include "app/unsolved.hpp"
#include "netlist/codes.hpp"
#include "netlist/text.hpp"
#include "solver/analyses/sensitivity.hpp"
#include "solver/circuit/device.hpp"

namespace ohmscope {

namespace {

/// What something is per something else: "V" and "ohm" make "V/ohm"; pure ratios ("V/V", "") leave "V".
std::string per(const std::string& unit, std::string_view other) {
  const std::size_t slash = other.find('/');
  const bool is_ratio =
      other.empty() || (slash != std::string_view::npos && other.substr(0, slash) == other.substr(slash + 1));
  if (is_ratio) return unit;
  return slash == std::string_view::npos ? fmt::format("{}/{}", unit, other) : fmt::format("{}/({})", unit, other);
}

/// The numbers of `sizes`, the largest first; those that are no number last.
std::vector<std::size_t> largest_first(const std::vector<double>& sizes) {
  std::vector<std::size_t> order(sizes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto rank = [&](std::size_t k) { return std::isnan(sizes[k]) ? -1 : sizes[k]; };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rank(a) > rank(b); });
  return order;
}

/// `.sens OUTPUT ... [ac dec|oct|lin POINTS START STOP]`, or functions of outputs, as in Xyce. The result's figures
/// open with each value itself. Of each output, its own value follows, then what it changes by per unit of each value,
/// then the same for 1 %: in figures, or where the card has a sweep in signals.
class SensitivityAnalysis final : public Analysis {
 public:
  explicit SensitivityAnalysis(SensitivityCard card) : card_(std::move(card)) {
    if (card_.frequencies) frequencies_ = sweep_with_spots(std::move(*card_.frequencies));
  }

  void bind(Session& session, const Netlist& netlist) override {
    check_measured_data(session, is_ac() ? frequencies_.values : std::vector{0.0});
    for (const CardOutput& output : card_.outputs) {
      const auto found = find_measured(session, netlist, output, "sens");
      if (!found) continue;
      measured_.push_back(*found);
      outputs_.push_back({found->name, found->kind == Signal::Kind::voltage ? "V" : "A"});
    }
    for (const Span text : card_.functions) {
      auto function = OutputFunction::read(session, netlist, text, measured_);
      if (!function) continue;
      outputs_.push_back({function->name(), ""});
      functions_.push_back(std::move(*function));
    }
    for (const Span value : card_.values) bind_value(session, netlist, value);
  }

  [[nodiscard]] AnalysisResult run(Session& session, const Netlist& netlist) const override {
    ProgressBar bar("sensitivities", session.options);
    const std::vector<TransferOutput> outputs = transfer_outputs(measured_);
    OutputSensitivities found = is_ac()
                                    ? ac_sensitivities(netlist.circuit, outputs, frequencies_.values, bar.progress())
                                    : dc_sensitivities(netlist.circuit, outputs);
    log_solver(session, found.counters);
    const bool is_solved = !report_undefined(session, netlist, found);
    std::vector<ParameterSlopes> parameters = parameter_slopes(session, netlist, found.values);
    Explicit of_parameters = explicit_slopes(session, found);
    if (!functions_.empty()) apply_functions(session, found);
    std::vector<Row> rows = rows_of(netlist.circuit, found);
    add_parameters(session, std::move(parameters), of_parameters, found, rows);
    std::erase_if(rows, [&](const Row& row) { return !is_asked_for(row.name); });
    AnalysisResult result;
    if (is_ac()) result.axes = {{"frequency", "Hz", frequencies_.values}};
    for (const Row& row : rows) result.figures.push_back({fmt::format("value({})", row.name), row.unit, row.value});
    for (std::size_t o = 0; o < outputs_.size(); ++o) add_output(found.outputs[o], rows, o, result);
    result.solved = is_solved;
    return result;
  }

  void write(JsonWriter& json, const AnalysisResult& result) const override {
    if (is_ac()) json.list("frequencies", frequencies_.values);
    json.key("values");
    json.begin_object();
    for (std::size_t v = 0; v < value_count(result); ++v) json.member(name_of(result, v), result.figures[v].value);
    json.end_object();
    json.key("outputs");
    json.begin_array();
    for (std::size_t o = 0; o < outputs_.size(); ++o) {
      json.begin_object();
      json.member("name", outputs_[o].name);
      write_row(json, "value", result, place(result, o));
      write_rows(json, "sensitivities", result, place(result, o) + 1);
      write_rows(json, "per_percent", result, place(result, o) + 1 + value_count(result));
      json.end_object();
    }
    json.end_array();
  }

  void print(Output& out, const AnalysisResult& result) const override {
    for (std::size_t o = 0; o < outputs_.size(); ++o) is_ac() ? print_ac(out, result, o) : print_dc(out, result, o);
  }

 private:
  [[nodiscard]] bool is_ac() const { return card_.frequencies.has_value(); }

  // Of the result's figures or signals, without those of the values themselves.
  [[nodiscard]] std::size_t value_count(const AnalysisResult& result) const {
    if (is_ac()) return result.figures.size();
    return (result.figures.size() - outputs_.size()) / (1 + 2 * outputs_.size());
  }
  [[nodiscard]] std::size_t place(const AnalysisResult& result, std::size_t output) const {
    const std::size_t values = value_count(result);
    return (is_ac() ? 0 : values) + output * (1 + 2 * values);
  }
  // "R1" from "value(R1)".
  static std::string name_of(const AnalysisResult& result, std::size_t value) {
    const std::string& name = result.figures[value].name;
    const std::size_t begin = name.find('(') + 1;
    return name.substr(begin, name.size() - begin - 1);
  }

  /// What outputs hang on.
  struct Row {
    std::string name;
    std::string unit;
    double value = 0;
    std::vector<std::vector<std::complex<double>>> slopes;  ///< [output][point]
  };

  static std::vector<Row> rows_of(const Circuit& circuit, const OutputSensitivities& found) {
    std::vector<Row> rows;
    for (std::size_t v = 0; v < found.values.size(); ++v) {
      const ElementValue& value = found.values[v];
      rows.push_back({value_name(circuit, value),
                      std::string(parameter_of(circuit, value).unit),
                      circuit.values(value.element)[value.parameter],
                      {}});
      for (const auto& of_output : found.of_outputs) rows.back().slopes.push_back(of_output[v]);
    }
    return rows;
  }

  /// How functions hang on the deck's parameters in them, by their names: [function][point].
  using Explicit = std::map<std::string, std::vector<std::vector<std::complex<double>>>>;

  [[nodiscard]] Explicit explicit_slopes(Session& session, const OutputSensitivities& found) const;
  /// Puts the functions in the place of what is measured.
  void apply_functions(Session& session, OutputSensitivities& found) const;

  /// By the chain rule, over all values that hang on a parameter.
  static void add_parameters(const Session& session, std::vector<ParameterSlopes> parameters,
                             const Explicit& of_functions, const OutputSensitivities& found, std::vector<Row>& rows) {
    for (const auto& [name, value] : session.elaborator->parameters()) {
      const auto is_called = [&name = name](const ParameterSlopes& known) { return known.name == name; };
      if (of_functions.contains(name) && std::none_of(parameters.begin(), parameters.end(), is_called))
        parameters.push_back({name, value, std::vector<double>(found.values.size())});
    }
    for (const ParameterSlopes& parameter : parameters) {
      Row row{fmt::format("{{{}}}", parameter.name), "", parameter.value, {}};
      const auto own = of_functions.find(parameter.name);
      for (std::size_t o = 0; o < found.of_outputs.size(); ++o) {
        const auto& of_output = found.of_outputs[o];
        std::vector<std::complex<double>>& sums = row.slopes.emplace_back(found.outputs[o].size());
        if (own != of_functions.end()) sums = own->second[o];
        for (std::size_t v = 0; v < parameter.slopes.size(); ++v) {
          if (parameter.slopes[v] == 0) continue;
          for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += parameter.slopes[v] * of_output[v][k];
        }
      }
      rows.push_back(std::move(row));
    }
  }

  void add_output(const std::vector<std::complex<double>>& output, const std::vector<Row>& rows, std::size_t o,
                  AnalysisResult& result) const {
    const std::string& unit = outputs_[o].unit;
    const auto add = [&](std::string name, const std::string& in, const std::vector<std::complex<double>>& values) {
      if (!is_ac()) {
        result.figures.push_back({std::move(name), in, values.front().real()});
        return;
      }
      result.signals.push_back({std::move(name), in});
      result.values.push_back(values);
    };
    add(outputs_[o].name, unit, output);
    for (const Row& row : rows)
      add(fmt::format("sens({},{})", outputs_[o].name, row.name), per(unit, row.unit), row.slopes[o]);
    for (const Row& row : rows) {
      std::vector<std::complex<double>> per_percent = row.slopes[o];
      for (auto& slope : per_percent) slope *= row.value / 100;
      add(fmt::format("percent({},{})", outputs_[o].name, row.name), unit.empty() ? "" : unit + "/%", per_percent);
    }
  }

  void write_row(JsonWriter& json, const std::string& name, const AnalysisResult& result, std::size_t row) const {
    is_ac() ? json.list(name, result.values[row]) : json.member(name, result.figures[row].value);
  }
  void write_rows(JsonWriter& json, const char* name, const AnalysisResult& result, std::size_t first) const {
    json.key(name);
    json.begin_object();
    for (std::size_t v = 0; v < value_count(result); ++v) write_row(json, name_of(result, v), result, first + v);
    json.end_object();
  }

  static std::string left_out(const Abridged& rows) {
    return fmt::format("… {} left out here (--json or --csv shows all)", counted(rows.left_out, "value"));
  }

  void print_dc(Output& out, const AnalysisResult& result, std::size_t o) const {
    const std::size_t values = value_count(result);
    const Figure* const output = &result.figures[place(result, o)];
    out.print("\nsensitivity of {} = {}\n", output->name, engineering(output->value, output->unit));
    const Figure* const sensitivities = output + 1;
    const Figure* const per_percent = sensitivities + values;
    std::vector<double> sizes;
    for (std::size_t v = 0; v < values; ++v) sizes.push_back(std::fabs(per_percent[v].value));
    const std::vector<std::size_t> order = largest_first(sizes);
    Table table({{Table::Align::left}, {}, {}, {}});
    table.add({"value", "is", "per unit", "per 1 %"});
    const Abridged rows = abridge(values);
    for (const std::size_t row : rows_shown(rows)) {
      if (rows.left_out > 0 && row == rows.head + rows.left_out) table.add_line(left_out(rows));
      const std::size_t v = order[row];
      table.add({name_of(result, v), engineering(result.figures[v].value, result.figures[v].unit),
                 engineering(sensitivities[v].value, sensitivities[v].unit),
                 engineering(per_percent[v].value, output->unit)});
    }
    table.print(out);
  }

  void print_ac(Output& out, const AnalysisResult& result, std::size_t o) const {
    const std::string& unit = result.signals[place(result, o)].unit;
    const std::size_t first = place(result, o) + 1 + value_count(result);
    out.print("\nchange of {}, for 1 % more of a value\n", outputs_[o].name);
    const std::string sweep = describe(frequencies_);
    if (!sweep.empty()) out.print("{}\n", sweep);
    std::vector<double> sizes;
    for (std::size_t v = 0; v < value_count(result); ++v) {
      double largest = 0;
      for (const std::complex<double>& change : result.values[first + v])
        largest = std::fmax(largest, std::abs(change));
      sizes.push_back(largest);
    }
    const std::vector<std::size_t> order = largest_first(sizes);
    PolarTable table;
    table.names_heading = "value";
    table.rows = abridge(order.size());
    table.left_out = left_out(table.rows);
    const std::vector<std::size_t> shown = rows_shown(table.rows);
    for (const std::size_t row : shown) table.names.push_back(name_of(result, order[row]));
    for (const std::size_t spot : frequencies_.spots) {
      PolarColumn column{frequency_text(frequencies_.values[spot]), {}};
      for (const std::size_t row : shown)
        column.entries.push_back(polar(result.values[first + order[row]][spot], unit));
      table.columns.push_back(std::move(column));
    }
    ohmscope::print(out, table);
  }

  // Whether an output has no value; says why.
  [[nodiscard]] bool report_undefined(Session& session, const Netlist& netlist,
                                      const OutputSensitivities& found) const {
    std::vector<double> where;
    for (std::size_t k = 0; k < found.outputs.front().size(); ++k) {
      const auto is_undefined = [&](const auto& output) { return std::isnan(output[k].real()); };
      if (std::any_of(found.outputs.begin(), found.outputs.end(), is_undefined))
        where.push_back(is_ac() ? frequencies_.values[k] : 0);
    }
    if (where.empty()) return false;
    const Currents currents = currents_of(measured_);
    return report_unsolved(
        session, netlist, measured_,
        is_ac() ? ac_analysis(netlist.circuit, where, currents) : operating_point(netlist.circuit, currents));
  }

  /// An element, with or without the name of its value, or a parameter. Reports what is none.
  void bind_value(Session& session, const Netlist& netlist, Span value);
  [[nodiscard]] bool is_asked_for(std::string_view row) const;

  /// What results tell of.
  struct Told {
    std::string name;
    std::string unit;
  };

  SensitivityCard card_;
  Frequencies frequencies_;
  std::vector<Signal> measured_;
  std::vector<OutputFunction> functions_;
  std::vector<Told> outputs_;       ///< the functions, or else what is measured
  std::vector<std::string> asked_;  ///< values, in lower case, as results call them; none: all
};

SensitivityAnalysis::Explicit SensitivityAnalysis::explicit_slopes(Session& session,
                                                                   const OutputSensitivities& found) const {
  Explicit all;
  if (functions_.empty()) return all;
  for (const auto& [name, number] : session.elaborator->parameters()) {
    if (!std::isfinite(number)) continue;
    const double step = number == 0 ? 0x1p-10 : 0x1p-10 * std::fabs(number);
    auto slopes = std::vector(functions_.size(), std::vector<std::complex<double>>(found.outputs.front().size()));
    bool matters = false;
    for (const auto& [width, weight] :
         {std::pair{1.0, 2.0 / 3}, std::pair{-1.0, -2.0 / 3}, std::pair{2.0, -1.0 / 12}, std::pair{-2.0, 1.0 / 12}}) {
      Settings settings = session.settings;
      settings.push_back({.kind = Setting::Kind::parameter, .name = name, .value = number + width * step});
      Diagnostics unheard;
      Elaborator varied(session.sources, session.deck, unheard, session.elaborator->limits(), std::move(settings));
      for (std::size_t f = 0; f < functions_.size(); ++f) {
        for (std::size_t k = 0; k < slopes[f].size(); ++k) {
          std::vector<std::complex<double>> at;
          for (const auto& output : found.outputs) at.push_back(output[k]);
          const std::complex<double> change =
              functions_[f].value(varied, at) - functions_[f].value(*session.elaborator, at);
          slopes[f][k] += weight * change / step;
          matters = matters || change != 0.0;
        }
      }
    }
    if (matters) all.emplace(name, std::move(slopes));
  }
  return all;
}

void SensitivityAnalysis::apply_functions(Session& session, OutputSensitivities& found) const {
  const std::size_t points = found.outputs.front().size();
  std::vector<std::vector<std::complex<double>>> outputs;
  auto of_outputs =
      std::vector(functions_.size(), std::vector(found.values.size(), std::vector<std::complex<double>>(points)));
  for (std::size_t f = 0; f < functions_.size(); ++f) {
    auto& output = outputs.emplace_back();
    for (std::size_t k = 0; k < points; ++k) {
      std::vector<std::complex<double>> at;
      for (const auto& measured : found.outputs) at.push_back(measured[k]);
      output.push_back(functions_[f].value(*session.elaborator, at));
      for (const OutputFunction::Slope& slope : functions_[f].slopes(*session.elaborator, at, is_ac())) {
        for (std::size_t v = 0; v < found.values.size(); ++v) {
          const std::complex<double> of_value = found.of_outputs[slope.of][v][k];
          of_outputs[f][v][k] += slope.real * of_value.real() + slope.imaginary * of_value.imag();
        }
      }
    }
  }
  found.outputs = std::move(outputs);
  found.of_outputs = std::move(of_outputs);
}

void SensitivityAnalysis::bind_value(Session& session, const Netlist& netlist, Span value) {
  const std::string name = joined_by_dots(session.sources.text(value));
  const std::size_t dot = name.rfind('.');
  const std::string element =
      netlist.circuit.find_element(name) || dot == std::string::npos ? name : name.substr(0, dot);
  const std::vector<std::string_view> parameters = session.elaborator->parameter_names();
  const bool is_parameter = std::any_of(parameters.begin(), parameters.end(),
                                        [&](std::string_view known) { return equal_ignoring_case(known, name); });
  if (const auto id = netlist.circuit.find_element(element)) {
    const bool has_one = netlist.circuit.element(*id).type->parameters.size() == 1;
    asked_.push_back(lower_case(has_one ? element : name));
  } else if (is_parameter) {
    asked_.push_back(fmt::format("{{{}}}", lower_case(name)));
  } else if (session.elaborator->find_model(element) != nullptr) {
    session.diagnostics.error(codes::unsupported_card, value,
                              "sensitivities to parameters of models such as '{}' are not supported yet", element);
  } else if (!netlist.is_left_out(element)) {
    session.diagnostics
        .error(codes::unknown_thing, value, "no element or parameter is called '{}'", session.sources.text(value))
        .of_unknown_name();
  }
}

bool SensitivityAnalysis::is_asked_for(std::string_view row) const {
  const std::string name = lower_case(row);
  return card_.values.empty() || std::any_of(asked_.begin(), asked_.end(), [&](const std::string& asked) {
           return name == asked || name.starts_with(asked + ".");
         });
}

std::unique_ptr<Analysis> plan(Session& session, const Card& card) {
  auto asked = session.elaborator->sensitivity_card(card);
  if (!asked) return nullptr;
  if (asked->at_ac) {
    auto frequencies = choose_frequencies(session);
    if (!frequencies) return nullptr;
    asked->frequencies = std::move(frequencies->values);
  }
  return std::make_unique<SensitivityAnalysis>(std::move(*asked));
}

}  // namespace

namespace registered {
extern const AnalysisType sens;
const AnalysisType sens{.name = "sens", .plan = plan};
}  // namespace registered

}  // namespace ohmscope
