/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What each hook does, in order. The short way to PASS comes first in each. */
#ifndef PORTLAW_BPF_HOOKS_H_
#define PORTLAW_BPF_HOOKS_H_

#include "bpf/binds.h"
#include "bpf/cgroups.h"
#include "bpf/choices.h"

enum address_family { IPV4, IPV6 };

static __always_inline void describe_bind(struct portlaw_bind_event* event, struct bpf_sock_addr* ctx,
                                          enum address_family family, const struct hearing* it) {
  describe(event, PORTLAW_HOOK_BIND, it);
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
  event->private_netns = event->netns_cookie != host_netns_cookie(it->header);
}

static __noinline int decide_bind(struct bpf_sock_addr* ctx, __u64 cgroup, enum address_family family) {
  if (ctx->sk) clear_choice(ctx->sk);
  struct hearing it;
  hear(&it, cgroup, bpf_ntohs(ctx->user_port), slot_of(ctx->protocol));
  if (!it.header) return pass_without_table();

  struct portlaw_bind_event event;
  describe_bind(&event, ctx, family, &it);
  return conclude(&event, it.cell, it.header);
}

/* bind4 and bind6. The socket's family decides which of them is called: a caller's AF_UNSPEC changes nothing. */
static __always_inline int on_bind(struct bpf_sock_addr* ctx, enum address_family family) {
  struct bpf_sock* sk = ctx->sk;
  __u16 port = bpf_ntohs(ctx->user_port);
  if (!sk) return PASS;
  if (port == 0) {
    mark_choice(sk);
    return PASS;
  }
  __u64 cgroup = bpf_get_current_cgroup_id();
  if (allowed_at_a_glance(cgroup, port, slot_of(ctx->protocol))) return PASS;
  return decide_bind(ctx, cgroup, family);
}

static __noinline int decide_choice(struct bpf_sock* ctx, enum address_family family) {
  __u16 port = ctx->src_port;
  struct hearing it;
  hear(&it, bpf_get_current_cgroup_id(), port, slot_of(ctx->protocol));
  if (!it.header) return pass_without_table();

  struct portlaw_bind_event event;
  describe(&event, PORTLAW_HOOK_POST_BIND, &it);
  event.port = port;
  event.family = ctx->family;
  event.protocol = ctx->protocol;
  __u32* address = (__u32*)event.address;
  if (family == IPV4) {
    address[0] = ctx->src_ip4;
  } else {
    address[0] = ctx->src_ip6[0];
    address[1] = ctx->src_ip6[1];
    address[2] = ctx->src_ip6[2];
    address[3] = ctx->src_ip6[3];
  }
  event.socket_cgroup = cgroup_id_of_socket(raw_socket(ctx));
  event.netns_cookie = bpf_get_netns_cookie(ctx);
  event.private_netns = event.netns_cookie != host_netns_cookie(it.header);
  return conclude(&event, it.cell, it.header);
}

/* post_bind4 and post_bind6: only for ports that the kernel chose, the others have been decided. */
static __always_inline int on_post_bind(struct bpf_sock* ctx, enum address_family family) {
  return take_choice(ctx) ? decide_choice(ctx, family) : PASS;
}

/* Whether a TCP socket listens on a port that no bind() asked for. MPTCP: its subflow is a TCP socket. */
static __always_inline bool listens_on_chosen_port(const struct sock* sk) {
  return BPF_CORE_READ(sk, sk_protocol) == IPPROTO_TCP &&
         !(BPF_CORE_READ_BITFIELD_PROBED(sk, sk_userlocks) & SOCK_BINDPORT_LOCK);
}

/*
 * A tracepoint can only tell, not refuse. For a socket that was never bound it comes before the kernel chooses
 * (inet_csk_listen_start): the port is still 0 then. It sees every socket of the host: a process without subject is
 * outside the subtree that the agent is confined to.
 */
static __always_inline void on_listen(const struct sock* sk) {
  __u64 cgroup = bpf_get_current_cgroup_id();
  if (!bpf_map_lookup_elem(&subjects, &cgroup)) return;
  struct hearing it;
  hear(&it, cgroup, PORTLAW_DYNAMIC_LISTEN_PORT, PORTLAW_SLOT_TCP);
  if (!it.header) return;

  struct portlaw_bind_event event;
  describe(&event, PORTLAW_HOOK_LISTEN, &it);
  event.port = BPF_CORE_READ(sk, __sk_common.skc_num);
  event.family = BPF_CORE_READ(sk, __sk_common.skc_family);
  event.protocol = IPPROTO_TCP;
  if (event.family == AF_INET) {
    __be32 address = BPF_CORE_READ(sk, __sk_common.skc_rcv_saddr);
    __builtin_memcpy(event.address, &address, sizeof(address));
  } else {
    BPF_CORE_READ_INTO(&event.address, sk, __sk_common.skc_v6_rcv_saddr);
  }
  event.socket_cgroup = cgroup_id_of_socket(sk);
  event.netns_cookie = netns_cookie_of_socket(sk);
  event.private_netns = netns_inode_of_socket(sk) != it.header->host_netns_inode;
  conclude(&event, it.cell, it.header);
}

#endif /* PORTLAW_BPF_HOOKS_H_ */
