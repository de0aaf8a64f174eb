// libFuzzer: expressions alone, parsed and evaluated, some of their names known.

#include <cstddef>
#include <cstdint>
#include <string>

#include "netlist/expression.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ohmscope;
  SourceMap sources;
  Diagnostics diagnostics;
  const Span text = sources.add("expression", std::string(data, data + size));
  const auto variable = [](std::string_view name) -> std::optional<double> {
    return name.size() == 1 ? std::optional(static_cast<double>(name.front() - 'f')) : std::nullopt;
  };
  if (const auto expression = Expression::parse(sources, text, diagnostics)) {
    static_cast<void>(evaluate(*expression, variable, diagnostics));
  }
  return 0;
}
