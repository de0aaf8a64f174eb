#pragma once

#include <optional>
#include <vector>

#include "solver/analyses/stamp_slopes.hpp"
#include "solver/circuit/exact_solver.hpp"
#include "solver/circuit/mna_system.hpp"

namespace ohmscope {

/// A response y = c.x of the equations A x = b.
struct ResponseQuestion {
  enum class Drive { unit, dc, ac };
  UnknownPair output;         ///< c
  Drive drive = Drive::unit;  ///< b: the sources' values, or 1 in the output's own rows, all sources zeroed
};

/// How a response hangs on the values of elements.
struct ResponseSlopesAt {
  ComplexDD response;             ///< y; exactly 0 where the structure says so, NaN where the equations do not fix it
  std::vector<ComplexDD> slopes;  ///< by value: u dy/dp, see StampSlopes; NaN where it has none
};

/// With A x = b and A' z = c:  y = c.x = z.b  and  dy = z.(db - dA x): two solutions a response for all values
/// (Director and Rohrer, IEEE Trans. Circuit Theory 16 (1969)). Slopes far below the largest of a response are as
/// accurate as that one's last bits.
class ResponseSlopes {
 public:
  /// `circuit` must outlive it.
  ResponseSlopes(const Circuit& circuit, const MnaSystem& mna, std::vector<ResponseQuestion> questions);

  [[nodiscard]] StampSlopes& slopes() { return slopes_; }
  /// One answer a question.
  [[nodiscard]] std::vector<ResponseSlopesAt> at(double frequency);
  [[nodiscard]] SolverCounters counters() const;

 private:
  enum class Reach { undefined, none, some };
  /// What the structure says of a solution's differences.
  struct Known {
    bool exists = false;
    std::vector<Residue> values;
    std::vector<Residue> free;   ///< not 0: nothing determines it
    std::vector<Residue> moved;  ///< not 0: depends on which of contradicting equations is left out; empty: none does
    [[nodiscard]] Reach of(const UnknownPair& pair) const;
  };
  /// Of a question.
  struct Sides {
    Known x, z;
  };
  /// A product z s x, or where the source is one z s.
  struct Term {
    std::size_t value;
    UnknownPair rows;
    std::optional<UnknownPair> columns;
    ComplexDD slope;
  };
  /// Those of all values that the structure does not rule out.
  struct Terms {
    std::vector<Term> known;
    std::vector<bool> undefined;  ///< by value: whether some of it has no value
  };

  void move_to(double frequency);
  [[nodiscard]] Known driven(const ResponseQuestion& question) const;
  [[nodiscard]] Known adjoint(const ResponseQuestion& question) const;
  template <class Value>
  [[nodiscard]] std::vector<Value> right_side(const ResponseQuestion& question) const;
  [[nodiscard]] Terms terms(const ResponseQuestion& question, const Sides& sides) const;
  [[nodiscard]] ResponseSlopesAt answer(const ResponseQuestion& question, const Sides& sides);

  const MnaSystem& mna_;
  LinearSystem adjoint_;
  ExactSolver solver_;
  ExactSolver adjoint_solver_;
  StampSlopes slopes_;
  std::vector<ResponseQuestion> questions_;
  std::vector<std::vector<ComplexStamp>> at_frequency_;  ///< by value
  std::vector<std::optional<Sides>> at_dc_, at_ac_;      ///< by question
  bool is_dc_ = false;
};

}  // namespace ohmscope
