#include "app/serve/deck_service.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>
#include <string_view>

#include "app/page/page.hpp"
#include "app/page/page_data.hpp"
#include "app/stopwatch.hpp"

namespace ohmscope {

namespace {

// Beside which a mistake in a deck would keep everyone waiting.
constexpr std::pair<const char*, const char*> tighter_limits[] = {
    {"--max-elements", "200k"}, {"--max-stages", "2000"}, {"--max-points", "20k"}};
constexpr std::size_t most_values = 5'000'000;

std::string random_token() {
  std::random_device device;  // the system's
  std::string token;
  for (int k = 0; k < 4; ++k) token += fmt::format("{:08x}", device());
  return token;
}

bool is_utf8(const std::string& text) {
  try {
    std::ignore = nlohmann::json(text).dump();
    return true;
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

}  // namespace

bool RateLimit::admits() {
  const Clock::time_point now = Clock::now();
  left_ = std::min(at_once, left_ + per_second * std::chrono::duration<double>(now - last_).count());
  last_ = now;
  if (left_ < 1) return false;
  left_ -= 1;
  return true;
}

std::string text_of_deck(const std::string& path) {
  SourceMap sources;
  return std::string(sources.text(sources.read(path)));
}

DeckService::DeckService(const Options& options, spdlog::logger& log)
    : options_(options), log_(log), token_(random_token()), known_(text_of_deck(options.deck)) {
  options_.output.clear();
  for (const auto& [name, limit] : tighter_limits) {
    std::string& typed = options_.limits[name];
    if (typed.empty()) typed = limit;
  }
}

std::string DeckService::url() const { return fmt::format("http://127.0.0.1:{}/{}/", port_, token_); }

// Also not a page of another's, whose name someone made point here.
bool DeckService::is_ours(const HttpRequest& request) const {
  const std::string hosts[] = {fmt::format("127.0.0.1:{}", port_), fmt::format("localhost:{}", port_)};
  return std::any_of(std::begin(hosts), std::end(hosts), [&](const std::string& host) {
    return request.host == host && (request.origin.empty() || request.origin == "http://" + host);
  });
}

HttpAnswer DeckService::answer(const HttpRequest& request) {
  const std::lock_guard lock(mutex_);
  if (!is_ours(request)) return {403, {}, "this page is for its own machine alone\n"};
  if (!rate_.admits()) return {429, {}, "too many requests\n"};
  const std::string ours = fmt::format("/{}/", token_);
  if (!request.path.starts_with(ours)) return {404, {}, "there is nothing here\n"};
  const std::string what = request.path.substr(ours.size());
  const bool is_post = request.method == "POST";
  try {
    if (what.empty() && !is_post) return page();
    if (what == "solve" && is_post) return solve(request.body, request.query == "all");
    if (what == "save" && is_post) return save(request.body);
  } catch (const std::exception& error) {
    return {500, {}, fmt::format("{}\n", error.what())};
  }
  return {404, {}, "there is nothing here\n"};
}

HttpAnswer DeckService::page() {
  known_ = text_of_deck(options_.deck);
  if (!is_utf8(known_)) return {500, {}, "the deck is not in UTF-8\n"};
  return {200, "text/html; charset=utf-8", page_with(data_of(known_, true), true)};
}

// The type is one that the library does not compress, which would take longer than all the rest.
HttpAnswer DeckService::solve(const std::string& deck, bool all_parts) {
  if (!is_utf8(deck)) return {400, {}, "the deck is not in UTF-8\n"};
  return {200, "application/vnd.ohmscope+json", data_of(deck, all_parts)};
}

HttpAnswer DeckService::save(const std::string& deck) {
  if (!is_utf8(deck)) return {400, {}, "the deck is not in UTF-8\n"};
  if (text_of_deck(options_.deck) != known_)
    return {409, {}, "the file has changed since it was read: load the page again, or save under another name\n"};
  Output file(options_.deck);
  file.write(deck);
  file.finish();
  known_ = deck;
  return {200, {}, "written\n"};
}

std::string DeckService::data_of(const std::string& deck, bool all_parts) {
  const Stopwatch watch;
  Session session(options_, log_);
  load(session, session.sources.add(options_.deck, deck));
  PageData data = page_data(session, {.check = all_parts, .netlist = all_parts, .most_values = most_values});
  log_.info(fmt::format("answered in {:.1f} ms", watch.seconds() * 1e3));
  return std::move(data.json);
}

}  // namespace ohmscope
