#pragma once

#include <complex>
#include <string_view>
#include <vector>

#include "results/number_text.hpp"
#include "results/sink.hpp"

namespace ohmscope {

/// Writes JSON as it goes, so that results need no second copy in memory. Numbers read back exactly. Misuse (a value
/// where a key is due) is not checked.
class JsonWriter {
 public:
  explicit JsonWriter(Sink& out) : out_(out) {}

  /// Every entry of the object stands on a line of its own.
  void begin_object();
  /// All of it on one line.
  void begin_flat_object();
  void end_object() { end('}'); }
  /// Every element on a line of its own.
  void begin_array();
  /// All of it on one line.
  void begin_flat_array();
  void end_array() { end(']'); }
  void key(std::string_view name);

  void value(std::string_view text);
  void value(const char* text) { value(std::string_view(text)); }
  /// "inf", "-inf" and null where JSON has no number.
  void value(double number);
  void value(bool truth);
  void null();
  /// `[re, im]`, or null if not finite.
  void value(std::complex<double> number);
  /// `[re, im]`, "inf" or null: an impedance.
  template <class Z>
  requires requires(const Z& z) { z.is_infinite(); }
  void value(const Z& impedance) { impedance.is_infinite() ? value("inf") : value(impedance.value()); }

  template <class T>
  void member(std::string_view name, const T& content) {
    key(name);
    value(content);
  }
  template <class T>
  void list(std::string_view name, const std::vector<T>& contents) {
    key(name);
    begin_flat_array();
    for (const T& content : contents) value(content);
    end_array();
  }
  /// Ends the document.
  void finish() { out_.write("\n"); }

 private:
  struct Level {
    bool flat = false;
    bool empty = true;
  };
  void begin(char bracket, bool flat);
  void end(char bracket);
  void separate();
  void new_line();

  Sink& out_;
  NumberText numbers_;
  std::vector<Level> levels_;
  bool after_key_ = false;
};

}  // namespace ohmscope
