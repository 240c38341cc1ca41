// SPDX-License-Identifier: Apache-2.0
// The most frequent values of a log in bounded memory.
#ifndef PORTLAW_AGENT_AUDIT_QUERY_TOP_COUNTS_H_
#define PORTLAW_AGENT_AUDIT_QUERY_TOP_COUNTS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "agent/audit/query/sum.h"

namespace portlaw::audit {

// Counts binds by `Key`, which has an order. Exact while there are no more than `capacity` different keys. With more,
// the one counted least makes room for a new one, which may have been seen before as often as that ("Space-Saving",
// Metwally and others, 2005): any key with more binds than `missed` is there, and a sum lacks `missed` at most. So
// nobody hides behind a flood of invented names.
template <class Key>
class TopCounts {
 public:
  struct Count {
    Key key;
    LogSum sum;                // what was counted, never more than there was
    std::uint64_t missed = 0;  // binds that it may lack
  };

  explicit TopCounts(std::size_t capacity) : capacity_(std::max<std::size_t>(capacity, 1)) {}

  void Add(Key key, const LogRecord& record) {
    auto place = counts_.find(key);
    if (place == counts_.end()) {
      const std::uint64_t missed = counts_.size() < capacity_ ? 0 : MakeRoom();
      place = counts_.try_emplace(std::move(key), Entry{{}, missed}).first;
    } else {
      order_.erase({place->second.most(), &place->first});
    }
    place->second.sum.Add(record);
    order_.emplace(place->second.most(), &place->first);
  }

  // Most binds first.
  std::vector<Count> Take() const {
    std::vector<Count> counts;
    for (const auto& [key, entry] : counts_) counts.push_back({key, entry.sum, entry.missed});
    const auto most = [](const Count& count) { return SaturatingSum(count.sum.binds(), count.missed); };
    std::stable_sort(counts.begin(), counts.end(), [&](const Count& a, const Count& b) { return most(a) > most(b); });
    return counts;
  }

  // How many binds a sum may lack, and a key that is not there may have; 0: all is counted.
  std::uint64_t missed() const { return missed_; }

 private:
  struct Entry {
    LogSum sum;
    std::uint64_t missed = 0;
    std::uint64_t most() const { return SaturatingSum(sum.binds(), missed); }
  };

  // Takes the key counted least away; gives how many binds it may have had.
  std::uint64_t MakeRoom() {
    const auto [most, key] = *order_.begin();
    order_.erase(order_.begin());
    counts_.erase(counts_.find(*key));
    missed_ = std::max(missed_, most);
    return most;
  }

  std::size_t capacity_;
  std::map<Key, Entry> counts_;
  std::set<std::pair<std::uint64_t, const Key*>> order_;  // by the most that each may have
  std::uint64_t missed_ = 0;
};

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_QUERY_TOP_COUNTS_H_
