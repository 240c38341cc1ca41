// SPDX-License-Identifier: Apache-2.0
// The two rings that the kernel writes events to, read as values.
#ifndef PORTLAW_AGENT_KERNEL_EVENT_RING_H_
#define PORTLAW_AGENT_KERNEL_EVENT_RING_H_

#include <exception>
#include <functional>
#include <memory>

#include "agent/io/unique_fd.h"
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
  int fd() const { return epoll_.get(); }

  // Hands over what waits, cgroup events first; at most `limit` of each kind, so that no flood keeps the caller for
  // ever. An event leaves its ring when its callback has returned: one that was under way when the agent was killed is
  // handed over again to the next. What a callback throws leaves Drain.
  void Drain(const OnBind& on_bind, const OnCgroup& on_cgroup, std::size_t limit = 8192);

 private:
  // The call of Drain that is under way.
  struct Call {
    const OnBind* on_bind = nullptr;
    const OnCgroup* on_cgroup = nullptr;
    std::size_t left = 0;
    std::exception_ptr thrown;
  };
  struct Free {
    void operator()(ring_buffer* ring) const;
  };
  using Ring = std::unique_ptr<ring_buffer, Free>;

  static int TakeBind(void* call, void* data, std::size_t size);
  static int TakeCgroup(void* call, void* data, std::size_t size);
  void Consume(const Ring& ring, std::size_t limit);

  std::unique_ptr<Call> call_;  // its address is known to the rings
  Ring cgroups_;
  Ring binds_;
  io::UniqueFd epoll_;  // of both
};

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_EVENT_RING_H_
