#include "netlist/expression.hpp"

#include <algorithm>
#include <stdexcept>

#include "netlist/codes.hpp"
#include "netlist/expression_tokens.hpp"
#include "netlist/number.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

using Op = Expression::Op;
using Step = Expression::Step;
using Token = ExpressionToken;
using Kind = ExpressionToken::Kind;

constexpr std::uint32_t max_arguments = 1000;

/// What waits on the parser's stack (Dijkstra's shunting yard). Brackets, '?' and ':' have precedence 0.
struct Waiting {
  enum class Kind { binary, unary, parenthesis, call, question, colon };
  Kind kind;
  int precedence;  ///< of an operator
  Step step;       ///< to be written when it leaves the stack; of a bracket: its place and the function's name
};

Span join(Span a, Span b) {
  const std::uint32_t begin = std::min(a.offset, b.offset);
  return {begin, std::max(a.end(), b.end()) - begin};
}

std::size_t operand_count(const Step& step) {
  switch (step.op) {
    case Op::literal:
    case Op::name:
    case Op::probe:
      return 0;
    case Op::call:
      return step.arguments;
    case Op::negate:
    case Op::logical_not:
      return 1;
    case Op::choose:
      return 3;
    default:
      return 2;
  }
}

}  // namespace

class Expression::Parser {
 public:
  Parser(std::string_view text, std::uint32_t base, Diagnostics& diagnostics, std::size_t most_depth, Dialect dialect,
         Probes probes = Probes::plain)
      : text_(text),
        base_(base),
        diagnostics_(diagnostics),
        most_depth_(most_depth),
        dialect_(dialect),
        probes_have_parts_(probes == Probes::with_parts) {}

  /// Nothing after an error.
  std::optional<Expression> parse() {
    while (ok_) {
      const Token token = take();
      if (expects_operand_) {
        operand(token);
      } else if (token.kind == Kind::end) {
        finish();
        break;
      } else {
        operation(token);
      }
    }
    if (!ok_) return std::nullopt;
    return std::move(parsed_);
  }

 private:
  [[nodiscard]] Token next_token() const { return next_expression_token(text_, position_, dialect_); }

  Token take() {
    const Token token = next_token();
    position_ = token.begin + token.text.size();
    return token;
  }

  [[nodiscard]] Span span_of(const Token& token) const {
    return {base_ + static_cast<std::uint32_t>(token.begin), static_cast<std::uint32_t>(token.text.size())};
  }

  [[nodiscard]] Step step(Op op, const Token& token) const {
    return {op, 0, token.number, token.text, span_of(token), span_of(token)};
  }

  void fail(Span span, const std::string& message, std::string_view hint = {}) {
    diagnostics_.error(codes::bad_expression, span, "{}", message).with_hint(std::string(hint));
    ok_ = false;
  }

  void fail_expecting(const Token& token, std::string_view expected) {
    const bool has_embedded_point = token.kind == Kind::unknown && parse_number(token.text, Dialect::ltspice);
    const std::string_view hint = has_embedded_point ? "--dialect ltspice reads its letter as the decimal point" : "";
    fail(span_of(token),
         token.kind == Kind::end ? fmt::format("the expression ends too early, expected {}", expected)
                                 : fmt::format("found '{}', expected {}", token.text, expected),
         hint);
  }

  void fail_too_deep(Span span) {
    diagnostics_.error(codes::too_large, span, "the expression nests deeper than {}", most_depth_)
        .with_hint("--max-expression-depth raises the limit");
    ok_ = false;
  }

  void push(Waiting::Kind kind, int precedence, const Step& step) {
    if (waiting_.size() >= most_depth_) return fail_too_deep(step.span);
    waiting_.push_back({kind, precedence, step});
    expects_operand_ = true;
  }

  /// In expressions of ngspice, and there alone, 'mil' is milli and letters without a meaning.
  void number(Token token) {
    const std::size_t scale = token.text.find_first_not_of("0123456789.");
    if (equal_ignoring_case(token.text.substr(std::min(scale, token.text.size()), 3), "mil") &&
        reads(dialect_, Reading::milli_il)) {
      token.number = parse_number(token.text.substr(0, scale + 1)).value_or(token.number);
      diagnostics_
          .warning(codes::read_otherwise, span_of(token), "'{}' is {} in an expression, as in ngspice", token.text,
                   token.number)
          .with_hint("other simulators read a thousandth of an inch, 25.4u");
    }
    write_operand(step(Op::literal, token));
  }

