#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "app/serve/http.hpp"
#include "app/session.hpp"

namespace ohmscope {

/// So many requests a second, and some more at once after a while without.
class RateLimit {
 public:
  /// Whether one more is within the limit.
  [[nodiscard]] bool admits();

 private:
  static constexpr double per_second = 60;
  static constexpr double at_once = 120;
  using Clock = std::chrono::steady_clock;
  double left_ = at_once;
  Clock::time_point last_ = Clock::now();
};

/// What the explorer of one deck answers. Below `/TOKEN/`:
///
///     GET                  the page
///     POST solve           page data of the deck in the body; `?parts=all`: its check and netlist too
///     POST save            writes the body to the deck's file, unless another did so meanwhile
///
/// Who does not know the token, or comes from another page, gets nothing. No file outside of the deck's folder is read.
class DeckService {
 public:
  /// `options.deck` is the file; `log` must outlive the service.
  DeckService(const Options& options, spdlog::logger& log);

  /// Once the port is known.
  void set_port(int port) { port_ = port; }
  [[nodiscard]] std::string url() const;
  [[nodiscard]] HttpAnswer answer(const HttpRequest& request);
  static constexpr std::size_t most_bytes = 1U << 20U;

 private:
  [[nodiscard]] bool is_ours(const HttpRequest& request) const;
  [[nodiscard]] HttpAnswer page();
  [[nodiscard]] HttpAnswer solve(const std::string& deck, bool all_parts);
  [[nodiscard]] HttpAnswer save(const std::string& deck);
  [[nodiscard]] std::string data_of(const std::string& deck, bool all_parts);

  Options options_;
  spdlog::logger& log_;
  std::string token_;
  std::string known_;  ///< the file's text as read or written last
  int port_ = 0;
  RateLimit rate_;
  std::mutex mutex_;  ///< one request at a time: each uses all processors
};

/// The file's text; throws std::system_error if it cannot be read.
[[nodiscard]] std::string text_of_deck(const std::string& path);

}  // namespace ohmscope
