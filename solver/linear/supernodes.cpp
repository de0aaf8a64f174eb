#include "solver/linear/supernodes.hpp"

#include <algorithm>
#include <utility>

namespace ohmscope {

namespace {

using Places = std::vector<std::int32_t>;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

Places inverse(std::span<const std::int32_t> order) {
  Places place(order.size());
  for (std::size_t k = 0; k < order.size(); ++k) place[at(order[k])] = static_cast<std::int32_t>(k);
  return place;
}

/// Calls visit(slot, place of row, place of column) for every entry of A.
template <class Visit>
void for_each_slot(const SparsePattern& pattern, const Places& row_place, const Places& column_place,
                   const Visit& visit) {
  for (std::int32_t column = 0; column < pattern.columns(); ++column) {
    for (std::int32_t p = pattern.column_begin[at(column)]; p < pattern.column_begin[at(column) + 1]; ++p) {
      visit(p, row_place[at(pattern.row_index[at(p)])], column_place[at(column)]);
    }
  }
}

/// What `each` gives to (list, item), by list.
template <class T, class Each>
Lists<T> collect(std::size_t count, const Each& each) {
  Lists<T> lists;
  lists.begin.assign(count + 1, 0);
  each([&](std::size_t list, const T& /*item*/) { ++lists.begin[list + 1]; });
  for (std::size_t k = 0; k < count; ++k) lists.begin[k + 1] += lists.begin[k];
  lists.items.resize(lists.begin.back());
  std::vector<std::size_t> next(lists.begin.begin(), lists.begin.end() - 1);
  each([&](std::size_t list, const T& item) { lists.items[next[list]++] = item; });
  return lists;
}

/// Columns of L, each as what is below its pivot, in no order; the first of them is the column's parent in the
/// elimination tree, and what a column reaches its parent reaches too.
struct Columns {
  Lists<std::int32_t> below;
  Places parent;  ///< -1: none
};

std::optional<Columns> columns_of(const Lists<std::int32_t>& adjacent, std::size_t size, std::size_t most_entries) {
  Columns columns;
  Places mark(size, -1);
  Places child(size, -1);    // the last one found
  Places sibling(size, -1);  // found before
  for (std::int32_t j = 0; at(j) < size; ++j) {
    std::int32_t parent = -1;
    const auto take = [&](std::int32_t place) {
      if (place <= j || mark[at(place)] == j) return;
      mark[at(place)] = j;
      columns.below.items.push_back(place);
      if (parent < 0 || place < parent) parent = place;
    };
    for (const std::int32_t place : adjacent[at(j)]) take(place);
    for (std::int32_t c = child[at(j)]; c >= 0; c = sibling[at(c)]) {
      for (std::size_t p = columns.below.begin[at(c)]; p < columns.below.begin[at(c) + 1]; ++p)
        take(columns.below.items[p]);
    }
    columns.below.close();
    columns.parent.push_back(parent);
    if (parent >= 0) sibling[at(j)] = std::exchange(child[at(parent)], j);
    if (columns.below.items.size() > most_entries) return std::nullopt;
  }
  return columns;
}

/// New places by old ones: each column directly after all below it in the tree, the last of its children just before.
Places postorder(const Places& parent) {
  const std::size_t size = parent.size();
  Places subtree(size, 1);
  for (std::size_t j = 0; j < size; ++j) {
    if (parent[j] >= 0) subtree[at(parent[j])] += subtree[j];
  }
  Places place(size);
  Places next(size);  // of its children's places, from the last on
  auto next_root = static_cast<std::int32_t>(size) - 1;
  for (std::size_t j = size; j-- > 0;) {
    std::int32_t& last = parent[j] < 0 ? next_root : next[at(parent[j])];
    place[j] = last;
    next[j] = last - 1;
    last -= subtree[j];
  }
  return place;
}

/// Columns from `first` to `last` as one supernode.
struct Group {
  std::int32_t first, last;
  double below;  ///< rows below the last pivot
  double zeros;  ///< entries that are no entries of L
};

/// Whether one panel of so many pivots and this share of zeros is less work than two.
bool worth_it(double width, double share) { return width <= 4 || share < (width <= 16 ? 0.3 : 0.05); }

/// Supernodes without zeros, then joined to what follows as long as there are few (as CHOLMOD does; Chen, Davis, Hager,
/// Rajamanickam, ACM TOMS 35 (2008)). The last first.
std::vector<Group> groups_of(const Places& parent, const std::vector<std::size_t>& below,
                             const std::vector<bool>& apart) {
  std::vector<Group> groups;
  for (auto j = static_cast<std::int32_t>(parent.size()); j-- > 0;) {
    const auto count = static_cast<double>(below[at(j)]);
    Group next{j, j, count, 0};
    while (!groups.empty() && parent[at(next.last)] == groups.back().first &&
           apart[at(j)] == apart[at(groups.back().first)]) {
      const Group& after = groups.back();
      const double width = after.last - next.first + 1;
      const double own = next.last - next.first + 1;
      const double zeros = next.zeros + after.zeros + own * (width - own + after.below - next.below);
      if (zeros > 0 && !worth_it(width, zeros / (width * (width + 1) / 2 + width * after.below))) break;
      next = {next.first, after.last, after.below, zeros};
      groups.pop_back();
    }
    groups.push_back(next);
  }
  return groups;
}

/// Panels no wider than the cache likes.
void add_panels(const Group& group, std::span<const std::int32_t> below, bool symmetric, Supernodes& result) {
  constexpr std::int32_t widest = 32;
  const std::int32_t width = group.last + 1 - group.first;
  const std::int32_t panels = (width + widest - 1) / widest;
  for (std::int32_t k = 0; k < panels; ++k) {
    const std::int32_t first = group.first + width * k / panels;
    const std::int32_t next = group.first + width * (k + 1) / panels;
    for (std::int32_t place = first; place <= group.last; ++place) result.rows.items.push_back(place);
    result.rows.items.insert(result.rows.items.end(), below.begin(), below.end());
    result.rows.close();
    result.first.push_back(next);
    const std::size_t entries = result.rows[result.count() - 1].size() * at(next - first);
    result.panel.push_back(result.panel.back() + entries);
    result.upper_panel.push_back(result.upper_panel.back() + (symmetric ? 0 : entries));
  }
}

/// By place: its supernode.
Places owners(const Supernodes& result) {
  Places owner(result.size());
  for (std::size_t s = 0; s < result.count(); ++s) {
    std::fill(owner.begin() + result.first[s], owner.begin() + result.first[s + 1], static_cast<std::int32_t>(s));
  }
  return owner;
}

void find_sources(const SparsePattern& pattern, const Places& owner, Supernodes& result) {
  const Places row_place = inverse(result.row_order);
  const Places column_place = inverse(result.column_order);
  const auto sources = [&](bool lower) {
    return collect<Supernodes::Source>(result.count(), [&](const auto& put) {
      for_each_slot(pattern, row_place, column_place, [&](std::int32_t slot, std::int32_t row, std::int32_t column) {
        if ((row >= column) != lower) return;
        const std::size_t s = at(owner[at(std::min(row, column))]);
        if (!lower && result.is_symmetric(s)) return;
        const auto rows = result.rows[s];
        const auto found = std::lower_bound(rows.begin(), rows.end(), std::max(row, column)) - rows.begin();
        const std::size_t entry = static_cast<std::size_t>(found) * result.width(s);
        put(s, {slot,
                (lower ? result.panel : result.upper_panel)[s] + entry + at(std::min(row, column) - result.first[s])});
      });
    });
  };
  result.lower = sources(true);
  result.upper = sources(false);
}

void find_updates(const Places& owner, Supernodes& result) {
  result.updates = collect<Supernodes::Update>(result.count(), [&](const auto& put) {
    for (std::size_t s = 0; s < result.count(); ++s) {
      const auto rows = result.rows[s];
      for (std::size_t begin = result.width(s); begin < rows.size();) {
        const std::int32_t to = owner[at(rows[begin])];
        std::size_t end = begin;
        while (end < rows.size() && owner[at(rows[end])] == to) ++end;
        put(at(to), {static_cast<std::int32_t>(s), static_cast<std::int32_t>(begin), static_cast<std::int32_t>(end)});
        begin = end;
      }
    }
  });
}

}  // namespace

std::optional<Supernodes> find_supernodes(const SparsePattern& pattern, std::span<const std::int32_t> row_order,
                                          std::span<const std::int32_t> column_order, std::size_t apart,
                                          std::size_t most_entries) {
  const std::size_t size = row_order.size();
  const Places row_place = inverse(row_order);
  const Places column_place = inverse(column_order);
  const auto adjacent = collect<std::int32_t>(size, [&](const auto& put) {
    for_each_slot(pattern, row_place, column_place, [&](std::int32_t /*slot*/, std::int32_t row, std::int32_t column) {
      if (row != column) put(at(std::min(row, column)), std::max(row, column));
    });
  });
  const std::optional<Columns> columns = columns_of(adjacent, size, most_entries);
  if (!columns) return std::nullopt;

  const Places place = postorder(columns->parent);
  const Places before = inverse(place);
  Supernodes result;
  Places parent(size);
  std::vector<std::size_t> below(size);
  std::vector<bool> is_apart(size);
  for (std::size_t k = 0; k < size; ++k) {
    const std::size_t old = at(before[k]);
    result.row_order.push_back(row_order[old]);
    result.column_order.push_back(column_order[old]);
    parent[k] = columns->parent[old] < 0 ? -1 : place[at(columns->parent[old])];
    below[k] = columns->below[old].size();
    is_apart[k] = old < apart;
  }
  const std::vector<Group> groups = groups_of(parent, below, is_apart);
  for (auto group = groups.rbegin(); group != groups.rend(); ++group) {
    Places rows;
    for (const std::int32_t old : columns->below[at(before[at(group->last)])]) rows.push_back(place[at(old)]);
    std::sort(rows.begin(), rows.end());
    add_panels(*group, rows, !is_apart[at(group->first)], result);
  }
  const Places owner = owners(result);
  find_sources(pattern, owner, result);
  find_updates(owner, result);
  return result;
}

}  // namespace ohmscope
