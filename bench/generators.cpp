#include "generators.hpp"

#include <fmt/format.h>

#include <iterator>

namespace ohmscope::bench {
namespace {

constexpr auto analysis = ".ac dec 10 1 1k\n.end\n";

/// A value near `nominal` that differs from its neighbours': the k-th of a fixed sequence within 10 %.
double varied(double nominal, int k) { return nominal * (1.0 + 0.1 * static_cast<double>(k * 37 % 101) / 101.0); }

template <class... Args>
void append(std::string& deck, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(deck), format, std::forward<Args>(args)...);
}

}  // namespace

std::string rc_ladder(int sections) {
  std::string deck = "RC ladder\nV1 in 0 AC 1\nRs in n0 50\n.port p n0\n";
  for (int k = 1; k <= sections; ++k) {
    append(deck, "R{} n{} n{} {:.6g}\nC{} n{} 0 {:.6g}p\n", k, k - 1, k, varied(10, k), k, k, varied(100, k));
  }
  return deck + analysis;
}

std::string rc_instances(int sections) {
  std::string deck =
      "RC instances\nV1 in 0 AC 1\nRs in n0 50\n.port p n0\n.subckt rc a b\nR1 a b 10\nC1 b 0 100p\n.ends\n";
  for (int k = 1; k <= sections; ++k) append(deck, "X{} n{} n{} rc\n", k, k - 1, k);
  return deck + analysis;
}

std::string rlc_ladder(int sections) {
  std::string deck = "RLC ladder\nV1 in 0 AC 1\nRs in n0 50\n.port p n0\n";
  for (int k = 1; k <= sections; ++k) {
    append(deck, "R{} n{} m{} {:.6g}\nL{} m{} n{} {:.6g}n\nC{} n{} 0 {:.6g}p\n", k, k - 1, k, varied(0.1, k), k, k, k,
           varied(250, k), k, k, varied(100, k));
  }
  return deck + analysis;
}

std::string rc_grid(int side) {
  std::string deck = fmt::format("RC grid\nV1 in 0 AC 1\nRs in g0_0 50\n.port p g{}_{}\n", side - 1, side - 1);
  for (int row = 0; row < side; ++row) {
    for (int column = 0; column < side; ++column) {
      const int k = row * side + column;
      append(deck, "C{} g{}_{} 0 {:.6g}p\n", k, row, column, varied(100, k));
      if (column + 1 < side)
        append(deck, "Rh{} g{}_{} g{}_{} {:.6g}\n", k, row, column, row, column + 1, varied(10, k));
      if (row + 1 < side) append(deck, "Rv{} g{}_{} g{}_{} {:.6g}\n", k, row, column, row + 1, column, varied(12, k));
    }
  }
  return deck + analysis;
}

std::string opamp_chain(int stages) {
  std::string deck = "Op-amp chain\n.model OA opamp (A0=100k GBW=10meg Rin=1meg Rout=50)\n.chain c\ns sensor Z=50\n";
  for (int k = 1; k <= stages; ++k) {
    append(deck, "a{} noninverting opamp=OA Rf={:.6g} Rg={:.6g}\n", k, varied(10, k), varied(1e7, k));
  }
  return deck + ".endchain\n" + analysis;
}

std::string opamp_array(int stages) {
  return fmt::format(
      "Op-amp array\n.model OA opamp (A0=100k GBW=10meg Rin=1meg Rout=50)\n.chain c\ns sensor Z=50\n"
      "a[{}] noninverting opamp=OA Rf=10 Rg=10meg\n.endchain\n{}",
      stages, analysis);
}

std::string rc_array(int stages) {
  return fmt::format("RC array\n.chain c\ns sensor Z=50\nrc[{}] divider Za=10 Zb=C(100p)\n.endchain\n{}", stages,
                     analysis);
}

}  // namespace ohmscope::bench
