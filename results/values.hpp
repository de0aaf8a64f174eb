#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <vector>

namespace ohmscope::results {

/// Numbers in a row, real or complex: their own, or seen where they lie in another's memory, as in a file that is
/// mapped into it, so that what is large need not be copied.
class Values {
 public:
  /// How a number lies in memory.
  enum class Kind { real32, real64, complex64, complex128 };

  Values() = default;
  explicit Values(std::vector<double> numbers);
  explicit Values(std::vector<std::complex<double>> numbers);

  /// Numbers of others, which must outlive it.
  [[nodiscard]] static Values of(const std::vector<double>& numbers);
  [[nodiscard]] static Values of(const std::vector<std::complex<double>>& numbers);
  /// Of each its real part.
  [[nodiscard]] static Values real_parts_of(const std::vector<std::complex<double>>& numbers);

  /// `size` numbers of `kind`, `stride` bytes apart from `first` on. `owner` keeps them, if anyone has to.
  struct Layout {
    Kind kind = Kind::real64;
    const std::byte* first = nullptr;
    std::size_t size = 0;
    std::size_t stride = sizeof(double);
    bool is_swapped = false;  ///< the bytes of each double or float stand in the order that is not this machine's
  };
  explicit Values(Layout layout, std::shared_ptr<const void> owner = {}) : layout_(layout), owner_(std::move(owner)) {}

  /// Those from `begin` on, `end` left out.
  [[nodiscard]] Values part(std::size_t begin, std::size_t end) const;

  [[nodiscard]] std::size_t size() const { return layout_.size; }
  [[nodiscard]] bool is_complex() const { return layout_.kind == Kind::complex64 || layout_.kind == Kind::complex128; }
  [[nodiscard]] std::complex<double> operator[](std::size_t k) const;
  /// The real part.
  [[nodiscard]] double real(std::size_t k) const { return (*this)[k].real(); }

 private:
  Layout layout_;
  std::shared_ptr<const void> owner_;
};

}  // namespace ohmscope::results
