#include <algorithm>
#include <array>

#include "netlist/text.hpp"
#include "stages/types/types.hpp"

namespace ohmscope {

namespace {

constexpr std::array all{
    &types::sensor,      &types::series,     &types::shunt,           &types::load,          &types::divider,
    &types::tee,         &types::pi,         &types::lowpass,         &types::highpass,      &types::bandpass,
    &types::bandreject,  &types::twint,      &types::follower,        &types::noninverting,  &types::inverting,
    &types::invertingt,  &types::integrator, &types::sallenkeylp,     &types::sallenkeyhp,   &types::amplifier,
    &types::transformer, &types::line,       &types::emitterfollower, &types::commonemitter,
};

}  // namespace

std::span<const StageType* const> stage_types() { return all; }

const StageType* find_stage_type(std::string_view name) {
  const auto* found = std::find_if(all.begin(), all.end(),
                                   [&](const StageType* type) { return equal_ignoring_case(type->name, name); });
  return found == all.end() ? nullptr : *found;
}

}  // namespace ohmscope
