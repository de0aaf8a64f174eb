#include "app/render/diagnostics.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "app/render/diagnostic_order.hpp"
#include "app/render/excerpt.hpp"
#include "app/text.hpp"

namespace ohmscope {

namespace {

constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view green = "\x1b[1;32m";
constexpr std::string_view cyan = "\x1b[1;36m";
constexpr std::string_view reset = "\x1b[0m";

std::string_view colour_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "\x1b[1;31m";
    case Severity::warning:
      return "\x1b[1;35m";
    case Severity::note:
      break;
  }
  return cyan;
}

class Renderer {
 public:
  Renderer(const SourceMap& sources, const DiagnosticsStyle& style) : sources_(sources), style_(style) {}

  void add(const Diagnostic& diagnostic) {
    const std::string code = diagnostic.code == nullptr ? "" : fmt::format(" [{}]", diagnostic.code->id);
    message(diagnostic.severity, diagnostic.span, diagnostic.message + code);
    for (const Diagnostic::Note& note : diagnostic.notes) message(Severity::note, note.span, note.text);
    if (!diagnostic.span.nowhere()) {
      for (const Span include : sources_.include_stack(diagnostic.span)) {
        message(Severity::note, include, "included from here");
      }
    }
    if (!diagnostic.hint.empty()) text_ += fmt::format("{} {}\n", painted("hint:", cyan), diagnostic.hint);
  }
  void add_line(std::string_view line) { text_ += fmt::format("{}\n", line); }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  [[nodiscard]] std::string painted(std::string_view text, std::string_view colour) const {
    return style_.colour ? fmt::format("{}{}{}", colour, text, reset) : std::string(text);
  }

  void message(Severity severity, Span span, std::string_view what) {
    const std::string severity_text = painted(fmt::format("{}:", name_of(severity)), colour_of(severity));
    const std::string message_text = printable(what);
    if (span.nowhere()) {
      text_ += fmt::format("{} {} {}\n", painted("ohmscope:", bold), severity_text, message_text);
      return;
    }
    const Location location = sources_.locate(span);
    const std::string place = fmt::format("{}:{}:{}:", printable(location.file), location.line, location.column);
    text_ += fmt::format("{} {} {}\n", painted(place, bold), severity_text, message_text);
    const Excerpt excerpt = make_excerpt(location.line_text, location.column, sources_.text(span));
    text_ += fmt::format("{}\n{}\n", excerpt.line, painted_caret(excerpt.caret));
  }

  [[nodiscard]] std::string painted_caret(const std::string& caret) const {
    const std::size_t start = caret.find('^');
    return caret.substr(0, start) + painted(std::string_view(caret).substr(start), green);
  }

  const SourceMap& sources_;
  const DiagnosticsStyle& style_;
  std::string text_;
};

// At most `limit`, errors before warnings where not all find room.
void cut(DiagnosticOrder& order, std::size_t limit) {
  if (order.size() <= limit) return;
  std::stable_partition(order.begin(), order.end(), [](auto* d) { return d->severity == Severity::error; });
  order.resize(limit);
  std::stable_sort(order.begin(), order.end(), stands_before);
}

std::size_t errors_in(const DiagnosticOrder& order) {
  return static_cast<std::size_t>(
      std::count_if(order.begin(), order.end(), [](auto* d) { return d->severity == Severity::error; }));
}

}  // namespace

std::string render(const Diagnostics& diagnostics, const SourceMap& sources, const DiagnosticsStyle& style) {
  DiagnosticOrder order = in_order(diagnostics, style.warnings);
  const std::size_t errors = errors_in(order);
  const std::size_t warnings = order.size() - errors;
  cut(order, style.limit);
  Renderer renderer(sources, style);
  for (const Diagnostic* diagnostic : order) renderer.add(*diagnostic);
  const std::size_t errors_left = errors - errors_in(order);
  const std::size_t warnings_left = warnings - (order.size() - errors_in(order));
  if (errors_left + warnings_left > 0) {
    renderer.add_line(
        fmt::format("… and {}, {} more", counted(errors_left, "error"), counted(warnings_left, "warning")));
  }
  return renderer.take();
}

bool wants_colour(std::FILE* stream) {
  const char* no_color = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  if (no_color != nullptr && *no_color != '\0') return false;
  if (terminal == nullptr || std::string_view(terminal) == "dumb") return false;
  return isatty(fileno(stream)) == 1;
}

}  // namespace ohmscope
