#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "netlist/elaborate.hpp"
#include "solver/circuit/device.hpp"

namespace ohmscope::testing {

/// A deck from its text to its elements. `text` has no title: one is put before it, so cards begin on line 2.
class Loaded {
 public:
  explicit Loaded(std::string_view text, const Limits& limits = {})
      : Loaded(Whole{"title\n" + std::string(text)}, limits) {}
  /// The text as it is.
  static Loaded whole(std::string text) { return {Whole{std::move(text)}, {}}; }

  [[nodiscard]] const SourceMap& sources() const { return *sources_; }
  [[nodiscard]] const Deck& deck() const { return *deck_; }
  [[nodiscard]] Elaborator& elaborator() { return *elaborator_; }
  [[nodiscard]] const Netlist& netlist() const { return *netlist_; }
  [[nodiscard]] Diagnostics& diagnostics() { return *diagnostics_; }
  [[nodiscard]] std::string text(Span span) const { return std::string(sources_->text(span)); }

  /// "3:5: error: message" of each diagnostic, with " | hint" and " | line: note".
  [[nodiscard]] std::vector<std::string> messages() const {
    std::vector<std::string> all;
    for (const Diagnostic& d : diagnostics_->all()) {
      const Location at = sources_->locate(d.span);
      const char* kind = d.severity == Severity::error ? "error" : d.severity == Severity::note ? "note" : "warning";
      std::string line = fmt::format("{}:{}: {}: {}", at.line, at.column, kind, d.message);
      for (const auto& note : d.notes) line += fmt::format(" | {}: {}", sources_->locate(note.span).line, note.text);
      if (!d.hint.empty()) line += " | " + d.hint;
      all.push_back(line);
    }
    return all;
  }
  /// "R p n = value …" of one element: letter (name where there is none), pins, references, values. Empty if there is
  /// no such element.
  [[nodiscard]] std::string element(std::string_view name) const {
    const Circuit& circuit = netlist_->circuit;
    const auto id = circuit.find_element(name);
    if (!id) return {};
    const DeviceType& type = *circuit.element(*id).type;
    std::string line = type.letter != 0 ? std::string(1, type.letter) : std::string(type.name);
    for (const NodeId pin : circuit.pins(*id)) line.append(" ").append(circuit.node_name(pin));
    for (const ElementId other : circuit.references(*id)) line.append(" ").append(circuit.element_name(other));
    line += " =";
    for (const double value : circuit.values(*id)) line += fmt::format(" {}", value);
    return line;
  }
  [[nodiscard]] double value(std::string_view name) const {
    return netlist_->circuit.values(netlist_->circuit.find_element(name).value())[0];
  }

 private:
  struct Whole {
    std::string text;
  };
  Loaded(Whole whole, const Limits& limits)
      : sources_(std::make_unique<SourceMap>()),
        diagnostics_(std::make_unique<Diagnostics>()),
        netlist_(std::make_unique<Netlist>()) {
    const Span main = sources_->add("test.cir", std::move(whole.text));
    deck_ = std::make_unique<Deck>(parse_deck(*sources_, main, *diagnostics_, limits));
    elaborator_ = std::make_unique<Elaborator>(*sources_, *deck_, *diagnostics_, limits);
    elaborator_->add_top(*netlist_);
  }

  std::unique_ptr<SourceMap> sources_;
  std::unique_ptr<Diagnostics> diagnostics_;
  std::unique_ptr<Deck> deck_;
  std::unique_ptr<Elaborator> elaborator_;
  std::unique_ptr<Netlist> netlist_;
};

}  // namespace ohmscope::testing
