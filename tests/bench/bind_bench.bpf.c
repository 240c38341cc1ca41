/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What portlaw's programs are measured against: programs that do nothing, and one that refuses ports as a unit's
 * SocketBindDeny= does (systemd.resource-control(5)): a rule is an address family, a transport protocol and a range of
 * ports, each of which may be left open; a bind that matches a rule of SocketBindAllow= passes, another that matches
 * one of SocketBindDeny= is refused, and every other one passes. So it asks rule by rule.
 *
 * And portlaw's silent path once more, in a program that the kernel runs many times in one system call.
 */
#include "bpf/silent.h"

#define MOST_RULES 128

struct rule {
  __u32 family;   /* 0: any */
  __u32 protocol; /* 0: any */
  __u16 ports;    /* how many; 0: any */
  __u16 first;
};

/* As many elements as there are rules, at least one; the agent of the benchmark sets that. */
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct rule);
} deny SEC(".maps");

char LICENSE[] SEC("license") = "Dual BSD/GPL";

SEC("cgroup/bind4")
int empty4(struct bpf_sock_addr* ctx) { return 1; }

SEC("cgroup/post_bind4")
int empty_post4(struct bpf_sock* ctx) { return 1; }

static __always_inline bool matches(const struct rule* rule, const struct bpf_sock_addr* ctx, __u16 port) {
  if (rule->family && rule->family != ctx->user_family) return false;
  if (rule->protocol && rule->protocol != ctx->protocol) return false;
  return !rule->ports || (port >= rule->first && port - rule->first < rule->ports);
}

SEC("cgroup/bind4")
int deny4(struct bpf_sock_addr* ctx) {
  __u16 port = bpf_ntohs(ctx->user_port);
  for (__u32 i = 0; i < MOST_RULES; i++) {
    __u32 index = i;
    const struct rule* rule = bpf_map_lookup_elem(&deny, &index);
    if (!rule) break;
    if (matches(rule, ctx, port)) return 0;
  }
  return 1;
}

#define WARM_PORT 2000 /* kFirstPort */

/* With the maps of the agent; 1: the path was the silent one. */
SEC("tc")
int warm(struct __sk_buff* ctx) { return is_silently_allowed(WARM_PORT, PORTLAW_SLOT_UDP); }

SEC("tc")
int warm_empty(struct __sk_buff* ctx) { return 1; }
