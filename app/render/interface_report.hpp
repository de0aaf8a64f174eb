#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/session.hpp"
#include "app/steps.hpp"
#include "stages/interface_judgement.hpp"
#include "stages/load_judgement.hpp"

namespace ohmscope {

/// The interface between two neighbours of a chain; arrays run along the frequencies.
struct JudgedInterface {
  std::string from;
  std::string to;
  Span place;                     ///< the line of the latter
  std::vector<Impedance> source;  ///< overall OutZ of the former
  std::vector<Impedance> load;    ///< overall InZ of the latter
  InterfaceJudgement judgement;
};

/// The `load` at a chain's end.
struct JudgedLoad {
  std::string name;
  Span place;  ///< its line
  LoadRatings ratings;
  LoadJudgement judgement;
};

/// A chain at one step.
struct JudgedChain {
  std::size_t step = 0;
  std::string name;
  Frequencies frequencies;
  std::vector<JudgedInterface> interfaces;
  std::optional<JudgedLoad> load;
};

/// What `interfaces` found at all steps.
struct JudgedDeck {
  const Steps& steps;
  InterfaceRules rules;
  std::vector<JudgedChain> chains = {};
};

/// The same in the form asked for: table, JSON or CSV.
void write_interface_report(Session& session, const JudgedDeck& judged);

}  // namespace ohmscope
