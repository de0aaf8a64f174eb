#include "solver/analyses/noise.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "solver/analyses/lane_sweep.hpp"
#include "solver/circuit/device.hpp"
#include "solver/circuit/exact_solver.hpp"
#include "solver/circuit/mna_system.hpp"
#include "solver/circuit/stamper.hpp"

namespace ohmscope {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// What the structure says of the adjoint solution z between the rows that a source acts in.
enum class Reach { undefined, none, some };

/// With A' z = c for the output c.x: that has no answer where z does not exist. Where z is free the equations bear no
/// source; it reaches the output only if that depends on which of these equations is left out, which is where z is not
/// 0 for all that. One entry a source; empty: no answer.
std::vector<Reach> look(const Structure& adjoint, const LinearSystem& system, UnknownPair output,
                        const std::vector<UnknownPair>& sources) {
  const auto z = adjoint.elimination().solve(unit_between<Residue>(system, output));
  if (!z.consistent) return {};
  const std::vector<Residue> motion = adjoint.free_motion();
  bool is_beside = true;
  for (std::size_t row = 0; row < motion.size(); ++row)
    is_beside = is_beside && (motion[row].is_zero() || z.x[row].is_zero());
  std::vector<Reach> reaches;
  for (const UnknownPair& rows : sources) {
    const bool is_known = is_beside || between(rows, motion).is_zero();
    const Reach known = between(rows, z.x).is_zero() ? Reach::none : Reach::some;
    reaches.push_back(is_known ? known : Reach::undefined);
  }
  return reaches;
}

class NoiseSweep {
 public:
  NoiseSweep(const Circuit& circuit, const NoiseQuestion& question)
      : circuit_(circuit),
        kelvin_(question.kelvin),
        mna_(assemble(circuit)),
        adjoint_(transposed(mna_.system)),
        solver_(adjoint_),
        output_(question.current_of
                    ? UnknownPair(Unknown{mna_.first_branch[static_cast<std::size_t>(*question.current_of)]})
                    : UnknownPair(MnaSystem::voltage(question.positive), MnaSystem::voltage(question.negative))) {
    for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
      if (circuit.element(id).type->noise != nullptr) result_.elements.push_back(id);
    }
    const auto& sources = mna_.system.sources;
    const auto referred =
        std::find_if(sources.begin(), sources.end(), [&](const auto& s) { return s.element == question.source; });
    assert(referred != sources.end());
    rows_.push_back(referred->rows);
    for (const ElementId id : result_.elements) {
      for (const NoiseStamp& stamp : stamps_of(id, 0)) rows_.push_back(stamp.rows);
    }
  }

  /// What each source of noise makes of the output, with its phase: [source][k].
  using Amplitudes = std::vector<std::vector<std::complex<double>>>;

  /// The amplitudes, if they are asked for, besides.
  NoiseResult run(const std::vector<double>& frequencies, const Progress& progress, Amplitudes* amplitudes = nullptr) {
    amplitudes_ = amplitudes;
    if (amplitudes != nullptr)
      amplitudes->assign(rows_.size() - 1, std::vector<std::complex<double>>(frequencies.size(), nan));
    result_.output.assign(frequencies.size(), nan);
    result_.gain = result_.output;
    result_.of_each.assign(result_.elements.size(), result_.output);
    const std::vector<std::size_t> open = side_by_side(frequencies, progress);
    std::size_t done = frequencies.size() - open.size();
    for (const std::size_t k : open) {
      at(frequencies[k], k);
      tell(progress, ++done, frequencies.size());
    }
    result_.counters += solver_.counters();
    return std::move(result_);
  }

 private:
  using Reaches = std::vector<Reach>;  // of rows_; empty: the output is undetermined

  [[nodiscard]] std::vector<NoiseStamp> stamps_of(ElementId id, double frequency) const {
    std::vector<NoiseStamp> stamps;
    Stamper stamper(circuit_, mna_.first_branch, stamps);
    stamper.begin_element(id);
    const std::optional<double> own = circuit_.noise_temperature(id);  // degrees Celsius
    circuit_.element(id).type->noise(view(circuit_, id), frequency, own ? *own - absolute_zero : kelvin_, stamper);
    return stamps;
  }

