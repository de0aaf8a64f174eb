#include "app/output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace ohmscope {

namespace {

[[noreturn]] void fail(const std::string& path) {
  const std::string what = path.empty() ? "cannot write to standard output" : fmt::format("cannot write '{}'", path);
  throw std::system_error(errno, std::generic_category(), what);
}

// A device or a pipe is written to, never replaced; a link stays a link to the file that is replaced.
bool is_replaceable(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode);
}

}  // namespace

Output::Output(std::string path) : path_(std::move(path)) {}

Output::~Output() {
  if (file_ != nullptr && file_ != stdout) std::fclose(file_);
  if (temporary_.empty()) return;
  unlink(temporary_.c_str());
}

void Output::open() {
  if (path_.empty()) {
    file_ = stdout;
    return;
  }
  if (!is_replaceable(path_)) {
    file_ = std::fopen(path_.c_str(), "w");
    if (file_ == nullptr) fail(path_);
    return;
  }
  std::error_code none;
  const std::filesystem::path target = std::filesystem::weakly_canonical(path_, none);
  const std::string beside = fmt::format("{}.{}.tmp", target.empty() ? path_ : target.string(), getpid());
  unfinished_.watch(beside);
  const int descriptor = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    unfinished_.forget();  // it is another's
    fail(path_);
  }
  temporary_ = beside;
  struct stat status {};
  if (stat(path_.c_str(), &status) == 0) std::ignore = fchmod(descriptor, status.st_mode & 07777U);
  file_ = fdopen(descriptor, "w");
  if (file_ == nullptr) fail(path_);
}

void Output::put(std::string_view bytes) {
  if (file_ == nullptr) open();
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) fail(path_);
}

std::string Output::file() {
  if (file_ == nullptr) open();
  return temporary_;
}

void Output::finish() {
  flush();
  if (std::fflush(file_) != 0) fail(path_);
  if (file_ == stdout) return;
  const bool closed = std::fclose(file_) == 0;
  file_ = nullptr;
  if (!closed) fail(path_);
  if (temporary_.empty()) return;
  const std::string target = temporary_.substr(0, temporary_.rfind(fmt::format(".{}.tmp", getpid())));
  if (std::rename(temporary_.c_str(), target.c_str()) != 0) fail(path_);
  temporary_.clear();
  unfinished_.forget();
}

}  // namespace ohmscope
