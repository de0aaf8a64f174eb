#include "solver/analyses/bias_point.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>

#include "solver/analyses/bias_system.hpp"

namespace ohmscope {

namespace {

/// Newton's method on one circuit, with and without help.
class Search {
 public:
  Search(const Circuit& circuit, const Temperatures& temperatures, const BiasOptions& options)
      : options_(options), system_(circuit, temperatures), x_(static_cast<std::size_t>(system_.mna().system.columns)) {}

  bool run(BiasMethod method) {
    remember_as(before_);
    attempt_ = {method, 0, 0, false};
    help_ = 0;
    begin_held();
    attempt_.converged = road(method) && finish();
    find_faults();
    if (!attempt_.converged) restore(before_);
    return attempt_.converged;
  }

  [[nodiscard]] const BiasAttempt& attempt() const { return attempt_; }
  [[nodiscard]] BiasSystem& system() { return system_; }
  [[nodiscard]] const std::vector<BiasFault>& faults() const { return faults_; }
  [[nodiscard]] const std::set<std::int32_t>& unsettled() const { return unsettled_; }
  [[nodiscard]] const std::set<ElementId>& unsettled_devices() const { return unsettled_devices_; }

 private:
  /// Where the search stands.
  struct State {
    std::vector<double> x;
    std::vector<std::vector<double>> u;
  };

  /// Goes where nodes are held and devices that are told to be off stay so, if that settles: a place to begin, where
  /// none is known.
  void begin_held() {
    const auto& devices = system_.devices();
    const auto any = [&](bool BiasSystem::Device::*is) {
      return std::any_of(devices.begin(), devices.end(), [&](const auto& device) { return device.*is; });
    };
    if (any(&BiasSystem::Device::has_begun) || (options_.nodesets.empty() && !any(&BiasSystem::Device::is_off))) return;
    is_held_ = true;
    if (!settle({0, 1, {}, options_.nodesets}, options_.most_iterations)) restore(before_);
    is_held_ = false;
  }

  bool road(BiasMethod method) {
    switch (method) {
      case BiasMethod::newton:
        return settle({}, options_.most_iterations);
      case BiasMethod::gmin_stepping:
        return step_gmin(false);
      case BiasMethod::source_stepping:
        return step_sources();
      case BiasMethod::pseudo_transient:
        return step_gmin(true);
    }
    return false;
  }

  /// From a conductance at every node, against ground or against where the node was before (a capacitor's in implicit
  /// Euler), to none.
  bool step_gmin(bool holds_back) {
    constexpr double first = 1e-2;
    constexpr double last = 1e-14;
    constexpr double largest = 1e3;
    double factor = 10;
    std::vector<double> anchor(x_.size());
    double good = 0;
    for (double gmin = first; factor > 1.0001 && gmin <= largest;) {
      ++attempt_.steps;
      if (settle({gmin, 1, anchor}, options_.most_step_iterations)) {
        remember_as(good_);
        help_ = 0;
        for (std::size_t c = 0; c < x_.size(); ++c) help_ = std::max(help_, std::fabs(gmin * (x_[c] - anchor[c])));
        if (holds_back) anchor = x_;
        if (gmin <= last) return true;
        good = gmin;
        gmin /= factor;
        factor = std::min(factor * 1.5, 10.0);
      } else if (good == 0) {
        restore(before_);
        gmin *= factor;
      } else {
        restore(good_);
        factor = std::sqrt(factor);
        gmin = good / factor;
      }
    }
    return false;
  }

  /// From sources of 0 to whole ones.
  bool step_sources() {
    constexpr double least_step = 1e-7;
    for (BiasSystem::Device& device : system_.devices()) std::fill(device.bias.u.begin(), device.bias.u.end(), 0.0);
    std::fill(x_.begin(), x_.end(), 0.0);
    if (!settle({0, 0, {}}, options_.most_step_iterations)) return false;
    double good = 0;
    double step = 1e-3;
    while (step >= least_step) {
      remember_as(good_);
      const double sources = std::min(good + step, 1.0);
      ++attempt_.steps;
      if (settle({0, sources, {}}, options_.most_step_iterations)) {
        if (sources == 1) return true;
        good = sources;
        step *= 2;
      } else {
        restore(good_);
        step /= 4;
      }
    }
    return false;
  }

  /// Without any help, and as near as doubles come: each step squares what is wrong. Equations that are singular there
  /// leave something open, which is an answer if no current was needed to hold it.
  bool finish() {
    constexpr int most_steps = 12;
    constexpr double no_help = 1e-9;  // A
    if (attempt_.method != BiasMethod::newton) {
      remember_as(good_);
      if (!settle({}, options_.most_iterations)) {
        restore(good_);
        return is_singular_ && help_ <= no_help;
      }
    }
    double change = 1;
    for (int step = 0; step < most_steps && change > 1e-15; ++step) {
      remember_as(good_);
      const double before = change;
      change = advance({});
      if (std::isnan(change) || (step > 1 && change >= before)) {
        restore(good_);
        break;
      }
    }
    return true;
  }

  /// Newton's method until a step changes nothing that counts.
  bool settle(const BiasSystem::Aid& aid, int most) {
    evaluate();
    for (int k = 0; k < most; ++k) {
      ++attempt_.iterations;
      const auto next = system_.step(aid);
      is_singular_ = !next;
      if (!next) return false;
      unsettled_.clear();
      unsettled_devices_.clear();
      for (std::size_t c = 0; c < x_.size(); ++c) {
        if (!is_close(x_[c], (*next)[c], absolute(c))) unsettled_.insert(static_cast<std::int32_t>(c));
      }
      x_ = *next;
      for (BiasSystem::Device& device : system_.devices()) follow(device);
      if (k > 0 && unsettled_.empty() && unsettled_devices_.empty()) return true;
    }
    return false;
  }

