#include "stages/one_port.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace ohmscope {

namespace {

/// j w L; exactly 0 at 0 Hz.
Extended inductor(double henries, double frequency) {
  return ComplexDD{DoubleDouble{}, angular_frequency(frequency) * henries};
}

/// 1 / (j w C); infinite at 0 Hz.
Extended capacitor(double farads, double frequency) {
  return Extended(1.0) / Extended(ComplexDD{DoubleDouble{}, angular_frequency(frequency) * farads});
}

Extended measured_at(const ImpedanceTable& table, double frequency) {
  const auto value = table.at(frequency);
  return value ? Extended(ComplexDD(*value)) : Extended::undefined();
}

}  // namespace

OnePort OnePort::single(Kind kind, double value) {
  OnePort result;
  result.kind_ = kind;
  result.value_ = value;
  return result;
}

OnePort OnePort::composite(Kind kind, std::vector<OnePort> parts) {
  assert(!parts.empty());
  if (parts.size() == 1) return std::move(parts.front());
  OnePort result = single(kind, 0);
  result.parts_ = std::move(parts);
  return result;
}

OnePort OnePort::resistance(double ohms) { return single(Kind::resistance, ohms); }
OnePort OnePort::open() { return resistance(std::numeric_limits<double>::infinity()); }
OnePort OnePort::inductance(double henries) { return single(Kind::inductance, henries); }
OnePort OnePort::capacitance(double farads) { return single(Kind::capacitance, farads); }
OnePort OnePort::series(std::vector<OnePort> parts) { return composite(Kind::series, std::move(parts)); }
OnePort OnePort::parallel(std::vector<OnePort> parts) { return composite(Kind::parallel, std::move(parts)); }

OnePort OnePort::measured(std::shared_ptr<const ImpedanceTable> table) {
  assert(table);
  OnePort result = single(Kind::measured, 0);
  result.table_ = std::move(table);
  return result;
}

bool OnePort::is_open() const {
  switch (kind_) {
    case Kind::resistance:
      return std::isinf(value_);
    case Kind::capacitance:
      return value_ == 0;
    case Kind::inductance:
    case Kind::measured:
      return false;
    case Kind::series:
      return std::ranges::any_of(parts_, &OnePort::is_open);
    case Kind::parallel:
      return std::ranges::all_of(parts_, &OnePort::is_open);
  }
  return false;
}

bool OnePort::is_short() const {
  switch (kind_) {
    case Kind::resistance:
    case Kind::inductance:
      return value_ == 0;
    case Kind::capacitance:
    case Kind::measured:
      return false;
    case Kind::series:
      return std::ranges::all_of(parts_, &OnePort::is_short);
    case Kind::parallel:
      return std::ranges::any_of(parts_, &OnePort::is_short);
  }
  return false;
}

Extended OnePort::impedance(double frequency) const {
  switch (kind_) {
    case Kind::resistance:
      return std::isinf(value_) ? Extended::infinite() : Extended(value_);
    case Kind::inductance:
      return inductor(value_, frequency);
    case Kind::capacitance:
      return capacitor(value_, frequency);
    case Kind::measured:
      return measured_at(*table_, frequency);
    case Kind::series:
    case Kind::parallel:
      break;
  }
  Extended total = parts_.front().impedance(frequency);
  for (std::size_t k = 1; k < parts_.size(); ++k) {
    const Extended part = parts_[k].impedance(frequency);
    total = kind_ == Kind::series ? total + part : par(total, part);
  }
  return total;
}

bool OnePort::operator==(const OnePort& other) const {
  if (kind_ != other.kind_ || value_ != other.value_ || parts_ != other.parts_) return false;
  return table_ == other.table_ || (table_ && other.table_ && *table_ == *other.table_);
}

}  // namespace ohmscope
