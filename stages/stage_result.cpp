#include "stages/stage_result.hpp"

namespace ohmscope {

std::vector<LocalImpedances> local_impedances(const std::vector<TwoPort>& two_ports) {
  std::vector<LocalImpedances> local;
  local.reserve(two_ports.size());
  for (const TwoPort& two_port : two_ports) {
    local.push_back({two_port.local_zin().to_impedance(), two_port.local_zout().to_impedance()});
  }
  return local;
}

void start(StageResult& result, const Chain& chain, std::size_t stage, std::size_t frequencies) {
  result.name = chain.stage_name(stage);
  result.type = chain.spec(stage).type_name;
  for (PortImpedances* impedances : {&result.local, &result.overall}) {
    impedances->zin.resize(frequencies);
    impedances->zout.resize(frequencies);
  }
  result.voltage.resize(frequencies);
}

void put(StageResult& result, std::size_t n, bool is_sensor, const LocalImpedances& local,
         const OverallAnswers& overall) {
  result.local.zin[n] = is_sensor ? Impedance::undefined() : local.zin;
  result.local.zout[n] = is_sensor ? overall.zout : local.zout;
  result.overall.zin[n] = is_sensor ? Impedance::undefined() : overall.zin;
  result.overall.zout[n] = overall.zout;
  result.voltage[n] = overall.voltage;
}

}  // namespace ohmscope
