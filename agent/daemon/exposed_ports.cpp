// SPDX-License-Identifier: Apache-2.0
#include "agent/daemon/exposed_ports.h"

#include <netinet/in.h>

#include <ctime>

namespace portlaw::daemon {

namespace {

int IpProtocolOf(Protocol protocol) {
  switch (protocol) {
    case Protocol::kUdp:
      return IPPROTO_UDP;
    case Protocol::kSctp:
      return IPPROTO_SCTP;
    case Protocol::kTcp:
    case Protocol::kAny:
      break;
  }
  return IPPROTO_TCP;
}

std::uint64_t MonotonicNow() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
}

}  // namespace

void ExposedPorts::Found(ExposedPort exposed) {
  if (policy_.At(kernel_.Generation()) == nullptr) return waiting_.push_back(std::move(exposed));
  const CompiledPolicy& policy = policy_.policy();
  const Subject subject = ResolveAll(policy, exposed.port.container.Binders());
  const Verdict verdict =
      Evaluate(policy, subject, {exposed.port.port, exposed.port.protocol, Scope::kHost, exposed.chosen});
  if (verdict.action != Action::kAllow) Tell(EventOf(exposed, verdict));
}

void ExposedPorts::Impostor(containers::CgroupId cgroup, const containers::KnownContainer& container) {
  kernel::BindEvent event = EventOf(cgroup, container);
  event.row = kernel::kUnregisteredRow;
  event.protocol = Protocol::kAny;
  event.action = Action::kWarn;
  event.reason = Reason::kImpostor;
  Tell(std::move(event));
}

// As the kernel does it for binds: so many in a window, and the next one tells how many it were.
void ExposedPorts::Tell(kernel::BindEvent event) {
  const RateLimit& limit = policy_.policy().settings().rate_limit;
  Told& told = told_[event.uid];
  if (event.time_ns - told.window_start_ns >= static_cast<std::uint64_t>(limit.window.count())) {
    told.window_start_ns = event.time_ns;
    told.events = 0;
  }
  if (told.events >= limit.burst) {
    ++told.suppressed;
    return;
  }
  ++told.events;
  event.suppressed = std::exchange(told.suppressed, 0);
  report_(event);
}

void ExposedPorts::PolicyIsThere() {
  for (ExposedPort& exposed : std::exchange(waiting_, {})) Found(std::move(exposed));
}

kernel::BindEvent ExposedPorts::EventOf(containers::CgroupId cgroup,
                                        const containers::KnownContainer& container) const {
  kernel::BindEvent event;
  event.time_ns = MonotonicNow();
  event.generation = kernel_.Generation();
  event.cgroup = event.owner = cgroup;
  event.uid = container.origin.uid;
  event.hook = kernel::Hook::kEngine;
  event.comm = "(engine)";
  return event;
}

kernel::BindEvent ExposedPorts::EventOf(const ExposedPort& exposed, const Verdict& verdict) const {
  kernel::BindEvent event = EventOf(exposed.cgroup, exposed.port.container);
  if (const auto subject = roster_.SubjectOf(exposed.cgroup)) event.row = subject->row;
  event.address = "0.0.0.0";
  event.port = exposed.port.port;
  event.protocol = exposed.port.protocol;
  event.ip_protocol = IpProtocolOf(exposed.port.protocol);
  event.action = verdict.action == Action::kDeny ? Action::kWouldDeny : verdict.action;
  event.reason = verdict.reason;
  event.chosen = exposed.chosen;
  return event;
}

}  // namespace portlaw::daemon
