#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "solver/circuit/regular_part.hpp"
#include "solver/linear/double_double.hpp"
#include "solver/linear/selected_inverse.hpp"

namespace ohmscope {

/// The driving-point impedances of many ports of one circuit from one inversion, in place of a solution for each.
class PortInverse {
 public:
  /// Ports in the system's indices, each with one answer by structure. `part` outlives the inverse.
  PortInverse(const RegularPart& part, const SystemAtFrequency& sample, std::span<const UnknownPair> ports);

  /// By port: whether it is exactly 0 at frequencies of the sample's kind; nothing for a port whose nodes the factors
  /// do not join.
  [[nodiscard]] const std::vector<std::optional<bool>>& zero() const { return zero_; }
  /// Whether values() takes less time than a solution for each port.
  [[nodiscard]] bool pays() const;
  /// By port: ohms at a frequency at which the part holds; nothing where that could be off. Inverted in 106 bits, and
  /// once more in 53: where the two differ by less than a thousandth of the impedance, the former is good to some
  /// sixteen digits more.
  [[nodiscard]] std::vector<std::optional<ComplexDD>> values(const SystemAtFrequency& at) const;

 private:
  /// What currents at the port's two nodes make of their voltages, with the signs that make their sum the impedance.
  template <class Value>
  using Elements = std::array<Value, 4>;
  /// By port; nothing where the inverse does not hold them.
  template <class Value>
  using AtPorts = std::vector<std::optional<Elements<Value>>>;

  template <class Value>
  [[nodiscard]] AtPorts<Value> at_ports(const SystemAtFrequency& at, std::size_t* work) const;
  template <class Value>
  [[nodiscard]] std::optional<Elements<Value>> at_port(const SelectedInverse<Value>& inverse, UnknownPair port) const;

  const RegularPart& part_;
  std::vector<UnknownPair> ports_;
  SparsePattern pattern_;              // the part's and the ports' own rows and columns
  std::vector<std::int32_t> slot_of_;  // by slot of the part's pattern
  std::vector<std::int32_t> column_order_;
  std::vector<std::int32_t> row_order_;
  std::vector<std::optional<bool>> zero_;
  std::size_t work_ = 0;  // products in one inversion
};

}  // namespace ohmscope
