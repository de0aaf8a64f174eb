#include "app/analyses/analysis.hpp"

#include <array>

#include "app/text.hpp"

namespace ohmscope {

namespace registered {
extern const AnalysisType op;
extern const AnalysisType dc;
}  // namespace registered

std::span<const AnalysisType* const> analysis_types() {
  static constexpr std::array<const AnalysisType*, 3> list{&registered::op, &registered::dc, &registered::ac};
  return list;
}

std::string_view unit_of(const Signal& signal) { return signal.kind == Signal::Kind::voltage ? "V" : "A"; }

void write_real_signals(JsonWriter& json, const AnalysisResult& result) {
  json.key("signals");
  json.begin_object();
  for (std::size_t s = 0; s < result.signals.size(); ++s) {
    std::vector<double> row;
    for (const std::complex<double>& value : result.values[s]) row.push_back(value.real());
    json.list(result.signals[s].name, row);
  }
  json.end_object();
}

void write_complex_signals(JsonWriter& json, const AnalysisResult& result) {
  json.key("signals");
  json.begin_object();
  for (std::size_t s = 0; s < result.signals.size(); ++s) json.list(result.signals[s].name, result.values[s]);
  json.end_object();
}

std::string left_out_text(std::size_t signals) {
  return fmt::format("… {} left out here (.save chooses; --json or --csv shows all)", counted(signals, "signal"));
}

}  // namespace ohmscope
