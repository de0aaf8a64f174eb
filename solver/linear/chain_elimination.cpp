#include "solver/linear/chain_elimination.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace ohmscope {

namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// Where the number of a row and a column is: nowhere, it is 0 by structure; among the matrix's entries, which this is
/// the index of, as nothing has changed it yet; or in a slot of the tape.
using Place = std::int32_t;
constexpr Place nowhere = -1;
constexpr Place in_slot(std::int32_t slot) { return -2 - slot; }
constexpr std::int32_t slot_of(Place place) { return -2 - place; }

/// Two rows that share an entry, or two: of the lesser's row and the greater's column, and the other way round.
struct Edge {
  std::array<Place, 2> places{nowhere, nowhere};
};

struct Neighbour {
  std::int32_t vertex;
  std::int32_t edge;
};

/// The matrix as a graph: rows are its vertices. What has been eliminated is taken out of a list when the list is next
/// looked through.
class Graph {
 public:
  explicit Graph(const SparsePattern& pattern) : diagonal_(at(pattern.columns()), nowhere), lists_(diagonal_.size()) {
    join(pattern);
    hang_up();
  }

  [[nodiscard]] std::size_t size() const { return lists_.size(); }
  [[nodiscard]] Place& diagonal(std::int32_t vertex) { return diagonal_[at(vertex)]; }
  /// How many neighbours are left; negative: it was eliminated.
  [[nodiscard]] std::int32_t degree(std::int32_t vertex) const { return lists_[at(vertex)].degree; }
  /// Steps of all searches so far.
  [[nodiscard]] std::size_t steps() const { return steps_; }

  /// The place of an entry; of neighbours by their `edge`.
  [[nodiscard]] Place& place(std::int32_t row, std::int32_t column, std::int32_t edge) {
    return row == column ? diagonal(row) : edges_[at(edge)].places[row < column ? 0 : 1];
  }

  /// Those left, valid until an edge is added.
  std::span<const Neighbour> neighbours(std::int32_t vertex) {
    List& list = lists_[at(vertex)];
    Neighbour* const first = pool_.data() + list.begin;
    steps_ += list.size;
    const auto is_gone = [&](const Neighbour& other) { return degree(other.vertex) < 0; };
    list.size = static_cast<std::uint32_t>(std::remove_if(first, first + list.size, is_gone) - first);
    return {first, list.size};
  }

  void remove(std::int32_t vertex) {
    for (const Neighbour& other : neighbours(vertex)) --lists_[at(other.vertex)].degree;
    lists_[at(vertex)].degree = -1;
  }

  /// The edge between two vertices, added if there is none yet.
  std::int32_t edge(std::int32_t a, std::int32_t b) {
    const bool a_is_shorter = lists_[at(a)].size <= lists_[at(b)].size;
    const std::int32_t sought = a_is_shorter ? b : a;
    const auto known = neighbours(a_is_shorter ? a : b);
    const auto found = std::find_if(known.begin(), known.end(), [&](const auto& n) { return n.vertex == sought; });
    if (found != known.end()) return found->edge;
    edges_.emplace_back();
    const auto added = static_cast<std::int32_t>(edges_.size()) - 1;
    append(a, {b, added});
    append(b, {a, added});
    return added;
  }

 private:
  struct List {
    std::uint32_t begin = 0;  ///< in pool_
    std::uint32_t size = 0;   ///< what was eliminated included
    std::uint32_t room = 0;
    std::int32_t degree = 0;  ///< what is left alone
  };

