#include <string_view>
#include <utility>

#include "netlist/text.hpp"
#include "stages/codes.hpp"
#include "stages/one_port.hpp"
#include "stages/one_port_tokens.hpp"

namespace ohmscope {

namespace {

constexpr std::size_t deepest_nesting = 100;
constexpr std::string_view parts_hint = "R(v), L(v), C(v), Z(FILE), a number, {expression} or inf";

using Token = OnePortToken;
using TokenKind = OnePortTokenKind;

/// What the parser works with.
struct Context {
  Span whole;
  std::string_view text;
  std::string_view file;
  bool quoted;
  Elaborator& elaborator;
  ImpedanceFiles& files;
  Diagnostics& diagnostics;

  [[nodiscard]] Span span(std::size_t begin, std::size_t end) const {
    return {whole.offset + static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - begin)};
  }
  [[nodiscard]] Span span(const Token& token) const { return span(token.begin, token.end); }
};

/// `FILE[, option …]`; a file with a comma in its name stands in quotes.
std::optional<OnePort> measured(const Token& token, Context& context) {
  const std::string_view whole = context.text.substr(token.argument_begin, token.argument_end - token.argument_begin);
  const std::size_t quoted = is_quote(whole.front()) ? whole.find(whole.front(), 1) : 0;
  const std::size_t end = std::min(whole.find(',', quoted == std::string_view::npos ? 0 : quoted), whole.size());
  const auto place = [&](std::string_view part) {
    const auto begin = static_cast<std::size_t>(part.data() - context.text.data());
    return context.span(begin, begin + part.size());
  };
  ImpedanceOptions options;
  for (std::size_t comma = end; comma < whole.size();) {
    const std::size_t next = std::min(whole.find(',', comma + 1), whole.size());
    const std::string_view word = trim(whole.substr(comma + 1, next - comma - 1));
    if (!set_impedance_option(word, options)) {
      context.diagnostics
          .error(codes::bad_one_port, place(word), "unknown option '{}' of a measured impedance, expected {}", word,
                 fmt::join(impedance_option_names, " or "))
          .with_hint("a file with a comma in its name stands in quotes");
      return std::nullopt;
    }
    comma = next;
  }
  std::string_view file = trim(whole.substr(0, end));
  if (is_quoted(file)) file = file.substr(1, file.size() - 2);
  const auto table = context.files.read(file, options, context.file, place(file), context.diagnostics);
  return table ? std::optional(OnePort::measured(table)) : std::nullopt;
}

std::optional<OnePort> called(const Token& token, Context& context) {
  const std::size_t parenthesis = context.text.find('(', token.begin);
  const std::string_view name = context.text.substr(token.begin, parenthesis - token.begin);
  const char letter = name.size() == 1 ? to_upper(name.front()) : '\0';
  if (letter == '\0' || std::string_view("RLCZ").find(letter) == std::string_view::npos) {
    context.diagnostics
        .error(codes::bad_one_port, context.span(token.begin, parenthesis), "unknown part '{}(…)' of an impedance",
               name)
        .with_hint(std::string(parts_hint));
    return std::nullopt;
  }
  if (token.argument_begin == token.argument_end) {
    context.diagnostics.error(codes::bad_one_port, context.span(token),
                              "nothing in the parentheses of '{}()', expected {}", name,
                              letter == 'Z' ? "a file" : "a value");
    return std::nullopt;
  }
  if (letter == 'Z') return measured(token, context);
  const auto value = context.elaborator.value(context.span(token.argument_begin, token.argument_end));
  if (!value) return std::nullopt;
  if (letter == 'R') return OnePort::resistance(*value);
  return letter == 'L' ? OnePort::inductance(*value) : OnePort::capacitance(*value);
}

/// The part that a token stands for by itself; nothing, reported, if it is wrong.
std::optional<OnePort> part(const Token& token, Context& context) {
  if (token.kind == TokenKind::inf) return OnePort::open();
  if (token.kind == TokenKind::call) return called(token, context);
  const auto value = context.elaborator.value(context.span(token));
  return value ? std::optional(OnePort::resistance(*value)) : std::nullopt;
}

/// Inside a parenthesis, or the whole: finished branches in series, the parts of the branch in hand in parallel.
struct Level {
  std::size_t opened = 0;
  std::vector<OnePort> series;
  std::vector<OnePort> parallel;

