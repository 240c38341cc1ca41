// SPDX-License-Identifier: Apache-2.0
// The cgroups that there are, as a tree, with what each was said to be; and, for a while, those that are gone.
#ifndef PORTLAW_AGENT_CONTAINERS_CGROUP_NODES_H_
#define PORTLAW_AGENT_CONTAINERS_CGROUP_NODES_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "agent/containers/identity_source.h"
#include "agent/containers/row_book.h"
#include "agent/kernel/kernel.h"

namespace portlaw::containers {

// What a cgroup was said to be. kRegistered and kRestored hold until a source says otherwise.
enum class Claim : std::uint8_t { kNone, kLater, kParent, kNameless, kKnown, kUnit, kRegistered, kRestored };

struct Node {
  CgroupId id = 0;
  CgroupId parent = 0;
  std::string leaf;  // last component of the path; of the root, the whole path
  Claim claim = Claim::kNone;
  bool later = false;             // a source has promised an answer
  bool seen = true;               // by the walk under way
  bool written = false;           // the kernel has `standing`
  std::uint64_t made_ns = 0;      // 0: not known, or no longer of interest
  kernel::SubjectEntry standing;  // what the kernel is told of it
  std::shared_ptr<const KnownContainer> container;
  std::optional<UnitIdentity> unit;
  std::vector<CgroupId> children;
};

// Loop thread only. A Node* is good until the node is removed.
class CgroupNodes {
 public:
  // Null where there is none.
  Node* Find(CgroupId cgroup);
  const Node* Find(CgroupId cgroup) const { return const_cast<CgroupNodes*>(this)->Find(cgroup); }
  // The first is the root of all others (its parent is not looked at). Null: its parent is not known. `cgroup` must not
  // be there yet.
  Node* Insert(const Cgroup& cgroup);
  // Removes `cgroup` with all beneath it, each after `forget` has seen it; remembers what they were.
  void Remove(CgroupId cgroup, const std::function<void(Node&)>& forget);

  // Visits `cgroup` and, where `visit` says true, what is beneath; parents first. `visit` must not change the tree.
  void Descend(CgroupId cgroup, const std::function<bool(Node&)>& visit);
  void ForEach(const std::function<void(const Node&)>& visit) const;

  // Empty where the cgroup is not known (any more).
  std::string PathOf(CgroupId cgroup) const;
  // Null: none, or not known (any more).
  std::shared_ptr<const KnownContainer> ContainerAt(CgroupId cgroup) const;

  void BeginWalk();
  // What has not been marked as seen since BeginWalk.
  std::vector<CgroupId> Unseen() const;

  void ForgetGoneBefore(Clock::time_point before);

  CgroupId root() const { return root_; }
  std::size_t size() const { return nodes_.size(); }

 private:
  // A cgroup that is gone.
  struct Memory {
    CgroupId cgroup = 0;
    std::string path;
    std::shared_ptr<const KnownContainer> container;
    Clock::time_point gone;
  };
  const Memory* Remembered(CgroupId cgroup) const;

  std::unordered_map<CgroupId, Node> nodes_;
  CgroupId root_ = 0;
  std::deque<Memory> memories_;  // oldest first
};

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_CGROUP_NODES_H_
