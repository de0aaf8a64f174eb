#include "app/render/diagnostic_order.hpp"

#include <algorithm>
#include <tuple>

namespace ohmscope {

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      break;
  }
  return "note";
}

bool stands_before(const Diagnostic* a, const Diagnostic* b) { return a->span.offset < b->span.offset; }

DiagnosticOrder in_order(const Diagnostics& diagnostics, bool warnings) {
  DiagnosticOrder order;
  const bool names_are_lost = diagnostics.names_are_lost();
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    if (diagnostic.unknown_name && names_are_lost) continue;
    if (warnings || diagnostic.severity == Severity::error) order.push_back(&diagnostic);
  }
  std::stable_sort(order.begin(), order.end(), stands_before);
  const auto key = [](const Diagnostic* d) { return std::tie(d->span.offset, d->span.length, d->message); };
  DiagnosticOrder once;
  for (const Diagnostic* diagnostic : order) {
    bool told = false;
    for (auto k = once.rbegin(); k != once.rend() && (*k)->span.offset == diagnostic->span.offset && !told; ++k) {
      told = key(*k) == key(diagnostic);
    }
    if (!told) once.push_back(diagnostic);
  }
  return once;
}

}  // namespace ohmscope
