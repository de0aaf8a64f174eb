#pragma once

#include <cmath>
#include <span>
#include <vector>

#include "solver/devices/dual.hpp"
#include "solver/devices/junction.hpp"
#include "solver/devices/semiconductor.hpp"

// What the levels of MOS transistors share with their frame: each level is one file that defines one MosfetLevel.
namespace ohmscope::devices {

/// Where a MOS transistor's values stand; see mosfet_parameters.hpp.
enum class Mosfet : std::size_t {
  L,
  W,
  AD,
  AS,
  PD,
  PS,
  NRD,
  NRS,
  number,
  off,
  temp,
  dtemp,
  type,
  level,
  VTO,
  KP,
  GAMMA,
  PHI,
  LAMBDA,
  RD,
  RS,
  CBD,
  CBS,
  IS,
  PB,
  CGSO,
  CGDO,
  CGBO,
  RSH,
  CJ,
  MJ,
  CJSW,
  MJSW,
  JS,
  TOX,
  LD,
  UO,
  FC,
  NSUB,
  TPG,
  NSS,
  DELTA,
  UEXP,
  UCRIT,
  VMAX,
  XJ,
  NEFF,
  NFS,
  XL,
  WD,
  XW,
  DELVTO,
  ETA,
  THETA,
  KAPPA,
  TNOM,
  KF,
  AF,
  count
};

/// A MOS transistor's values by name.
struct MosfetValues {
  std::span<const double> values;
  double operator[](Mosfet k) const { return values[static_cast<std::size_t>(k)]; }
};

inline constexpr double vacuum_permittivity = 8.854214871e-12;  // F/m, as in ngspice 39
inline constexpr double silicon_permittivity = 11.7 * vacuum_permittivity;
inline constexpr double oxide_permittivity = 3.9 * vacuum_permittivity;

/// A channel's size, temperature and process, electrical parameters worked out where they are not given; voltages as of
/// an n-channel.
struct MosfetChannel {
  double sign;           ///< 1: n-channel, -1: p-channel
  double vt;             ///< V
  double length, width;  ///< effective, m
  double oxide;          ///< capacitance, F/m^2; 0: no thickness is given
  double beta;           ///< KP W / L, A/V^2
  double built_in;       ///< V; the threshold is built_in + gamma sqrt(phi - vbs)
  double gamma;          ///< sqrt(V)
  double phi;            ///< V
  double pb;             ///< potential of the bulk's junctions, V
  double doping;         ///< of the substrate, 1/m^3; 0: not given
  double mobility;       ///< m^2/Vs
};

/// By vgs, vds and vbs.
using MosfetVoltage = Dual<3>;

/// What a level's equations say of a channel.
struct ChannelState {
  MosfetVoltage current = 0;  ///< from drain to source
  double threshold = 0;       ///< gate voltage at which it begins
  double saturation = 0;      ///< drain voltage beyond which the current grows little
};

/// The equations of one level.
struct MosfetLevel {
  int level;
  double tox;                           ///< m, where it is not given; not_given: there is no oxide
  double mjsw;                          ///< where it is not given
  bool is_adjusted;                     ///< knows XL, WD, XW and DELVTO
  bool leakage_grows;                   ///< the bulk junctions' reverse current does not get flat at -3 vt
  double (*intrinsic)(double nominal);  ///< carriers per m^3, at a temperature in K
  /// What no voltage changes, beside what `channel` says.
  std::vector<double> (*prepare)(const MosfetValues& values, const MosfetChannel& channel);
  /// At voltages from the source with vds >= 0; `own` is prepare()'s result.
  ChannelState (*conduct)(const MosfetChannel& channel, std::span<const double> own, const MosfetVoltage& vgs,
                          const MosfetVoltage& vds, const MosfetVoltage& vbs);
  double (*threshold)(const MosfetChannel& channel, std::span<const double> own, double vds, double vbs);
};

extern const MosfetLevel mosfet_level1;
extern const MosfetLevel mosfet_level2;
extern const MosfetLevel mosfet_level3;

/// sqrt(phi - v), above v = 0 without its end (SPICE2), and its derivative by v.
template <class Real>
struct DepletionRoot {
  Real root;
  Real slope;
};
template <class Real>
DepletionRoot<Real> depletion_root(const Real& v, double phi) {
  using std::sqrt;
  if (v <= 0) {
    const Real root = sqrt(phi - v);
    return {root, -0.5 / root};
  }
  const double end = std::sqrt(phi);
  const Real root = end / (1 + 0.5 / phi * v);
  return {root, -0.5 / (phi * end) * root * root};
}

}  // namespace ohmscope::devices
