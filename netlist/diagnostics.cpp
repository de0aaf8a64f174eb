#include "netlist/diagnostics.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "netlist/text.hpp"

namespace ohmscope {

namespace {

/// Edit distance with transpositions of neighbours (Damerau and Levenshtein), case ignored. Its rows serve for one word
/// after another: a deck may have a million.
class EditDistance {
 public:
  std::size_t operator()(std::string_view a, std::string_view b) {
    for (auto* row : {&before_last_, &last_, &row_}) row->resize(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row_[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
      before_last_.swap(last_);
      last_.swap(row_);
      row_[0] = i;
      for (std::size_t j = 1; j <= b.size(); ++j) {
        const auto same = [&](std::size_t p, std::size_t q) { return to_lower(a[p]) == to_lower(b[q]); };
        row_[j] = std::min({last_[j] + 1, row_[j - 1] + 1, last_[j - 1] + (same(i - 1, j - 1) ? 0U : 1U)});
        if (i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1))
          row_[j] = std::min(row_[j], before_last_[j - 2] + 1);
      }
    }
    return row_[b.size()];
  }

 private:
  std::vector<std::size_t> before_last_;
  std::vector<std::size_t> last_;
  std::vector<std::size_t> row_;
};

// A word of a damaged deck may be as long as the deck.
std::string shortened(std::string message) {
  constexpr std::size_t longest = 2000;
  if (message.size() > longest) message.replace(longest / 2, message.size() - longest, " … ");
  return message;
}

}  // namespace

Diagnostic& Diagnostics::add(const Code& code, Severity severity, Span span, std::string message) {
  assert((code.id.front() == 'E') == (severity == Severity::error));
  if (severity == Severity::error) ++errors_;
  Diagnostic& told = all_.emplace_back();
  told.code = &code;
  told.severity = severity;
  told.message = shortened(std::move(message));
  told.span = span;
  return told;
}

Diagnostic& Diagnostics::add(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::error) ++errors_;
  diagnostic.message = shortened(std::move(diagnostic.message));
  return all_.emplace_back(std::move(diagnostic));
}

void Diagnostics::clear() {
  all_.clear();
  errors_ = 0;
}

bool Diagnostics::names_are_lost() const {
  return std::any_of(all_.begin(), all_.end(),
                     [](const Diagnostic& told) { return told.loses_names && told.severity == Severity::error; });
}

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  constexpr std::size_t longest = 200;  // the comparison of two words takes the product of their lengths
  if (word.size() > longest) return {};
  const std::size_t limit = std::max<std::size_t>(1, word.size() / 3);
  std::size_t best = limit + 1;
  std::string_view found;
  EditDistance edit_distance;
  for (const std::string_view candidate : candidates) {
    const std::size_t difference = std::max(word.size(), candidate.size()) - std::min(word.size(), candidate.size());
    if (difference >= best) continue;
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best && distance < candidate.size()) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates) {
  const std::string_view meant = nearest(word, candidates);
  return meant.empty() ? std::string{} : fmt::format("did you mean '{}'?", meant);
}

}  // namespace ohmscope
