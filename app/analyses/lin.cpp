#include "app/codes.hpp"
#include "app/network.hpp"
#include "netlist/codes.hpp"

namespace ohmscope {

namespace {

/// `.lin [lintype=S|Y|Z] …`, as in Xyce and HSPICE: a matrix of the circuit's ports at the frequencies of `.ac`.
class LinAnalysis final : public Analysis {
 public:
  LinAnalysis(LinCard card, Span place) : card_(card) {
    task_.matrices = {card.matrix == 'z' ? NetworkMatrix::z : card.matrix == 'y' ? NetworkMatrix::y : NetworkMatrix::s};
    task_.place = place;
  }

  void bind(Session& session, const Netlist& netlist) override {
    if (auto chosen = choose_frequencies(session)) frequencies_ = std::move(*chosen);
    check_measured_data(session, frequencies_.values);
    task_.ports = numbered_ports(session, netlist, task_.place);
    if (card_.file.nowhere()) return;
    session.diagnostics
        .warning(codes::ignored_card, card_.file, "a deck writes no files: '{}' is left alone",
                 session.sources.text(card_.file))
        .with_hint(fmt::format("-o {} writes it", session.sources.text(card_.file)));
  }

  [[nodiscard]] AnalysisResult run(Session& session, const Netlist& netlist) const override {
    return solve_network(session, netlist.circuit, task_, frequencies_.values);
  }
  void write(JsonWriter& json, const AnalysisResult& result) const override { write_network(json, task_, result); }
  void print(Output& out, const AnalysisResult& result) const override {
    print_network(out, task_, frequencies_, result);
  }

 private:
  LinCard card_;
  Frequencies frequencies_;
  NetworkTask task_;
};

std::unique_ptr<Analysis> plan(Session& session, const Card& card) {
  const auto asked = session.elaborator->lin_card(card);
  return asked && asked->is_on ? std::make_unique<LinAnalysis>(*asked, card.words.front()) : nullptr;
}

}  // namespace

namespace registered {
extern const AnalysisType lin;
const AnalysisType lin{.name = "lin", .is_complex = true, .plan = plan};
}  // namespace registered

}  // namespace ohmscope
