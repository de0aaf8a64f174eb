#pragma once

#include <complex>
#include <map>
#include <string>
#include <vector>

namespace ohmscope::testing {

/// One analysis of a deck as another simulator solved it.
struct ReferenceAnalysis {
  std::string type;                ///< "op", "ac", "dc", …
  double uncertainty = 0;          ///< how far a run of ordinary tolerances is from this one, relative
  std::size_t points = 1;          ///< of the whole sweep
  std::vector<std::size_t> index;  ///< those listed
  std::vector<double> axis;        ///< frequencies or swept values; empty for op
  std::map<std::string, std::vector<std::complex<double>>> signals;  ///< by name, lower case
};

/// A deck and what it should give.
struct Reference {
  std::string deck;  ///< path below the corpus's `decks`
  std::string kind;  ///< "linear" or "semiconductor"
  std::vector<ReferenceAnalysis> analyses;

  [[nodiscard]] std::string suite() const { return deck.substr(0, deck.find('/')); }
};

/// The decks of a corpus (its README says what the files hold), in the order of its index. Throws
/// std::runtime_error if the folder is of another form.
[[nodiscard]] std::vector<Reference> read_corpus(const std::string& folder);

/// Differences from the reference that are known and right: reason by deck and signal ("*": all of the deck).
class Exceptions {
 public:
  /// Lines of the form `DECK SIGNAL reason`; `#` begins a comment.
  explicit Exceptions(const std::string& text);

  /// Whether the signal is excepted; that exception is no longer unused.
  bool covers(const std::string& deck, const std::string& signal);
  /// Those that nothing needed, as "deck signal".
  [[nodiscard]] std::vector<std::string> unused() const;
  [[nodiscard]] std::size_t size() const { return used_.size(); }

 private:
  std::map<std::pair<std::string, std::string>, bool> used_;
};

}  // namespace ohmscope::testing
