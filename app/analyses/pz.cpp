#include <algorithm>
#include <cmath>

#include "app/analyses/analysis.hpp"
#include "app/codes.hpp"
#include "app/progress_bar.hpp"
#include "app/render/columns.hpp"
#include "app/render/table.hpp"
#include "app/text.hpp"
#include "app/unsolved.hpp"
#include "netlist/codes.hpp"
#include "solver/analyses/pole_zero.hpp"
#include "solver/circuit/device.hpp"
#include "solver/circuit/transfer_function.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {

namespace {

using Complex = std::complex<double>;

/// The lists that it tells, as axis, signal and heading.
struct List {
  std::string_view name;
  std::string_view heading;
};
constexpr List lists[] = {
    {"poles", "poles"}, {"zeros", "zeros"}, {"cancelled", "natural frequencies that cancel, neither poles nor zeros"}};
enum : std::size_t { poles, zeros, cancelled };

std::string digits(double value) { return fmt::format("{:.6g}", value); }

/// |s| / (2 |Re s|), negative in the right half plane.
double quality(Complex s) { return -std::abs(s) / (2 * s.real()); }

std::string quality_text(Complex s) { return s.real() == 0 ? "∞" : fmt::format("{:.3g}", quality(s)); }

/// `.pz NODE NODE NODE NODE cur|vol pol|zer|pz`
class PoleZeroAnalysis final : public Analysis {
 public:
  explicit PoleZeroAnalysis(PoleZeroCard card) : card_(card) {}

  void bind(Session& session, const Netlist& netlist) override {
    const std::optional<Signal> input = find_output(session, netlist, card_.input);
    const std::optional<Signal> output = find_output(session, netlist, card_.output);
    if (!input || !output) return;
    input_ = named(netlist.circuit, *input);
    output_ = named(netlist.circuit, *output);
    expect_two_nodes(session, "input", input_, card_.input);
    expect_two_nodes(session, "output", output_, card_.output);
    expect_rational_elements(session, netlist);
    warn_of_shorts(session, netlist);
  }

  [[nodiscard]] AnalysisResult run(Session& session, const Netlist& netlist) const override {
    ProgressBar bar("poles and zeros", session.options);
    Netlist driven = netlist;
    const auto [question, sign] = ask(driven);
    const PoleZeroResult found =
        pole_zero(driven.circuit, question, [progress = bar.progress()] { tell(progress, 0, 1); });
    AnalysisResult result;
    result.solved = !report(session, driven, found, question);
    if (found.gain == 0 && result.solved) {
      session.diagnostics.warning(codes::no_transfer, card_.output.name,
                                  "nothing of the input reaches the output {}: the transfer function is 0",
                                  output_.name);
    }
    if (found.is_part) {
      session.diagnostics.warning(
          codes::many_poles, card_.output.name,
          "the circuit has more than {} poles or zeros in one part: the {} nearest to 0 are found", most_states,
          roots_of_many);
    }
    result.figures = {{"gain", "", found.gain == 0 ? 0 : sign * found.gain}};
    add(result, poles, card_.poles, found.poles);
    add(result, zeros, card_.zeros, found.zeros);
    add(result, cancelled, true, found.cancelled);
    return result;
  }

  void write(JsonWriter& json, const AnalysisResult& result) const override {
    json.member("output", output_.name);
    json.member("input", input_name());
    json.member("gain", result.figures.front().value);
    for (std::size_t list = 0; list < std::size(lists); ++list) {
      if (is_asked_for(list)) json.list(lists[list].name, roots(result, list));
    }
  }

  void print(Output& out, const AnalysisResult& result) const override {
    out.print("\npoles and zeros from {} to {}\n", input_name(), output_.name);
    out.print("{} times the product of (s - zero) over that of (s - pole)\n", digits(result.figures.front().value));
    for (std::size_t list = 0; list < std::size(lists); ++list) {
      const std::vector<Complex> all = roots(result, list);
      if (!is_asked_for(list) || (list == cancelled && all.empty())) continue;
      out.print("{}{}\n", lists[list].heading, all.empty() ? ": none" : ", rad/s");
      print_roots(out, all);
    }
    const std::vector<Complex> all = roots(result, poles);
    const auto unstable = std::count_if(all.begin(), all.end(), [](Complex s) { return s.real() > 0; });
    if (unstable > 0)
      out.print("{} in the right half plane: the circuit is unstable\n",
                counted(static_cast<std::size_t>(unstable), "pole"));
  }

 private:
  [[nodiscard]] bool is_asked_for(std::size_t list) const {
    return list == poles ? card_.poles : list == zeros ? card_.zeros : true;
  }

  [[nodiscard]] std::string input_name() const { return card_.by_current ? "i" + input_.name.substr(1) : input_.name; }

  // Without ground: "v(out)".
  static Signal named(const Circuit& circuit, Signal signal) {
    if (signal.negative == ground) signal.name = fmt::format("v({})", circuit.node_name(signal.positive));
    return signal;
  }

  static void expect_two_nodes(Session& session, std::string_view which, const Signal& signal, const CardOutput& card) {
    if (signal.positive != signal.negative) return;
    session.diagnostics
        .error(codes::malformed_card, *card.against, "both nodes of the {} are '{}', expected two different ones",
               which, session.sources.text(*card.against))
        .with_hint("the first two nodes are the input, the others the output");
  }

  static void expect_rational_elements(Session& session, const Netlist& netlist) {
    const Circuit& circuit = netlist.circuit;
    for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
      const DeviceType& type = *circuit.element(id).type;
      const auto& transfer = circuit.frequency_data(id).transfer;
      if (type.stamp_at == nullptr || (type.stamp_powers != nullptr && (!transfer || transfer->is_rational())))
        continue;
      session.diagnostics.error(codes::irrational, netlist.origin_of(id),
                                "'{}' is no quotient of polynomials of s, which '.pz' needs",
                                whole_of(circuit.element_name(id)));
    }
  }

