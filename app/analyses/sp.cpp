#include "app/codes.hpp"
#include "app/network.hpp"
#include "netlist/codes.hpp"

namespace ohmscope {

namespace {

/// `.sp dec|oct|lin POINTS START STOP [donoise]`, as in ngspice: S, Y and Z of the circuit's ports, and their noise.
class SpAnalysis final : public Analysis {
 public:
  explicit SpAnalysis(SpCard card, Span place) : frequencies_(sweep_with_spots(std::move(card.frequencies))) {
    task_.matrices = {NetworkMatrix::s, NetworkMatrix::y, NetworkMatrix::z};
    task_.place = place;
    task_.has_noise = card.has_noise;
  }

  void bind(Session& session, const Netlist& netlist) override {
    check_measured_data(session, frequencies_.values);
    task_.ports = numbered_ports(session, netlist, task_.place);
  }

  [[nodiscard]] AnalysisResult run(Session& session, const Netlist& netlist) const override {
    return solve_network(session, netlist.circuit, task_, frequencies_.values);
  }
  void write(JsonWriter& json, const AnalysisResult& result) const override { write_network(json, task_, result); }
  void print(Output& out, const AnalysisResult& result) const override {
    print_network(out, task_, frequencies_, result);
  }

 private:
  Frequencies frequencies_;
  NetworkTask task_;
};

std::unique_ptr<Analysis> plan(Session& session, const Card& card) {
  auto asked = session.elaborator->sp_card(card);
  return asked ? std::make_unique<SpAnalysis>(std::move(*asked), card.words.front()) : nullptr;
}

}  // namespace

namespace registered {
const AnalysisType sp{.name = "sp", .is_complex = true, .plan = plan};
}  // namespace registered

}  // namespace ohmscope