  void operand(const Token& token) {
    switch (token.kind) {
      case Kind::number:
        number(token);
        break;
      case Kind::name:
        name_or_call(token);
        break;
      case Kind::minus:
        push(Waiting::Kind::unary, unary_precedence, step(Op::negate, token));
        break;
      case Kind::bang:
        push(Waiting::Kind::unary, unary_precedence, step(Op::logical_not, token));
        break;
      case Kind::plus:
        break;
      case Kind::open:
        push(Waiting::Kind::parenthesis, 0, step(Op::literal, token));
        break;
      default:
        fail_expecting(token, "a number, a name or '('");
    }
  }

  /// Also joins the places of the step's operands to its own.
  void write(Step step) {
    for (std::size_t k = operand_count(step); k > 0; --k) {
      step.whole = join(step.whole, written_.back());
      written_.pop_back();
    }
    written_.push_back(step.whole);
    parsed_.steps_.push_back(step);
  }

  void write_operand(const Step& step) {
    write(step);
    expects_operand_ = false;
  }

  void name_or_call(const Token& name) {
    if (next_token().text != "(") return write_operand(step(Op::name, name));
    take();
    Step call = step(Op::call, name);
    const bool is_voltage = equal_ignoring_case(name.text, "v");
    if (is_voltage || equal_ignoring_case(name.text, "i")) return probe(call, is_voltage ? 2 : 1);
    if (const std::string_view part = part_of_probe(name.text); !part.empty()) {
      probe(call, to_upper(name.text.front()) == 'V' ? 2 : 1);
      call.op = Op::call;
      call.arguments = 1;
      call.name = part;
      if (ok_) write(call);
      return;
    }
    if (next_token().text == ")") {
      call.whole = join(call.whole, span_of(take()));
      return write_operand(call);
    }
    call.arguments = 1;
    push(Waiting::Kind::call, 0, call);
  }

  /// The function that a name like vdb takes of v() or i(); empty if it is none. im(v(out)) is a function.
  [[nodiscard]] std::string_view part_of_probe(std::string_view name) const {
    constexpr std::pair<std::string_view, std::string_view> parts[] = {
        {"m", "mag"}, {"r", "re"}, {"i", "im"}, {"p", "ph"}, {"db", "db"}};
    const bool is_probe = probes_have_parts_ && !name.empty() && (to_upper(name[0]) == 'V' || to_upper(name[0]) == 'I');
    if (!is_probe) return {};
    const Token argument = next_token();
    const std::size_t behind = argument.begin + argument.text.size();
    if (argument.kind == Kind::name && next_expression_token(text_, behind, dialect_).text == "(") return {};
    for (const auto& [letters, function] : parts) {
      if (equal_ignoring_case(name.substr(1), letters)) return function;
    }
    return {};
  }

  /// Behind `v(` or `i(`: names of nodes or of an element.
  void probe(Step step, std::size_t most) {
    Probe probe;
    probe.is_current = most == 1;
    for (std::size_t k = 0;; ++k) {
      const Token name = next_node_token(text_, position_, dialect_);
      position_ = name.begin + name.text.size();
      if (name.text.empty()) return fail_expecting(take(), probe.is_current ? "the name of a source" : "a node");
      (k == 0 ? probe.first : probe.second) = name.text;
      const Token end = take();
      if (end.kind == Kind::close) {
        step.whole = join(step.whole, span_of(end));
        break;
      }
      if (end.kind != Kind::comma || k + 1 == most) return fail_expecting(end, k + 1 == most ? "')'" : "',' or ')'");
    }
    step.op = Op::probe;
    step.arguments = static_cast<std::uint32_t>(parsed_.probes_.size());
    probe.span = step.whole;
    parsed_.probes_.push_back(probe);
    write_operand(step);
  }

