#include "app/render/diagnostics_json.hpp"

#include <nlohmann/json.hpp>

#include "app/render/diagnostic_order.hpp"

namespace ohmscope {

namespace {

using Json = nlohmann::ordered_json;

Json place_of(const SourceMap& sources, Span span) {
  if (span.nowhere()) return nullptr;
  const Location location = sources.locate(span);
  return {{"file", location.file}, {"line", location.line}, {"column", location.column}, {"text", sources.text(span)}};
}

Json entry(const SourceMap& sources, const Diagnostic& diagnostic) {
  Json notes = Json::array();
  for (const Diagnostic::Note& note : diagnostic.notes) {
    notes.push_back({{"message", note.text}, {"place", place_of(sources, note.span)}});
  }
  Json includes = Json::array();
  if (!diagnostic.span.nowhere()) {
    for (const Span include : sources.include_stack(diagnostic.span)) includes.push_back(place_of(sources, include));
  }
  return {{"severity", name_of(diagnostic.severity)},
          {"code", diagnostic.code == nullptr ? "" : diagnostic.code->id},
          {"message", diagnostic.message},
          {"hint", diagnostic.hint},
          {"place", place_of(sources, diagnostic.span)},
          {"notes", notes},
          {"included_from", includes}};
}

}  // namespace

std::string diagnostics_json(const Diagnostics& diagnostics, const SourceMap& sources, bool warnings) {
  Json list = Json::array();
  for (const Diagnostic* diagnostic : in_order(diagnostics, warnings)) list.push_back(entry(sources, *diagnostic));
  // A deck's text may be no UTF-8; JSON must be.
  return Json{{"diagnostics", list}}.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ohmscope
