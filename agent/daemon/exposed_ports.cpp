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
  const Subject subject = Resolve(policy, exposed.port.container.identity);
  const Verdict verdict =
      Evaluate(policy, subject, {exposed.port.port, exposed.port.protocol, Scope::kHost, exposed.chosen});
  if (verdict.action != Action::kAllow) report_(EventOf(exposed, verdict));
}

void ExposedPorts::PolicyIsThere() {
  for (ExposedPort& exposed : std::exchange(waiting_, {})) Found(std::move(exposed));
}

kernel::BindEvent ExposedPorts::EventOf(const ExposedPort& exposed, const Verdict& verdict) const {
  kernel::BindEvent event;
  event.time_ns = MonotonicNow();
  event.generation = kernel_.Generation();
  event.cgroup = event.owner = exposed.cgroup;
  if (const auto subject = roster_.SubjectOf(exposed.cgroup)) event.row = subject->row;
  event.address = "0.0.0.0";
  event.port = exposed.port.port;
  event.protocol = exposed.port.protocol;
  event.ip_protocol = IpProtocolOf(exposed.port.protocol);
  event.action = verdict.action == Action::kDeny ? Action::kWouldDeny : verdict.action;
  event.reason = verdict.reason;
  event.chosen = exposed.chosen;
  event.hook = kernel::Hook::kDetected;
  event.comm = "(published)";
  return event;
}

}  // namespace portlaw::daemon
