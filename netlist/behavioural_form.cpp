#include "netlist/behavioural_form.hpp"

#include <algorithm>
#include <utility>

#include "netlist/expression_tokens.hpp"
#include "netlist/parameter_reader.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

using Form = BehaviouralForm;
using Kind = Form::Kind;

/// Words that say the value by an expression.
constexpr std::string_view expressions[] = {"VALUE", "VOL", "CUR"};
/// HSPICE's words, behind which the control stands.
struct Keyword {
  std::string_view name;
  Kind kind;
  std::string_view letters;
  bool may_be_node = true;  ///< in the form of a gain, which has six words
};
constexpr Keyword keywords[] = {{"POLE", Kind::poles, "EG"},         {"FOSTER", Kind::foster, "EG", false},
                                {"DELAY", Kind::delay, "EG", false}, {"VCVS", Kind::gain, "E"},
                                {"VCCS", Kind::gain, "G"},           {"CCVS", Kind::gain, "H"},
                                {"CCCS", Kind::gain, "F"},           {"TRANSFORMER", Kind::transformer, "E", false},
                                {"OPAMP", Kind::opamp, "E", false}};
/// Forms that are not there yet, and could be nodes.
constexpr std::string_view unsupported[] = {"PWL", "NPWL", "PPWL", "VCR", "VCCAP", "ZTRANS", "SPUR"};

bool is_laplace(std::string_view name) { return equal_ignoring_case(name, "LAPLACE"); }
bool is_frequencies(std::string_view name) { return equal_ignoring_case(name, "FREQ"); }
bool is_table(std::string_view name) { return equal_ignoring_case(name, "TABLE"); }

bool is_voltage_or_current(std::string_view name) {
  return equal_ignoring_case(name, "V") || equal_ignoring_case(name, "I");
}

bool is_within(Span span, std::uint32_t offset) { return offset >= span.offset && offset < span.end(); }

/// Without blanks around it, nor the '+' of continuation lines before it.
std::string_view trim_lines(std::string_view part) {
  while (true) {
    const std::string_view trimmed = trim(part);
    if (trimmed.empty()) return trimmed;
    const auto blanks = static_cast<std::size_t>(trimmed.data() - part.data());
    const bool continues = part.substr(0, blanks).find_first_of("\r\n") != std::string_view::npos;
    if (!continues || !trimmed.starts_with('+')) return trimmed;
    part = trimmed.substr(1);
  }
}

/// Reads one card.
class Reader {
 public:
  Reader(const SourceMap& sources, const CardView& card)
      : sources_(sources), card_(card), letter_(to_upper(text(card.words.front()).front())) {}

  [[nodiscard]] Form read() const {
    const Span keyword = !is_b() && card_.words.size() > 3 ? card_.words[3] : Span{};
    if (auto form = by_keyword(keyword)) return *form;
    Form form = by_assignments();
    if (form.kind != Kind::none || is_b() || keyword.nowhere()) return form;
    if (is_among(expressions, text(keyword))) return {Kind::expression, keyword, text_from(keyword.end())};
    const bool is_long = card_.words.size() > 4 + controls() || !card_.assignments.empty();
    for (const Keyword& known : keywords) {
      const bool is_it = equal_ignoring_case(known.name, text(keyword)) && (is_long || !known.may_be_node);
      if (is_it && known.letters.find(letter_) != std::string_view::npos) return by_control(known.kind, keyword);
    }
    if (is_long && is_among(unsupported, text(keyword))) return {Kind::unsupported, keyword};
    return {equal_ignoring_case(text(keyword), "POLY") ? Kind::polynomial : Kind::none, keyword};
  }

 private:
  [[nodiscard]] std::string_view text(Span span) const { return sources_.text(span); }
  [[nodiscard]] bool is_b() const { return letter_ == 'B'; }
  /// How many words name the control.
  [[nodiscard]] std::size_t controls() const { return is_controlled_by_current(text(card_.words.front())) ? 1 : 2; }

  /// HSPICE's forms, with the control and then numbers or assignments behind the keyword.
  [[nodiscard]] Form by_control(Kind kind, Span keyword) const {
    Form form{kind, keyword};
    if (card_.words.size() < 4 + controls()) return form;
    if (kind == Kind::poles || kind == Kind::foster || kind == Kind::delay) form.transfer_keyword = keyword;
    if (kind == Kind::poles || kind == Kind::foster) form.transfer = text_from(card_.words[3 + controls()].end());
    return form;
  }

