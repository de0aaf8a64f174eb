#include "netlist/measure_card.hpp"

#include <algorithm>
#include <array>

#include "netlist/codes.hpp"
#include "netlist/pieces.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

using Kind = MeasureCard::Kind;
using Point = MeasureCard::Point;

constexpr std::array<std::string_view, 13> analyses{"ac",  "dc",        "op", "noise",   "tf",      "tran",      "sp",
                                                    "fft", "tran_cont", "hb", "ac_cont", "dc_cont", "noise_cont"};

constexpr std::array<std::string_view, 4> measured_analyses{"ac", "dc", "op", "noise"};

struct Measured {
  std::string_view word;
  Kind kind;
};
constexpr std::array<Measured, 16> measured_kinds{{{"find", Kind::value},
                                                   {"deriv", Kind::slope},
                                                   {"derivative", Kind::slope},
                                                   {"param", Kind::expression},
                                                   {"avg", Kind::average},
                                                   {"rms", Kind::rms},
                                                   {"integ", Kind::integral},
                                                   {"integral", Kind::integral},
                                                   {"max", Kind::highest},
                                                   {"min", Kind::lowest},
                                                   {"pp", Kind::peak_to_peak},
                                                   {"max_at", Kind::highest_at},
                                                   {"min_at", Kind::lowest_at},
                                                   {"eval", Kind::expression},
                                                   {"eqn", Kind::expression},
                                                   {"equation", Kind::expression}}};

constexpr std::array<std::string_view, 11> others{"when", "at",   "trig", "targ",  "val", "from",
                                                  "to",   "rise", "fall", "cross", "td"};
/// Of optimisers, and where other simulators print it.
constexpr std::array<std::string_view, 11> without_effect{
    "goal", "minval", "weight", "print", "ymin", "ymax", "output", "ignore", "ignor", "default_val", "precision"};
/// Of HSPICE and Xyce.
constexpr std::array<std::string_view, 12> unsupported{"err",  "err1", "err2", "err3",          "error",   "freq",
                                                       "duty", "four", "file", "comp_function", "on_time", "off_time"};

constexpr std::string_view usage =
    ".meas [ac|dc|op|noise] NAME FIND|DERIV EXPRESSION AT=X|WHEN A=B, WHEN A=B, AVG|RMS|INTEG|MAX|MIN|PP EXPRESSION "
    "[FROM=X] [TO=X], TRIG A=B TARG A=B, or PARAM=EXPRESSION";

const Measured* measured_kind(std::string_view word) {
  for (const Measured& known : measured_kinds) {
    if (equal_ignoring_case(known.word, word)) return &known;
  }
  return nullptr;
}

class Reader {
 public:
  Reader(const SourceMap& sources, Span text, Diagnostics& diagnostics)
      : sources_(sources), whole_(text), text_(sources.text(text)), pieces_(text_), diagnostics_(diagnostics) {}

  std::optional<MeasureCard> read() {
    card_.whole = whole_;
    if (is_among(analyses, word(0)) && !word(1).empty()) card_.analysis = span(next_++);
    if (!card_.analysis.nowhere() && !is_measured(word(0))) return card_;
    if (const auto at = pieces_.unclosed()) {
      diagnostics_.error(codes::not_closed, {whole_.offset + static_cast<std::uint32_t>(*at), 1},
                         "'{}' is not closed in what is to be measured", text_[*at]);
      return std::nullopt;
    }
    if (next_ >= count()) return malformed();
    card_.name = span(next_++);
    if (next_ >= count()) return malformed();
    while (next_ < count() && card_.kind != Kind::unsupported) {
      if (!clause()) return std::nullopt;
    }
    return card_.kind == Kind::unsupported || check() ? std::optional(std::move(card_)) : std::nullopt;
  }

 private:
  [[nodiscard]] std::size_t count() const { return pieces_.all().size(); }
  [[nodiscard]] bool is_sign(std::size_t k) const { return k < count() && pieces_.all()[k].is_sign; }
  [[nodiscard]] std::string_view word(std::size_t k) const {
    if (k >= count()) return {};
    return text_.substr(pieces_.all()[k].begin, pieces_.all()[k].end - pieces_.all()[k].begin);
  }
  [[nodiscard]] Span span(std::size_t k) const { return span(k, k + 1); }
  /// Of pieces first … last - 1.
  [[nodiscard]] Span span(std::size_t first, std::size_t last) const {
    const std::size_t begin = pieces_.all()[first].begin;
    return {whole_.offset + static_cast<std::uint32_t>(begin),
            static_cast<std::uint32_t>(pieces_.all()[last - 1].end - begin)};
  }
  [[nodiscard]] bool is_keyword(std::size_t k) const {
    const std::string_view written = word(k);
    const bool is_value = k > 0 && is_sign(k - 1);  // AT=at
    return !is_value && (measured_kind(written) != nullptr || is_among(others, written) ||
                         is_among(without_effect, written) || is_among(unsupported, written));
  }
  /// The piece at which the next clause begins.
  [[nodiscard]] std::size_t clause_end() const {
    std::size_t end = next_;
    while (end < count() && !is_keyword(end)) ++end;
    return end;
  }

  std::nullopt_t malformed() {
    diagnostics_
        .error(codes::malformed_card, whole_.length > 0 ? whole_ : Span{whole_.offset, 1},
               "found '{}', which says no measurement",
               text_.empty() ? std::string(".meas") : fmt::format(".meas {}", text_))
        .with_hint(fmt::format("expected '{}'", usage));
    return std::nullopt;
  }

  bool fail(Span where, const std::string& message) {
    diagnostics_.error(codes::malformed_card, where, "{}", message).with_hint(fmt::format("expected '{}'", usage));
    return false;
  }

