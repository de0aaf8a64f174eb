#include "app/process.hpp"

#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

extern char** environ;

namespace ohmscope {

namespace {

[[noreturn]] void fail(int error, const std::string& what) {
  throw std::system_error(error, std::generic_category(), what);
}

/// A file in memory, so that neither side waits for the other.
class Scratch {
 public:
  Scratch() : descriptor_(memfd_create("ohmscope", MFD_CLOEXEC)) {
    if (descriptor_ < 0) fail(errno, "no temporary file");
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { close(descriptor_); }

  [[nodiscard]] int descriptor() const { return descriptor_; }

  void fill(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t written = write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno != EINTR) fail(errno, "no temporary file");
      if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    lseek(descriptor_, 0, SEEK_SET);
  }

  [[nodiscard]] std::string contents() const {
    const off_t size = lseek(descriptor_, 0, SEEK_END);
    std::string bytes(static_cast<std::size_t>(size), '\0');
    std::size_t read_so_far = 0;
    while (read_so_far < bytes.size()) {
      const ssize_t got =
          pread(descriptor_, bytes.data() + read_so_far, bytes.size() - read_so_far, static_cast<off_t>(read_so_far));
      if (got < 0 && errno != EINTR) fail(errno, "no temporary file");
      if (got == 0) break;
      if (got > 0) read_so_far += static_cast<std::size_t>(got);
    }
    return bytes;
  }

 private:
  int descriptor_;
};

int wait_for(pid_t process) {
  int status = 0;
  while (waitpid(process, &status, 0) < 0) {
    if (errno != EINTR) fail(errno, "waitpid");
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace

ProcessOutcome run_process(const std::vector<std::string>& arguments, std::string_view input) {
  const Scratch in;
  const Scratch out;
  const Scratch err;
  in.fill(input);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.descriptor(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.descriptor(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err.descriptor(), STDERR_FILENO);
  std::vector<std::string> texts = arguments;
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  pid_t process = 0;
  const int error = posix_spawnp(&process, pointers.front(), &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) fail(error, arguments.front());
  ProcessOutcome outcome;
  outcome.status = wait_for(process);
  outcome.out = out.contents();
  outcome.err = err.contents();
  return outcome;
}

}  // namespace ohmscope
