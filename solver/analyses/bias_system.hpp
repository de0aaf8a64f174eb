#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "solver/circuit/bias.hpp"
#include "solver/circuit/circuit.hpp"
#include "solver/circuit/device.hpp"
#include "solver/circuit/mna_system.hpp"
#include "solver/circuit/regular_part.hpp"
#include "solver/linear/klu.hpp"

namespace ohmscope {

/// The same circuit with nonlinear devices that conduct wherever they can, as where the search for their operating
/// point begins: for a look at its structure.
[[nodiscard]] Circuit with_sample_biases(const Circuit& circuit, const Temperatures& temperatures);

/// A circuit's DC equations f(x) = b with the nonlinear devices in them, linearised again and again: unknowns that no
/// equation fixes are held at 0.
class BiasSystem {
 public:
  BiasSystem(const Circuit& circuit, const Temperatures& temperatures);

  /// One device with what its equations need.
  struct Device {
    ElementId element = 0;
    const Nonlinear* type = nullptr;
    std::shared_ptr<const SourceFunction> function = nullptr;  ///< of a source that is one
    std::vector<double> prepared = {};
    Bias bias = {};
    bool has_begun = false;  ///< its bias is one that an earlier search found
    bool is_off = false;     ///< told to be where the search begins
    bool has_value = true;   ///< else the function is not finite there, and 0 stands in for it and its slopes
    bool has_slopes = true;  ///< else one of these is not, and 0 stands in for it

    /// Makes of the control voltages all else that the bias has.
    void evaluate();
    /// The bias, for its element.
    [[nodiscard]] std::shared_ptr<const Bias> result() const;
  };
  [[nodiscard]] std::vector<Device>& devices() { return devices_; }
  [[nodiscard]] const MnaSystem& mna() const { return mna_; }

  /// What is added to the equations to find a way.
  struct Aid {
    double gmin = 0;                 ///< from every node to `anchor`, S
    double sources = 1;              ///< factor of all sources
    std::span<const double> anchor;  ///< voltages of all unknowns; empty: 0
    /// Nodes that are held at voltages, V.
    std::span<const std::pair<NodeId, double>> held = {};
  };
  /// The next x of Newton's method, by unknown, from the devices' biases; nothing if the equations are singular.
  [[nodiscard]] std::optional<std::vector<double>> step(const Aid& aid);

  /// The control voltages of a device in x.
  void read_controls(const Device& device, std::span<const double> x, std::span<double> u) const;

 private:
  void make_matrix();
  void stamp_linear(const Circuit& circuit);
  void stamp_device(const Device& device, double factor);
  void add(const UnknownPair& rows, const UnknownPair& columns, double value);
  void add_right(const UnknownPair& rows, double value);

  std::vector<Device> devices_;
  std::unique_ptr<Circuit> circuit_;
  MnaSystem mna_;
  std::unique_ptr<RegularPart> part_;
  std::vector<Coordinate> coordinates_;             ///< of the part's pattern
  std::vector<Coordinate> missing_;                 ///< that stamps met, and the pattern does not have
  std::vector<std::complex<double>> linear_;        ///< by slot of the part's pattern
  std::vector<std::complex<double>> linear_right_;  ///< by row of the part
  std::vector<std::int32_t> diagonal_;              ///< by node unknown: its slot, or -1
  std::vector<std::complex<double>> values_;
  std::vector<std::complex<double>> right_;
  std::optional<Klu> klu_;
};

}  // namespace ohmscope
