#include "cli/program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <thread>

extern char** environ;

namespace ohmscope::testing {

namespace {

int wait_for(pid_t process, std::chrono::seconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  const int options = limit.count() > 0 ? WNOHANG : 0;
  int status = 0;
  for (pid_t ended = 0; ended != process;) {
    ended = waitpid(process, &status, options);
    if (ended < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
    if (ended != 0) continue;
    if (std::chrono::steady_clock::now() > end) kill(process, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int spawn_and_wait(const std::vector<std::string>& arguments, const posix_spawn_file_actions_t& actions,
                   std::chrono::seconds limit) {
  std::vector<std::string> texts{program()};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  pid_t process = 0;
  const int error = posix_spawn(&process, pointers[0], &actions, nullptr, pointers.data(), environ);
  if (error != 0) throw std::system_error(error, std::generic_category(), texts[0]);
  return wait_for(process, limit);
}

}  // namespace

std::string program() {
  const char* set = std::getenv("OHMSCOPE_PROGRAM");
  return set == nullptr ? OHMSCOPE_PROGRAM : set;
}

int program_slowness() {
  const char* set = std::getenv("OHMSCOPE_SLOWNESS");
  return set == nullptr ? 1 : std::atoi(set);
}

Outcome run_program(const std::vector<std::string>& arguments, const std::string& input, std::chrono::seconds limit) {
  const ScratchDirectory scratch;
  const std::string in = scratch.write("in", input);
  const std::string out = scratch.file("out");
  const std::string err = scratch.file("err");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, in.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), O_WRONLY | O_CREAT, 0600);
  Outcome outcome;
  outcome.status = spawn_and_wait(arguments, actions, limit);
  posix_spawn_file_actions_destroy(&actions);
  outcome.out = read_file(out);
  outcome.err = read_file(err);
  return outcome;
}

ScratchDirectory::ScratchDirectory() {
  path_ = (std::filesystem::temp_directory_path() / "ohmscope-XXXXXX").string();
  if (mkdtemp(path_.data()) == nullptr) throw std::system_error(errno, std::generic_category(), path_);
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string ScratchDirectory::write(const std::string& name, const std::string& text) const {
  std::ofstream(file(name), std::ios::binary) << text;
  return file(name);
}

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  std::size_t width = 0;
  for (const char byte : text) {
    if ((static_cast<unsigned char>(byte) & 0xC0U) != 0x80U) ++width;
    if (byte == '\n') width = 0;
    widest = std::max(widest, width);
  }
  return widest;
}

std::string read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + path);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

}  // namespace ohmscope::testing
