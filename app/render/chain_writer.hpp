#pragma once

#include <memory>

#include "app/chain_sensitivity_report.hpp"
#include "app/output.hpp"
#include "app/session.hpp"
#include "app/steps.hpp"
#include "stages/chain_analysis.hpp"

namespace ohmscope {

/// What is known of a chain before its stages are.
struct ChainHead {
  const std::string& name;
  std::size_t stages;         ///< so many will follow
  const ChainReport* report;  ///< its sensitivities; null if they are not asked for
  std::size_t step;
  const Frequencies& frequencies;  ///< which outlive the chain's end
};

/// Writes chains as they are analysed, one stage after the other, so that none need be kept for the next.
class ChainWriter {
 public:
  ChainWriter() = default;
  ChainWriter(const ChainWriter&) = delete;
  ChainWriter& operator=(const ChainWriter&) = delete;
  virtual ~ChainWriter() = default;

  /// The next chain.
  virtual void begin_chain(const ChainHead& head) = 0;
  virtual void stage(const StageResult& stage) = 0;
  virtual void end_chain() = 0;
  /// After the last chain.
  virtual void finish() = 0;
};

/// Writes chains of the session's deck to `out`, at the steps it has; a table shows the spots. `steps` must outlive the
/// writer.
[[nodiscard]] std::unique_ptr<ChainWriter> make_chain_writer(Output& out, Format format, const Session& session,
                                                             const Steps& steps);

}  // namespace ohmscope
