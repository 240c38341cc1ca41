// SPDX-License-Identifier: Apache-2.0
// The last policies, by generation: an event is explained by the policy that made it.
#ifndef PORTLAW_AGENT_DAEMON_POLICY_HISTORY_H_
#define PORTLAW_AGENT_DAEMON_POLICY_HISTORY_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <utility>

#include "policy/decide/policy.h"

namespace portlaw::daemon {

class PolicyHistory {
 public:
  static constexpr std::size_t kKept = 16;

  // `generation` is higher than any before.
  void Add(std::uint64_t generation, std::shared_ptr<const CompiledPolicy> policy) {
    policies_.emplace_back(generation, std::move(policy));
    if (policies_.size() > kKept) policies_.pop_front();
  }

  // Null where it is kept no longer, or was an earlier agent's.
  std::shared_ptr<const CompiledPolicy> At(std::uint64_t generation) const {
    for (const auto& [kept, policy] : policies_) {
      if (kept == generation) return policy;
    }
    return nullptr;
  }

 private:
  std::deque<std::pair<std::uint64_t, std::shared_ptr<const CompiledPolicy>>> policies_;
};

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_POLICY_HISTORY_H_
