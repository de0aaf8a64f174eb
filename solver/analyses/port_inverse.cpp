#include "solver/analyses/port_inverse.hpp"

#include <complex>
#include <numeric>
#include <utility>

#include "solver/linear/klu.hpp"
#include "solver/linear/plain_complex.hpp"
#include "solver/linear/residue.hpp"

namespace ohmscope {

namespace {

template <class Elements>
auto sum(const Elements& elements) {
  return std::accumulate(elements.begin() + 1, elements.end(), elements.front());
}

}  // namespace

PortInverse::PortInverse(const RegularPart& part, const SystemAtFrequency& sample, std::span<const UnknownPair> ports)
    : part_(part), ports_(ports.begin(), ports.end()), zero_(ports.size()) {
  std::vector<Coordinate> coordinates;
  for (std::int32_t column = 0; column < part.pattern().columns(); ++column) {
    const auto k = static_cast<std::size_t>(column);
    for (std::int32_t p = part.pattern().column_begin[k]; p < part.pattern().column_begin[k + 1]; ++p) {
      coordinates.push_back({part.pattern().row_index[static_cast<std::size_t>(p)], column});
    }
  }
  for (const auto& [positive, negative] : ports_) {
    for (const Unknown node : {positive, negative}) {
      if (!node.exists()) continue;
      const Coordinate own{part.rows()[node.at()], part.columns()[node.at()]};
      if (own.row >= 0 && own.column >= 0) coordinates.push_back(own);
    }
  }
  const auto size = static_cast<std::int32_t>(part.size());
  auto built = make_pattern(size, size, coordinates);
  pattern_ = std::move(built.pattern);
  slot_of_ = std::move(built.slots);
  if (size == 0) return;
  const Klu order(pattern_);
  column_order_.assign(order.column_order().begin(), order.column_order().end());
  row_order_.assign(order.row_order().begin(), order.row_order().end());
  const auto elements = at_ports<Residue>(sample, &work_);
  for (std::size_t p = 0; p < ports_.size(); ++p) {
    if (elements[p]) zero_[p] = sum(*elements[p]).is_zero();
  }
}

template <class Value>
PortInverse::AtPorts<Value> PortInverse::at_ports(const SystemAtFrequency& at, std::size_t* work) const {
  SparseMatrix<Value> matrix{pattern_, std::vector<Value>(pattern_.size())};
  part_.for_each_slot(at, [&](std::size_t slot, const ComplexDD& value) {
    matrix.values[static_cast<std::size_t>(slot_of_[slot])] += Value(value);
  });
  AtPorts<Value> result(ports_.size());
  const Elimination<Value> factors(matrix, column_order_, row_order_);
  if (factors.rank() < part_.size()) return result;
  const SelectedInverse<Value> inverse(factors);
  if (work != nullptr) *work = inverse.work();
  for (std::size_t p = 0; p < ports_.size(); ++p) result[p] = at_port(inverse, ports_[p]);
  return result;
}

/// What does not take part is 0: a redundant row's current, which the others bring along, and a free column's voltage.
template <class Value>
std::optional<PortInverse::Elements<Value>> PortInverse::at_port(const SelectedInverse<Value>& inverse,
                                                                 UnknownPair port) const {
  const std::array nodes{port.positive, port.negative};
  Elements<Value> elements{};
  for (std::size_t k = 0; k < elements.size(); ++k) {
    const Unknown to = nodes[k / 2];
    const Unknown from = nodes[k % 2];
    if (!to.exists() || !from.exists()) continue;
    const std::int32_t column = part_.columns()[to.at()];
    const std::int32_t row = part_.rows()[from.at()];
    if (column < 0 || row < 0) continue;
    const Value* element = inverse.find(column, row);
    if (element == nullptr) return std::nullopt;
    elements[k] = k / 2 == k % 2 ? *element : -*element;
  }
  return elements;
}

bool PortInverse::pays() const {
  return ports_.size() * pattern_.size() > work_;  // as measured: a port's solution costs one product an entry
}

std::vector<std::optional<ComplexDD>> PortInverse::values(const SystemAtFrequency& at) const {
  constexpr double most_apart = 1e-3;
  const auto fine = at_ports<ComplexDD>(at, nullptr);
  const auto coarse = at_ports<PlainComplex>(at, nullptr);
  std::vector<std::optional<ComplexDD>> values(ports_.size());
  for (std::size_t p = 0; p < ports_.size(); ++p) {
    if (!fine[p] || !coarse[p]) continue;
    const ComplexDD z = sum(*fine[p]);
    double apart = 0;
    for (std::size_t k = 0; k < fine[p]->size(); ++k)
      apart += std::abs(((*fine[p])[k]).to_complex() - (*coarse[p])[k].to_complex());
    if (z.is_finite() && !z.is_zero() && apart <= most_apart * abs(z)) values[p] = z;
  }
  return values;
}

}  // namespace ohmscope
