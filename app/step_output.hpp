#pragma once

#include "app/steps.hpp"
#include "results/csv_writer.hpp"
#include "results/document.hpp"
#include "results/json_writer.hpp"

namespace ohmscope {

/// The member "step", by name what its values are; none if there are no steps.
void write_step(JsonWriter& json, const Steps& steps, std::size_t step);

/// A column for each thing that is stepped.
void write_step_headings(CsvWriter& csv, const Steps& steps);
void write_step(CsvWriter& csv, const Steps& steps, std::size_t step);

/// The same for files of results.
[[nodiscard]] std::vector<results::Step> steps_of_plot(const Steps& steps, std::size_t step);

/// Which steps a table shows: all of a few, or else the first, the last and some between.
class StepsShown {
 public:
  explicit StepsShown(const Steps& steps);

  /// Says how many there are, if not all of them are shown.
  void describe(Output& out) const;
  /// Prints what the step is, if there is more than one; false if it is not shown.
  bool announce(Output& out, std::size_t step) const;

 private:
  const Steps& steps_;
  std::vector<std::size_t> shown_;
};

}  // namespace ohmscope
