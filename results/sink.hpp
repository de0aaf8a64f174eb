#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace ohmscope {

/// Where bytes go, gathered into large pieces. What becomes of them says the class derived from it, which flushes what
/// is left.
class Sink {
 public:
  Sink() = default;
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  virtual ~Sink() = default;

  void write(std::string_view bytes) {
    buffer_.append(bytes.data(), bytes.data() + bytes.size());
    if (buffer_.size() >= capacity) flush();
  }
  template <class... Args>
  void print(fmt::format_string<Args...> format, Args&&... args) {
    fmt::vformat_to(std::back_inserter(buffer_), format, fmt::make_format_args(args...));
    if (buffer_.size() >= capacity) flush();
  }

  /// The name of a file that a library may fill in place of write(); empty where there is none, as for a pipe.
  [[nodiscard]] virtual std::string file() { return {}; }

 protected:
  /// Hands on what is gathered.
  void flush() {
    put({buffer_.data(), buffer_.size()});
    buffer_.clear();
  }
  virtual void put(std::string_view bytes) = 0;

 private:
  static constexpr std::size_t capacity = 1 << 16;

  fmt::memory_buffer buffer_;
};

}  // namespace ohmscope
