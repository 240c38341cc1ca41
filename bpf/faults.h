/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Nothing that goes wrong in the kernel goes unseen, nor what it does not look at. */
#ifndef PORTLAW_BPF_FAULTS_H_
#define PORTLAW_BPF_FAULTS_H_

#include "bpf/maps.h"

static __always_inline void count_fault(enum portlaw_fault fault) {
  __u32 index = fault;
  __u64* count = bpf_map_lookup_elem(&faults, &index);
  if (count) __sync_fetch_and_add(count, 1); /* a tracepoint may interrupt a bind on the same CPU */
}

/* A bind that passed only since ports of private network namespaces are not judged. */
static __always_inline void count_unjudged(void) {
  __u32 zero = 0;
  __u64* count = bpf_map_lookup_elem(&unjudged, &zero);
  if (count) __sync_fetch_and_add(count, 1);
}

#endif /* PORTLAW_BPF_FAULTS_H_ */
