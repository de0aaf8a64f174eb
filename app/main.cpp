#include <malloc.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <tbb/global_control.h>

#include <cerrno>
#include <cstdio>
#include <exception>
#include <new>
#include <optional>
#include <system_error>

#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/render/diagnostics.hpp"
#include "app/render/diagnostics_json.hpp"

namespace ohmscope {

namespace {

void say(const Session& session) {
  if (session.options.diagnostics == "json") {
    const std::string json = diagnostics_json(session.diagnostics, session.sources, !session.options.quiet);
    std::fwrite(json.data(), 1, json.size(), stderr);
    return;
  }
  const DiagnosticsStyle style{.colour = wants_colour(stderr), .warnings = !session.options.quiet};
  const std::string text = render(session.diagnostics, session.sources, style);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

ExitStatus run(const Command& command, const Options& options) {
  spdlog::logger log("ohmscope", std::make_shared<spdlog::sinks::stderr_sink_st>());
  log.set_pattern("ohmscope: %v");
  log.set_level(options.verbose ? spdlog::level::info : spdlog::level::off);
  std::optional<tbb::global_control> processors;
  if (options.jobs > 0) {
    processors.emplace(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(options.jobs));
  }
  Session session(options, log);
  const bool ready = !command.takes_deck || load(session);
  const ExitStatus status = ready ? command.run(session) : ExitStatus::misuse;
  if (options.verbose && session.elaborator) session.elaborator->note_unused();
  if (status != ExitStatus::misuse) {
    for (const auto& file : session.files) file->finish();
    session.out.finish();
  }
  say(session);
  return status;
}

ExitStatus run(int count, char** arguments) {
  Diagnostics diagnostics;
  const Invocation invocation = parse_command_line(count, arguments, diagnostics);
  if (invocation.command != nullptr) return run(*invocation.command, invocation.options);
  Output out("");
  out.write(invocation.text);
  out.finish();
  const std::string errors = render(diagnostics, {}, {.colour = wants_colour(stderr), .warnings = true});
  std::fwrite(errors.data(), 1, errors.size(), stderr);
  return diagnostics.has_errors() ? ExitStatus::misuse : ExitStatus::done;
}

ExitStatus complain(const char* message) {
  fmt::print(stderr, "ohmscope: error: {}\n", message);
  return ExitStatus::failed;
}

/// What is freed waits for the next to need memory: pages fresh from the system have to be cleared, which takes longer
/// than most of what is done with them.
void keep_freed_memory() {
  ::mallopt(M_MMAP_MAX, 0);
  ::mallopt(M_TRIM_THRESHOLD, -1);
  ::mallopt(M_TOP_PAD, 1 << 25);
}

}  // namespace

}  // namespace ohmscope

int main(int count, char** arguments) {
  using namespace ohmscope;
  keep_freed_memory();
  try {
    return static_cast<int>(run(count, arguments));
  } catch (const std::bad_alloc&) {
    return static_cast<int>(complain("not enough memory [E0607]"));
  } catch (const std::system_error& error) {
    if (error.code() == std::errc::broken_pipe) return static_cast<int>(ExitStatus::failed);  // `| head` has enough
    return static_cast<int>(complain(error.what()));
  } catch (const std::exception& error) {
    return static_cast<int>(complain(error.what()));
  }
}
