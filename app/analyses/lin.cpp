#include <algorithm>

#include "app/codes.hpp"
#include "app/network.hpp"
#include "app/result_plots.hpp"
#include "netlist/codes.hpp"
#include "results/fault.hpp"
#include "results/formats/touchstone.hpp"
#include "results/network_plot.hpp"

namespace ohmscope {

namespace registered {
extern const AnalysisType lin;
}

namespace {

/// `.lin [lintype=S|Y|Z] [file=NAME] …`, as in Xyce and HSPICE: a matrix of the circuit's ports at the frequencies of
/// `.ac`, and a Touchstone file of it. Where the deck has steps, files of later ones are called NAME_2 and so on.
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
  }

  [[nodiscard]] AnalysisResult run(Session& session, const Netlist& netlist) const override {
    AnalysisResult result = solve_network(session, netlist.circuit, task_, frequencies_.values);
    if (!card_.file.nowhere() && !write_file(session, result)) result.solved = false;
    return result;
  }
  void write(JsonWriter& json, const AnalysisResult& result) const override { write_network(json, task_, result); }
  void print(Output& out, const AnalysisResult& result) const override {
    print_network(out, task_, frequencies_, result);
  }

 private:
  // Whether the result fits into such a file.
  bool write_file(Session& session, const AnalysisResult& result) const;

  LinCard card_;
  Frequencies frequencies_;
  NetworkTask task_;
};

/// `path`, or with a number before its suffix, as nothing else that is to be written is called.
std::string free_name(const Session& session, const std::string& path) {
  const auto is_taken = [&](const std::string& name) {
    const auto is_called = [&](const auto& file) { return file->path() == name; };
    return std::any_of(session.files.begin(), session.files.end(), is_called);
  };
  const std::size_t suffix = path.size() - results::suffix_of(path).size();
  std::string name = path;
  for (std::size_t number = 2; is_taken(name); ++number)
    name = fmt::format("{}_{}{}", path.substr(0, suffix), number, path.substr(suffix));
  return name;
}

bool LinAnalysis::write_file(Session& session, const AnalysisResult& result) const {
  const std::string path(session.sources.text(card_.file));
  const std::vector<std::string>& asked = session.options.outputs;
  if (std::find(asked.begin(), asked.end(), path) != asked.end()) return true;  // which is the user's own
  results::Document document{session.deck.title, {}, {}};
  add_plots(document, registered::lin, result);
  std::vector<std::string> ports;
  for (const PortOfNetwork& port : task_.ports) ports.push_back(port.name);
  document.plots.back().name = results::name_with_ports(document.plots.back().name, ports);
  const results::TouchstonePair pair = card_.pair == "ma"   ? results::TouchstonePair::magnitude_angle
                                       : card_.pair == "db" ? results::TouchstonePair::decibel_angle
                                                            : results::TouchstonePair::rectangular;
  session.files.push_back(std::make_unique<Output>(free_name(session, path)));
  try {
    results::write_touchstone(document, {card_.version, pair, card_.digits, card_.width, {}}, path,
                              *session.files.back());
    return true;
  } catch (const results::Fault& fault) {
    session.files.pop_back();
    session.diagnostics.error(codes::unfit_format, card_.file, "cannot write '{}': {}", path, fault.what())
        .with_hint(fault.hint());
    return false;
  }
}

std::unique_ptr<Analysis> plan(Session& session, const Card& card) {
  const auto asked = session.elaborator->lin_card(card);
  return asked && asked->is_on ? std::make_unique<LinAnalysis>(*asked, card.words.front()) : nullptr;
}

}  // namespace

namespace registered {
const AnalysisType lin{.name = "lin", .is_complex = true, .plan = plan};
}  // namespace registered

}  // namespace ohmscope
