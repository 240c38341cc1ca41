/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * EADDRINUSE: who tried. Programs of their own, attached only where the settings ask for it, so that a bind pays
 * nothing for it elsewhere.
 *
 * No hook without trampolines sees what bind() returns. So the port is looked up before: the socket look-up helpers
 * (for cgroup sock_addr programs since 4.20) find TCP sockets that listen and UDP sockets that are bound. What they do
 * not find, and nobody is told of: TCP sockets that are bound and do not listen, connections, TIME_WAIT; and where a
 * wildcard address is asked for, sockets at an address that is neither the wildcard nor loopback.
 */
#ifndef PORTLAW_BPF_IN_USE_H_
#define PORTLAW_BPF_IN_USE_H_

#include "bpf/hooks.h"

#define LOOPBACK4 bpf_htonl(0x7f000001)
#define MAPPED4 bpf_htonl(0xffff) /* the third word of an IPv4-mapped address */

/* The bits of struct sock_common by which two sockets may share a port (inet_csk_bind_conflict, udp_lib_lport_inuse).
 */
#define REUSE(sk) BPF_CORE_READ_BITFIELD_PROBED(sk, __sk_common.skc_reuse)
#define REUSEPORT(sk) BPF_CORE_READ_BITFIELD_PROBED(sk, __sk_common.skc_reuseport)
#define IPV6ONLY(sk) BPF_CORE_READ_BITFIELD_PROBED(sk, __sk_common.skc_ipv6only)
#define DEVICE(sk) BPF_CORE_READ(sk, __sk_common.skc_bound_dev_if)

static __always_inline bool may_share(const struct sock* holder, const struct sock* wanting, __u32 protocol) {
  if (holder == wanting) return true;
  int device = DEVICE(holder);
  int other = DEVICE(wanting);
  if (device && other && device != other) return true;
  if (REUSEPORT(holder) && REUSEPORT(wanting) &&
      BPF_CORE_READ(holder, sk_uid.val) == BPF_CORE_READ(wanting, sk_uid.val))
    return true;
  return protocol != IPPROTO_TCP && REUSE(holder) && REUSE(wanting); /* a TCP socket that listens shares no port so */
}

static __always_inline bool in_use_at(struct bpf_sock_addr* ctx, struct bpf_sock_tuple* tuple, __u32 size) {
  __u32 protocol = ctx->protocol;
  struct bpf_sock* found = protocol == IPPROTO_TCP ? bpf_sk_lookup_tcp(ctx, tuple, size, BPF_F_CURRENT_NETNS, 0)
                                                   : bpf_sk_lookup_udp(ctx, tuple, size, BPF_F_CURRENT_NETNS, 0);
  if (!found) return false;
  bool in_the_way = !may_share(raw_socket(found), raw_socket(ctx->sk), protocol);
  bpf_sk_release(found);
  return in_the_way;
}

static __noinline int in_use_at4(struct bpf_sock_addr* ctx, __u32 address) {
  struct bpf_sock_tuple tuple = {};
  tuple.ipv4.daddr = address;
  tuple.ipv4.dport = ctx->user_port;
  return in_use_at(ctx, &tuple, sizeof(tuple.ipv4));
}

static __noinline int in_use_at6(struct bpf_sock_addr* ctx, __u32 last_word, int wildcard) {
  struct bpf_sock_tuple tuple = {};
  if (!wildcard) {
    tuple.ipv6.daddr[0] = ctx->user_ip6[0];
    tuple.ipv6.daddr[1] = ctx->user_ip6[1];
    tuple.ipv6.daddr[2] = ctx->user_ip6[2];
  }
  tuple.ipv6.daddr[3] = last_word;
  tuple.ipv6.dport = ctx->user_port;
  return in_use_at(ctx, &tuple, sizeof(tuple.ipv6));
}

static __noinline int is_in_use4(struct bpf_sock_addr* ctx, __u32 address) {
  return in_use_at4(ctx, address) || (address == 0 && in_use_at4(ctx, LOOPBACK4));
}

static __noinline int is_in_use6(struct bpf_sock_addr* ctx) {
  __u32 front = ctx->user_ip6[0] | ctx->user_ip6[1];
  __u32 third = ctx->user_ip6[2];
  __u32 last = ctx->user_ip6[3];
  if (!front && third == MAPPED4) return is_in_use4(ctx, last);
  bool wildcard = !(front | third | last);
  if (in_use_at6(ctx, last, wildcard)) return true;
  if (!wildcard) return false;
  if (in_use_at6(ctx, bpf_htonl(1), wildcard)) return true;
  return !IPV6ONLY(raw_socket(ctx->sk)) && is_in_use4(ctx, 0);
}

/* One that portlaw refuses has its event already. */
static __noinline int emit_in_use(struct bpf_sock_addr* ctx, enum address_family family) {
  struct bind_context bind;
  lookup_policy(&bind, bpf_ntohs(ctx->user_port), slot_of(ctx->protocol));
  if (!bind.header) return PASS;
  struct portlaw_bind_event event;
  describe_bind(&event, ctx, family, &bind);
  if (PORTLAW_ACTION(verdict_of(&event, bind.cell)) == PORTLAW_ACTION_DENY) return PASS;
  event.verdict = PORTLAW_VERDICT(PORTLAW_ACTION_WARN, PORTLAW_REASON_PORT_IN_USE, 0);
  event.generation = bind.header->generation;
  emit_event(&event, bind.header);
  return PASS;
}

/* Beside bind4 and bind6: says nothing about whether the bind passes. */
static __always_inline int on_bind_in_use(struct bpf_sock_addr* ctx, enum address_family family) {
  if (!ctx->sk || !ctx->user_port) return PASS;
  if (ctx->protocol != IPPROTO_TCP && ctx->protocol != IPPROTO_UDP) return PASS;
  bool in_use = family == IPV4 ? is_in_use4(ctx, ctx->user_ip4) : is_in_use6(ctx);
  return in_use ? emit_in_use(ctx, family) : PASS;
}

#endif /* PORTLAW_BPF_IN_USE_H_ */
