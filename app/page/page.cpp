#include "app/page/page.hpp"

#include <stdexcept>

namespace ohmscope {

namespace {

constexpr std::string_view data_mark = "{\"data\":\"goes here\"}";
constexpr std::string_view connect_mark = "connect-src 'none'";

// Within JSON '<' stands in texts alone, where it may be written so: then nothing looks like </script> or <!--.
void append_escaped(std::string& page, std::string_view json) {
  for (const char c : json) {
    if (c == '<')
      page += "\\u003c";
    else
      page += c;
  }
}

std::size_t place_of(std::string_view page, std::string_view mark) {
  const std::size_t place = page.find(mark);
  if (place == std::string_view::npos) throw std::logic_error("the page's template lacks " + std::string(mark));
  return place;
}

}  // namespace

std::string page_with(std::string_view json, bool is_alive) {
  const std::string_view page = page_template();
  const std::size_t data = place_of(page, data_mark);
  std::string whole;
  whole.reserve(page.size() + json.size());
  whole.append(page.substr(0, data));
  append_escaped(whole, json);
  whole.append(page.substr(data + data_mark.size()));
  if (is_alive) whole.replace(place_of(whole, connect_mark), connect_mark.size(), "connect-src 'self'");
  return whole;
}

}  // namespace ohmscope
