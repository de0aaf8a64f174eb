#include "netlist/expression.hpp"

#include <stdexcept>

#include "netlist/expression_tokens.hpp"

namespace ohmscope {

namespace {

using Op = Expression::Op;
using Step = Expression::Step;
using Token = ExpressionToken;
using Kind = ExpressionToken::Kind;

constexpr std::size_t max_depth = 1000;
constexpr std::uint16_t max_arguments = 1000;

/// What waits on the parser's stack (Dijkstra's shunting yard). Brackets, '?' and ':' have precedence 0.
struct Waiting {
  enum class Kind { binary, unary, parenthesis, call, question, colon };
  Kind kind;
  int precedence;  ///< of an operator
  Step step;       ///< to be written when it leaves the stack; of a bracket: its place and the function's name
};

class Parser {
 public:
  Parser(std::string_view text, std::uint32_t base, Diagnostics& diagnostics)
      : text_(text), base_(base), diagnostics_(diagnostics) {}

  /// Postfix steps, or nothing after an error.
  std::optional<std::vector<Step>> parse() {
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
    return std::move(steps_);
  }

 private:
  Token take() {
    const Token token = next_expression_token(text_, position_);
    position_ = token.begin + token.text.size();
    return token;
  }

  [[nodiscard]] Span span_of(const Token& token) const {
    return {base_ + static_cast<std::uint32_t>(token.begin), static_cast<std::uint32_t>(token.text.size())};
  }

  [[nodiscard]] Step step(Op op, const Token& token) const { return {op, 0, token.number, token.text, span_of(token)}; }

  void fail(Span span, std::string message) {
    diagnostics_.add(Severity::error, span, std::move(message));
    ok_ = false;
  }

  void fail_expecting(const Token& token, std::string_view expected) {
    fail(span_of(token), token.kind == Kind::end ? fmt::format("the expression ends too early, expected {}", expected)
                                                 : fmt::format("found '{}', expected {}", token.text, expected));
  }

  void push(Waiting::Kind kind, int precedence, const Step& step) {
    if (waiting_.size() >= max_depth) return fail(step.span, fmt::format("expression nests deeper than {}", max_depth));
    waiting_.push_back({kind, precedence, step});
    expects_operand_ = true;
  }

  void operand(const Token& token) {
    switch (token.kind) {
      case Kind::number:
        write(step(Op::literal, token));
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

  void write(const Step& step) {
    steps_.push_back(step);
    expects_operand_ = false;
  }

  void name_or_call(const Token& name) {
    if (next_expression_token(text_, position_).text != "(") return write(step(Op::name, name));
    take();
    Step call = step(Op::call, name);
    if (next_expression_token(text_, position_).text == ")") {
      take();
      return write(call);
    }
    call.arguments = 1;
    push(Waiting::Kind::call, 0, call);
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
      steps_.push_back(waiting_.back().step);
      waiting_.pop_back();
    }
  }

  /// Also writes finished ?: down to the innermost bracket or open '?'.
  void release_choices() {
    release(1);
    while (!waiting_.empty() && waiting_.back().kind == Waiting::Kind::colon) {
      steps_.push_back(waiting_.back().step);
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
    if (opened.kind == Waiting::Kind::call) steps_.push_back(opened.step);
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
  std::size_t position_ = 0;
  std::vector<Step> steps_;
  std::vector<Waiting> waiting_;
  bool expects_operand_ = true;
  bool ok_ = true;
};

}  // namespace

std::optional<Expression> Expression::parse(const SourceMap& sources, Span span, Diagnostics& diagnostics) {
  auto steps = Parser(sources.text(span), span.offset, diagnostics).parse();
  return steps ? std::optional(Expression(std::move(*steps))) : std::nullopt;
}

Expression Expression::parse_builtin(std::string_view text) {
  Diagnostics diagnostics;
  auto steps = Parser(text, 0, diagnostics).parse();
  if (!steps) throw std::invalid_argument(fmt::format("expression '{}': {}", text, diagnostics.all().front().message));
  return Expression(std::move(*steps));
}

}  // namespace ohmscope
