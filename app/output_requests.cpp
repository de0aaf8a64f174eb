#include "app/output_requests.hpp"

#include <algorithm>
#include <array>

#include "app/codes.hpp"
#include "app/text.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

// Xyce's among them.
constexpr std::array<std::string_view, 15> analysis_names{"ac",    "dc", "op",   "tran",     "noise",
                                                          "disto", "pz", "sens", "tf",       "ac_ic",
                                                          "hb",    "es", "pce",  "homotopy", "tranadjoint"};
constexpr std::array<std::string_view, 6> voltage_functions{"v", "vm", "vp", "vdb", "vr", "vi"};
constexpr std::array<std::string_view, 6> current_functions{"i", "im", "ip", "idb", "ir", "ii"};
constexpr std::string_view branch_suffix = "#branch";
constexpr std::string_view device_prefix = "@";
constexpr std::string_view current_suffix = "[i]";

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view n) { return equal_ignoring_case(n, name); });
}

// Reads the words of one card.
class CardReader {
 public:
  CardReader(Session& session, const Card& card)
      : session_(session), card_(card), binding_(equal_ignoring_case(text(0), ".save")) {}

  std::vector<OutputRequest> read(std::string_view analysis) {
    if (next_ < card_.words.size() && contains(analysis_names, text(next_)) && !is_followed_by(next_, '(')) {
      if (!equal_ignoring_case(text(next_), analysis)) return {};
      ++next_;
    }
    std::vector<OutputRequest> requests;
    while (next_ < card_.words.size()) {
      if (text(next_).front() == '{') {
        const Span expression = card_.words[next_++];
        requests.push_back(unreadable(expression, fmt::format("expressions are not supported here yet, found '{}'",
                                                              session_.sources.text(expression))));
      } else if (is_followed_by(next_, '(') && next_ + 1 < card_.words.size()) {
        read_function(requests);
      } else {
        requests.push_back(plain(card_.words[next_++]));
      }
    }
    for (OutputRequest& request : requests) request.binding = binding_;
    return requests;
  }

 private:
  [[nodiscard]] std::string_view text(std::size_t word) const { return session_.sources.text(card_.words[word]); }

  [[nodiscard]] bool is_followed_by(std::size_t word, char mark) const {
    return ohmscope::is_followed_by(session_.sources, card_, word, mark);
  }

  void read_function(std::vector<OutputRequest>& requests) {
    const Span function = card_.words[next_++];
    std::vector<Span> arguments{card_.words[next_]};
    while (!is_followed_by(next_, ')') && next_ + 1 < card_.words.size()) arguments.push_back(card_.words[++next_]);
    ++next_;
    const std::string_view name = session_.sources.text(function);
    if (contains(voltage_functions, name) && arguments.size() <= 2) {
      const std::optional<Span> against = arguments.size() == 2 ? std::optional(arguments[1]) : std::nullopt;
      requests.push_back({OutputRequest::Kind::voltage, arguments[0], against, {}});
    } else if (contains(current_functions, name) && arguments.size() == 1) {
      requests.push_back({OutputRequest::Kind::current, arguments[0], {}, {}});
    } else {
      requests.push_back(
          unreadable(function, fmt::format("unknown output '{}' of {}, expected v(node), v(node,node) or i(element)",
                                           name, counted(arguments.size(), "name"))));
    }
  }

  static OutputRequest unreadable(Span where, std::string complaint) {
    return {OutputRequest::Kind::unreadable, where, {}, std::move(complaint)};
  }

  [[nodiscard]] OutputRequest plain(Span word) const {
    const std::string_view name = session_.sources.text(word);
    if (equal_ignoring_case(name, "all")) return {OutputRequest::Kind::everything, word, {}, {}};
    if (equal_ignoring_case(name, "allv")) return {OutputRequest::Kind::all_voltages, word, {}, {}};
    if (equal_ignoring_case(name, "alli")) return {OutputRequest::Kind::all_currents, word, {}, {}};
    if (name.starts_with(device_prefix) && name.size() > device_prefix.size() + current_suffix.size() &&
        equal_ignoring_case(name.substr(name.size() - current_suffix.size()), current_suffix)) {
      const auto around = static_cast<std::uint32_t>(device_prefix.size() + current_suffix.size());
      return {OutputRequest::Kind::current, {word.offset + 1, word.length - around}, {}, {}};
    }
    const bool branch = name.size() > branch_suffix.size() &&
                        equal_ignoring_case(name.substr(name.size() - branch_suffix.size()), branch_suffix);
    if (!branch) return {OutputRequest::Kind::voltage, word, {}, {}};
    return {OutputRequest::Kind::current, {word.offset, word.length - std::uint32_t{branch_suffix.size()}}, {}, {}};
  }

  Session& session_;
  const Card& card_;
  bool binding_;
  std::size_t next_ = 1;
};

}  // namespace

std::vector<OutputRequest> output_requests(Session& session, std::string_view analysis) {
  std::vector<OutputRequest> all;
  for (const Card& card : session.deck.outputs) {
    const std::vector<OutputRequest> requests = CardReader(session, card).read(analysis);
    all.insert(all.end(), requests.begin(), requests.end());
  }
  return all;
}

}  // namespace ohmscope
