#pragma once

#include <array>
#include <functional>

#include "netlist/lint.hpp"
#include "netlist/text.hpp"
#include "solver/devices/registry.hpp"

// The checks of lint(), each over the whole deck.
namespace ohmscope::lints {

/// The text of the main file, to get at the text of spans in it without looking for their file each time.
class MainFile {
 public:
  explicit MainFile(const Linted& linted)
      : begin_(linted.deck.main.offset), text_(linted.sources.text(linted.deck.main)) {}
  [[nodiscard]] bool has(Span span) const { return span.offset >= begin_ && span.end() <= begin_ + text_.size(); }
  /// Empty if the span lies elsewhere.
  [[nodiscard]] std::string_view text(Span span) const {
    return has(span) ? text_.substr(span.offset - begin_, span.length) : std::string_view{};
  }

 private:
  std::uint32_t begin_;
  std::string_view text_;
};

/// Takes what a check finds: the place, what to say, what to do.
using Report = std::function<void(Span, std::string message, std::string hint)>;

void single_connections(const Linted& linted, const Report& report);
void elements_across_one_node(const Linted& linted, const Report& report);
void unit_slips(const Linted& linted, const Report& report);
void foreign_scales(const Linted& linted, const Report& report);
void unused_parameters(const Linted& linted, const Report& report);
void unused_pins(const Linted& linted, const Report& report);

/// The deck's top level and the definitions that have an instance; branches that are not chosen are not among them.
[[nodiscard]] std::vector<const Subcircuit*> bodies_in_use(const Linted& linted);

/// Calls visit(card, type, body) for each element card of the main file that is no instance; `body` is what it stands
/// in.
template <class Visit>
void for_each_card(const Linted& linted, const MainFile& main, Visit&& visit) {
  std::array<const DeviceType*, 26> types{};
  for (std::size_t k = 0; k < types.size(); ++k) types[k] = device_type(static_cast<char>('A' + k));
  for (const Subcircuit* body : bodies_in_use(linted)) {
    for (const CardView& card : body->elements) {
      if (!main.has(card.span)) continue;
      const char letter = to_upper(main.text(card.words.front()).front());
      const DeviceType* type = is_letter(letter) ? types[static_cast<std::size_t>(letter - 'A')] : nullptr;
      if (type != nullptr) visit(card, *type, *body);
    }
  }
}

}  // namespace ohmscope::lints
