#include "app/unfinished_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <csignal>

namespace ohmscope {

namespace {

constexpr int ending_signals[] = {SIGINT, SIGTERM, SIGHUP};

using Path = std::array<char, PATH_MAX + 1>;             // empty: none
std::array<Path, 128> watched{};                         // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)
std::array<volatile std::sig_atomic_t, 128> is_taken{};  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

// Does only what a signal handler may (POSIX, async-signal-safe functions).
void remove_and_end(int signal) {
  for (std::size_t place = 0; place < watched.size(); ++place) {
    if (is_taken[place] != 0) unlink(watched[place].data());
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

// Signals handled in any other way than the default stay so: under nohup SIGHUP is ignored.
void handle_signals() {
  for (const int signal : ending_signals) {
    struct sigaction action {};
    if (sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_DFL) std::signal(signal, remove_and_end);
  }
}

}  // namespace

void UnfinishedFile::watch(const std::string& path) {
  forget();
  const auto free = std::find(is_taken.begin(), is_taken.end(), 0);
  if (free == is_taken.end() || path.size() >= std::tuple_size_v<Path>) return;
  place_ = static_cast<int>(free - is_taken.begin());
  *std::copy(path.begin(), path.end(), watched[static_cast<std::size_t>(place_)].begin()) = '\0';
  *free = 1;
  handle_signals();
}

void UnfinishedFile::forget() {
  if (place_ >= 0) is_taken[static_cast<std::size_t>(place_)] = 0;
  place_ = -1;
}

}  // namespace ohmscope
