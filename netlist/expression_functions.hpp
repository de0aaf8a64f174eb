#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "netlist/evaluate.hpp"

namespace ohmscope {

/// A function that every expression knows.
struct Function {
  enum class Kind {
    ordinary,
    choice,       ///< of its three arguments the second or the third
    statistical,  ///< has its nominal value here
    refused       ///< known by name only: it needs what came before, and nothing here runs in time
  };
  using Arguments = std::span<const double>;
  std::string_view name;
  std::size_t least;  ///< arguments
  std::size_t most;   ///< any_number: no limit
  double (*value)(Arguments, const EvaluationRules&);
  std::string_view doc;
  Kind kind = Kind::ordinary;
  bool takes_points = false;  ///< all arguments but the first are pairs x, y, x ascending

  static constexpr std::size_t any_number = 1000;
};

/// All of them, in the order of a manual. `%` and `\` are among them.
[[nodiscard]] std::span<const Function> functions();
/// Null if there is none of this name, whatever its case.
[[nodiscard]] const Function* find_function(std::string_view name);
[[nodiscard]] bool takes(const Function& function, std::size_t arguments);
/// "2", "1 or more": how many arguments it takes, in words.
[[nodiscard]] std::string expected_arguments(const Function& function);

/// `base ** exponent` (and `^`) as the dialect has it.
[[nodiscard]] double power(double base, double exponent, const EvaluationRules& rules);
/// What to tell the user of a power of a negative number, where simulators differ; empty if they do not. `name` is
/// `**`, `^`, `pow` or `pwr`.
[[nodiscard]] std::string power_remark(std::string_view name, double base, double exponent, double value);

}  // namespace ohmscope
