#pragma once

#include <complex>
#include <optional>
#include <string>
#include <vector>

namespace ohmscope {

/// An n-port by a matrix over frequencies (Hz, strictly rising from 0 or more).
///
/// Between its points real and imaginary parts are straight over the frequency: what is passive, or reciprocal, at two
/// points is so between them. Where asked for, magnitudes and phases are instead, phases by the shorter way.
class NetworkTable {
 public:
  /// What the matrix tells: the waves b by a (relative to real references), v by i, i by v, (v1, i2) by (i1, v2), or
  /// (i1, v2) by (v1, i2).
  enum class Kind { s, z, y, h, g };
  struct Rules {
    bool is_polar = false;         ///< magnitudes and phases are straight
    bool is_stepped = false;       ///< values hold from one point to the next
    bool is_extrapolated = false;  ///< those at the ends hold beyond them, at 0 Hz their real parts
    bool operator==(const Rules&) const = default;
  };
  /// SI units, by rows, one matrix a frequency.
  struct Data {
    Kind kind = Kind::s;
    std::vector<double> references;  ///< ohm, one a port
    std::vector<double> frequencies;
    std::vector<std::complex<double>> values;
  };

  /// `name` is for messages.
  NetworkTable(std::string name, Data data, Rules rules);

  [[nodiscard]] std::size_t ports() const { return data_.references.size(); }
  [[nodiscard]] Kind kind() const { return data_.kind; }
  /// Ohm.
  [[nodiscard]] double reference(std::size_t port) const { return data_.references[port]; }
  /// The matrix at `frequency` by rows, exactly as given at the points, or nothing outside of the table.
  [[nodiscard]] std::optional<std::vector<std::complex<double>>> at(double frequency) const;
  [[nodiscard]] bool covers(double frequency) const {
    return rules_.is_extrapolated || (frequency >= lowest() && frequency <= highest());
  }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] double lowest() const { return data_.frequencies.front(); }
  [[nodiscard]] double highest() const { return data_.frequencies.back(); }

 private:
  [[nodiscard]] std::vector<std::complex<double>> point(std::size_t k) const;

  std::string name_;
  Data data_;
  Rules rules_;
};

}  // namespace ohmscope
