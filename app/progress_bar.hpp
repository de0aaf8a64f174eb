#pragma once

#include <string>

#include "app/options.hpp"
#include "app/stopwatch.hpp"
#include "solver/analyses/progress.hpp"

namespace ohmscope {

/// A line at the bottom of the terminal for work that takes longer than a moment: how much of it is done, and how long
/// the rest may take. Nothing where standard error is no terminal, or with --quiet. Gone when it goes out of scope.
class ProgressBar {
 public:
  /// `work`: what is done, in a few words.
  ProgressBar(std::string work, const Options& options);
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar();

  /// To be handed to the computation; the bar must outlive it.
  [[nodiscard]] Progress progress();

 private:
  void show(std::size_t done, std::size_t all);

  std::string work_;
  bool is_wanted_;
  bool is_shown_ = false;
  double shown_at_ = 0;  ///< seconds
  Stopwatch watch_;
};

/// The line for work that has taken `seconds` so far: `work [#####-----]  50 %, 12 s left`, at most 79 columns.
[[nodiscard]] std::string progress_line(const std::string& work, std::size_t done, std::size_t all, double seconds);

}  // namespace ohmscope