  /// Makes the edges, those of a lesser vertex first.
  void join(const SparsePattern& pattern) {
    const std::int32_t size = pattern.columns();
    std::vector<std::uint32_t> begin(at(size) + 1, 0);  // of the entries of each row right of the diagonal
    const auto each = [&](const auto& visit) {
      for (std::int32_t column = 0; column < size; ++column) {
        for (std::int32_t p = pattern.column_begin[at(column)]; p < pattern.column_begin[at(column) + 1]; ++p) {
          visit(pattern.row_index[at(p)], column, p);
        }
      }
    };
    each([&](std::int32_t row, std::int32_t column, std::int32_t p) {
      if (row == column) diagonal(row) = p;
      if (row < column) ++begin[at(row) + 1];
    });
    for (std::size_t row = 0; row < at(size); ++row) begin[row + 1] += begin[row];
    std::vector<std::pair<std::int32_t, std::int32_t>> right(begin.back());  // column and place
    std::vector<std::uint32_t> next(begin.begin(), begin.end() - 1);
    each([&](std::int32_t row, std::int32_t column, std::int32_t p) {
      if (row < column) right[next[at(row)]++] = {column, p};
    });
    ends_.reserve(right.size());
    edges_.reserve(right.size());
    for (std::int32_t vertex = 0; vertex < size; ++vertex) {
      std::int32_t p = pattern.column_begin[at(vertex)];
      const std::int32_t end = pattern.column_begin[at(vertex) + 1];
      while (p < end && pattern.row_index[at(p)] <= vertex) ++p;
      std::uint32_t r = begin[at(vertex)];
      while (p < end || r < begin[at(vertex) + 1]) {  // both ascend
        const std::int32_t below = p < end ? pattern.row_index[at(p)] : size;
        const std::int32_t beside = r < begin[at(vertex) + 1] ? right[r].first : size;
        const std::int32_t other = std::min(below, beside);
        Edge& edge = edges_.emplace_back();
        if (beside == other) edge.places[0] = right[r++].second;
        if (below == other) edge.places[1] = p++;
        ends_.emplace_back(vertex, other);
      }
    }
  }

  /// Enters each edge in the lists of both its ends.
  void hang_up() {
    for (const auto& [a, b] : ends_) {
      ++lists_[at(a)].degree;
      ++lists_[at(b)].degree;
    }
    std::uint32_t begin = 0;
    for (List& list : lists_) {
      list.begin = begin;
      list.room = static_cast<std::uint32_t>(list.degree);
      begin += list.room;
    }
    pool_.resize(begin);
    for (std::size_t e = 0; e < ends_.size(); ++e) {
      const auto [a, b] = ends_[e];
      const auto put = [&](std::int32_t vertex, std::int32_t other) {
        List& list = lists_[at(vertex)];
        pool_[list.begin + list.size++] = {other, static_cast<std::int32_t>(e)};
      };
      put(a, b);
      put(b, a);
    }
    ends_ = {};
  }

  void append(std::int32_t vertex, Neighbour neighbour) {
    if (lists_[at(vertex)].size == lists_[at(vertex)].room) neighbours(vertex);
    List& list = lists_[at(vertex)];
    if (list.size == list.room) {
      const auto moved = static_cast<std::uint32_t>(pool_.size());
      list.room = 2 * list.room + 2;
      pool_.resize(pool_.size() + list.room);
      std::copy_n(pool_.begin() + list.begin, list.size, pool_.begin() + moved);
      list.begin = moved;
    }
    pool_[list.begin + list.size++] = neighbour;
    ++list.degree;
  }

  std::vector<Place> diagonal_;
  std::vector<Edge> edges_;
  std::vector<std::pair<std::int32_t, std::int32_t>> ends_;  ///< of the edges, until they are hung up
  std::vector<List> lists_;
  std::vector<Neighbour> pool_;
  std::size_t steps_ = 0;
};

class Writer {
 public:
  Writer(Graph graph, std::size_t most_products)
      : graph_(std::move(graph)),
        most_products_(most_products),
        most_steps_(steps_a_vertex * graph_.size()),
        waits_(graph_.size()) {}

  std::optional<EliminationTape> write(std::span<const std::int32_t> late) {
    constexpr std::size_t usual_pivot = 8;  // numbers on the tape
    tape_.code.reserve(usual_pivot * graph_.size());
    tape_.pivots = graph_.size();
    for (const std::int32_t vertex : late) waits_[at(vertex)] = true;
    for (std::int32_t vertex = 0; at(vertex) < graph_.size(); ++vertex) offer(vertex);
    if (!roll_up()) return std::nullopt;
    for (const std::int32_t vertex : late.first(late.size() - 1)) {
      if (graph_.diagonal(vertex) == nowhere || !eliminate(vertex) || !roll_up()) return std::nullopt;
    }
    if (pivots_ + 1 < graph_.size()) return std::nullopt;
    read(graph_.diagonal(late.back()));
    return std::move(tape_);
  }

 private:
  static constexpr std::size_t most_neighbours = 16;
  static constexpr std::size_t steps_a_vertex = 100;

  /// Takes one pivot after the other, as long as there is one; false if that takes too long.
  bool roll_up() {
    for (std::int32_t vertex = next(); vertex >= 0; vertex = next()) {
      if (!eliminate(vertex)) return false;
    }
    return true;
  }

