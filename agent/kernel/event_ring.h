// SPDX-License-Identifier: Apache-2.0
// The two rings that the kernel writes events to, read as values.
#ifndef PORTLAW_AGENT_KERNEL_EVENT_RING_H_
#define PORTLAW_AGENT_KERNEL_EVENT_RING_H_

#include <functional>
#include <memory>
#include <vector>

#include "agent/kernel/bind_event.h"
#include "policy/model/result.h"

struct ring_buffer;

namespace portlaw::kernel {

class EventRing {
 public:
  using OnBind = std::function<void(const BindEvent&)>;
  using OnCgroup = std::function<void(const CgroupEvent&)>;

  // The descriptors of the maps `events` and `cgroup_events`; owned by the caller.
  static Result<EventRing> Make(int events_fd, int cgroup_events_fd);

  // Readable (level-triggered) while anything waits in either ring.
  int fd() const;

  // Hands over what waits, cgroup events first; at most `limit` of each kind, so that no flood keeps the caller for
  // ever.
  void Drain(const OnBind& on_bind, const OnCgroup& on_cgroup, std::size_t limit = 8192);

 private:
  // Where the rings' callbacks put what they read.
  struct Batch {
    std::vector<BindEvent> binds;
    std::vector<CgroupEvent> cgroups;
    std::size_t limit = 0;
  };
  struct Free {
    void operator()(ring_buffer* ring) const;
  };

  static int TakeBind(void* batch, void* data, std::size_t size);
  static int TakeCgroup(void* batch, void* data, std::size_t size);

  std::unique_ptr<Batch> batch_;  // its address is known to the rings
  std::unique_ptr<ring_buffer, Free> rings_;
};

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_EVENT_RING_H_
