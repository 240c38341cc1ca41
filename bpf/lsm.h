/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What no cgroup hook sees, or cannot refuse: binds of SCTP, and listeners on ports that nobody chose. Attached where
 * BPF LSM is active. These programs see the whole host; who has no subject is outside the subtree that the agent is
 * confined to. What the cgroup hooks decide is left to them: one verdict and one event for a bind.
 */
#ifndef PORTLAW_BPF_LSM_H_
#define PORTLAW_BPF_LSM_H_

#include "bpf/hooks.h"

#define SCTP_SOCKOPT_BINDX_ADD 100 /* include/uapi/linux/sctp.h */

/* What the hook gives back. The verifier wants to see that it is 0, or an errno. */
static __always_inline int lsm_result_of(__u8 verdict, const struct portlaw_header* header) {
  if (PORTLAW_ACTION(verdict) != PORTLAW_ACTION_DENY) return 0;
  return header->refuse_errno == EADDRINUSE ? -EADDRINUSE : -EPERM;
}

/* An address that a bind asks for, of which sockaddr_in and sockaddr_in6 have the port at the same place. */
static __always_inline __u16 port_of(const struct sockaddr* address) {
  const struct sockaddr_in* in = (const void*)address;
  return bpf_ntohs(BPF_CORE_READ(in, sin_port));
}

static __always_inline void describe_sctp(struct portlaw_bind_event* event, const struct sock* sk,
                                          const struct sockaddr* address, const struct bind_context* bind) {
  describe_process(event, PORTLAW_HOOK_LSM, bind);
  describe_socket(event, sk, bind);
  event->port = port_of(address);
  event->protocol = IPPROTO_SCTP;
  if (BPF_CORE_READ(address, sa_family) == AF_INET) {
    const struct sockaddr_in* in = (const void*)address;
    event->family = AF_INET;
    BPF_CORE_READ_INTO(&event->address, in, sin_addr);
  } else {
    const struct sockaddr_in6* in6 = (const void*)address;
    BPF_CORE_READ_INTO(&event->address, in6, sin6_addr);
  }
}

/* Port 0 passes: what the kernel chooses for SCTP, no hook sees. */
static __noinline int decide_sctp(const struct sock* sk, const struct sockaddr* address) {
  __u16 port = port_of(address);
  if (port == 0 || !has_subject(cgroup_id_of(current_task()))) return 0;
  struct bind_context bind;
  lookup_policy(&bind, port, PORTLAW_SLOT_SCTP);
  if (!bind.header) {
    pass_without_policy();
    return 0;
  }
  struct portlaw_bind_event event;
  describe_sctp(&event, sk, address, &bind);
  return lsm_result_of(apply_verdict(&event, bind.cell, bind.header), bind.header);
}

/* bind(), which comes here before the cgroup's hooks: only SCTP is decided here. */
static __always_inline int on_socket_bind(const struct socket* socket, const struct sockaddr* address) {
  const struct sock* sk = BPF_CORE_READ(socket, sk);
  return sk && BPF_CORE_READ(sk, sk_protocol) == IPPROTO_SCTP ? decide_sctp(sk, address) : 0;
}

/* sctp_bindx(): addresses of one port, else SCTP refuses them. */
static __always_inline int on_sctp_bind_connect(const struct sock* sk, int option, const struct sockaddr* addresses) {
  return option == SCTP_SOCKOPT_BINDX_ADD ? decide_sctp(sk, addresses) : 0;
}

/* A listener on a port that nobody chose, where that is denied. Any other is left to the tracepoint, which tells. */
static __noinline int decide_listen(const struct sock* sk) {
  if (!has_subject(cgroup_id_of(current_task()))) return 0;
  struct bind_context bind;
  lookup_policy(&bind, PORTLAW_DYNAMIC_LISTEN_PORT, PORTLAW_SLOT_TCP);
  if (!bind.header) return 0;
  struct portlaw_bind_event event;
  describe_listener(&event, sk, &bind);
  if (PORTLAW_ACTION(verdict_of(&event, bind.cell)) != PORTLAW_ACTION_DENY) return 0;
  return lsm_result_of(apply_verdict(&event, bind.cell, bind.header), bind.header);
}

static __always_inline int on_socket_listen(const struct socket* socket) {
  const struct sock* sk = BPF_CORE_READ(socket, sk);
  if (!sk || BPF_CORE_READ(sk, __sk_common.skc_state) != TCP_CLOSE) return 0;
  return listens_on_chosen_port(sk) ? decide_listen(sk) : 0;
}

#endif /* PORTLAW_BPF_LSM_H_ */
