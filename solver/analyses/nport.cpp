#include "solver/analyses/nport.hpp"

#include <cassert>
#include <cmath>

#include "solver/analyses/trailing_reducer.hpp"
#include "solver/circuit/equations.hpp"
#include "solver/circuit/mna_system.hpp"

namespace ohmscope {

namespace {

/// Relative, of an entry.
constexpr double tolerable_error = 1e-10;

/// A reflection is what z - z0* leaves over: below this it is the rounding of values like 1/R.
constexpr double no_reflection = 1e-28;

/// A summand of a port's voltage or current: a factor times one of the quantities that a matrix ties together.
struct Term {
  std::size_t quantity;
  ComplexDD factor;
};

/// Port voltages and currents by the quantities of a matrix, those it tells before those it tells them by.
struct Form {
  std::size_t outs = 0;
  std::size_t ins = 0;
  std::vector<std::vector<Term>> voltages = {};
  std::vector<std::vector<Term>> currents = {};
};

/// Port k's current by its voltage, or the other way round.
void add_plain(Form& form, std::size_t k, bool voltage_is_told) {
  const std::size_t told = k;
  const std::size_t given = form.outs + k;
  form.voltages.push_back({{voltage_is_told ? told : given, 1.0}});
  form.currents.push_back({{voltage_is_told ? given : told, 1.0}});
}

/// With a and b in units of 1/(2 sqrt(Re z0)), which keeps them free of roots: v = z0* a + z0 b, i = a - b.
void add_waves(Form& form, std::size_t k, std::complex<double> z0) {
  const std::size_t b = k;
  const std::size_t a = form.outs + k;
  form.voltages.push_back({{b, ComplexDD(z0)}, {a, ComplexDD(std::conj(z0))}});
  form.currents.push_back({{b, -1.0}, {a, 1.0}});
}

Form form_of(NetworkMatrix matrix, std::span<const NetworkPort> ports) {
  Form form{ports.size(), ports.size()};
  if (matrix == NetworkMatrix::abcd) {
    form.voltages = {{{0, 1.0}}, {{2, 1.0}}};
    form.currents = {{{1, 1.0}}, {{3, -1.0}}};
    return form;
  }
  for (std::size_t k = 0; k < ports.size(); ++k) {
    if (matrix == NetworkMatrix::s) {
      add_waves(form, k, ports[k].z0);
    } else {
      const bool first = k == 0;
      add_plain(form, k,
                matrix == NetworkMatrix::z || (matrix == NetworkMatrix::h && first) ||
                    (matrix == NetworkMatrix::g && !first));
    }
  }
  return form;
}

/// Of a port's voltage by its current, the others' v = -z0 i.
Form terminated_form(std::span<const NetworkPort> ports, std::size_t port) {
  Form form{ports.size(), 1};
  for (std::size_t k = 0; k < ports.size(); ++k) {
    form.voltages.push_back({{k, k == port ? ComplexDD(1.0) : -ComplexDD(ports[k].z0)}});
    form.currents.push_back({{k == port ? form.outs : k, 1.0}});
  }
  return form;
}

/// The circuit's equations with a form's quantities as trailing unknowns: A x - sum_k e_k i_k = 0, v_k - x_k = 0.
LinearSystem with_form(const MnaSystem& mna, std::span<const NetworkPort> ports, const Form& form) {
  LinearSystem system = mna.system;
  system.sources.clear();
  const std::int32_t first = system.columns;
  system.columns += static_cast<std::int32_t>(form.outs + form.ins);
  std::vector<ComplexStamp> constant;  // of complex factors
  const auto add = [&](UnknownPair rows, const Term& term, double sign) {
    const UnknownPair column{Unknown{first + static_cast<std::int32_t>(term.quantity)}};
    const ComplexDD factor = term.factor * DoubleDouble(sign);
    if (factor.im.hi == 0) {
      system.resistive.push_back({rows, column, factor.re});
    } else {
      constant.push_back({rows, column, factor});
    }
  };
  for (std::size_t k = 0; k < ports.size(); ++k) {
    const UnknownPair pair{MnaSystem::voltage(ports[k].positive), MnaSystem::voltage(ports[k].negative)};
    const Unknown row{system.rows++};
    for (const Term& term : form.currents[k]) add(pair, term, -1);
    for (const Term& term : form.voltages[k]) add(row, term, 1);
    system.resistive.push_back({row, pair, -1.0});
  }
  if (constant.empty()) return system;
  system.frequency_dependent = [of_circuit = mna.system.frequency_dependent, constant = std::move(constant)](
                                   double frequency, std::vector<ComplexStamp>& stamps) {
    if (of_circuit) of_circuit(frequency, stamps);
    stamps.insert(stamps.end(), constant.begin(), constant.end());
  };
  return system;
}

/// Whether each equation tells one of the quantities that are to be told, all of them, by the others.
bool is_regular(const PortRelation& relation, const Form& form) {
  if (relation.rows.size() != form.outs) return false;
  for (std::size_t row = 0; row < form.outs; ++row) {
    for (std::size_t out = 0; out < form.outs; ++out) {
      if (relation.rows[row].exact[out].is_zero() == (out == row)) return false;
    }
  }
  return true;
}

Impedance finite_value(const ComplexDD& value) {
  const std::complex<double> z = value.to_complex();
  return Impedance(z);
}

/// An entry where the matrix as a whole does not exist: from what the equations say of its two quantities alone.
Impedance entry_for_itself(const PortRelation& relation, const Form& form, std::size_t out, std::size_t in) {
  Equations equations(form.outs + 1);
  for (const PortRelation::Row& row : relation.rows) {
    Equations::Row kept;
    for (std::size_t k = 0; k < form.outs; ++k) kept.emplace_back(row.coefficients[k], row.exact[k]);
    kept.emplace_back(row.coefficients[form.outs + in], row.exact[form.outs + in]);
    equations.add(std::move(kept));
  }
  const Equations between = equations.about({out, form.outs});
  if (between.rows().size() != 1) return Impedance::undefined();
  const Equations::Row& row = between.rows().front();
  if (row[0].is_zero()) return Impedance::infinite();
  if (row[1].is_zero()) return Impedance::zero();
  if (!(between.error() <= tolerable_error)) return Impedance::undefined();
  return between.ratio();
}

/// S from waves in units that have no roots.
ComplexDD root_of_ratio(NetworkMatrix matrix, std::span<const NetworkPort> ports, std::size_t to, std::size_t from) {
  const double a = ports[to].z0.real();
  const double b = ports[from].z0.real();
  if (matrix != NetworkMatrix::s || a == b) return 1.0;
  return ComplexDD{sqrt(DoubleDouble(a) / DoubleDouble(b))};
}

/// Writes entries [out][in] at frequency k.
template <class Take>
void sweep(const Circuit& circuit, std::span<const NetworkPort> ports, const Form& form,
           const std::vector<double>& frequencies, const Progress& progress, SolverCounters& counters,
           const Take& take) {
  TrailingReducer reducer(with_form(assemble(circuit), ports, form), static_cast<std::int32_t>(form.outs + form.ins));
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    take(k, reducer.at(frequencies[k]));
    tell(progress, k + 1, frequencies.size());
  }
  counters += reducer.counters();
}

/// The largest of the entries at a frequency; none if one has no value.
std::optional<double> largest(const NetworkEntries& s, std::size_t k) {
  double most = 0;
  for (const std::vector<Impedance>& entry : s.values) {
    if (!entry[k].is_finite()) return std::nullopt;
    most = std::fmax(most, std::abs(entry[k].value()));
  }
  return most;
}

/// Whether a Hermitian matrix, by rows, is positive definite: by Cholesky's factors.
bool is_positive(std::vector<std::complex<double>> a, std::size_t n) {
  for (std::size_t j = 0; j < n; ++j) {
    const double pivot = a[j * n + j].real();
    if (!(pivot > 0)) return false;
    for (std::size_t r = j + 1; r < n; ++r) {
      const std::complex<double> factor = a[r * n + j] / pivot;
      for (std::size_t c = j + 1; c <= r; ++c) a[r * n + c] -= factor * std::conj(a[c * n + j]);
    }
  }
  return true;
}

}  // namespace

