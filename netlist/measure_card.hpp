#pragma once

#include <optional>
#include <vector>

#include "netlist/diagnostics.hpp"
#include "netlist/source.hpp"

namespace ohmscope {

/// What a `.meas` card asks for, as written: expressions are spans of text, without the quotes, braces or par() around
/// them.
struct MeasureCard {
  enum class Kind {
    point,       ///< WHEN or AT alone: where it is
    value,       ///< FIND
    slope,       ///< DERIV
    expression,  ///< PARAM: of what was measured before
    distance,    ///< TRIG and TARG alone
    average,
    rms,
    integral,
    highest,
    lowest,
    peak_to_peak,
    highest_at,
    lowest_at,
    unsupported  ///< known to other simulators: left out, which was said
  };
  enum class Edge { any, rise, fall };
  /// `AT=x`, or `WHEN left=right` with what narrows it.
  struct Point {
    std::optional<Span> at;
    Span left;
    std::optional<Span> right;
    Edge edge = Edge::any;
    std::optional<Span> count;  ///< none: the first
    bool is_last = false;
    std::optional<Span> delay;  ///< TD=: what comes before does not count
  };
  Span whole;
  Span analysis;  ///< "ac"; nowhere: any
  Span name;
  Kind kind = Kind::point;
  std::optional<Span> measured;     ///< the expression
  std::optional<Point> where;       ///< of a point, value or slope
  std::optional<Point> begin, end;  ///< TRIG and TARG
  std::optional<Span> from, to;
};

/// Whether results of this analysis ("ac") are measured here.
[[nodiscard]] bool is_measured(std::string_view analysis);

/// Reads what stands behind `.meas`: `[ANALYSIS] NAME …` in the forms of ngspice, LTspice and HSPICE. Reports what is
/// wrong with it; of an analysis that is not measured here nothing is read but its name.
[[nodiscard]] std::optional<MeasureCard> read_measure(const SourceMap& sources, Span text, Diagnostics& diagnostics);

}  // namespace ohmscope
