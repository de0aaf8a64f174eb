#include "netlist/point_list.hpp"

#include "netlist/expression_tokens.hpp"

namespace ohmscope {

PointWord PointWords::next() {
  using Kind = ExpressionToken::Kind;
  while (true) {
    const ExpressionToken token = next_expression_token(text_, position_, Dialect::ngspice);
    position_ = token.begin + token.text.size();
    const bool separates = token.kind == Kind::comma || token.kind == Kind::close || token.text == "=";
    if (separates || (token.kind == Kind::open && token.text == "(")) continue;
    if (const std::size_t held = held_end(text_.substr(token.begin)); held > 0) position_ = token.begin + held;
    if (token.kind == Kind::minus || token.kind == Kind::plus) {
      const ExpressionToken number = next_expression_token(text_, position_, Dialect::ngspice);
      if (number.kind == Kind::number) position_ = number.begin + number.text.size();
    }
    const bool is_strange =
        position_ == token.begin + token.text.size() && (token.kind == Kind::unknown || token.kind == Kind::binary ||
                                                         token.kind == Kind::minus || token.kind == Kind::plus);
    const auto kind = token.kind == Kind::end    ? PointWord::Kind::end
                      : token.kind == Kind::name ? PointWord::Kind::name
                      : is_strange               ? PointWord::Kind::unexpected
                                                 : PointWord::Kind::value;
    return {kind,
            {base_ + static_cast<std::uint32_t>(token.begin), static_cast<std::uint32_t>(position_ - token.begin)}};
  }
}

}  // namespace ohmscope
