#pragma once

#include <vector>

#include "solver/analyses/element_value.hpp"
#include "solver/circuit/mna_system.hpp"

namespace ohmscope {

/// How the equations' summands, and the sources on their right, hang on the values of elements.
class StampSlopes {
 public:
  /// `mna` is that of `circuit`; both must outlive it. `with_sources`: with what they bring, not the summands alone.
  StampSlopes(const Circuit& circuit, const MnaSystem& mna, bool with_sources);

  /// All values that the equations depend on, but for those that are infinite, and 0 unless they are a source's.
  [[nodiscard]] const std::vector<ElementValue>& values() const { return values_; }

  /// u dA/dp at a frequency (Hz) for values()[v] = p, with u = unit(v): what the summands of its element, and of those
  /// that refer to it, change by. From four values beside p, to about 1e-16 of it; those that do not change are left
  /// out.
  [[nodiscard]] std::vector<ComplexStamp> at(std::size_t v, double frequency);
  /// The same of the sources: u db/dp.
  [[nodiscard]] const std::vector<SourceStamp>& of_sources(std::size_t v) const { return constant_[v].sources; }
  /// p itself, so that slopes are changes in proportion; 1 where that is 0.
  [[nodiscard]] double unit(std::size_t v) const;

 private:
  /// What is the same at all frequencies.
  struct Constant {
    std::vector<Stamp> resistive;
    std::vector<Stamp> storage;
    std::vector<SourceStamp> sources;
    bool frequency_dependent = false;  ///< and there is more
  };
  struct Written;

  void add(ElementValue value);
  [[nodiscard]] Written write(ElementValue value, double number, double frequency);
  [[nodiscard]] Written slopes(ElementValue value, double frequency);

  const MnaSystem& mna_;
  bool with_sources_;
  Circuit varied_;
  std::vector<std::vector<ElementId>> touched_;  ///< by element: itself and those that refer to it
  std::vector<ElementValue> values_;
  std::vector<Constant> constant_;  ///< by number among values_
};

}  // namespace ohmscope
