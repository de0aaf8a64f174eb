#include "solver/circuit/name_table.hpp"

#include <cassert>
#include <limits>
#include <stdexcept>

#include "solver/circuit/caseless.hpp"

namespace ohmscope {

namespace {

std::uint32_t hash_of(std::string_view name) { return static_cast<std::uint32_t>(CaselessHash{}(name)); }

bool has_dot(std::string_view name) { return name.find('.') != std::string_view::npos; }

}  // namespace

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
  text_.append(prefix).append(name);
  ends_.push_back(static_cast<std::uint32_t>(text_.size()));
  return static_cast<std::uint32_t>(size() - 1);
}

NameTable::Added NameTable::add(std::string_view name) {
  if (has_within_ && !has_dotted_ && has_dot(name)) {
    enter_pending();
    has_dotted_ = true;
  }
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
  if (slots_.empty()) return std::nullopt;
  const Slot& slot = slots_[slot_of(name, hash_of(name))];
  return slot.number == 0 ? std::nullopt : std::optional(slot.number - 1);
}

}  // namespace ohmscope
