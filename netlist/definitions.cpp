#include "netlist/definitions.hpp"

#include <algorithm>

#include "netlist/codes.hpp"
#include "netlist/pieces.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

bool is_name(std::string_view text) {
  return !text.empty() && (is_letter(text.front()) || text.front() == '_') &&
         std::all_of(text.begin(), text.end(), is_in_name);
}

class Reader {
 public:
  Reader(const SourceMap& sources, Span text, Diagnostics& diagnostics)
      : text_(sources.text(text)), base_(text.offset), diagnostics_(diagnostics), pieces_(text_) {
    if (const auto at = pieces_.unclosed()) {
      const bool brace = text_[*at] == '{';
      diagnostics_
          .error(codes::not_closed, span(*at, *at + 1), "{} is not closed, expected {}", brace ? "'{'" : "the quote",
                 brace ? std::string("'}'") : std::string(1, text_[*at]))
          .loses_names = text_.find('=', *at) != std::string_view::npos;  // of definitions behind it
    }
  }

  std::vector<Definition> parameters() {
    const auto& all = pieces_.all();
    std::vector<Definition> definitions;
    std::size_t k = 0;
    while (k < all.size()) {
      const std::size_t sign = head_end(k);
      if (sign >= all.size() || !all[sign].is_sign) {
        fail(span(all[k].begin, all[k].end), "'.param name=value …'");
        return definitions;
      }
      std::size_t end = sign + 1;
      while (end < all.size() && !(head_end(end) < all.size() && all[head_end(end)].is_sign)) ++end;
      if (auto definition = read(span(all[k].begin, all[sign].begin), values(sign + 1, end)))
        definitions.push_back(std::move(*definition));
      k = end;
    }
    return definitions;
  }

  std::optional<Definition> function() {
    const auto& all = pieces_.all();
    const std::size_t end = all.empty() ? 0 : all.back().end;
    const std::size_t close = text_.find(')');
    if (close >= end || text_.find('(') > close) {
      fail(span(0, end), "'.func name(argument, …) {expression}'");
      return std::nullopt;
    }
    std::size_t begin = close + 1;
    for (const Piece& piece : all) {
      if (piece.begin > begin || piece.end > begin) begin = std::max(begin, piece.begin);
      if (piece.end <= begin) continue;
      if (!piece.is_sign) break;
      begin = piece.end;
    }
    return read(span(0, close + 1), span(begin, end));
  }

 private:
  [[nodiscard]] Span span(std::size_t begin, std::size_t end) const {
    return {base_ + static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(std::max(begin, end) - begin)};
  }

  void fail(Span found, std::string_view expected) {
    diagnostics_
        .error(codes::malformed_card, found, "found '{}', expected {}",
               text_.substr(found.offset - base_, found.length), expected)
        .losing_names();
  }

  /// Behind what may be a name, or a name and arguments: `f (x)` is two pieces.
  [[nodiscard]] std::size_t head_end(std::size_t k) const {
    const auto& all = pieces_.all();
    const bool has_arguments = k + 1 < all.size() && text_[all[k + 1].begin] == '(';
    return k + (has_arguments ? 2 : 1);
  }

  /// All pieces from one to another, without the commas that end it.
  [[nodiscard]] Span values(std::size_t first, std::size_t end) const {
    if (first == end) return span(pieces_.all()[first - 1].end, 0);
    const std::size_t begin = pieces_.all()[first].begin;
    std::size_t last = pieces_.all()[end - 1].end;
    while (last > begin && text_[last - 1] == ',') --last;
    return span(begin, last);
  }

  /// `head` is `name` or `name(argument, …)`.
  std::optional<Definition> read(Span head, Span value) {
    const std::string_view written = trim(text_.substr(head.offset - base_, head.length));
    const std::string_view name = trim(written.substr(0, written.find('(')));
    Definition definition{span_of(name), std::nullopt, value};
    if (!is_name(name)) {
      fail(definition.name, "a name");
      return std::nullopt;
    }
    const auto at = pieces_.unclosed();
    if (at && *at >= value.offset - base_ && *at < value.end() - base_) {
      definition.value = {};
    } else if (value.length == 0) {
      diagnostics_.error(codes::malformed_assignment, definition.name, "'{}' has no value, expected 'name=value'",
                         name);
      definition.value = {};
    }
    if (name.size() < written.size() && !read_arguments(written, definition)) return std::nullopt;
    return definition;
  }

  bool read_arguments(std::string_view head, Definition& definition) {
    std::string_view rest = head.substr(head.find('(') + 1);
    definition.arguments.emplace();
    if (head.back() != ')') {
      fail(span_of(head), "'name(argument, …)'");
      return false;
    }
    rest.remove_suffix(1);
    while (!trim(rest).empty()) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      const std::string_view argument = trim(rest.substr(0, comma));
      if (!is_name(argument)) {
        fail(span_of(argument), "the name of an argument");
        return false;
      }
      definition.arguments->push_back(span_of(argument));
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    return true;
  }

  [[nodiscard]] Span span_of(std::string_view part) const {
    const auto begin = static_cast<std::size_t>(part.data() - text_.data());
    return span(begin, begin + part.size());
  }

  std::string_view text_;
  std::uint32_t base_;
  Diagnostics& diagnostics_;
  Pieces pieces_;
};

}  // namespace

std::vector<Definition> read_parameters(const SourceMap& sources, Span text, Diagnostics& diagnostics) {
  return Reader(sources, text, diagnostics).parameters();
}

std::optional<Definition> read_function(const SourceMap& sources, Span text, Diagnostics& diagnostics) {
  return Reader(sources, text, diagnostics).function();
}

}  // namespace ohmscope
