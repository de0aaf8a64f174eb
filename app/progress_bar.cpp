#include "app/progress_bar.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "app/text.hpp"

namespace ohmscope {

namespace {

constexpr double patience = 0.5;  // seconds: shorter work has no bar
constexpr double interval = 0.1;  // seconds
constexpr std::string_view clear_line = "\r\x1b[K";

bool is_smart_terminal() {
  const char* terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) != 0 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

void put(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

// "12 s", "3 min 20 s", "2 h 5 min"
std::string duration(double seconds) {
  const auto whole = static_cast<long>(std::ceil(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole / 60 % 60);
}

}  // namespace

std::string progress_line(const std::string& work, std::size_t done, std::size_t all, double seconds) {
  constexpr std::size_t width = 24;
  const double part = all == 0 ? 1 : static_cast<double>(done) / static_cast<double>(all);
  const auto full = static_cast<std::size_t>(part * width);
  const std::string left = done == 0 ? "" : fmt::format(", {} left", duration(seconds * (1 / part - 1)));
  const std::string rest = fmt::format(" [{}{}] {:3.0f} %{}", std::string(full, '#'), std::string(width - full, '-'),
                                       std::floor(100 * part), left);
  return work.substr(0, page_width - 1 - rest.size()) + rest;
}

ProgressBar::ProgressBar(std::string work, const Options& options)
    : work_(std::move(work)), is_wanted_(!options.quiet && is_smart_terminal()) {}

ProgressBar::~ProgressBar() {
  if (is_shown_) put(clear_line);
}

Progress ProgressBar::progress() {
  if (!is_wanted_) return {};
  return [this](std::size_t done, std::size_t all) { show(done, all); };
}

void ProgressBar::show(std::size_t done, std::size_t all) {
  const double now = watch_.seconds();
  if (now < patience || (is_shown_ && now < shown_at_ + interval)) return;
  put(fmt::format("{}{}", clear_line, progress_line(work_, done, all, now)));
  std::fflush(stderr);
  is_shown_ = true;
  shown_at_ = now;
}

}  // namespace ohmscope
