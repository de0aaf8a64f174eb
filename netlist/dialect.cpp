#include "netlist/dialect.hpp"

#include <cstddef>

#include "netlist/text.hpp"

namespace ohmscope {

namespace {

constexpr std::array<std::string_view, 4> names{"ngspice", "ltspice", "pspice", "hspice"};
constexpr auto ngspice = Dialect::ngspice;
constexpr auto ltspice = Dialect::ltspice;
constexpr auto pspice = Dialect::pspice;
constexpr auto hspice = Dialect::hspice;

template <class... Dialects>
constexpr std::array<bool, names.size()> by(Dialects... dialects) {
  std::array<bool, names.size()> had_by{};
  for (const Dialect dialect : {dialects...}) had_by[static_cast<std::size_t>(dialect)] = true;
  return had_by;
}

/// In the order of Reading.
constexpr std::array<Difference, 10> table{{
    {Reading::embedded_point, "4k7", "4.7k", "4k", by(ltspice),
     "LTspice: its netlist syntax reference, 'embedded decimal'; ngspice 39 run"},
    {Reading::suffix_x, "3x", "3 mega", "3", by(hspice), "HSPICE: its table of scale factors; ngspice 39 run"},
    {Reading::suffix_a, "3a", "3 atto", "3", by(hspice),
     "HSPICE: Sandia's note on HSPICE and Xyce; LTspice: no such suffix in its reference; ngspice 39 run"},
    {Reading::milli_il, "{3mil}", "3m", "76.2u", by(ngspice), "ngspice 39 run; LTspice: its list of suffixes"},
    // ngspice 39 itself reads a comment here as HSPICE does, but decks of PSpice have nodes like $N_0002.
    {Reading::dollar_comment, "R1 a 0 1k $load", "a comment", "a word", by(hspice), "HSPICE: '$' behind a blank"},
    {Reading::caret_is_xor, "{a ^ b}", "exclusive or", "power", by(ltspice, pspice),
     "LTspice: its help on .param; PSpice: its user guide, table of operators; ngspice 39 run"},
    {Reading::power_of_magnitude, "{(-2) ** 3}", "8", "-8", by(ngspice, pspice),
     "ngspice 39 run, also in its modes for PSpice and HSPICE; LTspice: its help on .param"},
    {Reading::real_power, "{(-2) ** 1.5}", "0, the real part", "2.83, or an error", by(ltspice),
     "LTspice: its help on .param"},
    {Reading::signed_pwr, "{pwr(-2, 3)}", "-8", "8", by(hspice),
     "HSPICE: its table of functions, 'signed power'; LTspice: its help on .param; ngspice 39 run"},
    {Reading::low_step, "{u(0)}", "0", "0.5", by(ltspice), "LTspice: its help on .param; ngspice 39 run"},
}};

}  // namespace

std::span<const std::string_view> dialect_names() { return names; }

std::optional<Dialect> find_dialect(std::string_view name) {
  for (std::size_t k = 0; k < names.size(); ++k) {
    if (equal_ignoring_case(names[k], name)) return static_cast<Dialect>(k);
  }
  return std::nullopt;
}

std::span<const Difference> differences() { return table; }

bool reads(Dialect dialect, Reading reading) {
  return table[static_cast<std::size_t>(reading)].had_by[static_cast<std::size_t>(dialect)];
}

}  // namespace ohmscope
