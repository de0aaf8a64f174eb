#include "netlist/card_list.hpp"

namespace ohmscope {

namespace {

// A span one character behind what is before it, with fewer than 128, is its length in a byte; any other is `escape`,
// the distance and the length. How many words and assignments there are is a byte too where both are few, or `escape`
// and two numbers. Numbers are in bytes of seven bits, the least first; distances wrap around at 2^32.

constexpr std::uint8_t escape = 0x80;
constexpr std::uint32_t most_words = 15, most_assignments = 7;
constexpr unsigned bits_of_words = 4;

void put_number(std::uint32_t number, std::vector<std::uint8_t>& bytes) {
  for (; number >= 0x80; number >>= 7U) bytes.push_back(static_cast<std::uint8_t>(number | 0x80U));
  bytes.push_back(static_cast<std::uint8_t>(number));
}

std::uint32_t take_number(const std::uint8_t*& at) {
  std::uint32_t number = 0;
  for (unsigned shift = 0;; shift += 7) {
    const std::uint32_t byte = *at++;
    number |= (byte & 0x7FU) << shift;
    if (byte < 0x80) return number;
  }
}

/// `before` goes on to the span's end.
void put_span(Span span, std::uint32_t& before, std::vector<std::uint8_t>& bytes) {
  const std::uint32_t distance = span.offset - before;
  if (distance == 1 && span.length < escape) {
    bytes.push_back(static_cast<std::uint8_t>(span.length));
  } else {
    bytes.push_back(escape);
    put_number(distance, bytes);
    put_number(span.length, bytes);
  }
  before = span.offset + span.length;
}

Span take_span(const std::uint8_t*& at, std::uint32_t& before) {
  Span span{before + 1, *at++};
  if (span.length == escape) {
    span.offset = before + take_number(at);
    span.length = take_number(at);
  }
  before = span.offset + span.length;
  return span;
}

}  // namespace

void CardList::push_back(const CardView& card) {
  put_span(card.span, end_, bytes_);
  const auto words = static_cast<std::uint32_t>(card.words.size());
  const auto assignments = static_cast<std::uint32_t>(card.assignments.size());
  if (words <= most_words && assignments <= most_assignments) {
    bytes_.push_back(static_cast<std::uint8_t>(assignments << bits_of_words | words));
  } else {
    bytes_.push_back(escape);
    put_number(words, bytes_);
    put_number(assignments, bytes_);
  }
  std::uint32_t before = card.span.offset - 1;
  for (const Span word : card.words) put_span(word, before, bytes_);
  for (const Assignment& assignment : card.assignments) {
    put_span(assignment.name, before, bytes_);
    put_span(assignment.value, before, bytes_);
  }
  ++size_;
}

CardView CardList::read(Place& place, Lists& lists) const {
  const std::uint8_t* at = bytes_.data() + place.byte;
  const Span span = take_span(at, place.end);
  std::uint32_t words = *at++;
  std::uint32_t assignments = words >> bits_of_words;
  if (words == escape) {
    words = take_number(at);
    assignments = take_number(at);
  } else {
    words &= most_words;
  }
  std::uint32_t before = span.offset - 1;
  lists.words.resize(words);
  for (Span& word : lists.words) word = take_span(at, before);
  lists.assignments.resize(assignments);
  for (Assignment& assignment : lists.assignments) {
    assignment.name = take_span(at, before);
    assignment.value = take_span(at, before);
  }
  place.byte = static_cast<std::size_t>(at - bytes_.data());
  return {span, lists.words, lists.assignments};
}

}  // namespace ohmscope