  /// To be taken by its present number of neighbours, if it can be a pivot and need not wait.
  void offer(std::int32_t vertex) {
    if (waits_[at(vertex)]) return;
    const auto degree = at(graph_.degree(vertex));
    if (degree <= most_neighbours && graph_.diagonal(vertex) != nowhere) offered_[degree].push_back(vertex);
  }
  /// Negative: there is none.
  std::int32_t next() {
    for (std::size_t degree = 0; degree <= most_neighbours; ++degree) {
      while (!offered_[degree].empty()) {
        const std::int32_t vertex = offered_[degree].back();
        offered_[degree].pop_back();
        if (graph_.degree(vertex) == static_cast<std::int32_t>(degree)) return vertex;
      }
    }
    return -1;
  }

  bool eliminate(std::int32_t pivot) {
    const auto neighbours = graph_.neighbours(pivot);
    around_.assign(neighbours.begin(), neighbours.end());
    below_.clear();
    right_.clear();
    for (const Neighbour& n : around_) {
      if (graph_.place(n.vertex, pivot, n.edge) != nowhere) below_.push_back(n);
      if (graph_.place(pivot, n.vertex, n.edge) != nowhere) right_.push_back(n);
    }
    products_ += below_.size() * right_.size();
    if (products_ > most_products_ || graph_.steps() > most_steps_) return false;
    tape_.code.push_back(static_cast<std::int32_t>(below_.size()));
    tape_.code.push_back(static_cast<std::int32_t>(right_.size()));
    read(graph_.diagonal(pivot));
    for (const Neighbour& row : below_) read(graph_.place(row.vertex, pivot, row.edge));
    for (const Neighbour& column : right_) read(graph_.place(pivot, column.vertex, column.edge));
    graph_.remove(pivot);
    for (const Neighbour& column : right_) {
      for (const Neighbour& row : below_) {
        const bool is_diagonal = row.vertex == column.vertex;
        const std::int32_t edge = is_diagonal ? row.edge : graph_.edge(row.vertex, column.vertex);
        change(graph_.place(row.vertex, column.vertex, edge));
      }
    }
    give_back(graph_.diagonal(pivot));
    for (const Neighbour& row : below_) give_back(graph_.place(row.vertex, pivot, row.edge));
    for (const Neighbour& column : right_) give_back(graph_.place(pivot, column.vertex, column.edge));
    for (const Neighbour& touched : around_) offer(touched.vertex);
    ++pivots_;
    return true;
  }

  [[nodiscard]] static bool is_in_slot(Place place) { return place < nowhere; }
  /// As the tape has it.
  [[nodiscard]] static std::int32_t written(Place place) {
    if (is_in_slot(place)) return slot_of(place);
    return place == nowhere ? EliminationTape::fresh : EliminationTape::entry(place);
  }
  void read(Place place) { tape_.code.push_back(written(place)); }
  /// From now on the number is in a slot.
  void change(Place& place) {
    const std::int32_t from = written(place);
    if (!is_in_slot(place)) place = in_slot(take_slot());
    tape_.code.push_back(slot_of(place));
    tape_.code.push_back(from);
  }
  void give_back(Place place) {
    if (is_in_slot(place)) free_.push_back(slot_of(place));
  }
  std::int32_t take_slot() {
    if (free_.empty()) return static_cast<std::int32_t>(tape_.slots++);
    const std::int32_t slot = free_.back();
    free_.pop_back();
    return slot;
  }

  Graph graph_;
  std::size_t most_products_;
  std::size_t most_steps_;
  std::size_t products_ = 0;
  std::size_t pivots_ = 0;
  std::vector<bool> waits_;
  std::array<std::vector<std::int32_t>, most_neighbours + 1> offered_;  ///< by degree; what has another by now included
  std::vector<Neighbour> around_, below_, right_;                       ///< of the pivot in hand
  std::vector<std::int32_t> free_;                                      ///< slots
  EliminationTape tape_;
};

}  // namespace

std::optional<EliminationTape> eliminate_chain(SparsePattern pattern, std::span<const std::int32_t> late,
                                               std::size_t most_products) {
  Graph graph(pattern);
  pattern = {};  // what follows takes as much memory
  return Writer(std::move(graph), most_products).write(late);
}

}  // namespace ohmscope
