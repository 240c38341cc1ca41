// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/hook_specs.h"

#include <linux/bpf.h>

namespace portlaw::kernel {

namespace {

// clang-format off
constexpr HookSpec kHooks[] = {
    {"tp_btf/cgroup_mkdir", "cgroup_mkdir", HookKind::kTracing, 0, true,
     "new cgroups would have no subject"},
    {"tp_btf/cgroup_rmdir", "cgroup_rmdir", HookKind::kTracing, 0, true,
     "the subjects of dead cgroups would never be removed"},
    {"tp_btf/inet_sock_set_state", "inet_sock_set_state", HookKind::kTracing, 0, false,
     "TCP listeners on ports that nobody chose (dynamic-listen) are not logged"},
    {"cgroup/post_bind4", "post_bind4", HookKind::kCgroup, BPF_CGROUP_INET4_POST_BIND, true,
     "IPv4 ports that the kernel chose would not be decided"},
    {"cgroup/post_bind6", "post_bind6", HookKind::kCgroup, BPF_CGROUP_INET6_POST_BIND, true,
     "IPv6 ports that the kernel chose would not be decided"},
    {"cgroup/bind4", "bind4", HookKind::kCgroup, BPF_CGROUP_INET4_BIND, true,
     "IPv4 binds would not be decided"},
    {"cgroup/bind6", "bind6", HookKind::kCgroup, BPF_CGROUP_INET6_BIND, true,
     "IPv6 binds would not be decided"},
    {"cgroup/bind4 (port-in-use)", "in_use4", HookKind::kCgroup, BPF_CGROUP_INET4_BIND, false,
     "IPv4 binds of ports in use (EADDRINUSE) are not logged", true},
    {"cgroup/bind6 (port-in-use)", "in_use6", HookKind::kCgroup, BPF_CGROUP_INET6_BIND, false,
     "IPv6 binds of ports in use (EADDRINUSE) are not logged", true},
    {"lsm/socket_bind", "lsm_bind", HookKind::kLsm, 0, false,
     "binds of SCTP pass unseen"},
    {"lsm/sctp_bind_connect", "lsm_sctp_bindx", HookKind::kLsm, 0, false,
     "addresses that sctp_bindx() adds pass unseen"},
    {"lsm/socket_listen", "lsm_listen", HookKind::kLsm, 0, false,
     "listeners on ports that nobody chose (dynamic-listen) are told of, never refused"},
};
// clang-format on

}  // namespace

std::span<const HookSpec> HookSpecs() { return kHooks; }

}  // namespace portlaw::kernel