  /// Without quotes, braces or par() around all of it.
  [[nodiscard]] Span bare(Span text) const {
    constexpr std::string_view function = "par(";
    std::string_view written = sources_.text(text);
    if (equal_ignoring_case(written.substr(0, function.size()), function) && written.ends_with(')')) {
      text.offset += static_cast<std::uint32_t>(function.size());
      text.length -= static_cast<std::uint32_t>(function.size() + 1);
      written = sources_.text(text);
    }
    if (is_quoted(written)) return sources_.unquoted(text);
    const bool has_braces = written.starts_with('{') && written.find('}') == written.size() - 1;
    return has_braces ? Span{text.offset + 1, text.length - 2} : text;
  }

  /// What stands from here, or behind a '=' here, to the next clause.
  std::optional<Span> expression(Span keyword) {
    if (is_sign(next_)) ++next_;
    const std::size_t end = clause_end();
    if (end == next_) {
      fail(keyword, fmt::format("nothing follows '{}'", sources_.text(keyword)));
      return std::nullopt;
    }
    const Span found = span(next_, end);
    next_ = end;
    return bare(found);
  }

  bool clause() {
    const Span keyword = span(next_);
    const std::string_view name = word(next_);
    if (!is_keyword(next_)) return fail(keyword, fmt::format("found '{}', expected what is to be measured", name));
    if (is_among(unsupported, name)) return refuse(keyword);
    ++next_;
    if (const Measured* known = measured_kind(name)) return measure(*known, keyword);
    if (equal_ignoring_case(name, "when")) return condition(card_.where, keyword);
    if (equal_ignoring_case(name, "trig")) return condition(card_.begin, keyword);
    if (equal_ignoring_case(name, "targ")) return condition(card_.end, keyword);
    const auto value = expression(keyword);
    if (!value) return false;
    if (is_among(without_effect, name)) return true;
    if (equal_ignoring_case(name, "from")) return card_.from = value, true;
    if (equal_ignoring_case(name, "to")) return card_.to = value, true;
    return narrow(name, keyword, *value);
  }

  bool refuse(Span keyword) {
    diagnostics_.warning(codes::ignored_card, keyword, "'{}' is not supported: this measurement is left out",
                         sources_.text(keyword));
    card_.kind = Kind::unsupported;
    return true;
  }

  bool measure(const Measured& known, Span keyword) {
    if (card_.measured) return fail(keyword, fmt::format("found '{}' behind another measurement", known.word));
    card_.kind = known.kind;
    card_.measured = expression(keyword);
    return card_.measured.has_value();
  }

  /// `A=B`; `A` with `VAL=B` to come; or nothing before an `AT=`.
  bool condition(std::optional<Point>& point, Span keyword) {
    point = Point{};
    current_ = &point;
    const std::size_t end = clause_end();
    if (end == next_) return true;
    std::size_t sign = next_;
    while (sign < end && !is_sign(sign)) ++sign;
    if (sign == next_ || sign + 1 == end)
      return fail(keyword, fmt::format("'{}' is not followed by 'A=B'", sources_.text(keyword)));
    point->left = bare(span(next_, sign));
    if (sign < end) point->right = bare(span(sign + 1, end));
    next_ = end;
    return true;
  }

  /// What says more of the point in hand: AT, VAL, RISE, FALL, CROSS, TD.
  bool narrow(std::string_view name, Span keyword, Span value) {
    if (equal_ignoring_case(name, "at")) {
      if (current_ == nullptr) card_.where = Point{};
      Point& point = current_ == nullptr ? *card_.where : **current_;
      point.at = value;
      current_ = current_ == nullptr ? &card_.where : current_;
      return true;
    }
    if (current_ == nullptr) {
      if (equal_ignoring_case(name, "td")) return card_.from = value, true;
      return fail(keyword, fmt::format("found '{}' before 'WHEN', 'TRIG' or 'TARG'", name));
    }
    Point& point = **current_;
    if (equal_ignoring_case(name, "val")) return point.right = value, true;
    if (equal_ignoring_case(name, "td")) return point.delay = value, true;
    point.edge = equal_ignoring_case(name, "rise")   ? MeasureCard::Edge::rise
                 : equal_ignoring_case(name, "fall") ? MeasureCard::Edge::fall
                                                     : MeasureCard::Edge::any;
    point.is_last = equal_ignoring_case(sources_.text(value), "last");
    point.count = point.is_last ? std::nullopt : std::optional(value);
    return true;
  }

  /// Whether the clauses make one measurement.
  bool check() {
    for (const auto* point : {&card_.where, &card_.begin, &card_.end}) {
      if (*point && !(*point)->at && ((*point)->left.nowhere() || !(*point)->right)) return malformed(), false;
    }
    if (card_.begin.has_value() != card_.end.has_value())
      return fail(card_.whole,
                  fmt::format("found '{}' without '{}'", card_.begin ? "TRIG" : "TARG", card_.begin ? "TARG" : "TRIG"));
    if (!card_.measured) {
      if (card_.begin) card_.kind = Kind::distance;
      return card_.begin || card_.where ? true : (malformed(), false);
    }
    return true;
  }

  const SourceMap& sources_;
  Span whole_;
  std::string_view text_;
  Pieces pieces_;
  Diagnostics& diagnostics_;
  MeasureCard card_;
  std::optional<Point>* current_ = nullptr;  ///< that further clauses narrow
  std::size_t next_ = 0;
};

}  // namespace

bool is_measured(std::string_view analysis) { return is_among(measured_analyses, analysis); }

std::optional<MeasureCard> read_measure(const SourceMap& sources, Span text, Diagnostics& diagnostics) {
  return Reader(sources, text, diagnostics).read();
}

}  // namespace ohmscope
