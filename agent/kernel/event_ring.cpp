// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/event_ring.h"

#include <arpa/inet.h>
#include <bpf/libbpf.h>

#include <algorithm>
#include <cstring>

#include "agent/kernel/decision_counters.h"
#include "agent/kernel/process_text.h"
#include "agent/kernel/system_error.h"
#include "bpf/abi.h"

namespace portlaw::kernel {

namespace {

static_assert(static_cast<int>(Hook::kBind) == PORTLAW_HOOK_BIND);
static_assert(static_cast<int>(Hook::kPostBind) == PORTLAW_HOOK_POST_BIND);
static_assert(static_cast<int>(Hook::kListen) == PORTLAW_HOOK_LISTEN);

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

// libbpf stops reading a ring when a callback gives an error; the record that it was given counts as read.
int GoOn(bool more) { return more ? 0 : -1; }

}  // namespace

void EventRing::Free::operator()(ring_buffer* ring) const { ring_buffer__free(ring); }

int EventRing::TakeBind(void* batch, void* data, std::size_t size) {
  auto* into = static_cast<Batch*>(batch);
  portlaw_bind_record raw;
  if (size < sizeof(raw)) return 0;
  std::memcpy(&raw, data, sizeof(raw));
  into->binds.push_back(Decode(raw.bind));
  into->binds.back().process = Decode(raw.process);
  return GoOn(into->binds.size() < into->limit);
}

int EventRing::TakeCgroup(void* batch, void* data, std::size_t size) {
  auto* into = static_cast<Batch*>(batch);
  portlaw_cgroup_event raw;
  if (size < sizeof(raw)) return 0;
  std::memcpy(&raw, data, sizeof(raw));
  into->cgroups.push_back(Decode(raw));
  return GoOn(into->cgroups.size() < into->limit);
}

Result<EventRing> EventRing::Make(int events_fd, int cgroup_events_fd) {
  EventRing ring;
  ring.batch_ = std::make_unique<Batch>();
  ring.rings_.reset(ring_buffer__new(cgroup_events_fd, TakeCgroup, ring.batch_.get(), nullptr));
  if (!ring.rings_ || ring_buffer__add(ring.rings_.get(), events_fd, TakeBind, ring.batch_.get()) != 0)
    return FailWithErrno("cannot read the kernel's event rings");
  return ring;
}

int EventRing::fd() const { return ring_buffer__epoll_fd(rings_.get()); }

void EventRing::Drain(const OnBind& on_bind, const OnCgroup& on_cgroup, std::size_t limit) {
  batch_->limit = limit;
  batch_->binds.clear();
  batch_->cgroups.clear();
  ring_buffer__consume(rings_.get());
  for (const CgroupEvent& event : batch_->cgroups) on_cgroup(event);
  for (const BindEvent& event : batch_->binds) on_bind(event);
}

}  // namespace portlaw::kernel
