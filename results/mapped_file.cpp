#include "results/mapped_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "results/fault.hpp"

namespace ohmscope::results {

namespace {

[[noreturn]] void fail(const std::string& path) {
  throw std::system_error(errno, std::generic_category(), fmt::format("cannot read '{}'", path));
}

struct Descriptor {
  explicit Descriptor(const std::string& path) : number(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
  int number;
};

}  // namespace

MappedFile::MappedFile(const std::string& path) {
  const Descriptor file(path);
  struct stat status {};
  if (file.number < 0 || fstat(file.number, &status) != 0) fail(path);
  if (!S_ISREG(status.st_mode)) throw Fault("this is no regular file");
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) return;
  void* place = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number, 0);
  if (place == MAP_FAILED) fail(path);
  owner_ = std::shared_ptr<const void>(place, [size](void* mapped) { munmap(mapped, size); });
  bytes_ = {static_cast<const char*>(place), size};
}

}  // namespace ohmscope::results