  void end_branch() { series.push_back(OnePort::parallel(std::exchange(parallel, {}))); }
  OnePort close() {
    end_branch();
    return OnePort::series(std::move(series));
  }
};

class Parser {
 public:
  explicit Parser(Context context) : context_(context) {}

  std::optional<OnePort> parse() {
    Token token = next_one_port_token(context_.text, 0);
    for (; token.kind != TokenKind::end; token = next_one_port_token(context_.text, token.end)) {
      if (!(part_expected_ ? take_part(token) : take_joint(token))) return std::nullopt;
    }
    if (part_expected_) return refuse(token);
    if (levels_.size() > 1) return missing_parenthesis(levels_.back().opened);
    return values_good_ ? std::optional(levels_.back().close()) : std::nullopt;
  }

 private:
  bool take_part(const Token& token);
  bool take_joint(const Token& token);
  std::nullopt_t refuse(const Token& token);
  std::nullopt_t missing_parenthesis(std::size_t opened);

  Context context_;
  std::vector<Level> levels_{1};
  bool part_expected_ = true;
  bool values_good_ = true;
};

bool Parser::take_part(const Token& token) {
  switch (token.kind) {
    case TokenKind::open:
      if (levels_.size() > deepest_nesting) {
        context_.diagnostics.error(codes::bad_one_port, context_.span(token), "parentheses nest deeper than {}",
                                   deepest_nesting);
        return false;
      }
      levels_.push_back({token.begin, {}, {}});
      return true;
    case TokenKind::unclosed:
      missing_parenthesis(token.begin);
      return false;
    case TokenKind::value:
    case TokenKind::call:
    case TokenKind::inf:
      break;
    default:
      refuse(token);
      return false;
  }
  const std::optional<OnePort> found = part(token, context_);
  values_good_ = values_good_ && found;
  levels_.back().parallel.push_back(found.value_or(OnePort::open()));
  part_expected_ = false;
  return true;
}

bool Parser::take_joint(const Token& token) {
  if (token.kind == TokenKind::close && levels_.size() > 1) {
    OnePort inner = levels_.back().close();
    levels_.pop_back();
    levels_.back().parallel.push_back(std::move(inner));
    return true;
  }
  if (token.kind != TokenKind::plus && token.kind != TokenKind::bar) return refuse(token), false;
  if (token.kind == TokenKind::plus) levels_.back().end_branch();
  part_expected_ = true;
  return true;
}

std::nullopt_t Parser::refuse(const Token& token) {
  const std::string_view found = context_.text.substr(token.begin, token.end - token.begin);
  if (context_.text.find_first_not_of(" \t") == std::string_view::npos) {
    context_.diagnostics.error(codes::bad_one_port, context_.whole, "empty impedance")
        .with_hint(std::string(parts_hint));
  } else if (found.empty()) {
    const std::size_t last = context_.text.find_last_not_of(" \t\r\n");
    context_.diagnostics
        .error(codes::bad_one_port, context_.span(last, last + 1), "nothing after '{}', expected an impedance",
               context_.text[last])
        .with_hint(std::string(parts_hint));
  } else if (part_expected_) {
    context_.diagnostics
        .error(codes::bad_one_port, context_.span(token), "unexpected '{}', expected an impedance", found)
        .with_hint(std::string(parts_hint));
  } else {
    context_.diagnostics.error(codes::bad_one_port, context_.span(token), "unexpected '{}', expected '+', '|'{}", found,
                               levels_.size() > 1 ? " or ')'" : " or the end");
  }
  return std::nullopt;
}

/// Outside quotes the scanner of the cards has reported it.
std::nullopt_t Parser::missing_parenthesis(std::size_t opened) {
  if (context_.quoted)
    context_.diagnostics.error(codes::bad_one_port, context_.span(opened, opened + 1), "missing ')' for this '('");
  return std::nullopt;
}

}  // namespace

std::optional<OnePort> parse_one_port(const SourceMap& sources, Span text, Elaborator& elaborator,
                                      ImpedanceFiles& files, Diagnostics& diagnostics) {
  const std::string_view whole = sources.text(text);
  const bool quoted = is_quoted(whole);
  const Span inner = sources.unquoted(text);
  const std::string_view content = sources.text(inner);
  if (quoted && whole.front() == '\'' && !is_one_port_in_quotes(content)) {
    const auto value = elaborator.value(text);
    return value ? std::optional(OnePort::resistance(*value)) : std::nullopt;
  }
  return Parser({inner, content, sources.file(text), quoted, elaborator, files, diagnostics}).parse();
}

}  // namespace ohmscope
