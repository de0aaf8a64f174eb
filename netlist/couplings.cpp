#include "netlist/couplings.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "netlist/codes.hpp"
#include "solver/circuit/device.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {

namespace {

constexpr std::size_t most_inductors = 1000;
constexpr std::size_t most_for_triples = 60;

/// Inductors of which each is coupled to another of them, and the cards that say so.
struct CoupledSet {
  std::vector<ElementId> inductors;
  std::vector<ElementId> couplings;
};

/// The root of a node of a forest in which each points to its parent.
ElementId root_of(std::map<ElementId, ElementId>& parents, ElementId id) {
  ElementId root = id;
  while (parents.try_emplace(root, root).first->second != root) root = parents[root];
  while (id != root) id = std::exchange(parents[id], root);
  return root;
}

std::vector<CoupledSet> coupled_sets(const Circuit& circuit, ElementId first) {
  std::vector<ElementId> couplings;
  std::map<ElementId, ElementId> parents;
  for (ElementId id = first; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    if (circuit.element(id).type != &devices::coupling) continue;
    couplings.push_back(id);
    const auto pair = circuit.references(id);
    parents[root_of(parents, pair[0])] = root_of(parents, pair[1]);
  }
  std::map<ElementId, CoupledSet> sets;
  for (const ElementId id : couplings) sets[root_of(parents, circuit.references(id)[0])].couplings.push_back(id);
  std::vector<ElementId> inductors;
  for (const auto& [inductor, parent] : parents) inductors.push_back(inductor);
  for (const ElementId inductor : inductors) sets[root_of(parents, inductor)].inductors.push_back(inductor);
  std::vector<CoupledSet> found;
  for (auto& [root, set] : sets) found.push_back(std::move(set));
  return found;
}

/// The k of every pair of a set, row by row. Those of cards for the same pair add up, as their inductances do.
class Matrix {
 public:
  Matrix(const Circuit& circuit, const CoupledSet& set) : size_(set.inductors.size()), values_(size_ * size_) {
    const auto place = [&](ElementId inductor) {
      return static_cast<std::size_t>(std::lower_bound(set.inductors.begin(), set.inductors.end(), inductor) -
                                      set.inductors.begin());
    };
    for (std::size_t k = 0; k < size_; ++k) at(k, k) = 1;
    for (const ElementId id : set.couplings) {
      const std::size_t a = place(circuit.references(id)[0]);
      const std::size_t b = place(circuit.references(id)[1]);
      at(a, b) += circuit.values(id)[0];
      at(b, a) = at(a, b);
    }
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] double& at(std::size_t row, std::size_t column) { return values_[row * size_ + column]; }
  [[nodiscard]] double at(std::size_t row, std::size_t column) const { return values_[row * size_ + column]; }

 private:
  std::size_t size_;
  std::vector<double> values_;
};

/// By elimination with the largest pivot left (Higham, Accuracy and Stability of Numerical Algorithms, 10.3): a pivot
/// that rounding alone makes negative is none.
bool is_semidefinite(Matrix m) {
  const std::size_t n = m.size();
  const double rounding = 32 * static_cast<double>(n) * std::numeric_limits<double>::epsilon();
  std::vector<std::size_t> left(n);
  for (std::size_t k = 0; k < n; ++k) left[k] = k;
  const auto by_pivot = [&](std::size_t a, std::size_t b) { return m.at(a, a) < m.at(b, b); };
  while (!left.empty()) {
    const auto [least, most] = std::minmax_element(left.begin(), left.end(), by_pivot);
    const std::size_t p = *most;
    if (m.at(*least, *least) < -rounding) return false;
    if (m.at(p, p) <= rounding) {
      return std::all_of(left.begin(), left.end(), [&](std::size_t row) {
        return std::all_of(left.begin(), left.end(),
                           [&](std::size_t column) { return std::fabs(m.at(row, column)) <= 2 * rounding; });
      });
    }
    left.erase(most);
    for (const std::size_t row : left) {
      const double factor = m.at(row, p) / m.at(p, p);
      if (factor == 0) continue;
      for (const std::size_t column : left) m.at(row, column) -= factor * m.at(p, column);
    }
  }
  return true;
}

/// "L1, L2 and L3"
std::string names_of(const Circuit& circuit, std::span<const ElementId> inductors) {
  constexpr std::size_t most_names = 8;
  std::string text;
  for (std::size_t k = 0; k < inductors.size() && k < most_names; ++k) {
    const bool is_last = k + 1 == inductors.size();
    text += fmt::format("{}'{}'", k == 0 ? "" : is_last ? " and " : ", ", circuit.element_name(inductors[k]));
  }
  return inductors.size() > most_names ? fmt::format("{} and {} more", text, inductors.size() - most_names) : text;
}

class Report {
 public:
  Report(const Netlist& netlist, const CoupledSet& set, const Matrix& k, Diagnostics& diagnostics)
      : netlist_(netlist), set_(set), k_(k), diagnostics_(diagnostics) {}

