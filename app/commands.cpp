#include <array>

#include "app/command.hpp"

namespace ohmscope {

namespace registered {
extern const Command run;
extern const Command chain;
extern const Command port;
extern const Command network;
extern const Command check;
extern const Command expand;
extern const Command stages;
extern const Command explain;
extern const Command convert;
extern const Command report;
extern const Command serve;
}  // namespace registered

std::span<const Command* const> commands() {
  static constexpr std::array<const Command*, 11> list{
      &registered::chain,  &registered::port,   &registered::network, &registered::check,
      &registered::expand, &registered::stages, &registered::run,     &registered::convert,
      &registered::report, &registered::serve,  &registered::explain,
  };
  return list;
}

}  // namespace ohmscope