  const Reaches& move_to(double frequency) {
    solver_.set_frequency(frequency);
    std::optional<Reaches>& reaches = frequency == 0 ? at_dc_ : at_ac_;
    if (solver_.structure_is_new()) reaches = look(solver_.structure(), adjoint_, output_, rows_);
    return *reaches;
  }

  [[nodiscard]] std::vector<UnknownPair> targets(const Reaches& reaches) const {
    std::vector<UnknownPair> targets;
    for (std::size_t s = 0; s < reaches.size(); ++s) {
      if (reaches[s] == Reach::some) targets.push_back(rows_[s]);
    }
    return targets;
  }

  /// Of the targets: the densities, for what is far below the loudest needs no digits of its own; the gain does, and
  /// what is silent here alone.
  [[nodiscard]] std::vector<double> weights(const Reaches& reaches, double frequency) const {
    std::vector<double> densities{0};
    for (const ElementId id : result_.elements) {
      const bool may_change = circuit_.element(id).type->stamp_at != nullptr;
      for (const NoiseStamp& stamp : stamps_of(id, frequency))
        densities.push_back(may_change ? stamp.density : std::fmax(stamp.density, refinement::no_weight));
    }
    std::vector<double> weights;
    for (std::size_t s = 0; s < reaches.size(); ++s) {
      if (reaches[s] == Reach::some) weights.push_back(densities[s]);
    }
    return weights;
  }

  /// Fills in the frequencies that need no care of their own; returns the others' numbers.
  std::vector<std::size_t> side_by_side(const std::vector<double>& frequencies, const Progress& progress) {
    std::vector<std::size_t> numbers(frequencies.size());
    std::iota(numbers.begin(), numbers.end(), std::size_t{0});
    const auto sample = std::find_if(frequencies.begin(), frequencies.end(), [](double f) { return f != 0; });
    if (sample == frequencies.end() || frequencies.size() < 2) return numbers;
    const Reaches& reaches = move_to(*sample);
    if (reaches.empty()) return numbers;
    const LaneSolver::Task task{.b = unit_between<ComplexDD>(adjoint_, output_),
                                .targets = targets(reaches),
                                .weights = weights(reaches, *sample)};
    const auto take = [&](std::size_t k, std::span<const LaneSolver::Solution> solutions, std::size_t lane) {
      fill(frequencies[k], k, reaches, [&](UnknownPair rows) { return solutions[0].value(rows, lane); });
    };
    return sweep_lanes({adjoint_, solver_.part(), {&task, 1}}, frequencies, numbers, take, result_.counters, progress);
  }

  void at(double frequency, std::size_t k) {
    const Reaches& reaches = move_to(frequency);
    if (reaches.empty()) return;
    ExactSolver::Task task{.b = unit_between<ComplexDD>(adjoint_, output_),
                           .targets = targets(reaches),
                           .weights = weights(reaches, frequency)};
    solver_.solve({&task, 1});
    if (task.solved) fill(frequency, k, reaches, [&](UnknownPair rows) { return between(rows, task.x); });
  }

  /// Point k, from `z` between two rows.
  template <class Adjoint>
  void fill(double frequency, std::size_t k, const Reaches& reaches, const Adjoint& z) {
    const auto transfer = [&](std::size_t s) {
      if (reaches[s] == Reach::undefined) return nan;
      return reaches[s] == Reach::none ? 0 : abs(z(rows_[s]));
    };
    std::size_t next = 0;
    result_.gain[k] = transfer(next++);
    double all = 0;
    for (std::size_t e = 0; e < result_.elements.size(); ++e) {
      double sum = 0;
      for (const NoiseStamp& stamp : stamps_of(result_.elements[e], frequency)) {
        const std::size_t s = next++;
        if (amplitudes_ != nullptr) (*amplitudes_)[s - 1][k] = amplitude(stamp.density, reaches[s], rows_[s], z);
        if (stamp.density > 0) sum = std::hypot(sum, stamp.density * transfer(s));
      }
      result_.of_each[e][k] = sum;
      all = std::hypot(all, sum);
    }
    result_.output[k] = all;
  }

  template <class Adjoint>
  static std::complex<double> amplitude(double density, Reach reach, UnknownPair rows, const Adjoint& z) {
    if (!(density > 0) || reach == Reach::none) return 0;
    if (reach == Reach::undefined) return nan;
    return density * z(rows).to_complex();
  }

