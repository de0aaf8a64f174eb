// libFuzzer: the whole road from text to solution. Any crash, hang or sanitizer report is a fault of ours.

#include <cstddef>
#include <cstdint>
#include <string>

#include "support/front_end.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ohmscope::test::read_and_solve(std::string(data, data + size));
  return 0;
}
