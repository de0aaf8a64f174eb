#pragma once

#include <string>

#include "results/sink.hpp"

namespace ohmscope {

/// Keeps what is written as one text.
class StringSink final : public Sink {
 public:
  /// All of it so far.
  [[nodiscard]] const std::string& text() {
    flush();
    return text_;
  }

 private:
  void put(std::string_view bytes) override { text_.append(bytes); }

  std::string text_;
};

}  // namespace ohmscope
