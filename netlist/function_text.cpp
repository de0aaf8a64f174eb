#include <algorithm>

#include "netlist/expression_functions.hpp"
#include "netlist/function_tape.hpp"
#include "netlist/number.hpp"
#include "netlist/text.hpp"

// Functions of voltages and currents as expressions of plain SPICE.
namespace ohmscope {

namespace {

using Op = Expression::Op;
using Texts = std::span<const std::string>;

constexpr std::size_t most_text = 100'000;

/// Functions that ngspice's sources have under the same name and with the same meaning.
constexpr std::string_view plain_functions[] = {
    "sqrt",  "sqr", "abs",   "exp", "ln",   "log",  "log10", "min",  "max",  "nint", "floor", "ceil",
    "sgn",   "sin", "cos",   "tan", "asin", "acos", "atan",  "sinh", "cosh", "tanh", "asinh", "acosh",
    "atanh", "u2",  "uramp", "eq0", "ne0",  "gt0",  "lt0",   "ge0",  "le0",  "pwl"};
/// The same where the deck is ngspice's.
constexpr std::string_view own_functions[] = {"pow", "pwr", "u"};

std::string_view sign_of(Op op) {
  switch (op) {
    case Op::add:
      return "+";
    case Op::subtract:
      return "-";
    case Op::multiply:
      return "*";
    case Op::divide:
      return "/";
    case Op::less:
      return "<";
    case Op::less_equal:
      return "<=";
    case Op::greater:
      return ">";
    case Op::greater_equal:
      return ">=";
    case Op::equal:
      return "==";
    case Op::not_equal:
      return "!=";
    case Op::logical_and:
      return "&&";
    case Op::logical_or:
      return "||";
    case Op::power:
      return "**";
    default:
      return "";
  }
}

/// ngspice has lines alone: its ends are held by points beyond them.
std::optional<std::string> table_text(Texts a) {
  const std::size_t last = a.size() - 2;
  const auto plain = [](const std::string& text) {
    return parse_number(text.front() == '(' ? text.substr(1, text.size() - 2) : text);
  };
  const auto first_x = plain(a[1]);
  const auto last_x = plain(a[last]);
  if (!first_x || !last_x) return std::nullopt;
  return fmt::format("pwl({},{},{},{},{},{})", a[0], *first_x - 1, a[2], fmt::join(a.subspan(1), ","), *last_x + 1,
                     a[last + 1]);
}

std::optional<std::string> call_text(const std::string& name, bool is_of_ngspice, Texts a) {
  const auto is = [&](std::string_view other) { return equal_ignoring_case(name, other); };
  if (is_among(plain_functions, name) || (is_of_ngspice && is_among(own_functions, name)))
    return fmt::format("{}({})", name, fmt::join(a, ","));
  if (is("if") || is("ternary_fcn")) return fmt::format("(({})?({}):({}))", a[0], a[1], a[2]);
  if (is("limit") && a.size() == 3) return fmt::format("min(max({0},min({1},{2})),max({1},{2}))", a[0], a[1], a[2]);
  if (is("table")) return table_text(a);
  if (is("hypot")) return fmt::format("sqrt(({})*({})+({})*({}))", a[0], a[0], a[1], a[1]);
  if (is("arctan")) return fmt::format("atan({})", a[0]);
  if (is("arcsin")) return fmt::format("asin({})", a[0]);
  if (is("arccos")) return fmt::format("acos({})", a[0]);
  return std::nullopt;
}

std::optional<std::string> text_of(Op op, const std::string& name, bool is_of_ngspice, Texts a) {
  if (op == Op::call) return call_text(name, is_of_ngspice, a);
  if (op == Op::negate) return fmt::format("(-{})", a[0]);
  if (op == Op::logical_not) return fmt::format("eq0({})", a[0]);
  if (op == Op::choose) return fmt::format("(({})?({}):({}))", a[0], a[1], a[2]);
  if (op == Op::power && !is_of_ngspice) return std::nullopt;
  return fmt::format("({}{}{})", a[0], sign_of(op), a[1]);
}

}  // namespace

std::optional<std::string> FunctionTape::text(std::span<const std::string> controls) const {
  std::vector<std::string> texts;
  for (const double number : numbers_) texts.push_back(number < 0 ? fmt::format("({})", number) : fmt::format("{}", number));
  for (std::size_t k = 0; k < controls_.size(); ++k) texts[controls_[k]] = controls[k];
  for (const Operation& operation : operations_) {
    std::vector<std::string> given;
    for (const std::uint32_t slot : operands(operation)) given.push_back(texts[slot]);
    auto text = text_of(operation.op, operation.name, operation.is_of_ngspice, given);
    if (!text || text->size() > most_text) return std::nullopt;
    texts[operation.slot] = *std::move(text);
  }
  return texts[result_];
}

}  // namespace ohmscope
