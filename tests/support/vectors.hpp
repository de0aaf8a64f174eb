#pragma once

#include <hwy/targets.h>

#include <cstdint>

namespace ohmscope::test {

/// While it lives, frequencies lie side by side in one kind of vector (of hwy::SupportedAndGeneratedTargets()).
class VectorsOf {
 public:
  explicit VectorsOf(std::int64_t target) { choose(target); }
  ~VectorsOf() { choose(0); }
  VectorsOf(const VectorsOf&) = delete;
  VectorsOf& operator=(const VectorsOf&) = delete;

 private:
  static void choose(std::int64_t targets) {
    hwy::SetSupportedTargetsForTest(targets);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
};

}  // namespace ohmscope::test
