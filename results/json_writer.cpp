#include "results/json_writer.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

namespace ohmscope {

namespace {

// JSON text must be UTF-8; bytes of a deck that are not become the replacement character.
std::string quoted(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

void JsonWriter::begin_object() { begin('{', false); }
void JsonWriter::begin_flat_object() { begin('{', true); }
void JsonWriter::begin_array() { begin('[', false); }
void JsonWriter::begin_flat_array() { begin('[', true); }

void JsonWriter::begin(char bracket, bool flat) {
  separate();
  out_.write({&bracket, 1});
  levels_.push_back({flat || (!levels_.empty() && levels_.back().flat), true});
}

void JsonWriter::end(char bracket) {
  const Level level = levels_.back();
  levels_.pop_back();
  if (!level.flat && !level.empty) new_line();
  out_.write({&bracket, 1});
}

void JsonWriter::new_line() {
  out_.write("\n");
  for (std::size_t k = 0; k < levels_.size(); ++k) out_.write(" ");
}

void JsonWriter::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (levels_.empty()) return;
  Level& level = levels_.back();
  if (!level.empty) out_.write(level.flat ? ", " : ",");
  if (!level.flat) new_line();
  level.empty = false;
}

void JsonWriter::key(std::string_view name) {
  separate();
  out_.print("{}: ", quoted(name));
  after_key_ = true;
}

void JsonWriter::value(std::string_view text) {
  separate();
  out_.write(quoted(text));
}

void JsonWriter::value(double number) {
  if (std::isnan(number)) {
    null();
    return;
  }
  if (std::isinf(number)) {
    value(number > 0 ? "inf" : "-inf");
    return;
  }
  separate();
  out_.write(numbers_.of(number));
}

void JsonWriter::value(bool truth) {
  separate();
  out_.write(truth ? "true" : "false");
}

void JsonWriter::null() {
  separate();
  out_.write("null");
}

void JsonWriter::value(std::complex<double> number) {
  if (!std::isfinite(number.real()) || !std::isfinite(number.imag())) {
    null();
    return;
  }
  separate();
  out_.write("[");
  out_.write(numbers_.of(number.real()));
  out_.write(", ");
  out_.write(numbers_.of(number.imag()));
  out_.write("]");
}

}  // namespace ohmscope
