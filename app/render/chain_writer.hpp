#pragma once

#include <memory>

#include "app/chain_sensitivity_report.hpp"
#include "app/output.hpp"
#include "app/session.hpp"
#include "app/steps.hpp"
#include "stages/chain_analysis.hpp"

namespace ohmscope {

/// Writes chains as they are analysed, one stage after the other, so that none need be kept for the next.
class ChainWriter {
 public:
  ChainWriter() = default;
  ChainWriter(const ChainWriter&) = delete;
  ChainWriter& operator=(const ChainWriter&) = delete;
  virtual ~ChainWriter() = default;

  /// What follows is of this step. `frequencies` must outlive that.
  virtual void begin_step(std::size_t step, const Frequencies& frequencies) {
    step_ = step;
    frequencies_ = &frequencies;
  }
  /// The next chain, of which so many stages will follow. `report`: its sensitivities; null if they are not asked for.
  virtual void begin_chain(const std::string& name, std::size_t stages, const ChainReport* report) = 0;
  virtual void stage(const StageResult& stage) = 0;
  virtual void end_chain() = 0;
  /// After the last chain.
  virtual void finish() = 0;

 protected:
  [[nodiscard]] const Frequencies& frequencies() const { return *frequencies_; }
  [[nodiscard]] std::size_t step() const { return step_; }

 private:
  std::size_t step_ = 0;
  const Frequencies* frequencies_ = nullptr;
};

/// Writes chains of the session's deck to `out`; a table shows the spots. `steps` must outlive the writer.
[[nodiscard]] std::unique_ptr<ChainWriter> make_chain_writer(Output& out, Format format, const Session& session,
                                                             const Steps& steps);

}  // namespace ohmscope
