#include "solver/analyses/sensitivity.hpp"

#include <algorithm>
#include <limits>

#include "solver/analyses/response_slopes.hpp"

namespace ohmscope {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

UnknownPair across(NodeId positive, NodeId negative) {
  return {MnaSystem::voltage(positive), MnaSystem::voltage(negative)};
}

UnknownPair unknowns_of(const TransferOutput& output, const MnaSystem& mna) {
  if (!output.current_of) return across(output.positive, output.negative);
  return Unknown{mna.first_branch[static_cast<std::size_t>(*output.current_of)]};
}

/// The numbers of those values that stand in the equations of an operating point, or of an AC analysis.
std::vector<std::size_t> numbers_that_matter(StampSlopes& slopes, bool ac) {
  std::vector<std::size_t> numbers;
  for (std::size_t v = 0; v < slopes.values().size(); ++v) {
    const auto& sources = slopes.of_sources(v);
    const bool drives =
        std::any_of(sources.begin(), sources.end(), [&](const SourceStamp& s) { return ac ? s.ac != 0.0 : s.dc != 0; });
    if (drives || !slopes.at(v, ac ? 1 : 0).empty()) numbers.push_back(v);
  }
  return numbers;
}

OutputSensitivities sensitivities(const Circuit& circuit, const std::vector<TransferOutput>& outputs,
                                  const std::vector<double>& frequencies, ResponseQuestion::Drive drive,
                                  const Progress& progress) {
  const MnaSystem mna = assemble(circuit);
  std::vector<ResponseQuestion> questions;
  for (const TransferOutput& output : outputs) questions.push_back({unknowns_of(output, mna), drive});
  ResponseSlopes responses(circuit, mna, questions);
  StampSlopes& slopes = responses.slopes();
  const std::vector<std::size_t> numbers = numbers_that_matter(slopes, drive == ResponseQuestion::Drive::ac);
  const std::vector<std::complex<double>> row(frequencies.size());
  OutputSensitivities result{{}, std::vector(outputs.size(), row), {}, {}};
  for (const std::size_t v : numbers) result.values.push_back(slopes.values()[v]);
  result.of_outputs.assign(outputs.size(), std::vector(result.values.size(), row));
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const std::vector<ResponseSlopesAt> found = responses.at(frequencies[k]);
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      result.outputs[o][k] = found[o].response.to_complex();
      for (std::size_t v = 0; v < numbers.size(); ++v)
        result.of_outputs[o][v][k] = (found[o].slopes[numbers[v]] / ComplexDD{slopes.unit(numbers[v])}).to_complex();
    }
    tell(progress, k + 1, frequencies.size());
  }
  result.counters = responses.counters();
  return result;
}

}  // namespace

SensitivityResult port_sensitivities(const Circuit& circuit, const std::vector<Port>& ports,
                                     const std::vector<double>& frequencies, const Progress& progress) {
  const MnaSystem mna = assemble(circuit);
  std::vector<ResponseQuestion> questions;
  for (const Port& port : ports) questions.push_back({across(port.positive, port.negative)});
  ResponseSlopes responses(circuit, mna, questions);
  SensitivityResult result{responses.slopes().values(), {}, {}};
  result.of_ports.assign(ports.size(), std::vector(result.values.size(), std::vector<double>(frequencies.size(), nan)));
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const std::vector<ResponseSlopesAt> found = responses.at(frequencies[k]);
    for (std::size_t p = 0; p < ports.size(); ++p) {
      if (found[p].response.is_zero()) continue;
      for (std::size_t v = 0; v < result.values.size(); ++v)
        result.of_ports[p][v][k] = (found[p].slopes[v] / found[p].response).to_complex().real();
    }
    tell(progress, k + 1, frequencies.size());
  }
  result.counters = responses.counters();
  return result;
}

OutputSensitivities dc_sensitivities(const Circuit& circuit, const std::vector<TransferOutput>& outputs) {
  return sensitivities(circuit, outputs, {0.0}, ResponseQuestion::Drive::dc, {});
}

OutputSensitivities ac_sensitivities(const Circuit& circuit, const std::vector<TransferOutput>& outputs,
                                     const std::vector<double>& frequencies, const Progress& progress) {
  return sensitivities(circuit, outputs, frequencies, ResponseQuestion::Drive::ac, progress);
}

}  // namespace ohmscope
