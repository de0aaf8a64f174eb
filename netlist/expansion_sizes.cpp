#include "netlist/expansion_sizes.hpp"

#include <algorithm>

namespace ohmscope {

namespace {

constexpr std::uint64_t most = std::uint64_t{1} << 32U;

/// A definition being counted.
struct Count {
  const Subcircuit* definition;
  CardList::Place next = {};  ///< element
  std::uint64_t size = 0;
};

/// The last word of an instance's card but for `params:`; empty if there is none.
std::string_view called_name(const SourceMap& sources, const CardView& card) {
  for (std::size_t k = card.words.size(); k-- > 1;) {
    const std::string_view word = sources.text(card.words[k]);
    if (!equal_ignoring_case(word, "params:")) return word;
  }
  return {};
}

}  // namespace

const Subcircuit* ExpansionSizes::called_by(const CardView& card, const Subcircuit& in) const {
  if (to_lower(sources_.text(card.words.front()).front()) != 'x') return nullptr;
  const std::string_view name = called_name(sources_, card);
  for (const Subcircuit* around = &in;; around = around->parent == nullptr ? &top_ : around->parent) {
    const auto& visible = names_.at(around).subcircuits;
    if (const auto found = visible.find(name); found != visible.end()) return found->second;
    if (around == &top_) return nullptr;
  }
}

/// A stack of our own: definitions may call one another in long chains.
std::uint64_t ExpansionSizes::of(const Subcircuit& definition) {
  if (names_.size() == 1) return std::min<std::uint64_t>(definition.elements.size(), most);  // there is nothing to call
  if (const auto known = sizes_.find(&definition); known != sizes_.end()) return known->second;
  sizes_[&definition] = 0;
  std::vector<Count> counts{{&definition}};
  CardList::Lists lists;
  while (!counts.empty()) {
    Count& count = counts.back();
    const CardList& elements = count.definition->elements;
    if (elements.is_end(count.next)) {
      sizes_[count.definition] = std::min(count.size, most);
      counts.pop_back();
      continue;
    }
    const CardList::Place here = count.next;
    const Subcircuit* called = called_by(elements.read(count.next, lists), *count.definition);
    const auto [size, is_new] = called == nullptr ? std::pair(sizes_.end(), false) : sizes_.try_emplace(called, 0);
    if (is_new) {
      count.next = here;  // once more when its size is known
      counts.push_back({called});
      continue;
    }
    count.size = std::min(count.size + 1 + (called == nullptr ? 0 : size->second), most);
  }
  return sizes_[&definition];
}

}  // namespace ohmscope
