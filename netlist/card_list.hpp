#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <vector>

#include "netlist/source.hpp"

namespace ohmscope {

/// `name=value` as written. The value's span leaves out surrounding blanks; braces and quotes are part of it. A value
/// in which the scanner found and reported a mistake is nowhere.
struct Assignment {
  Span name;
  Span value;
};

/// A card (see Card in deck.hpp) whose lists lie elsewhere: decks have few other cards, but millions of elements.
struct CardView {
  Span span;
  std::span<const Span> words;
  std::span<const Assignment> assignments;
};

/// Cards one behind the other, packed: an element between two nodes takes six bytes. They are read in their order.
class CardList {
 public:
  /// Makes room for the cards of a text of so many bytes: what of it they do not need takes no memory.
  void reserve(std::size_t bytes) { bytes_.reserve(bytes); }
  void push_back(const CardView& card);
  /// All cards of `other` behind those here.
  void append(const CardList& other) {
    for (const CardView& card : other) push_back(card);
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

  /// Where a card begins; made without arguments, the first one.
  struct Place {
    std::size_t byte = 0;
    std::uint32_t end = 0;  ///< of the card before it, in the sources
  };
  /// What the lists of a card are read into.
  struct Lists {
    std::vector<Span> words;
    std::vector<Assignment> assignments;
  };
  [[nodiscard]] bool is_end(const Place& place) const { return place.byte == bytes_.size(); }
  /// The card at `place`, which goes on to the next one. Valid until something is read into `lists` again.
  CardView read(Place& place, Lists& lists) const;

  /// Reads each card into itself.
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = CardView;
    using difference_type = std::ptrdiff_t;
    using pointer = const CardView*;
    using reference = const CardView&;

    explicit Iterator(const CardList& list) : list_(&list) { ++*this; }
    const CardView& operator*() const { return card_; }
    const CardView* operator->() const { return &card_; }
    Iterator& operator++() {
      at_end_ = list_->is_end(next_);
      if (!at_end_) card_ = list_->read(next_, lists_);
      return *this;
    }
    bool operator==(std::default_sentinel_t /*end*/) const { return at_end_; }

    Iterator(Iterator&&) = default;
    Iterator& operator=(Iterator&&) = default;
    Iterator(const Iterator&) = delete;  // the card would lie in the other's lists
    Iterator& operator=(const Iterator&) = delete;
    ~Iterator() = default;

   private:
    const CardList* list_;
    Place next_;
    Lists lists_;
    CardView card_;
    bool at_end_ = false;
  };
  [[nodiscard]] Iterator begin() const { return Iterator(*this); }
  [[nodiscard]] static std::default_sentinel_t end() { return {}; }

 private:
  std::vector<std::uint8_t> bytes_;
  std::size_t size_ = 0;
  std::uint32_t end_ = 0;  ///< of the last card, in the sources
};

}  // namespace ohmscope
