#include "solver/devices/line.hpp"

namespace ohmscope::devices {

namespace {

/// Of a wave that loses more, in nepers, nothing is left that a double holds: the ends are apart then.
constexpr double most_loss = 690;

}  // namespace

void stamp_line_ports(const ElementView& e, Stamper& s) {
  s.add(Stamper::across(e.pins[0], e.pins[1]), s.branch(0), 1.0);
  s.add(Stamper::across(e.pins[2], e.pins[3]), s.branch(1), 1.0);
}

void stamp_line(const ElementView& e, ComplexDD z, ComplexDD y, Stamper& s) {
  const UnknownPair v1 = Stamper::across(e.pins[0], e.pins[1]);
  const UnknownPair v2 = Stamper::across(e.pins[2], e.pins[3]);
  const Unknown i1 = s.branch(0);
  const Unknown i2 = s.branch(1);
  const auto rows = [&](const ComplexDD(&a)[4], const ComplexDD(&b)[4]) {
    const UnknownPair columns[] = {v1, i1, v2, i2};
    for (std::size_t k = 0; k < 4; ++k) {
      s.add_at(i1, columns[k], a[k]);
      s.add_at(i2, columns[k], b[k]);
    }
  };
  const Extended t = sqrt(Extended(z * y));
  if (std::fabs(t.value().re.hi) < 10) {
    const ComplexDD cosine = cosh(t).value();
    const ComplexDD ratio = t.is_zero() ? ComplexDD{1.0} : (sinh(t) / t).value();
    rows({1.0, 0.0, -cosine, z * ratio}, {0.0, 1.0, -(y * ratio), cosine});
  } else {
    const ComplexDD Z0 = sqrt(Extended(z) / Extended(y)).value();
    const ComplexDD wave = t.value().re.hi > most_loss ? ComplexDD{} : exp(-t).value();
    rows({1.0, -Z0, -wave, -(wave * Z0)}, {-wave, -(wave * Z0), 1.0, -Z0});
  }
}

void stamp_lossy_line(const ElementView& e, const LineValues& line, double frequency, Stamper& s) {
  const DoubleDouble omega = angular_frequency(frequency);
  const auto total = [&](double real, double imaginary) {
    return ComplexDD{DoubleDouble{real}, omega * DoubleDouble{imaginary}} * DoubleDouble{line.length};
  };
  stamp_line(e, total(line.R, line.L), total(line.G, line.C), s);
}

}  // namespace ohmscope::devices
