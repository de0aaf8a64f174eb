// libFuzzer: expressions alone, in the dialect that the first byte chooses, parsed and read in each way there is, some
// of their names known.

#include <cstddef>
#include <cstdint>
#include <string>

#include "netlist/evaluate.hpp"

namespace {

/// Names of one letter are numbers, negative ones and 0 among them.
class Letters final : public ohmscope::Names {
 public:
  [[nodiscard]] std::optional<double> value(std::string_view name) const override {
    return name.size() == 1 ? std::optional(static_cast<double>(name.front() - 'f')) : std::nullopt;
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ohmscope;
  if (size == 0) return 0;
  EvaluationRules rules;
  rules.dialect = static_cast<Dialect>(*data % dialect_names().size());
  SourceMap sources;
  Diagnostics diagnostics;
  const Span text = sources.add("expression", std::string(data + 1, data + size));
  const auto expression = Expression::parse(sources, text, diagnostics, Limits{}.expression_depth, rules.dialect);
  if (!expression) return 0;
  static_cast<void>(evaluate(*expression, Letters(), rules, diagnostics));
  rules.behavioural = true;
  static_cast<void>(linear_form(*expression, Letters(), rules, diagnostics));
  rules.laplace = true;
  static_cast<void>(rational_form(*expression, Letters(), rules, diagnostics));
  return 0;
}
