#include "stages/stage_names.hpp"

#include <algorithm>
#include <charconv>

#include "netlist/codes.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

struct NameIndex {
  NameMap<const StageSpec*> singles;
  NameMap<const StageSpec*> arrays;  ///< by the name before the number
};

void report(const StageSpec& a, const StageSpec& b, std::string_view name, Diagnostics& diagnostics) {
  const bool in_order = a.name_span.offset < b.name_span.offset;
  const StageSpec& later = in_order ? b : a;
  diagnostics.error(codes::defined_twice, later.name_span, "two stages of the chain are called '{}'", name)
      .note((in_order ? a : b).name_span, "first defined here");
}

/// Clashes of `spec`'s names with members of arrays whose own name is shorter: `rc12` is the 2nd of `rc1[3]` and the
/// 12th of `rc[20]`. Of an array `rc1[5]`, the first member that `rc[N]` may have too is `rc11`.
void check_against_arrays(const StageSpec& spec, const NameIndex& index, Diagnostics& diagnostics) {
  constexpr std::size_t most_digits = 9;
  const std::string& name = spec.name;
  const std::size_t shortest = name.size() - std::min(name.size(), most_digits);
  for (std::size_t k = name.size(); k-- > shortest && is_digit(name[k]);) {
    const auto found = index.arrays.find(std::string_view(name).substr(0, k));
    if (name[k] == '0' || found == index.arrays.end()) continue;
    std::uint64_t number = 0;
    std::from_chars(name.data() + k, name.data() + name.size(), number);
    if (spec.is_array) number = number * 10 + 1;
    if (number > found->second->count) continue;
    report(*found->second, spec, fmt::format("{}{}", found->first, number), diagnostics);
    return;
  }
}

}  // namespace

void check_stage_names(const Chain& chain, Diagnostics& diagnostics) {
  NameIndex index;
  for (const StageSpec& spec : chain.specs) {
    auto& names = spec.is_array ? index.arrays : index.singles;
    const auto [entry, added] = names.try_emplace(spec.name, &spec);
    if (!added) report(*entry->second, spec, spec.is_array ? spec.name + "1" : spec.name, diagnostics);
  }
  for (const StageSpec& spec : chain.specs) check_against_arrays(spec, index, diagnostics);
}

}  // namespace ohmscope
