/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What bind4 is measured against: a program that does nothing, and one that goes through 128 rules. */
#include "bpf/kernel.h"

#define RULES 128

struct rule {
  __u16 first;
  __u16 last;
  __u32 row;
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, RULES);
  __type(key, __u32);
  __type(value, struct rule);
} rules SEC(".maps");

char LICENSE[] SEC("license") = "Dual BSD/GPL";

SEC("cgroup/bind4")
int empty4(struct bpf_sock_addr* ctx) { return 1; }

SEC("cgroup/bind4")
int loop4(struct bpf_sock_addr* ctx) {
  __u16 port = bpf_ntohs(ctx->user_port);
  for (__u32 i = 0; i < RULES; i++) {
    __u32 index = i;
    const struct rule* rule = bpf_map_lookup_elem(&rules, &index);
    if (rule && rule->first <= port && port <= rule->last) return 0;
  }
  return 1;
}
