#pragma once

#include <algorithm>
#include <cmath>

namespace ohmscope::devices {

// Constants as ngspice 39 has them, so that its model cards give the same numbers here.
inline constexpr double elementary_charge = 1.6021766208e-19;  // C
inline constexpr double boltzmann_constant = 1.38064852e-23;   // J/K
inline constexpr double zero_celsius = 273.15;                 // K
inline constexpr double reference_temperature = 300.15;        // K, of the laws below

/// kT/q in volts.
inline double thermal_voltage(double kelvin) { return boltzmann_constant / elementary_charge * kelvin; }

/// Band gap of silicon in eV (Thurmond's fit: Sze, Physics of Semiconductor Devices).
inline double band_gap(double kelvin) { return 1.16 - 7.02e-4 * kelvin * kelvin / (kelvin + 1108); }

/// What a junction potential changes by from the reference temperature to another, beside its proportional part.
inline double potential_shift(double kelvin) {
  const double arg = -band_gap(kelvin) / (2 * boltzmann_constant * kelvin) +
                     1.1150877 / (2 * boltzmann_constant * reference_temperature);
  return -2 * thermal_voltage(kelvin) * (1.5 * std::log(kelvin / reference_temperature) + elementary_charge * arg);
}

/// A junction's potential (V) and the factor of its capacitance at a temperature (K), from those at another (SPICE2:
/// Nagel, Memorandum ERL-M520 (1975); Vladimirescu, The SPICE Book, appendix A).
struct JunctionAtTemperature {
  double potential;
  double capacitance_factor;
};
inline JunctionAtTemperature junction_at(double potential, double grading, double nominal, double kelvin) {
  constexpr double per_kelvin = 400e-6;
  const double at_reference = (potential - potential_shift(nominal)) / (nominal / reference_temperature);
  const double before =
      1 + grading * (per_kelvin * (nominal - reference_temperature) - (potential - at_reference) / at_reference);
  const double now = potential_shift(kelvin) + kelvin / reference_temperature * at_reference;
  const double after =
      1 + grading * (per_kelvin * (kelvin - reference_temperature) - (now - at_reference) / at_reference);
  return {now, after / before};
}

/// exp(x), continued by its tangent where no current of any device is any more.
template <class Real>
Real limited_exp(const Real& x) {
  using std::exp;
  constexpr double most = 230;
  return x <= most ? exp(x) : std::exp(most) * (1 + (x - most));
}

/// I (exp(v / vte) - 1), and far in reverse its continuation by -I (1 + (3 vte / (e v))^3), which never gets flat.
template <class Real>
Real junction_current(const Real& v, double saturation, double vte) {
  if (v >= -3 * vte) return saturation * (limited_exp(v / vte) - 1);
  const Real arg = 3 * vte / (v * std::exp(1.0));
  return -saturation * (1 + arg * arg * arg);
}

/// The same of a junction that may not be there.
template <class Real>
Real leakage(const Real& v, double saturation, double vte) {
  return saturation == 0 ? Real(0) : junction_current(v, saturation, vte);
}

/// Charge of a depletion capacitance C0 (1 - v/phi)^-m, continued above fc phi by its tangent, in coulombs.
template <class Real>
Real depletion_charge(const Real& v, double C0, double phi, double m, double fc) {
  if (C0 == 0) return 0;
  if (v < fc * phi) return C0 * phi / (1 - m) * (1 - pow(1 - v / phi, 1 - m));
  const double below = phi * (1 - std::pow(1 - fc, 1 - m)) / (1 - m);
  const double steepness = std::pow(1 - fc, 1 + m);
  const double offset = 1 - fc * (1 + m);
  return C0 * (below + (offset * (v - fc * phi) + m / (2 * phi) * (v * v - fc * phi * fc * phi)) / steepness);
}

/// 2 q |I|: of charges that cross a barrier one by one (Schottky, Ann. Phys. 57 (1918)).
inline double shot_noise(double current) { return 2 * elementary_charge * std::fabs(current); }

/// KF |I|^AF, over f.
inline double flicker_noise(double current, double kf, double af) {
  return kf == 0 ? 0 : kf * std::pow(std::fabs(current), af);
}

/// 4 k T 2/3 gm: a channel's (van der Ziel).
inline double channel_noise(double transconductance, double kelvin) {
  return 8.0 / 3 * boltzmann_constant * kelvin * std::fabs(transconductance);
}

/// Above this voltage an exponential's step is taken back: where the junction's characteristic bends most.
inline double critical_voltage(double vt, double saturation_current) {
  return vt * std::log(vt / (std::sqrt(2.0) * saturation_current));
}

/// A junction voltage's step from `before` to `v`, taken back to what its current's logarithm allows (Colon's limiting:
/// Nagel, ERL-M520 (1975), section 4.2). Returns whether it was.
inline bool limit_junction(double& v, double before, double vt, double critical) {
  const double wanted = v;
  if (v > critical && std::fabs(v - before) > 2 * vt) {
    if (before > 0) {
      const double arg = (v - before) / vt;
      v = arg > 0 ? before + vt * (2 + std::log(std::max(arg - 2, 0.5))) : before - vt * (2 + std::log(2 - arg));
    } else {
      v = vt * std::log(v / vt);
    }
  } else if (v < 0) {
    const double least = before > 0 ? -before - 1 : 2 * before - 1;
    v = std::max(v, least);
  }
  return v != wanted;
}

}  // namespace ohmscope::devices
