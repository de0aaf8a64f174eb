#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/session.hpp"
#include "solver/circuit/paths.hpp"

namespace ohmscope {

/// Why a circuit has no unique solution at some frequency.
struct Trouble {
  enum class Kind { contradiction, open_voltages, open_currents, numerical };
  bool elsewhere = false;  ///< nothing asked for depends on it
  Kind kind = Kind::numerical;
  std::vector<NodeId> nodes;        ///< whose currents contradict one another, or whose voltages are open
  std::vector<ElementId> elements;  ///< that contradict one another or meet at those nodes, or whose currents are open
  std::vector<ElementId> branches = {};  ///< of a contradiction: whose own equations take part
  auto operator<=>(const Trouble&) const = default;
};

/// Tells what is wrong with one circuit in beginner's words, as errors at the lines of the deck.
class TroubleTeller {
 public:
  TroubleTeller(const Session& session, const Netlist& netlist) : session_(session), netlist_(netlist) {}

  /// `frequencies` (Hz) are those of `all` at which it holds. What was told of already is not told again.
  [[nodiscard]] std::vector<Diagnostic> tell(const Trouble& trouble, const std::vector<double>& frequencies,
                                             std::size_t all);

 private:
  enum class Lack { path, dc_path, known_voltages, other };

  [[nodiscard]] std::optional<std::vector<Diagnostic>> functions_without_value();
  [[nodiscard]] std::vector<Diagnostic> contradiction(const Trouble& trouble);
  [[nodiscard]] Diagnostic voltage_loop(const std::vector<ElementId>& elements) const;
  [[nodiscard]] Diagnostic current_cutset(const Trouble& trouble);
  [[nodiscard]] std::vector<Diagnostic> open_voltages(const Trouble& trouble);
  [[nodiscard]] Diagnostic floating(const std::vector<NodeId>& nodes, Lack lack) const;
  [[nodiscard]] bool all_lead_to_ground(const std::vector<NodeId>& nodes);
  [[nodiscard]] Diagnostic open_currents(const Trouble& trouble) const;
  [[nodiscard]] std::optional<Diagnostic> without_feedback(const std::vector<ElementId>& opamps);
  [[nodiscard]] std::vector<ElementId> without_feedback_among(const std::vector<ElementId>& elements);
  [[nodiscard]] const Paths& paths(double frequency);

  const Session& session_;
  const Netlist& netlist_;
  std::map<double, Paths> paths_;                     ///< by frequency
  std::set<std::pair<ElementId, std::string>> told_;  ///< op-amps without feedback, functions without a value
  double frequency_ = 0;                              ///< in hand: one that stands for all of them
  std::string where_;                                 ///< in hand: "at 0 Hz"
};

}  // namespace ohmscope
