#include "solver/linear/vectors.hpp"

#include <atomic>

#if HWY_ARCH_X86
#include <cpuid.h>
#endif

namespace ohmscope {

namespace {

std::atomic<std::int64_t> allowed{-1};  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

#if HWY_ARCH_X86

/// Two that __builtin_cpu_supports does not know in every compiler. They need nothing of the system.
bool has_half_floats_and_zero_counts() {
  unsigned a = 0, b = 0, c = 0, d = 0, extended_c = 0;
  if (__get_cpuid(1, &a, &b, &c, &d) == 0 || __get_cpuid(0x80000001U, &a, &b, &extended_c, &d) == 0) return false;
  return (c & bit_F16C) != 0 && (extended_c & bit_LZCNT) != 0;
}

/// By what Highway compiles each kind for, where the system keeps its registers.
std::int64_t find_vectors() {
  __builtin_cpu_init();
  const bool ssse3 = __builtin_cpu_supports("ssse3");
  const bool sse4 = ssse3 && __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("sse4.2") &&
                    __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("aes");
  const bool avx2 = sse4 && __builtin_cpu_supports("avx") && __builtin_cpu_supports("avx2") &&
                    __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
                    has_half_floats_and_zero_counts();
  const bool avx3 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                    __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
  return (ssse3 ? HWY_SSSE3 : 0) | (sse4 ? HWY_SSE4 : 0) | (avx2 ? HWY_AVX2 : 0) | (avx3 ? HWY_AVX3 : 0);
}

#else

std::int64_t find_vectors() { return HWY_STATIC_TARGET; }

#endif

}  // namespace

std::int64_t vectors_here() {
  static const std::int64_t found = find_vectors() | HWY_SCALAR | HWY_EMU128;  // these run anywhere
  return found & allowed.load(std::memory_order_relaxed);
}

void allow_vectors(std::int64_t kinds) { allowed = kinds == 0 ? -1 : kinds; }

}  // namespace ohmscope
