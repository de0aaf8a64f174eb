#include "app/limit_options.hpp"

#include <CLI/CLI.hpp>
#include <array>
#include <cmath>

#include "app/codes.hpp"
#include "netlist/number.hpp"

namespace ohmscope {

namespace {

struct LimitOption {
  std::string_view name;
  std::size_t Limits::*limit;
  std::string_view help;
};

constexpr std::array<LimitOption, 5> limit_options{{
    {"--max-elements", &Limits::elements, "elements and instances of the flat circuit"},
    {"--max-stages", &Limits::stages, "stages of a chain"},
    {"--max-points", &Limits::points, "points of a sweep"},
    {"--max-include-depth", &Limits::include_depth, "files that include one another"},
    {"--max-expression-depth", &Limits::expression_depth, "nesting of an expression"},
}};

constexpr double most = 2e9;  // elements, nodes and stages are counted in 32 bits

}  // namespace

void add_limits(CLI::App& app, Options& options) {
  for (const LimitOption& option : limit_options) {
    const std::string name(option.name);
    add_text(app, name, options.limits[name], "N", fmt::format("{}, at most ({})", option.help, Limits{}.*option.limit))
        ->group("LIMITS");
  }
}

Limits chosen_limits(Session& session) {
  Limits limits;
  for (const LimitOption& option : limit_options) {
    const std::string name(option.name);
    const auto typed = session.options.limits.find(name);
    if (typed == session.options.limits.end() || typed->second.empty()) continue;
    const std::optional<double> value = parse_number(typed->second);
    if (value && *value >= 1 && *value <= most && *value == std::floor(*value)) {
      limits.*option.limit = static_cast<std::size_t>(*value);
      continue;
    }
    const Span word = session.sources.add(name, typed->second);
    session.diagnostics.error(codes::bad_option_value, word,
                              "'{}' is no limit, expected a whole number from 1 to {:.0f}", typed->second, most);
  }
  return limits;
}

}  // namespace ohmscope