  const Circuit& circuit_;
  double kelvin_;
  Amplitudes* amplitudes_ = nullptr;
  MnaSystem mna_;
  LinearSystem adjoint_;
  ExactSolver solver_;
  UnknownPair output_;
  std::vector<UnknownPair> rows_;  // of the source that noise is referred to, then of all sources of noise
  std::optional<Reaches> at_dc_;
  std::optional<Reaches> at_ac_;
  NoiseResult result_;
};

/// The integral from f to g of p (x/f)^a, which is q at g: f p L (e^b - 1) / b, L = ln(g/f), b = ln(g q / f p).
double integral_of_power(double f, double g, double p, double q) {
  if (f == 0 || p == 0 || q == 0) return (g - f) * (p + q) / 2;
  const double L = std::log(g / f);
  const double b = L + std::log(q / p);
  return f * p * L * (b == 0 ? 1 : std::expm1(b) / b);
}

}  // namespace

NoiseResult noise_analysis(const Circuit& circuit, const NoiseQuestion& question,
                           const std::vector<double>& frequencies, const Progress& progress) {
  return NoiseSweep(circuit, question).run(frequencies, progress);
}

NoiseCorrelation noise_correlation(const Circuit& circuit, std::span<const ElementId> sources, double kelvin,
                                   const std::vector<double>& frequencies, const Progress& progress) {
  const std::size_t size = sources.size();
  NoiseCorrelation found{std::vector(size * size, std::vector<std::complex<double>>(frequencies.size())), {}};
  std::vector<NoiseSweep::Amplitudes> of_each(size);
  for (std::size_t a = 0; a < size; ++a) {
    const NoiseQuestion question{.source = sources[a], .kelvin = kelvin, .current_of = sources[a]};
    found.counters += NoiseSweep(circuit, question).run(frequencies, {}, &of_each[a]).counters;
    tell(progress, a + 1, size);
  }
  for (std::size_t a = 0; a < size; ++a) {
    for (std::size_t b = 0; b < size; ++b) {
      for (std::size_t s = 0; s < of_each[a].size(); ++s) {
        for (std::size_t k = 0; k < frequencies.size(); ++k)
          found.values[a * size + b][k] += of_each[a][s][k] * std::conj(of_each[b][s][k]);
      }
    }
  }
  return found;
}

NoiseParameters noise_parameters(const std::complex<double> (&correlation)[2][2], std::complex<double> y11,
                                 std::complex<double> y21, double z0, double kelvin) {
  constexpr double boltzmann = 1.380649e-23;
  const double per_ohm = 4 * boltzmann * kelvin;
  const std::complex<double> ratio = y11 / y21;
  const double of_voltage = correlation[1][1].real() / std::norm(y21);  // at the input, in series
  const double of_current = correlation[0][0].real() + std::norm(ratio) * correlation[1][1].real() -
                            2 * (correlation[0][1] * std::conj(ratio)).real();
  const std::complex<double> between = y11 - correlation[0][1] * y21 / correlation[1][1].real();
  NoiseParameters found;
  found.resistance = of_voltage / per_ohm;
  const double rest = std::fmax(of_current - std::norm(between) * of_voltage, 0) / per_ohm;
  const double conductance = std::sqrt(rest / found.resistance + between.real() * between.real());
  const std::complex<double> best(conductance, -between.imag());
  const double lowest = 1 + 2 * found.resistance * (between.real() + conductance);
  found.lowest_figure = 10 * std::log10(lowest);
  found.figure = 10 * std::log10(lowest + found.resistance * z0 * std::norm(1 / z0 - best));
  found.best = (1.0 - best * z0) / (1.0 + best * z0);
  return found;
}

double integrated_noise(std::span<const double> frequencies, std::span<const double> density) {
  const double largest = *std::max_element(density.begin(), density.end());
  if (!(largest > 0) || std::isinf(largest)) return largest;
  double sum = 0;  // of densities beside the largest, whose squares neither overflow nor underflow
  for (std::size_t k = 1; k < frequencies.size(); ++k) {
    const double p = density[k - 1] / largest;
    const double q = density[k] / largest;
    sum += integral_of_power(frequencies[k - 1], frequencies[k], p * p, q * q);
  }
  return largest * std::sqrt(sum);
}

}  // namespace ohmscope
