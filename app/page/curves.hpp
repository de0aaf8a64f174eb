#pragma once

#include <complex>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "results/json_writer.hpp"
#include "solver/circuit/impedance.hpp"

namespace ohmscope {

/// The arrays of a page, each once, as text: what refers to one has its number. Infinite values are (inf, 0), undefined
/// ones NaN. In one of two forms, after base64:
///
/// * exact: the doubles, little-endian, all real parts and then all imaginary parts;
/// * packed, about a quarter of that for smooth curves: 8 significant digits. Each part is a byte n and then varints,
///   zigzag, of the n-th differences (n at most 3) of its numbers as integers: the sign, and the double's bits without
///   its last 28, which grow as the number does.
class Curves {
 public:
  enum class Form { exact, packed };
  explicit Curves(Form form) : form_(form) {}

  [[nodiscard]] std::size_t add(const std::vector<double>& values);
  [[nodiscard]] std::size_t add(const std::vector<std::complex<double>>& values);
  [[nodiscard]] std::size_t add(const std::vector<Impedance>& values);

  /// The list of all texts.
  void write(JsonWriter& json) const;
  [[nodiscard]] const char* form_name() const { return form_ == Form::exact ? "exact" : "packed"; }

 private:
  [[nodiscard]] std::size_t add_parts(const std::vector<std::vector<double>>& parts);

  Form form_;
  std::vector<std::string> texts_;
  std::unordered_map<std::string, std::size_t> numbers_;
};

/// RFC 4648, with padding.
[[nodiscard]] std::string base64(const std::string& bytes);

}  // namespace ohmscope
