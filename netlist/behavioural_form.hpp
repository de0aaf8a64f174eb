#pragma once

#include "netlist/deck.hpp"
#include "netlist/source.hpp"

namespace ohmscope {

/// How the card of a source that is written as an expression says its value.
struct BehaviouralForm {
  enum class Kind {
    none,
    expression,
    polynomial,
    table,
    laplace,
    coefficients,
    frequencies,
    // of HSPICE: control behind the keyword
    poles,
    foster,
    delay,
    gain,
    transformer,
    opamp,
    unsupported
  };
  Kind kind = Kind::none;
  Span keyword;      ///< VALUE, POLY, …
  Span text = {};    ///< of its expression; nowhere: words say it
  Span points = {};  ///< of a table
  Span transfer_keyword = {};
  Span transfer = {};  ///< the function of s, or its points

  /// Whether what begins at `offset` is part of it.
  [[nodiscard]] bool holds(std::uint32_t offset) const;
};

/// Of a card of B, E, F, G or H; of kind none where a gain (E, F, G, H) or nothing (B) says its value.
[[nodiscard]] BehaviouralForm behavioural_form(const SourceMap& sources, const CardView& card);

/// Whether an element is controlled by the current of a voltage source: F and H.
[[nodiscard]] bool is_controlled_by_current(std::string_view name);

/// Options that may stand behind the value of such a source.
inline constexpr std::string_view options_of_sources[] = {"m", "tc1", "tc2", "temp", "dtemp", "scale"};

/// How many words before the numbers of `E1 p n LAPLACE p n k0 k1 … / d0 d1 …` and its like.
inline constexpr std::size_t words_before_coefficients = 6;
/// Whether the words behind the keyword name the control of such a source.
[[nodiscard]] constexpr bool has_control_behind_keyword(BehaviouralForm::Kind kind) {
  using Kind = BehaviouralForm::Kind;
  return kind == Kind::coefficients || (kind >= Kind::poles && kind <= Kind::opamp);
}

}  // namespace ohmscope
