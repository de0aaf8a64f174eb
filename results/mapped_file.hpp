#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace ohmscope::results {

/// The bytes of a file as memory, read only as they are looked at.
class MappedFile {
 public:
  /// Throws std::system_error if the file cannot be read, Fault if it is no regular file.
  explicit MappedFile(const std::string& path);

  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  /// Keeps the bytes where they are, also beyond this object's life.
  [[nodiscard]] const std::shared_ptr<const void>& owner() const { return owner_; }

 private:
  std::string_view bytes_;
  std::shared_ptr<const void> owner_;
};

}  // namespace ohmscope::results