  [[nodiscard]] bool is_across_input(const Circuit& circuit, ElementId id) const {
    if (circuit.element(id).type != &devices::voltage_source) return false;
    const auto pins = circuit.pins(id);
    return std::minmax(pins[0], pins[1]) == std::minmax(input_.positive, input_.negative);
  }

  void warn_of_shorts(Session& session, const Netlist& netlist) const {
    constexpr std::size_t ac_value = 1;
    const Circuit& circuit = netlist.circuit;
    for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
      if (circuit.element(id).type != &devices::voltage_source || circuit.values(id)[ac_value] == 0) continue;
      if (is_across_input(circuit, id)) continue;
      session.diagnostics
          .warning(codes::read_as_short, netlist.origin_of(id),
                   "'{}' is a short for '.pz'; ngspice leaves it open, since it has an AC value",
                   circuit.element_name(id))
          .with_hint("without the AC value both take it for a short");
    }
  }

  struct Asked {
    PoleZeroQuestion question;
    double sign;
  };

  /// A voltage source at the input is the one that drives it, also by a current; otherwise one is added.
  Asked ask(Netlist& netlist) const {
    Circuit& circuit = netlist.circuit;
    Asked asked{{.source = 0, .positive = output_.positive, .negative = output_.negative}, 1};
    for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
      if (!is_across_input(circuit, id)) continue;
      const bool is_reversed = circuit.pins(id)[0] != input_.positive;
      asked.question.source = id;
      asked.question.as_current = card_.by_current;
      asked.sign = is_reversed == card_.by_current ? 1 : -1;  // a current leaves the source at its n
      return asked;
    }
    const DeviceType& type = card_.by_current ? devices::current_source : devices::voltage_source;
    std::vector<double> values;
    for (const Parameter& parameter : type.parameters) values.push_back(parameter.default_value.value_or(0));
    std::vector<NodeId> pins{input_.positive, input_.negative};
    if (card_.by_current) std::swap(pins[0], pins[1]);
    const auto added = circuit.add(type, ".pz input", pins, values, {}, netlist.add_origin(card_.input.name));
    asked.question.source = *added;
    return asked;
  }

  /// Whether anything asked for has no value; says why.
  [[nodiscard]] bool report(Session& session, const Netlist& netlist, const PoleZeroResult& found,
                            const PoleZeroQuestion& question) const {
    switch (found.outcome) {
      case PoleZeroResult::Outcome::found:
        return false;
      case PoleZeroResult::Outcome::undefined:
        if (!report_undefined_output(session, netlist, output_, question.source, {1.0})) {
          session.diagnostics.error(codes::no_solution, card_.output.name, "nothing determines what {} makes of {}",
                                    input_name(), output_.name);
        }
        return true;
      case PoleZeroResult::Outcome::irrational:
        return true;  // was told by bind()
      case PoleZeroResult::Outcome::inaccurate:
        session.diagnostics.error(codes::roots_not_found, card_.output.name,
                                  "not all poles and zeros of {} could be found to 11 digits", output_.name);
        return true;
    }
    return true;
  }

  // What ngspice calls them, one figure each.
  static void add(AnalysisResult& result, std::size_t list, bool is_wanted, const std::vector<Complex>& roots) {
    if (!is_wanted) return;
    std::string name(lists[list].name);
    if (list != cancelled) name.pop_back();
    for (std::size_t k = 0; k < roots.size(); ++k)
      result.figures.push_back({fmt::format("{}({})", name, k + 1), "rad/s", roots[k].real(), roots[k].imag()});
  }

  static std::vector<Complex> roots(const AnalysisResult& result, std::size_t list) {
    std::vector<Complex> found;
    const std::string_view name = lists[list].name.substr(0, 4);
    for (const Figure& figure : result.figures) {
      if (figure.name.starts_with(name)) found.emplace_back(figure.value, figure.imaginary);
    }
    return found;
  }

  static void print_roots(Output& out, const std::vector<Complex>& all) {
    if (all.empty()) return;
    Table table({{.gap = 0}, {}, {}, {}, {}});
    table.add({"", "real", "imaginary", "frequency", "Q"});
    std::vector<Complex> upper;
    std::copy_if(all.begin(), all.end(), std::back_inserter(upper), [](Complex s) { return s.imag() >= 0; });
    const Abridged rows = abridge(upper.size());
    for (const std::size_t row : rows_shown(rows)) {
      if (rows.left_out > 0 && row == rows.head + rows.left_out)
        table.add_line(fmt::format("… {} left out here (--json or --csv shows all)", counted(rows.left_out, "row")));
      const Complex s = upper[row];
      const bool is_real = s.imag() == 0;
      table.add({"", digits(s.real()), is_real ? "0" : "±" + digits(s.imag()),
                 engineering(std::abs(s) / (2 * pi_dd.hi), "Hz"), is_real ? "" : quality_text(s)});
    }
    table.print(out);
  }

  PoleZeroCard card_;
  Signal input_;
  Signal output_;
};

std::unique_ptr<Analysis> plan(Session& session, const Card& card) {
  const auto asked = session.elaborator->pole_zero_card(card);
  return asked ? std::make_unique<PoleZeroAnalysis>(*asked) : nullptr;
}

}  // namespace

namespace registered {
extern const AnalysisType pz;
const AnalysisType pz{.name = "pz", .is_complex = true, .plan = plan};
}  // namespace registered

}  // namespace ohmscope
