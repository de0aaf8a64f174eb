#pragma once

#include <optional>

#include "netlist/point_list.hpp"
#include "netlist/scope_values.hpp"
#include "solver/circuit/transfer_function.hpp"

namespace ohmscope {

/// Reads functions of s by their zeros and poles, as HSPICE's E and G sources have them. Both are evaluated as they are
/// written: the coefficients of a product of many factors do not hold its digits.
class FactoredResponseReader {
 public:
  FactoredResponseReader(const SourceMap& sources, ScopeValues& scope_values, Diagnostics& diagnostics)
      : sources_(sources), scope_values_(scope_values), diagnostics_(diagnostics) {}

  /// `a αz1 fz1 … / b αp1 fp1 …`, with α in 1/s and f in Hz:
  ///     H(s) = a (s + αz1 - j 2 pi fz1) (s + αz1 + j 2 pi fz1) … / (b (s + αp1 - j 2 pi fp1) …);
  /// a factor with f = 0 counts once. Reports what is wrong; `owner` is the element's name.
  [[nodiscard]] std::optional<TransferFunction> poles(Span owner, Span text, Scope& scope);
  /// `k0 k1 (Re A1, Im A1)/(Re p1, Im p1) …`, with p in rad/s:
  ///     H(s) = k0 + k1 s + A1 / (s - p1) + A1* / (s - p1*) + …;
  /// a real pole has half its residue there.
  [[nodiscard]] std::optional<TransferFunction> foster(Span owner, Span text, Scope& scope);

 private:
  struct Numbers {
    std::vector<double> values;
    std::vector<std::size_t> slashes;  ///< how many values stand before each
  };
  [[nodiscard]] std::optional<Numbers> numbers(Span text, std::string_view expected, Scope& scope);

  const SourceMap& sources_;
  ScopeValues& scope_values_;
  Diagnostics& diagnostics_;
};

}  // namespace ohmscope
