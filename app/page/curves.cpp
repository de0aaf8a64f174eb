#include "app/page/curves.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace ohmscope {

namespace {

constexpr int dropped_bits = 28;
constexpr std::size_t most_differences = 3;

void append_exact(std::string& bytes, const std::vector<double>& part) {
  for (const double value : part) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    for (int shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(bits >> shift & 0xFFU);
  }
}

// Grows with the value, rounded to the bits that are kept.
std::int64_t integer_of(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(std::isnan(value) ? std::numeric_limits<double>::quiet_NaN() : value);
  const std::uint64_t magnitude = bits & ~(std::uint64_t{1} << 63U);
  const auto kept = static_cast<std::int64_t>((magnitude + (std::uint64_t{1} << (dropped_bits - 1))) >> dropped_bits);
  return std::signbit(value) && !std::isnan(value) ? -kept : kept;
}

void append_varint(std::string& bytes, std::int64_t number) {
  std::uint64_t rest = (static_cast<std::uint64_t>(number) << 1U) ^ static_cast<std::uint64_t>(number >> 63U);
  for (; rest >= 128; rest >>= 7U) bytes += static_cast<char>(128U | (rest & 127U));
  bytes += static_cast<char>(rest);
}

void append_packed(std::string& bytes, const std::vector<double>& part) {
  std::vector<std::int64_t> numbers;
  numbers.reserve(part.size());
  for (const double value : part) numbers.push_back(integer_of(value));
  std::string shortest;
  for (std::size_t n = 0; n <= most_differences; ++n) {
    std::string text(1, static_cast<char>(n));
    for (const std::int64_t number : numbers) append_varint(text, number);
    if (n == 0 || text.size() < shortest.size()) shortest = std::move(text);
    for (std::size_t k = numbers.size(); k-- > 1;) numbers[k] -= numbers[k - 1];
  }
  bytes += shortest;
}

}  // namespace

std::string base64(const std::string& bytes) {
  constexpr const char* letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t k = 0; k < bytes.size(); k += 3) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i)
      group = group << 8U | (k + i < bytes.size() ? static_cast<unsigned char>(bytes[k + i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i) text += k + i <= bytes.size() ? letters[group >> (18 - 6 * i) & 63U] : '=';
  }
  return text;
}

std::size_t Curves::add_parts(const std::vector<std::vector<double>>& parts) {
  std::string bytes;
  for (const std::vector<double>& part : parts)
    form_ == Form::exact ? append_exact(bytes, part) : append_packed(bytes, part);
  const auto [entry, is_new] = numbers_.try_emplace(base64(bytes), texts_.size());
  if (is_new) texts_.push_back(entry->first);
  return entry->second;
}

std::size_t Curves::add(const std::vector<double>& values) { return add_parts({values}); }

std::size_t Curves::add(const std::vector<std::complex<double>>& values) {
  std::vector<std::vector<double>> parts(2);
  for (const std::complex<double>& value : values) {
    parts[0].push_back(value.real());
    parts[1].push_back(value.imag());
  }
  return add_parts(parts);
}

std::size_t Curves::add(const std::vector<Impedance>& values) {
  std::vector<std::complex<double>> numbers;
  numbers.reserve(values.size());
  for (const Impedance& z : values)
    numbers.push_back(z.is_infinite() ? std::complex<double>{std::numeric_limits<double>::infinity()} : z.value());
  return add(numbers);
}

void Curves::write(JsonWriter& json) const {
  json.begin_array();
  for (const std::string& text : texts_) json.value(text);
  json.end_array();
}

}  // namespace ohmscope
