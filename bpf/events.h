/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What an event says of a bind: who, what, where. Only on the path that tells. */
#ifndef PORTLAW_BPF_EVENTS_H_
#define PORTLAW_BPF_EVENTS_H_

#include "bpf/verdicts.h"

/* What every hook knows in the same way. Clears the rest: padding goes to user space too. */
static __always_inline void describe_process(struct portlaw_bind_event* event, enum portlaw_hook hook,
                                             const struct bind_context* bind) {
  __builtin_memset(event, 0, sizeof(*event));
  __u64 pid_tgid = bpf_get_current_pid_tgid();
  event->time_ns = bpf_ktime_get_ns();
  event->cgroup = bind->cgroup;
  event->owner = bind->subject.owner;
  event->row = unknown_to_verifier(bind->subject.row); /* emit_event branches on it, in a frame of its own */
  event->pid = pid_tgid >> 32;
  event->tid = pid_tgid;
  event->uid = bpf_get_current_uid_gid();
  event->hook = hook;
  bpf_get_current_comm(event->comm, sizeof(event->comm));
}

/* apply_verdict branches on it, in a frame of its own. */
static __always_inline void describe_scope(struct portlaw_bind_event* event, bool private_netns) {
  event->private_netns = unknown_to_verifier(private_netns);
}

enum address_family { IPV4, IPV6 };

static __always_inline void describe_bind(struct portlaw_bind_event* event, struct bpf_sock_addr* ctx,
                                          enum address_family family, const struct bind_context* bind) {
  describe_process(event, PORTLAW_HOOK_BIND, bind);
  event->port = bpf_ntohs(ctx->user_port);
  event->family = ctx->family;
  event->protocol = ctx->protocol;
  __u32* address = (__u32*)event->address;
  if (family == IPV4) {
    address[0] = ctx->user_ip4;
  } else {
    address[0] = ctx->user_ip6[0];
    address[1] = ctx->user_ip6[1];
    address[2] = ctx->user_ip6[2];
    address[3] = ctx->user_ip6[3];
  }
  event->socket_cgroup = cgroup_id_of_socket(raw_socket(ctx->sk));
  event->netns_cookie = bpf_get_netns_cookie(ctx);
  describe_scope(event, event->netns_cookie != host_netns_cookie(bind->header));
}

static __always_inline void describe_post_bind(struct portlaw_bind_event* event, struct bpf_sock* ctx,
                                               enum address_family family, const struct bind_context* bind) {
  describe_process(event, PORTLAW_HOOK_POST_BIND, bind);
  event->port = ctx->src_port;
  event->family = ctx->family;
  event->protocol = ctx->protocol;
  __u32* address = (__u32*)event->address;
  if (family == IPV4) {
    address[0] = ctx->src_ip4;
  } else {
    address[0] = ctx->src_ip6[0];
    address[1] = ctx->src_ip6[1];
    address[2] = ctx->src_ip6[2];
    address[3] = ctx->src_ip6[3];
  }
  event->socket_cgroup = cgroup_id_of_socket(raw_socket(ctx));
  event->netns_cookie = bpf_get_netns_cookie(ctx);
  describe_scope(event, event->netns_cookie != host_netns_cookie(bind->header));
}

/* What a hook that has the kernel's socket knows of it beside address and port. */
static __always_inline void describe_socket(struct portlaw_bind_event* event, const struct sock* sk,
                                            const struct bind_context* bind) {
  event->family = BPF_CORE_READ(sk, __sk_common.skc_family);
  event->socket_cgroup = cgroup_id_of_socket(sk);
  event->netns_cookie = netns_cookie_of_socket(sk);
  describe_scope(event, netns_inode_of_socket(sk) != bind->header->host_netns_inode);
}

static __always_inline void describe_listener(struct portlaw_bind_event* event, const struct sock* sk,
                                              const struct bind_context* bind) {
  describe_process(event, PORTLAW_HOOK_LISTEN, bind);
  describe_socket(event, sk, bind);
  event->chosen = 1;
  event->port = BPF_CORE_READ(sk, __sk_common.skc_num);
  event->protocol = IPPROTO_TCP;
  if (event->family == AF_INET) {
    __be32 address = BPF_CORE_READ(sk, __sk_common.skc_rcv_saddr);
    __builtin_memcpy(event->address, &address, sizeof(address));
  } else {
    BPF_CORE_READ_INTO(&event->address, sk, __sk_common.skc_v6_rcv_saddr);
  }
}

#endif /* PORTLAW_BPF_EVENTS_H_ */
