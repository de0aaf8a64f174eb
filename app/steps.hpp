#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/swept.hpp"

namespace ohmscope {

/// One of the things that `.step` cards vary.
struct StepAxis {
  Swept swept;
  std::vector<double> values;
};

/// The circuits that the deck's `.step` cards make of it: the first card's values vary fastest, as in LTspice.
class Steps {
 public:
  Steps() = default;
  explicit Steps(std::vector<StepAxis> axes) : axes_(std::move(axes)) {}

  /// Whether the deck has no `.step`: then there is one step, the deck as written.
  [[nodiscard]] bool empty() const { return axes_.empty(); }
  [[nodiscard]] std::size_t count() const;
  [[nodiscard]] const std::vector<StepAxis>& axes() const { return axes_; }
  /// One value an axis.
  [[nodiscard]] std::vector<double> values(std::size_t step) const;
  /// The steps in groups whose circuits differ in the DC values of voltage sources alone, which are the right-hand side
  /// of the equations; each begins with its first step.
  [[nodiscard]] std::vector<std::vector<std::size_t>> groups() const;
  /// "R1 = 1 kohm, X = 3".
  [[nodiscard]] std::string text(std::size_t step) const;

 private:
  std::vector<StepAxis> axes_;  ///< the first varies fastest
};

/// Of the deck's `.step` cards. Reports what is wrong with them.
[[nodiscard]] Steps read_steps(Session& session);

/// Does something at every step, with the session's elaborator and chains those of the step, and none but its own
/// diagnostics: `work` is told which it is, and returns whether to go on. In the end what was reported of several steps
/// is there once, with a note which one was the first. Returns whether all went on.
bool for_each_step(Session& session, const Steps& steps, const std::function<bool(std::size_t step)>& work);

/// The same for each of groups(), with the circuit that of its first step.
bool for_each_group(Session& session, const Steps& steps,
                    const std::function<bool(const std::vector<std::size_t>& group)>& work);

}  // namespace ohmscope
