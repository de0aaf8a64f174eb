#include "solver/linear/vectors.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "support/vectors.hpp"

namespace ohmscope {
namespace {

/// What Linux says of the processor; empty on other systems.
std::set<std::string> flags_of_processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("flags")) continue;
    std::istringstream words(line.substr(line.find(':') + 1));
    return {std::istream_iterator<std::string>(words), {}};
  }
  return {};
}

TEST(Vectors, AreThoseThatTheSystemSaysTheProcessorHas) {
  const auto flags = flags_of_processor();
  if (flags.empty()) GTEST_SKIP() << "no /proc/cpuinfo with flags";
  const auto has = [](std::int64_t kind) { return (vectors_here() & kind) != 0; };
  EXPECT_EQ(has(HWY_SSE4), flags.contains("sse4_2") && flags.contains("pclmulqdq") && flags.contains("aes"));
  EXPECT_EQ(has(HWY_AVX2), has(HWY_SSE4) && flags.contains("avx2") && flags.contains("fma") && flags.contains("bmi2") &&
                               flags.contains("f16c") && flags.contains("abm"));
  EXPECT_EQ(has(HWY_AVX3),
            has(HWY_AVX2) && flags.contains("avx512vl") && flags.contains("avx512dq") && flags.contains("avx512bw"));
}

TEST(Vectors, TheWidestKindThatThereIsCodeForIsTaken) {
  constexpr std::int64_t code = HWY_SSE4 | HWY_AVX2 | HWY_AVX3;
  const auto place = [](std::int64_t here) {
    const test::VectorsOf vectors(here);
    return place_of_widest_vectors(code & here);
  };
  for (const std::int64_t kind : {HWY_AVX3, HWY_AVX2, HWY_SSE4}) {
    if ((vectors_here() & kind) == 0) continue;
    EXPECT_EQ(place(kind), std::countr_zero(static_cast<std::uint64_t>(kind)));  // x86 has the lowest bits
    EXPECT_EQ(place(kind | HWY_SCALAR), place(kind));
  }
  EXPECT_EQ(place(HWY_SCALAR), HWY_MAX_DYNAMIC_TARGETS) << "code for any machine comes last";
}

}  // namespace
}  // namespace ohmscope
