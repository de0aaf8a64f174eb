#include "solver/analyses/response_class.hpp"

namespace ohmscope {

ResponseClass Solvability::of(UnknownPair rows, UnknownPair columns) const {
  const bool solvable = between(rows, redundancy_).is_zero();
  const bool determined = between(columns, motion_).is_zero();
  if (solvable != determined) return ResponseClass::undefined;
  return solvable ? ResponseClass::regular : ResponseClass::infinite;
}

bool is_zero_response(const Structure& structure, const LinearSystem& system, UnknownPair rows, UnknownPair columns) {
  return between(columns, structure.elimination().solve(unit_between<Residue>(system, rows)).x).is_zero();
}

std::vector<Residue> moved_by_contradictions(const Structure& structure, const std::vector<Residue>& b) {
  const auto& elimination = structure.elimination();
  const std::vector<std::int32_t> rows = elimination.contradicting_rows(b);
  std::vector<Residue> values;  // arbitrary: all combinations at once
  for (const std::int32_t row : rows) values.push_back(Residue::scrambled(static_cast<std::uint64_t>(row) + 1));
  std::vector<Residue> shift = elimination.left_null_vector(rows, values);
  for (std::size_t r = 0; r < shift.size(); ++r) {
    if (!shift[r].is_zero()) shift[r] = Residue::scrambled(r + 1);
  }
  return elimination.solve(std::move(shift)).x;
}

}  // namespace ohmscope