  void operation(const Token& token) {
    switch (token.kind) {
      case Kind::binary:
      case Kind::minus:
      case Kind::plus: {
        release(token.precedence);
        Step operation = step(token.op, token);
        if (token.op == Op::call) operation.arguments = 2;
        return push(Waiting::Kind::binary, token.precedence, operation);
      }
      case Kind::question:
        release(1);
        return push(Waiting::Kind::question, 0, step(Op::choose, token));
      case Kind::colon:
        return colon(token);
      case Kind::comma:
        return comma(token);
      case Kind::close:
        return close(token);
      default:
        fail_expecting(token, "an operator");
    }
  }

  /// Writes the operators on top of the stack that bind at least as tight as `precedence`.
  void release(int precedence) {
    while (!waiting_.empty() && waiting_.back().precedence >= precedence) {
      write(waiting_.back().step);
      waiting_.pop_back();
    }
  }

  /// Also writes finished ?: down to the innermost bracket or open '?'.
  void release_choices() {
    release(1);
    while (!waiting_.empty() && waiting_.back().kind == Waiting::Kind::colon) {
      write(waiting_.back().step);
      waiting_.pop_back();
      release(1);
    }
  }

  void colon(const Token& token) {
    release_choices();
    if (waiting_.empty() || waiting_.back().kind != Waiting::Kind::question)
      return fail(span_of(token), "found ':' without a '?' before it");
    waiting_.back().kind = Waiting::Kind::colon;
    expects_operand_ = true;
  }

  void comma(const Token& token) {
    release_choices();
    if (waiting_.empty() || waiting_.back().kind != Waiting::Kind::call)
      return fail(span_of(token), "found ',' outside a function's arguments");
    if (++waiting_.back().step.arguments == max_arguments)
      return fail(span_of(token), fmt::format("a function takes at most {} arguments", max_arguments));
    expects_operand_ = true;
  }

  void close(const Token& token) {
    release_choices();
    if (waiting_.empty()) return fail(span_of(token), fmt::format("'{}' closes nothing", token.text));
    const Waiting opened = waiting_.back();
    if (opened.kind == Waiting::Kind::question) return fail(opened.step.span, "'?' without ':'");
    waiting_.pop_back();
    if (opened.kind == Waiting::Kind::call) write(opened.step);
    Span& whole = written_.back();
    whole = join(join(whole, opened.step.whole), span_of(token));
    if (opened.kind == Waiting::Kind::call) parsed_.steps_.back().whole = whole;
  }

  void finish() {
    release_choices();
    if (waiting_.empty()) return;
    const Waiting& open = waiting_.back();
    if (open.kind == Waiting::Kind::question) return fail(open.step.span, "'?' without ':'");
    if (open.kind == Waiting::Kind::call)
      return fail(open.step.span, fmt::format("'{}(' is not closed", open.step.name));
    fail(open.step.span, fmt::format("'{}' is not closed", open.step.name));
  }

  std::string_view text_;
  std::uint32_t base_;
  Diagnostics& diagnostics_;
  std::size_t most_depth_;
  Dialect dialect_;
  bool probes_have_parts_;
  std::size_t position_ = 0;
  Expression parsed_;
  std::vector<Span> written_;  ///< of what the steps so far leave behind: their places, brackets included
  std::vector<Waiting> waiting_;
  bool expects_operand_ = true;
  bool ok_ = true;
};

std::optional<Expression> Expression::parse(const SourceMap& sources, Span span, Diagnostics& diagnostics,
                                            std::size_t most_depth, Dialect dialect, Probes probes) {
  return Parser(sources.text(span), span.offset, diagnostics, most_depth, dialect, probes).parse();
}

Expression Expression::in_table(std::span<const double> points, Span place) const {
  Expression table = *this;
  for (const double number : points) table.steps_.push_back({Op::literal, 0, number, {}, place, place});
  const auto arguments = static_cast<std::uint32_t>(1 + points.size());
  table.steps_.push_back({Op::call, arguments, 0, "table", place, place});
  return table;
}

Expression Expression::parse_builtin(std::string_view text) {
  Diagnostics diagnostics;
  auto expression = Parser(text, 0, diagnostics, Limits{}.expression_depth, Dialect::ngspice).parse();
  if (!expression)
    throw std::invalid_argument(fmt::format("expression '{}': {}", text, diagnostics.all().front().message));
  return std::move(*expression);
}

}  // namespace ohmscope
