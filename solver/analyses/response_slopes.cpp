#include "solver/analyses/response_slopes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "solver/analyses/response_class.hpp"

namespace ohmscope {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

bool is_any_driven(const std::vector<ResponseQuestion>& questions) {
  return std::any_of(questions.begin(), questions.end(),
                     [](const ResponseQuestion& q) { return q.drive != ResponseQuestion::Drive::unit; });
}

/// Of a factor of what is asked for.
double weight(const ComplexDD& other_factor) { return std::fmax(abs(other_factor), refinement::no_weight); }

}  // namespace

ResponseSlopes::Reach ResponseSlopes::Known::of(const UnknownPair& pair) const {
  const bool is_known =
      (free.empty() || between(pair, free).is_zero()) && (moved.empty() || between(pair, moved).is_zero());
  if (!is_known) return Reach::undefined;
  return between(pair, values).is_zero() ? Reach::none : Reach::some;
}

ResponseSlopes::ResponseSlopes(const Circuit& circuit, const MnaSystem& mna, std::vector<ResponseQuestion> questions)
    : mna_(mna),
      adjoint_(transposed(mna.system)),
      solver_(mna_.system),
      adjoint_solver_(adjoint_),
      slopes_(circuit, mna, is_any_driven(questions)),
      questions_(std::move(questions)),
      at_dc_(questions_.size()),
      at_ac_(questions_.size()) {}

SolverCounters ResponseSlopes::counters() const {
  SolverCounters sum = solver_.counters();
  sum += adjoint_solver_.counters();
  return sum;
}

std::vector<ResponseSlopesAt> ResponseSlopes::at(double frequency) {
  move_to(frequency);
  std::vector<ResponseSlopesAt> answers;
  for (std::size_t q = 0; q < questions_.size(); ++q) {
    std::optional<Sides>& sides = (is_dc_ ? at_dc_ : at_ac_)[q];
    if (!sides) sides = Sides{driven(questions_[q]), adjoint(questions_[q])};
    answers.push_back(answer(questions_[q], *sides));
  }
  return answers;
}

void ResponseSlopes::move_to(double frequency) {
  is_dc_ = frequency == 0;
  solver_.set_frequency(frequency);
  adjoint_solver_.set_frequency(frequency);
  if (solver_.structure_is_new() || adjoint_solver_.structure_is_new())
    (is_dc_ ? at_dc_ : at_ac_).assign(questions_.size(), std::nullopt);
  at_frequency_.clear();
  for (std::size_t v = 0; v < slopes_.values().size(); ++v) at_frequency_.push_back(slopes_.at(v, frequency));
}

template <class Value>
std::vector<Value> ResponseSlopes::right_side(const ResponseQuestion& question) const {
  if (question.drive == ResponseQuestion::Drive::unit) return unit_between<Value>(mna_.system, question.output);
  return excitation<Value>(mna_.system, question.drive == ResponseQuestion::Drive::ac);
}

/// A unit that the equations do not bear makes no response; of sources, what they contradict is told from the rest.
ResponseSlopes::Known ResponseSlopes::driven(const ResponseQuestion& question) const {
  const Structure& structure = solver_.structure();
  const std::vector<Residue> b = right_side<Residue>(question);
  auto x = structure.elimination().solve(b);
  Known known{true, std::move(x.x), structure.free_motion(), {}};
  if (x.consistent) return known;
  known.exists = question.drive != ResponseQuestion::Drive::unit;
  known.moved = moved_by_contradictions(structure, b);
  return known;
}

/// Where z is free the equations bear no change; it reaches the output only if that depends on which of these equations
/// is left out, which is where z is not 0 for all that.
ResponseSlopes::Known ResponseSlopes::adjoint(const ResponseQuestion& question) const {
  const Structure& structure = adjoint_solver_.structure();
  auto z = structure.elimination().solve(unit_between<Residue>(adjoint_, question.output));
  Known known{z.consistent, std::move(z.x), structure.free_motion(), {}};
  bool is_beside = true;
  for (std::size_t row = 0; row < known.free.size(); ++row)
    is_beside = is_beside && (known.free[row].is_zero() || known.values[row].is_zero());
  if (is_beside) known.free.clear();
  return known;
}

ResponseSlopes::Terms ResponseSlopes::terms(const ResponseQuestion& question, const Sides& sides) const {
  Terms terms{{}, std::vector<bool>(at_frequency_.size())};
  for (std::size_t v = 0; v < at_frequency_.size(); ++v) {
    const auto add = [&](const UnknownPair& rows, const std::optional<UnknownPair>& columns, const ComplexDD& slope) {
      const Reach z = sides.z.of(rows);
      const Reach x = columns ? sides.x.of(*columns) : Reach::some;
      if (slope.is_zero() || z == Reach::none || x == Reach::none) return;
      if (z == Reach::undefined || x == Reach::undefined) {
        terms.undefined[v] = true;
      } else {
        terms.known.push_back({v, rows, columns, slope});
      }
    };
    for (const ComplexStamp& s : at_frequency_[v]) add(s.rows, s.columns, -s.value);
    if (question.drive == ResponseQuestion::Drive::unit) continue;
    for (const SourceStamp& s : slopes_.of_sources(v))
      add(s.rows, std::nullopt, question.drive == ResponseQuestion::Drive::ac ? ComplexDD(s.ac) : ComplexDD(s.dc));
  }
  return terms;
}

ResponseSlopesAt ResponseSlopes::answer(const ResponseQuestion& question, const Sides& sides) {
  const std::size_t count = slopes_.values().size();
  const ResponseSlopesAt none{ComplexDD{nan}, std::vector<ComplexDD>(count, ComplexDD{nan})};
  const bool is_known = sides.x.exists && sides.z.exists && sides.x.of(question.output) != Reach::undefined;
  if (!is_known) return none;
  const Terms terms = this->terms(question, sides);

  // A first z weighs what is asked of x, and that what is asked of z.
  ExactSolver::Task z{.b = unit_between<ComplexDD>(adjoint_, question.output)};
  adjoint_solver_.solve({&z, 1});
  ExactSolver::Task x{.b = right_side<ComplexDD>(question)};
  if (sides.x.of(question.output) == Reach::some) {
    x.targets.push_back(question.output);
    x.weights.push_back(0);
  }
  for (const Term& term : terms.known) {
    if (!term.columns || !z.solved) continue;
    x.targets.push_back(*term.columns);
    x.weights.push_back(weight(term.slope * between(term.rows, z.x)));
  }
  solver_.solve({&x, 1});
  if (!x.solved || !z.solved) return none;
  z.solved = false;
  for (const Term& term : terms.known) {
    z.targets.push_back(term.rows);
    z.weights.push_back(weight(term.columns ? term.slope * between(*term.columns, x.x) : term.slope));
  }
  adjoint_solver_.solve({&z, 1});
  if (!z.solved) return none;

  ResponseSlopesAt found{ComplexDD{}, std::vector<ComplexDD>(count)};
  if (sides.x.of(question.output) == Reach::some) found.response = between(question.output, x.x);
  for (const Term& term : terms.known) {
    const ComplexDD from = between(term.rows, z.x) * term.slope;
    found.slopes[term.value] += term.columns ? from * between(*term.columns, x.x) : from;
  }
  for (std::size_t v = 0; v < count; ++v) {
    if (terms.undefined[v]) found.slopes[v] = ComplexDD{nan};
  }
  return found;
}

}  // namespace ohmscope