  /// LAPLACE, FREQ and TABLE behind the nodes.
  [[nodiscard]] std::optional<Form> by_keyword(Span keyword) const {
    const std::string_view name = text(keyword);
    if (!is_laplace(name) && !is_frequencies(name) && !is_table(name)) return std::nullopt;
    Form form;
    if (is_table(name)) {
      form.kind = Kind::table;
      form.keyword = keyword;
      split_table(text_from(keyword.end()), form);
      return form;
    }
    form.kind = is_laplace(name) ? Kind::laplace : Kind::frequencies;
    form.transfer_keyword = keyword;
    if (is_by_coefficients()) {
      form.kind = Kind::coefficients;
    } else {
      split(text_from(keyword.end()), form.text, form.transfer);
    }
    return form;
  }

  [[nodiscard]] Form by_assignments() const {
    Form form;
    for (const Assignment& assignment : card_.assignments) {
      const std::string_view name = text(assignment.name);
      const Span value = text_from(assignment.value.offset);
      const bool is_value = is_b() ? is_voltage_or_current(name) : is_among(expressions, name);
      if (is_value && form.keyword.nowhere()) {
        form.keyword = assignment.name;
        form.text = value;
        if (form.kind == Kind::none) form.kind = Kind::expression;
      } else if (is_table(name) && !is_b() && form.keyword.nowhere()) {
        form.kind = Kind::table;
        form.keyword = assignment.name;
        split_table(value, form);
      } else if ((is_laplace(name) || (is_frequencies(name) && !is_b())) && form.transfer_keyword.nowhere()) {
        form.kind = is_laplace(name) ? Kind::laplace : Kind::frequencies;
        form.transfer_keyword = assignment.name;
        split(value, form.text, form.transfer);
      }
    }
    return is_b() && form.keyword.nowhere() ? Form{} : form;
  }

  /// HSPICE's `LAPLACE p n k0 k1 … / d0 d1 …`: others have an expression behind the keyword, and no word that is a
  /// slash.
  [[nodiscard]] bool is_by_coefficients() const {
    const auto& words = card_.words;
    const bool is_e_or_g = letter_ == 'E' || letter_ == 'G';
    if (!is_e_or_g || !is_laplace(text(words[3])) || words.size() < words_before_coefficients) return false;
    const auto is_node = [&](Span word) { return text(word).front() != '{' && !is_quote(text(word).front()); };
    const auto rest = words.subspan(4);
    return is_node(rest[0]) && is_node(rest[1]) &&
           std::any_of(rest.begin() + 2, rest.end(), [&](Span word) { return text(word) == "/"; });
  }

  /// `{input} = {rest}` has two parts, `rest` alone one.
  void split(Span whole, Span& input, Span& rest) const {
    const std::string_view written = text(whole);
    const std::size_t first = held_end(written);
    std::string_view behind = trim_lines(written.substr(first));
    if (first == 0 || behind.empty()) {
      rest = whole;
      return;
    }
    if (behind.starts_with('=')) behind = trim_lines(behind.substr(1));
    input = part_of(whole, trim(written.substr(0, first)));
    rest = part_of(whole, behind);
  }

  void split_table(Span whole, Form& form) const {
    split(whole, form.text, form.points);
    const bool has_no_points = form.text.nowhere() && held_end(text(whole)) != 0;
    if (has_no_points) form.text = std::exchange(form.points, Span{});
  }

  [[nodiscard]] Span part_of(Span whole, std::string_view part) const {
    return {whole.offset + static_cast<std::uint32_t>(part.data() - text(whole).data()),
            static_cast<std::uint32_t>(part.size())};
  }

  /// The text of an expression that begins at `begin`: up to the options behind it.
  [[nodiscard]] Span text_from(std::uint32_t begin) const {
    std::uint32_t end = card_.span.end();
    for (const Assignment& assignment : card_.assignments) {
      const std::string_view name = text(assignment.name);
      const bool ends = is_among(options_of_sources, name) || is_without_effect(name) || is_laplace(name) ||
                        (is_b() ? is_voltage_or_current(name) : is_among(expressions, name));
      if (assignment.name.offset > begin && ends) end = std::min(end, assignment.name.offset);
    }
    const Span whole{begin, end - begin};
    const std::string_view trimmed = trim_lines(text(whole));
    return trimmed.empty() ? Span{begin, 0} : part_of(whole, trimmed);
  }

  const SourceMap& sources_;
  const CardView& card_;
  char letter_;
};

}  // namespace

bool BehaviouralForm::holds(std::uint32_t offset) const {
  return offset == keyword.offset || offset == transfer_keyword.offset || is_within(text, offset) ||
         is_within(points, offset) || is_within(transfer, offset);
}

bool is_controlled_by_current(std::string_view name) {
  return std::string_view("FH").find(to_upper(name.front())) != std::string_view::npos;
}

BehaviouralForm behavioural_form(const SourceMap& sources, const CardView& card) {
  return Reader(sources, card).read();
}

}  // namespace ohmscope
