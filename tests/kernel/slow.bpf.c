/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A program at bind4 that takes some ten milliseconds, for grace_period_test.cpp. */
#include "bpf/kernel.h"

#define BYTES 65536
#define TURNS 2000

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __uint(key_size, 4);
  __uint(value_size, BYTES);
} buffer SEC(".maps");

volatile __u32 begun;
volatile __u32 ended;

char LICENSE[] SEC("license") = "Dual BSD/GPL";

SEC("cgroup/bind4")
int slow4(struct bpf_sock_addr* ctx) {
  __u32 zero = 0;
  void* bytes = bpf_map_lookup_elem(&buffer, &zero);
  if (!bytes) return 1;
  begun++;
  for (int turn = 0; turn < TURNS; turn++) bpf_probe_read_kernel(bytes, BYTES, bytes);
  ended++;
  return 1;
}
