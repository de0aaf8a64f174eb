#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ohmscope {

/// Names, numbered in the order they were added and found again whatever their case. Made for millions of them: the
/// text lies in one piece. Names that count up, R1 R2 R3 or nodes 1 2 3, are found through plain arrays, one a series;
/// all others through an open hash table of numbers. Names that are new by their making are entered there when
/// something first asks for a name of their kind; so even a const table serves one thread at a time.
class NameTable {
 public:
  struct Added {
    std::uint32_t index;
    bool is_new;
  };
  /// The number of `name`, added as it is spelled if it is new. Throws std::length_error past 4 GiB of text.
  Added add(std::string_view name);
  /// Adds `prefix` and `name` as one. The prefix ends in the only '.' that counts: `name` has none, and the caller adds
  /// no two that are the same under one prefix. So it is new unless add() was given it, and only then is looked for.
  Added add_within(std::string_view prefix, std::string_view name);
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view name) const;
  /// Valid until the next name is added.
  [[nodiscard]] std::string_view operator[](std::size_t index) const {
    const std::uint32_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(text_).substr(begin, ends_[index] - begin);
  }
  /// Makes room for as many names, but for their text.
  void reserve(std::size_t names) { ends_.reserve(names); }
  [[nodiscard]] std::size_t size() const { return ends_.size(); }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = 0;  ///< index + 1; 0: the slot is free
  };
  /// Names with the same letters before a count.
  struct Series {
    std::uint64_t letters = 0;           ///< in lower case
    std::size_t names = 0;               ///< how many are in `numbers`
    bool has_others = false;             ///< names of the series are among the hashed ones: their counts ran ahead
    std::vector<std::uint32_t> numbers;  ///< by count: index + 1; 0: there is none
    bool reach(std::size_t count);
  };
  /// A name as letters and count.
  struct Counted {
    std::uint64_t letters;
    std::size_t count;
  };
  [[nodiscard]] static std::optional<Counted> counted(std::string_view name);
  [[nodiscard]] std::size_t series_of(std::uint64_t letters) const;
  Added add_hashed(std::string_view name);
  [[nodiscard]] std::optional<std::uint32_t> find_hashed(std::string_view name) const;
  [[nodiscard]] std::size_t slot_of(std::string_view name, std::uint32_t hash) const;
  std::uint32_t append(std::string_view prefix, std::string_view name);
  void grow() const;
  void enter_pending() const;

  std::string text_;                 ///< all names, one behind the other
  std::vector<std::uint32_t> ends_;  ///< of each name in text_
  std::vector<Series> series_;       ///< few
  bool has_within_ = false;          ///< add_within() was called
  bool has_dotted_ = false;          ///< so was add() with a '.' in the name: from then on all are entered at once
  mutable std::vector<Slot> slots_;  ///< 2^n of them, at most half in use; a name lies at its hash or soon after it
  mutable std::size_t used_ = 0;     ///< slots
  mutable std::size_t settled_ = 0;  ///< no name before this one is pending; behind it all with a '.' are
};

}  // namespace ohmscope
