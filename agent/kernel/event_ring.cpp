// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/event_ring.h"

#include <arpa/inet.h>
#include <bpf/libbpf.h>
#include <sys/epoll.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "agent/kernel/decision_counters.h"
#include "agent/kernel/process_text.h"
#include "agent/kernel/system_error.h"
#include "bpf/abi.h"

namespace portlaw::kernel {

namespace {

static_assert(static_cast<int>(Hook::kBind) == PORTLAW_HOOK_BIND);
static_assert(static_cast<int>(Hook::kPostBind) == PORTLAW_HOOK_POST_BIND);
static_assert(static_cast<int>(Hook::kListen) == PORTLAW_HOOK_LISTEN);
static_assert(static_cast<int>(Hook::kLsm) == PORTLAW_HOOK_LSM);

std::string AddressOf(const portlaw_bind_event& raw) {
  char text[INET6_ADDRSTRLEN] = "";
  ::inet_ntop(raw.family == AF_INET6 ? AF_INET6 : AF_INET, raw.address, text, sizeof(text));
  return text;
}

BindEvent Decode(const portlaw_bind_event& raw) {
  BindEvent event;
  event.time_ns = raw.time_ns;
  event.generation = raw.generation;
  event.cgroup = raw.cgroup;
  event.owner = raw.owner;
  event.socket_cgroup = raw.socket_cgroup;
  event.netns_cookie = raw.netns_cookie;
  event.suppressed = raw.suppressed;
  event.row = raw.row;
  event.pid = raw.pid;
  event.tid = raw.tid;
  event.uid = raw.uid;
  event.address = AddressOf(raw);
  event.port = raw.port;
  event.ipv6 = raw.family == AF_INET6;
  event.ip_protocol = raw.protocol;
  event.protocol = ProtocolOf(raw.protocol);
  event.hook = static_cast<Hook>(raw.hook);
  event.action = static_cast<Action>(PORTLAW_ACTION(raw.verdict));
  event.reason = static_cast<Reason>(PORTLAW_REASON(raw.verdict));
  event.scope = raw.private_netns ? Scope::kPrivate : Scope::kHost;
  event.chosen = raw.chosen != 0;
  event.comm.assign(raw.comm, ::strnlen(raw.comm, sizeof(raw.comm)));
  return event;
}

ProcessDetails Decode(const portlaw_process& raw) {
  ProcessDetails process;
  process.exe = PathOfComponents({raw.exe, std::min<std::size_t>(raw.exe_length, sizeof(raw.exe))}, raw.exe_cut != 0);
  if (raw.exe_deleted && !process.exe.empty()) process.exe += " (deleted)";
  process.args = SplitArguments({raw.args, std::min<std::size_t>(raw.args_length, sizeof(raw.args))});
  process.ppid = raw.ppid;
  process.parent.assign(raw.parent_comm, ::strnlen(raw.parent_comm, sizeof(raw.parent_comm)));
  if (raw.loginuid != PORTLAW_NO_LOGINUID) process.loginuid = raw.loginuid;
  process.started_ns = raw.started_ns;
  return process;
}

CgroupEvent Decode(const portlaw_cgroup_event& raw) {
  CgroupEvent event;
  event.time_ns = raw.time_ns;
  event.made = raw.change == PORTLAW_CGROUP_MADE;
  event.cgroup = raw.cgroup;
  event.parent = raw.parent;
  event.path.assign(raw.path, ::strnlen(raw.path, std::min<std::size_t>(raw.path_length, sizeof(raw.path))));
  return event;
}

// Runs a callback that libbpf, in C, must see no exception of. libbpf stops reading a ring at an error; the record that
// was handed over counts as read.
template <class Call, class Function>
int HandOver(Call& call, const Function& function) {
  try {
    function();
  } catch (...) {
    call.thrown = std::current_exception();
    return -1;
  }
  return --call.left > 0 ? 0 : -1;
}

bool AddTo(int epoll, int fd) {
  epoll_event event = {};
  event.events = EPOLLIN;
  return ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

}  // namespace

void EventRing::Free::operator()(ring_buffer* ring) const { ring_buffer__free(ring); }

int EventRing::TakeBind(void* into, void* data, std::size_t size) {
  auto& call = *static_cast<Call*>(into);
  portlaw_bind_record raw;
  if (size < sizeof(raw)) return 0;
  std::memcpy(&raw, data, sizeof(raw));
  return HandOver(call, [&] {
    BindEvent event = Decode(raw.bind);
    event.process = Decode(raw.process);
    (*call.on_bind)(event);
  });
}

int EventRing::TakeCgroup(void* into, void* data, std::size_t size) {
  auto& call = *static_cast<Call*>(into);
  portlaw_cgroup_event raw;
  if (size < sizeof(raw)) return 0;
  std::memcpy(&raw, data, sizeof(raw));
  return HandOver(call, [&] { (*call.on_cgroup)(Decode(raw)); });
}

Result<EventRing> EventRing::Make(int events_fd, int cgroup_events_fd) {
  EventRing ring;
  ring.call_ = std::make_unique<Call>();
  ring.cgroups_.reset(ring_buffer__new(cgroup_events_fd, TakeCgroup, ring.call_.get(), nullptr));
  ring.binds_.reset(ring_buffer__new(events_fd, TakeBind, ring.call_.get(), nullptr));
  ring.epoll_ = io::UniqueFd(::epoll_create1(EPOLL_CLOEXEC));
  const bool made = ring.cgroups_ && ring.binds_ && AddTo(ring.fd(), ring_buffer__epoll_fd(ring.cgroups_.get())) &&
                    AddTo(ring.fd(), ring_buffer__epoll_fd(ring.binds_.get()));
  if (!made) return FailWithErrno("cannot read the kernel's event rings");
  return ring;
}

void EventRing::Drain(const OnBind& on_bind, const OnCgroup& on_cgroup, std::size_t limit) {
  call_->on_bind = &on_bind;
  call_->on_cgroup = &on_cgroup;
  Consume(cgroups_, limit);
  Consume(binds_, limit);
}

void EventRing::Consume(const Ring& ring, std::size_t limit) {
  call_->left = limit;
  ring_buffer__consume(ring.get());
  if (call_->thrown) std::rethrow_exception(std::exchange(call_->thrown, nullptr));
}

}  // namespace portlaw::kernel
