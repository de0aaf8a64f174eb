#include "solver/circuit/name_table.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <stdexcept>

#include "solver/circuit/caseless.hpp"

namespace ohmscope {

namespace {

std::uint32_t hash_of(std::string_view name) { return static_cast<std::uint32_t>(CaselessHash{}(name)); }

bool has_dot(std::string_view name) { return name.find('.') != std::string_view::npos; }

constexpr std::size_t most_series = 16;

bool is_digit(char c) { return static_cast<unsigned char>(c - '0') <= 9; }

}  // namespace

/// Nothing of a name that is written otherwise than a count is, R01, or with many letters or a '.' before it.
std::optional<NameTable::Counted> NameTable::counted(std::string_view name) {
  constexpr std::size_t most_letters = 7;
  constexpr std::size_t most_digits = 9;
  std::size_t letters = 0;
  Counted result{0, 0};
  for (; letters < name.size() && !is_digit(name[letters]); ++letters) {
    if (letters == most_letters || name[letters] == '.') return std::nullopt;
    result.letters = result.letters << 8U | static_cast<unsigned char>(to_lower(name[letters]));
  }
  const std::string_view digits = name.substr(letters);
  if (digits.empty() || digits.size() > most_digits || (digits.front() == '0' && digits.size() > 1))
    return std::nullopt;
  for (const char c : digits) {
    if (!is_digit(c)) return std::nullopt;
    result.count = 10 * result.count + static_cast<std::size_t>(c - '0');
  }
  result.letters = result.letters << 8U | letters;
  return result;
}

/// Behind the last one: there is none.
std::size_t NameTable::series_of(std::uint64_t letters) const {
  const auto found = std::find_if(series_.begin(), series_.end(), [&](auto& s) { return s.letters == letters; });
  return static_cast<std::size_t>(found - series_.begin());
}

/// Makes room for a count; false if it runs so far ahead that the array would be mostly empty.
bool NameTable::Series::reach(std::size_t count) {
  constexpr std::size_t sparse = 4;  // places a name
  constexpr std::size_t first_places = 1024;
  if (count < numbers.size()) return true;
  has_others = has_others || count >= sparse * names + first_places;
  if (count >= sparse * names + first_places) return false;
  if (count >= numbers.capacity()) numbers.reserve(std::max(count + 1, 2 * numbers.capacity()));
  numbers.resize(count + 1);
  return true;
}

/// Where `name` lies, or the free slot where it belongs. There must be a free one.
std::size_t NameTable::slot_of(std::string_view name, std::uint32_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  for (; slots_[at].number != 0; at = (at + 1) & mask) {
    if (slots_[at].hash != hash) continue;
    const std::string_view known = (*this)[slots_[at].number - 1];
    if (known == name || equal_ignoring_case(known, name)) break;
  }
  return at;
}

void NameTable::grow() const {
  constexpr std::size_t least = 16;
  std::vector<Slot> old(slots_.empty() ? least : 2 * slots_.size());
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.number == 0) continue;
    std::size_t at = slot.hash & mask;
    while (slots_[at].number != 0) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

std::uint32_t NameTable::append(std::string_view prefix, std::string_view name) {
  if (text_.size() + prefix.size() + name.size() > std::numeric_limits<std::uint32_t>::max())
    throw std::length_error("the names of the circuit exceed 4 GiB");
  constexpr std::size_t usual_name = 8;
  if (text_.capacity() < ends_.capacity()) text_.reserve(usual_name * ends_.capacity());
  text_.append(prefix).append(name);
  ends_.push_back(static_cast<std::uint32_t>(text_.size()));
  return static_cast<std::uint32_t>(size() - 1);
}

NameTable::Added NameTable::add(std::string_view name) {
  if (has_within_ && !has_dotted_ && has_dot(name)) {
    enter_pending();
    has_dotted_ = true;
  }
  const auto in_series = counted(name);
  if (!in_series) return add_hashed(name);
  const std::size_t place = series_of(in_series->letters);
  if (place == most_series) return add_hashed(name);
  if (place == series_.size()) series_.emplace_back().letters = in_series->letters;
  Series& series = series_[place];
  if (!series.reach(in_series->count)) return add_hashed(name);
  std::uint32_t& number = series.numbers[in_series->count];
  if (number != 0) return {number - 1, false};
  if (series.has_others) {
    if (const auto known = find_hashed(name)) return {*known, false};
  }
  number = append({}, name) + 1;
  ++series.names;
  return {number - 1, true};
}

NameTable::Added NameTable::add_hashed(std::string_view name) {
  if (2 * used_ >= slots_.size()) grow();
  const std::uint32_t hash = hash_of(name);
  Slot& slot = slots_[slot_of(name, hash)];
  if (slot.number != 0) return {slot.number - 1, false};
  const std::uint32_t index = append({}, name);
  slot = {hash, index + 1};
  ++used_;
  return {index, true};
}

NameTable::Added NameTable::add_within(std::string_view prefix, std::string_view name) {
  assert(prefix.ends_with('.') && !has_dot(name));
  if (!has_within_) {
    has_within_ = true;
    has_dotted_ = has_dot(text_);
  }
  if (!has_dotted_) return {append(prefix, name), true};
  return add(std::string(prefix).append(name));
}

void NameTable::enter_pending() const {
  for (; settled_ < size(); ++settled_) {
    const std::string_view name = (*this)[settled_];
    if (!has_dot(name)) continue;
    if (2 * used_ >= slots_.size()) grow();
    const std::uint32_t hash = hash_of(name);
    slots_[slot_of(name, hash)] = {hash, static_cast<std::uint32_t>(settled_ + 1)};
    ++used_;
  }
}

std::optional<std::uint32_t> NameTable::find(std::string_view name) const {
  if (has_within_ && !has_dotted_ && has_dot(name)) enter_pending();
  if (const auto in_series = counted(name)) {
    const std::size_t place = series_of(in_series->letters);
    if (place < series_.size()) {
      const Series& series = series_[place];
      const std::uint32_t number = in_series->count < series.numbers.size() ? series.numbers[in_series->count] : 0;
      if (number != 0) return number - 1;
      if (!series.has_others) return std::nullopt;
    }
  }
  return find_hashed(name);
}

std::optional<std::uint32_t> NameTable::find_hashed(std::string_view name) const {
  if (slots_.empty()) return std::nullopt;
  const Slot& slot = slots_[slot_of(name, hash_of(name))];
  return slot.number == 0 ? std::nullopt : std::optional(slot.number - 1);
}

}  // namespace ohmscope
