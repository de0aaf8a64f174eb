#pragma once

#include <optional>
#include <vector>

#include "netlist/card_output.hpp"

namespace ohmscope {

/// What an `.sp` card asks for.
struct SpCard {
  std::vector<double> frequencies;  ///< Hz, ascending
  bool has_noise = false;
};

/// What a `.net` card asks for.
struct NetCard {
  std::optional<CardOutput> output;          ///< V(node[,node]), or I(R): the resistor at the output
  Span source;                               ///< at the input
  std::optional<double> input_termination;   ///< `Rin=`, ohm, positive
  std::optional<double> output_termination;  ///< `Rout=`
};

/// What a `.lin` card asks for. What may be written in several ways is given as written; nowhere: not given.
struct LinCard {
  bool is_on = true;             ///< `sparcalc=`
  Span file = {};                ///< `file=` or `filename=`, without quotes
  char matrix = 's';             ///< `lintype=`: s, y or z
  int version = 2;               ///< `format=`: of Touchstone
  std::string_view pair = "ri";  ///< `dataformat=`: ri, ma or db
  int width = 0;
  int digits = 0;  ///< `precision=` behind the point, and one before it; 0: all
};

}  // namespace ohmscope
