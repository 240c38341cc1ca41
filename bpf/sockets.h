/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the kernel's own structs say about a socket, across the versions that we run on. */
#ifndef PORTLAW_BPF_SOCKETS_H_
#define PORTLAW_BPF_SOCKETS_H_

#include "bpf/maps.h"

/*
 * The kernel's struct sock behind a context pointer or bpf_sock, which the verifier lets nobody look into: read
 * back from the stack it is a plain number for bpf_probe_read_kernel (base helpers since 5.8, with CAP_PERFMON).
 */
static __always_inline const struct sock* raw_socket(const void* pointer) {
  const struct sock* raw = NULL;
  bpf_probe_read_kernel(&raw, sizeof(raw), &pointer);
  return raw;
}

/* struct sock_cgroup_data until 5.15: a tagged pointer where net_cls or net_prio are configured. */
struct sock_cgroup_data___tagged {
  __u64 val;
};
#define SOCK_CGROUP_IS_DATA 1ull /* net_cls or net_prio (cgroup v1) has taken the pointer's place */
#define SOCK_CGROUP_TAGS 3ull

static __always_inline const struct cgroup* cgroup_of_socket(const struct sock* sk) {
  struct sock_cgroup_data___tagged* tagged = (void*)&sk->sk_cgrp_data;
  if (!bpf_core_field_exists(tagged->val)) return BPF_CORE_READ(sk, sk_cgrp_data.cgroup);
  __u64 value = BPF_CORE_READ(tagged, val);
  return value & SOCK_CGROUP_IS_DATA ? NULL : (const struct cgroup*)(value & ~SOCK_CGROUP_TAGS);
}

/* Id of the cgroup that the socket was made in; 0 where the kernel does not say. */
static __always_inline __u64 cgroup_id_of_socket(const struct sock* sk) {
  const struct cgroup* cgroup = cgroup_of_socket(sk);
  return cgroup ? BPF_CORE_READ(cgroup, kn, id) : 0;
}

static __always_inline __u64 netns_cookie_of_socket(const struct sock* sk) {
  const struct net* net = BPF_CORE_READ(sk, __sk_common.skc_net.net);
  return BPF_CORE_READ(net, net_cookie); /* same place, same width as an atomic64_t */
}

static __always_inline __u32 netns_inode_of_socket(const struct sock* sk) {
  return BPF_CORE_READ(sk, __sk_common.skc_net.net, ns.inum);
}

/* inet_sock.local_port_range (6.3), which became one word in 6.8. */
struct inet_sock___pair {
  struct {
    __u16 lo;
    __u16 hi;
  } local_port_range;
};
struct inet_sock___word {
  __u32 local_port_range;
};

/* Whether the socket said which ports the kernel may choose from (IP_LOCAL_PORT_RANGE). */
static __always_inline bool is_steered(const struct sock* sk) {
  const struct inet_sock___word* word = (const void*)sk;
  if (bpf_core_field_exists(word->local_port_range)) return BPF_CORE_READ(word, local_port_range) != 0;
  const struct inet_sock___pair* pair = (const void*)sk;
  if (!bpf_core_field_exists(pair->local_port_range.lo)) return false;
  return BPF_CORE_READ(pair, local_port_range.lo) || BPF_CORE_READ(pair, local_port_range.hi);
}

#endif /* PORTLAW_BPF_SOCKETS_H_ */