NetworkEntries network_matrix(const Circuit& circuit, std::span<const NetworkPort> ports, NetworkMatrix matrix,
                              const std::vector<double>& frequencies, const Progress& progress) {
  assert(exists(matrix, ports.size()));
  const Form form = form_of(matrix, ports);
  NetworkEntries entries{ports.size(), {}, {}};
  entries.values.assign(form.outs * form.ins, std::vector<Impedance>(frequencies.size()));
  sweep(circuit, ports, form, frequencies, progress, entries.counters,
        [&](std::size_t k, const PortRelation& relation) {
          const bool regular = is_regular(relation, form);
          for (std::size_t to = 0; to < form.outs; ++to) {
            for (std::size_t from = 0; from < form.ins; ++from) {
              Impedance& entry = entries.values[to * form.ins + from][k];
              if (!regular) {
                entry = entry_for_itself(relation, form, to, from);
                continue;
              }
              const ComplexDD& told = relation.rows[to].coefficients[form.outs + from];
              const bool is_rounding = matrix == NetworkMatrix::s && to == from && norm_max(told) < no_reflection;
              entry = is_rounding ? Impedance::zero() : finite_value(-told * root_of_ratio(matrix, ports, to, from));
            }
          }
        });
  return entries;
}

std::vector<Impedance> terminated_impedance(const Circuit& circuit, std::span<const NetworkPort> ports,
                                            std::size_t port, const std::vector<double>& frequencies) {
  const Form form = terminated_form(ports, port);
  std::vector<Impedance> z(frequencies.size());
  SolverCounters counters;
  sweep(circuit, ports, form, frequencies, {}, counters, [&](std::size_t k, const PortRelation& relation) {
    const bool regular = is_regular(relation, form);
    z[k] = regular ? finite_value(-relation.rows[port].coefficients[form.outs])
                   : entry_for_itself(relation, form, port, 0);
  });
  return z;
}

bool is_reciprocal(const NetworkEntries& s, double tolerance) {
  for (std::size_t k = 0; k < s.values.front().size(); ++k) {
    const std::optional<double> scale = largest(s, k);
    for (std::size_t to = 0; scale && to < s.ports; ++to) {
      for (std::size_t from = 0; from < to; ++from) {
        if (std::abs(s.at(to, from)[k].value() - s.at(from, to)[k].value()) > tolerance * *scale) return false;
      }
    }
  }
  return true;
}

bool is_passive(const NetworkEntries& s, double tolerance) {
  const std::size_t n = s.ports;
  for (std::size_t k = 0; k < s.values.front().size(); ++k) {
    if (!largest(s, k)) return false;
    std::vector<std::complex<double>> rest(n * n);  // (1 + tolerance)^2 - S* S
    for (std::size_t r = 0; r < n; ++r) {
      for (std::size_t c = 0; c <= r; ++c) {
        std::complex<double> sum = r == c ? (1 + tolerance) * (1 + tolerance) : 0.0;
        for (std::size_t j = 0; j < n; ++j) sum -= std::conj(s.at(j, r)[k].value()) * s.at(j, c)[k].value();
        rest[r * n + c] = sum;
      }
    }
    if (!is_positive(std::move(rest), n)) return false;
  }
  return true;
}

}  // namespace ohmscope
