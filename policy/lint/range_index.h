// SPDX-License-Identifier: Apache-2.0
// Which of many ranges overlap a given one.
#ifndef PORTLAW_POLICY_LINT_RANGE_INDEX_H_
#define PORTLAW_POLICY_LINT_RANGE_INDEX_H_

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "policy/model/port.h"

namespace portlaw::lint {

// How many ranges a check looks at for one row before it has seen enough: findings grow with the ranges, not with
// pairs.
inline constexpr int kMaxVisits = 64;

// A static interval tree: the ranges sorted by their first port, and over them a binary tree of the highest last port.
// Building takes O(n log n), a look-up O(log n) for each range that it visits.
class RangeIndex {
 public:
  // Ranges are known by their place in `ranges`.
  explicit RangeIndex(const std::vector<PortRange>& ranges) {
    for (std::size_t i = 0; i < ranges.size(); ++i) entries_.push_back({ranges[i], i});
    std::sort(entries_.begin(), entries_.end());
    while (leaves_ < entries_.size()) leaves_ *= 2;
    highest_.resize(2 * leaves_);
    for (std::size_t i = 0; i < entries_.size(); ++i) highest_[leaves_ + i] = entries_[i].first.last;
    for (std::size_t i = leaves_ - 1; i > 0; --i) highest_[i] = std::max(highest_[2 * i], highest_[2 * i + 1]);
  }

  // Calls `visit(place)` for each range that overlaps `range`, by ascending first port, until it returns false.
  template <class Visit>
  void Overlapping(PortRange range, Visit visit) const {
    if (!entries_.empty()) Walk(1, 0, leaves_, range, visit);
  }

 private:
  // Node `node` covers the entries from `from` to before `to`. False: stop.
  template <class Visit>
  bool Walk(std::size_t node, std::size_t from, std::size_t to, PortRange range, Visit& visit) const {
    if (from >= entries_.size() || highest_[node] < range.first || entries_[from].first.first > range.last) return true;
    if (to - from == 1) return visit(entries_[from].second);
    const std::size_t middle = (from + to) / 2;
    return Walk(2 * node, from, middle, range, visit) && Walk(2 * node + 1, middle, to, range, visit);
  }

  std::vector<std::pair<PortRange, std::size_t>> entries_;
  std::vector<Port> highest_;
  std::size_t leaves_ = 1;
};

}  // namespace portlaw::lint

#endif  // PORTLAW_POLICY_LINT_RANGE_INDEX_H_