  /// Names the smallest part of the set that is wrong: a pair, three, or all.
  void tell() {
    for (std::size_t a = 0; a < k_.size(); ++a) {
      for (std::size_t b = a + 1; b < k_.size(); ++b) {
        if (std::fabs(k_.at(a, b)) > 1) return tell_of_pair(a, b);
      }
    }
    for (std::size_t a = 0; k_.size() <= most_for_triples && a < k_.size(); ++a) {
      for (std::size_t b = a + 1; b < k_.size(); ++b) {
        for (std::size_t c = b + 1; c < k_.size(); ++c) {
          if (is_wrong(a, b, c)) return tell_of_three(a, b, c);
        }
      }
    }
    report(set_.inductors, "the couplings of {} contradict one another: some currents would store less than no energy",
           names_of(netlist_.circuit, set_.inductors))
        .with_hint("couplings this tight cannot be chosen freely: raise those that are missing or loose, or lower all");
  }

 private:
  [[nodiscard]] bool is_wrong(std::size_t a, std::size_t b, std::size_t c) const {
    const double x = k_.at(a, b);
    const double y = k_.at(b, c);
    const double z = k_.at(a, c);
    return 1 + 2 * x * y * z - x * x - y * y - z * z < -1e-12;
  }

  void tell_of_pair(std::size_t a, std::size_t b) {
    const ElementId pair[] = {set_.inductors[a], set_.inductors[b]};
    report(pair, "the couplings of {} add up to k = {:.6g}, expected between -1 and 1",
           names_of(netlist_.circuit, pair), k_.at(a, b));
  }

  /// Two of the three k leave a range to the third: the one that is least in magnitude is told.
  void tell_of_three(std::size_t a, std::size_t b, std::size_t c) {
    std::size_t pairs[3][3] = {{a, b, c}, {b, c, a}, {a, c, b}};  // two inductors, and the third
    const auto magnitude = [&](const std::size_t(&pair)[3]) { return std::fabs(k_.at(pair[0], pair[1])); };
    const auto& odd = *std::min_element(std::begin(pairs), std::end(pairs), [&](const auto& p, const auto& q) {
      return std::pair(magnitude(p), k_.at(p[0], p[1])) < std::pair(magnitude(q), k_.at(q[0], q[1]));
    });
    const double x = k_.at(odd[0], odd[2]);
    const double y = k_.at(odd[1], odd[2]);
    const double reach = std::sqrt((1 - x * x) * (1 - y * y));
    const ElementId three[] = {set_.inductors[a], set_.inductors[b], set_.inductors[c]};
    const auto name = [&](std::size_t k) { return netlist_.circuit.element_name(set_.inductors[k]); };
    const double found = k_.at(odd[0], odd[1]);
    report(three, "{} cannot be coupled so: some currents would store less than no energy",
           names_of(netlist_.circuit, three))
        .with_hint(fmt::format("with k = {:.6g} of {} and {} and k = {:.6g} of {} and {}, {} and {} have a k between "
                               "{:.4g} and {:.4g}; here it is {:.6g}{}",
                               x, name(odd[0]), name(odd[2]), y, name(odd[1]), name(odd[2]), name(odd[0]), name(odd[1]),
                               x * y - reach, x * y + reach, found, found == 0 ? ", as no K joins them" : ""));
  }

  /// At the last card that joins two of `inductors`, with notes at the others.
  template <class... Arguments>
  Diagnostic& report(std::span<const ElementId> inductors, fmt::format_string<Arguments...> text,
                     Arguments&&... arguments) {
    constexpr std::size_t most_notes = 5;
    std::vector<Span> cards;
    for (const ElementId id : set_.couplings) {
      const auto pair = netlist_.circuit.references(id);
      const bool is_within = std::all_of(pair.begin(), pair.end(), [&](ElementId inductor) {
        return std::find(inductors.begin(), inductors.end(), inductor) != inductors.end();
      });
      const Span card = netlist_.origin_of(id);
      if (is_within && std::find(cards.begin(), cards.end(), card) == cards.end()) cards.push_back(card);
    }
    Diagnostic& error =
        diagnostics_.error(codes::impossible_coupling, cards.back(), text, std::forward<Arguments>(arguments)...);
    cards.pop_back();
    for (std::size_t k = 0; k < std::min(cards.size(), most_notes); ++k) error.note(cards[k], "coupled here too");
    return error;
  }

  const Netlist& netlist_;
  const CoupledSet& set_;
  const Matrix& k_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_couplings(const Netlist& netlist, ElementId first, Diagnostics& diagnostics) {
  for (const CoupledSet& set : coupled_sets(netlist.circuit, first)) {
    const bool is_plain = set.couplings.size() == 1 || set.inductors.size() > most_inductors;
    if (is_plain) continue;
    const Matrix k(netlist.circuit, set);
    if (!is_semidefinite(k)) Report(netlist, set, k, diagnostics).tell();
  }
}

}  // namespace ohmscope
