#pragma once

#include <stdexcept>
#include <string>

namespace ohmscope::results {

/// What is wrong with a file that is read, or why a format cannot hold what is to be written; with a hint, which may be
/// empty.
class Fault : public std::runtime_error {
 public:
  explicit Fault(const std::string& message, std::string hint = {})
      : std::runtime_error(message), hint_(std::move(hint)) {}

  [[nodiscard]] const std::string& hint() const { return hint_; }

 private:
  std::string hint_;
};

}  // namespace ohmscope::results
