#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "solver/circuit/impedance.hpp"

namespace ohmscope {

/// What two stages are to each other, over a whole sweep.
enum class InterfaceVerdict {
  bridged,      ///< the load is so much larger than the source that it takes hardly any voltage away
  matched,      ///< the load takes nearly all the power that the source can give
  loaded,       ///< neither
  undetermined  ///< one of the two impedances has no value anywhere in the sweep
};
[[nodiscard]] std::string_view name_of(InterfaceVerdict verdict);

/// Where the verdicts begin.
struct InterfaceRules {
  double least_ratio = 8;        ///< bridged: |load| at least so many times |source| at every frequency
  double least_transfer = 0.99;  ///< matched: at least this part of the available power (a return loss of 20 dB)
  double reference = 1000;       ///< Hz: what the response is compared with, if the sweep reaches so far
};

/// A value, and which point of the sweep it is of. NaN: no point has one.
struct Extreme {
  double value = std::numeric_limits<double>::quiet_NaN();
  std::size_t point = 0;
};
/// The least and the greatest of `values`; NaN does not count.
[[nodiscard]] Extreme least_of(const std::vector<double>& values);
[[nodiscard]] Extreme greatest_of(const std::vector<double>& values);

/// The interface between a source Zs (what precedes) and a load Zl (what follows). Arrays run along the sweep; NaN
/// stands where an impedance is undefined, or both are 0 or infinite.
struct InterfaceJudgement {
  std::vector<double> ratio;     ///< |Zl| / |Zs|
  std::vector<double> loss;      ///< voltage lost to loading, -20 log10 |Zl / (Zs + Zl)|, dB; negative near a resonance
  std::vector<double> transfer;  ///< 4 Re Zs Re Zl / |Zs + Zl|^2: of the power that the source can give; NaN if active
  std::vector<double> mismatch;  ///< mismatch loss, -10 log10 transfer, dB
  std::vector<double> response;  ///< what the loading does to the response: loss at `reference` less loss, dB

  Extreme worst_ratio;     ///< the least
  Extreme worst_loss;      ///< the greatest
  double ripple = 0;       ///< greatest less least loss, dB
  Extreme worst_transfer;  ///< the least
  Extreme least_response;  ///< the frequency response error, dB
  Extreme greatest_response;
  Extreme damping;               ///< damping factor: least |Zl| of the sweep over |Zs|, where that is least
  std::size_t reference = 0;     ///< the point that `response` is 0 at
  std::size_t undetermined = 0;  ///< points without a ratio
  InterfaceVerdict verdict = InterfaceVerdict::undetermined;
};

/// Judges one interface. The three run along the same sweep (frequencies in Hz). Voltage division and available power
/// as in any textbook; "bridged" with a ratio of 8 is the rule of thumb for headphones and line inputs.
[[nodiscard]] InterfaceJudgement judge_interface(const std::vector<double>& frequencies,
                                                 const std::vector<Impedance>& source,
                                                 const std::vector<Impedance>& load, const InterfaceRules& rules = {});

/// The rule that a verdict comes from, in words: "the load is at least 8 times the source at every frequency".
[[nodiscard]] std::string reason_of(const InterfaceJudgement& judgement, const InterfaceRules& rules);

}  // namespace ohmscope
