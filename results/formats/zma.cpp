#include <cmath>

#include "results/format.hpp"
#include "results/mapped_file.hpp"
#include "results/one_impedance.hpp"
#include "results/text.hpp"

namespace ohmscope::results {

namespace {

constexpr double degree = 3.14159265358979323846 / 180;

/// Lines of frequency (Hz), magnitude (ohm) and phase (degrees), as the `Z(FILE)` of a deck takes them.
void write(const Document& document, Sink& out, const WriteOptions& /*options*/) {
  const auto [frequency, impedance] = only_impedance_of(document, ".zma");
  out.print("* {}\n* {}: Hz, ohm, degrees\n", one_line(document.title), one_line(impedance->name));
  for (std::size_t k = 0; k < impedance->values.size(); ++k) {
    const std::complex<double> z = impedance->values[k];
    out.print("{} {} {}\n", frequency->values.real(k), std::abs(z), std::arg(z) / degree);
  }
}

/// Exact on the axes, where the sine of 180 degrees would not be.
std::complex<double> polar(double magnitude, double degrees) {
  if (std::fmod(degrees, 180) == 0) return std::fmod(degrees, 360) == 0 ? magnitude : -magnitude;
  if (std::fmod(degrees, 90) == 0) return {0, std::sin(degrees * degree) > 0 ? magnitude : -magnitude};
  return std::polar(magnitude, degrees * degree);
}

Document read(const std::string& path) {
  const MappedFile file(path);
  std::vector<double> frequencies;
  std::vector<std::complex<double>> impedances;
  std::size_t number = 0;
  for (const std::string_view line : lines_of(file.bytes())) {
    ++number;
    const std::vector<std::string_view> words = words_of(line, " \t\r");
    if (words.empty() || words.front().starts_with('*') || words.front().starts_with(';')) continue;
    if (words.size() != 3) throw Fault(fmt::format("line {}: found {} values, expected 3", number, words.size()));
    double numbers[3];
    for (std::size_t k = 0; k < 3; ++k) {
      const std::optional<double> value = number_of(words[k]);
      if (!value || !std::isfinite(*value))
        throw Fault(fmt::format("line {}: found '{}', expected a number", number, shown(words[k])));
      numbers[k] = *value;
    }
    frequencies.push_back(numbers[0]);
    impedances.push_back(polar(numbers[1], numbers[2]));
  }
  if (frequencies.empty()) throw Fault("the file holds no points");
  return one_impedance(std::move(frequencies), std::move(impedances));
}

}  // namespace

namespace registered {
extern const FileFormat zma;
const FileFormat zma{.suffix = ".zma",
                     .description = "one impedance: Hz, ohm, degrees, for the Z(FILE) of a deck",
                     .write = write,
                     .read = read};
}  // namespace registered

}  // namespace ohmscope::results
