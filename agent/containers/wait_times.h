// SPDX-License-Identifier: Apache-2.0
// How long containers wait for their name: from their cgroup's mkdir until the kernel knows who they are.
#ifndef PORTLAW_AGENT_CONTAINERS_WAIT_TIMES_H_
#define PORTLAW_AGENT_CONTAINERS_WAIT_TIMES_H_

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace portlaw::containers {

// Of all of them the number, of the last kKept the times.
class WaitTimes {
 public:
  static constexpr std::size_t kKept = 4096;

  void Add(std::chrono::nanoseconds time) {
    if (last_.size() < kKept) {
      last_.push_back(time);
    } else {
      last_[count_ % kKept] = time;
    }
    ++count_;
  }

  std::uint64_t count() const { return count_; }

  // The time that `part` (0 to 1) of them did not exceed; zero where there are none.
  std::chrono::nanoseconds Quantile(double part) const {
    if (last_.empty()) return std::chrono::nanoseconds(0);
    std::vector<std::chrono::nanoseconds> sorted = last_;
    std::sort(sorted.begin(), sorted.end());
    const auto index = static_cast<std::size_t>(part * static_cast<double>(sorted.size()));
    return sorted[std::min(index, sorted.size() - 1)];
  }

 private:
  std::uint64_t count_ = 0;
  std::vector<std::chrono::nanoseconds> last_;
};

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_WAIT_TIMES_H_
