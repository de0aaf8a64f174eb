#include "results/values.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace ohmscope::results {

namespace {

template <class Number>
double number_at(const std::byte* place, bool is_swapped) {
  std::array<std::byte, sizeof(Number)> bytes;
  std::memcpy(bytes.data(), place, sizeof(Number));
  if (is_swapped) std::reverse(bytes.begin(), bytes.end());
  Number number;
  std::memcpy(&number, bytes.data(), sizeof(Number));
  return number;
}

template <class Number>
Values::Layout layout_of(const std::vector<Number>& numbers, Values::Kind kind) {
  return {kind, reinterpret_cast<const std::byte*>(numbers.data()), numbers.size(), sizeof(Number)};
}

template <class Number>
Values keeping(std::vector<Number> numbers, Values::Kind kind) {
  const auto kept = std::make_shared<const std::vector<Number>>(std::move(numbers));
  return Values(layout_of(*kept, kind), kept);
}

}  // namespace

Values::Values(std::vector<double> numbers) : Values(keeping(std::move(numbers), Kind::real64)) {}

Values::Values(std::vector<std::complex<double>> numbers) : Values(keeping(std::move(numbers), Kind::complex128)) {}

Values Values::of(const std::vector<double>& numbers) { return Values(layout_of(numbers, Kind::real64)); }

Values Values::of(const std::vector<std::complex<double>>& numbers) {
  return Values(layout_of(numbers, Kind::complex128));
}

Values Values::real_parts_of(const std::vector<std::complex<double>>& numbers) {
  return Values(layout_of(numbers, Kind::real64));
}

Values Values::part(std::size_t begin, std::size_t end) const {
  Layout layout = layout_;
  layout.first += begin * layout.stride;
  layout.size = end - begin;
  return Values(layout, owner_);
}

std::complex<double> Values::operator[](std::size_t k) const {
  const std::byte* place = layout_.first + k * layout_.stride;
  const bool swapped = layout_.is_swapped;
  switch (layout_.kind) {
    case Kind::real32:
      return number_at<float>(place, swapped);
    case Kind::real64:
      return number_at<double>(place, swapped);
    case Kind::complex64:
      return {number_at<float>(place, swapped), number_at<float>(place + sizeof(float), swapped)};
    case Kind::complex128:
      return {number_at<double>(place, swapped), number_at<double>(place + sizeof(double), swapped)};
  }
  return {};
}

}  // namespace ohmscope::results
