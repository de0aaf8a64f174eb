#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "solver/circuit/lane_width.cpp"
#include "hwy/foreach_target.h"
// After it, for it includes this file once for every kind of vector:
#include "solver/circuit/lane_width.hpp"
#include "solver/linear/lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace ohmscope::HWY_NAMESPACE {

std::size_t width() { return vector_lanes(); }

}  // namespace ohmscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include "solver/linear/vectors.hpp"

namespace ohmscope {

std::size_t lane_width() { return OHMSCOPE_WIDEST(width)(); }

}  // namespace ohmscope

#endif
