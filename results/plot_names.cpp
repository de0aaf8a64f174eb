#include "results/plot_names.hpp"

#include <algorithm>
#include <string>

#include "results/text.hpp"

namespace ohmscope::results {

namespace {

struct Analysis {
  std::string_view type;
  std::string_view name;       ///< as written
  std::string_view beginning;  ///< in lower case, as found in files
};

/// The first of a type is what is written.
constexpr Analysis analyses[] = {
    {"op", "Operating Point", "operati"},
    {"dc", "DC transfer characteristic", "dc"},
    {"ac", "AC Analysis", "ac "},
    {"tf", "Transfer Function", "transfer function"},
    {"noise", "Noise Spectral Density Curves", "noise"},
    {"noise", "Integrated Noise", "integrated noise"},
    {"pz", "Pole-Zero Analysis", "pole-zero"},
    {"loop", "Loop Gain", "loop gain"},
    {"tran", "Transient Analysis", "transient"},
    {"sp", "SP Analysis", "sp "},
    {"port", "port impedances", "port "},
    {"network", "network", "network"},
    {"chain", "chain", "chain "},
};

}  // namespace

std::string_view plot_name(std::string_view type) {
  const auto* found =
      std::find_if(std::begin(analyses), std::end(analyses), [&](const Analysis& a) { return a.type == type; });
  return found == std::end(analyses) ? type : found->name;
}

std::string_view plot_type(std::string_view name) {
  const std::string lower = lower_case(name);
  const auto* found = std::find_if(std::begin(analyses), std::end(analyses),
                                   [&](const Analysis& a) { return lower.starts_with(a.beginning); });
  return found == std::end(analyses) ? std::string_view{} : found->type;
}

bool plot_has_axis(std::string_view name) {
  const std::string_view type = plot_type(name);
  const bool is_one_point = type == "op" || type == "tf" || type == "pz" || lower_case(name).starts_with("integrated");
  return !is_one_point && name.find(totals) == std::string_view::npos;
}

}  // namespace ohmscope::results