  /// One step without limits; by how much it changed a control voltage, of the largest of them. NaN: it has none.
  double advance(const BiasSystem::Aid& aid) {
    ++attempt_.iterations;
    const auto next = system_.step(aid);
    if (!next) return std::numeric_limits<double>::quiet_NaN();
    x_ = *next;
    double change = 0;
    double largest = 1e-6;
    for (BiasSystem::Device& device : system_.devices()) {
      const std::vector<double> before = device.bias.u;
      system_.read_controls(device, x_, device.bias.u);
      for (std::size_t j = 0; j < before.size(); ++j) {
        change = std::max(change, std::fabs(device.bias.u[j] - before[j]));
        largest = std::max(largest, std::fabs(before[j]));
      }
      device.evaluate();
    }
    return change / largest;
  }

  /// Moves a device to x, as far as its limits allow and it has a value, and notes whether its currents are what was
  /// foretold.
  void follow(BiasSystem::Device& device) {
    constexpr int most_halves = 30;
    if (is_held_ && device.is_off) return;
    const Bias before = device.bias;
    const bool had_value = device.has_value;
    system_.read_controls(device, x_, device.bias.u);
    const bool is_limited =
        device.type->limit != nullptr && device.type->limit(device.prepared, before.u, device.bias.u);
    device.evaluate();
    const bool is_over_edge = had_value && !device.has_value;
    for (int halves = 0; halves < most_halves && had_value && !device.has_value; ++halves) {
      for (std::size_t j = 0; j < before.u.size(); ++j) device.bias.u[j] = (device.bias.u[j] + before.u[j]) / 2;
      device.evaluate();
    }
    bool is_settled = !is_limited && !is_over_edge && device.has_value;
    const std::size_t controls = before.u.size();
    for (std::size_t k = 0; is_settled && k < before.current.size(); ++k) {
      double foretold = before.current[k];
      for (std::size_t j = 0; j < controls; ++j)
        foretold += before.conductance[k * controls + j] * (device.bias.u[j] - before.u[j]);
      is_settled = is_close(foretold, device.bias.current[k], options_.current);
    }
    if (!is_settled) unsettled_devices_.insert(device.element);
  }

  void find_faults() {
    faults_.clear();
    for (const BiasSystem::Device& device : system_.devices()) {
      if (device.has_value && device.has_slopes) continue;
      if (auto fault = device.function->fault(device.bias.u)) faults_.push_back({device.element, *std::move(fault)});
    }
  }

  void evaluate() {
    for (BiasSystem::Device& device : system_.devices()) device.evaluate();
  }

  [[nodiscard]] double absolute(std::size_t column) const {
    return system_.mna().is_node(static_cast<std::int32_t>(column)) ? options_.voltage : options_.current;
  }
  [[nodiscard]] bool is_close(double a, double b, double absolute) const {
    return std::fabs(a - b) <= options_.relative * std::max(std::fabs(a), std::fabs(b)) + absolute;
  }

  void remember_as(State& state) {
    state.x = x_;
    state.u.clear();
    for (const BiasSystem::Device& device : system_.devices()) state.u.push_back(device.bias.u);
  }
  void restore(const State& state) {
    x_ = state.x;
    for (std::size_t k = 0; k < state.u.size(); ++k) system_.devices()[k].bias.u = state.u[k];
    evaluate();
  }

  BiasOptions options_;
  BiasSystem system_;
  std::vector<double> x_;  ///< by unknown
  State before_;
  State good_;
  BiasAttempt attempt_;
  bool is_singular_ = false;
  bool is_held_ = false;              ///< nodes at the voltages, and devices off, where the search begins
  double help_ = 0;                   ///< A, the largest current that the smallest gmin held a node with
  std::set<std::int32_t> unsettled_;  ///< unknowns that the last step changed
  std::set<ElementId> unsettled_devices_;
  std::vector<BiasFault> faults_;  ///< where the last attempt ended
};

}  // namespace

std::string_view describe(BiasMethod method) {
  switch (method) {
    case BiasMethod::newton:
      return "Newton's method";
    case BiasMethod::gmin_stepping:
      return "gmin stepping";
    case BiasMethod::source_stepping:
      return "source stepping";
    case BiasMethod::pseudo_transient:
      return "pseudo-transient";
  }
  return {};
}

bool is_nonlinear(const Circuit& circuit) {
  for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    if (circuit.element(id).type->nonlinear != nullptr) return true;
  }
  return false;
}

BiasResult find_bias(Circuit& circuit, const Temperatures& temperatures, const BiasOptions& options) {
  BiasResult result;
  if (!is_nonlinear(circuit)) return result;
  Search search(circuit, temperatures, options);
  for (const BiasMethod method :
       {BiasMethod::newton, BiasMethod::gmin_stepping, BiasMethod::source_stepping, BiasMethod::pseudo_transient}) {
    result.converged = search.run(method);
    result.attempts.push_back(search.attempt());
    if (result.converged) break;
  }
  result.faults = search.faults();
  if (!result.converged) {
    const MnaSystem& mna = search.system().mna();
    for (const std::int32_t unknown : search.unsettled()) {
      if (mna.is_node(unknown)) result.nodes.push_back(mna.node_of(unknown));
    }
    result.devices.assign(search.unsettled_devices().begin(), search.unsettled_devices().end());
    return result;
  }
  for (const BiasSystem::Device& device : search.system().devices()) circuit.set_bias(device.element, device.result());
  return result;
}

}  // namespace ohmscope
