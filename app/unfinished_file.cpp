#include "app/unfinished_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <csignal>

namespace ohmscope {

namespace {

constexpr int ending_signals[] = {SIGINT, SIGTERM, SIGHUP};

std::array<char, PATH_MAX + 1> unfinished{};  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

// Does only what a signal handler may (POSIX, async-signal-safe functions).
void remove_and_end(int signal) {
  unlink(unfinished.data());
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

using Handler = void (*)(int);

// Signals handled in any other way than `from` stay so: under nohup SIGHUP is ignored.
void exchange(Handler from, Handler to) {
  for (const int signal : ending_signals) {
    struct sigaction action {};
    if (sigaction(signal, nullptr, &action) == 0 && action.sa_handler == from) std::signal(signal, to);
  }
}

}  // namespace

void remove_on_signal(const std::string& path) {
  exchange(remove_and_end, SIG_DFL);
  if (path.empty() || path.size() >= unfinished.size()) return;
  *std::copy(path.begin(), path.end(), unfinished.begin()) = '\0';
  exchange(SIG_DFL, remove_and_end);
}

}  // namespace ohmscope
