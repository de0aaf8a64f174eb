#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <filesystem>

#include "app/codes.hpp"
#include "app/command.hpp"
#include "app/serve/deck_service.hpp"
#include "netlist/library.hpp"
#include "netlist/number.hpp"

namespace ohmscope {

namespace {

constexpr int default_port = 8080;

void add_options(CLI::App& app, Options& options) {
  add_deck(app, options);
  add_text(app, "--port", options.http_port, "PORT", "at 127.0.0.1; 0: any that is free (8080)");
  add_frequencies(app, options);
}

std::optional<int> chosen_port(Session& session) {
  const std::string& text = session.options.http_port;
  if (text.empty()) return default_port;
  const std::optional<double> port = parse_number(text);
  if (port && *port >= 0 && *port <= 65535 && *port == std::floor(*port)) return static_cast<int>(*port);
  session.diagnostics.error(codes::bad_option_value, session.sources.add("--port", text),
                            "'{}' is no port, expected a whole number from 0 to 65535", text);
  return std::nullopt;
}

ExitStatus run(Session& session) {
  if (session.options.deck == "-") {
    session.diagnostics.error(codes::bad_command_line, {}, "cannot serve standard input, expected a file");
    return ExitStatus::misuse;
  }
  session.diagnostics.clear();  // the page tells what is wrong with the deck, where it can be mended
  const std::optional<int> port = chosen_port(session);
  if (!port) return ExitStatus::misuse;
  const std::filesystem::path folder = std::filesystem::path(session.options.deck).parent_path();
  confine_reading(folder.empty() ? "." : folder.string());
  DeckService service(session.options, session.log);
  const HttpService http{.port = *port,
                         .most_bytes = DeckService::most_bytes,
                         .answer = [&](const HttpRequest& request) { return service.answer(request); },
                         .ready =
                             [&](int open_port) {
                               service.set_port(open_port);
                               fmt::print("{} at {}\nCtrl-C ends it\n", session.options.deck, service.url());
                               std::fflush(stdout);
                             }};
  if (run_http(http)) return ExitStatus::done;
  session.diagnostics
      .error(codes::bad_option_value, session.sources.add("--port", fmt::format("{}", *port)),
             "port {} cannot be opened: another program has it, or it is reserved", *port)
      .with_hint("--port 0 takes any that is free");
  return ExitStatus::failed;
}

}  // namespace

namespace registered {
extern const Command serve;
const Command serve{
    .name = "serve",
    .usage = "DECK [OPTIONS]",
    .help = "the report alive in a browser: edit the deck and see the curves move",
    .examples =
        "  ohmscope serve headphone-amp.cir\n"
        "  ohmscope serve headphone-amp.cir --port 0\n",
    .add_options = add_options,
    .run = run,
};
}  // namespace registered

}  // namespace ohmscope
