/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Binds to port 0. post_bind does not see what was asked for, so the bind hook leaves a mark on the socket. The mark
 * may outlive its bind (EADDRNOTAVAIL, IP_BIND_ADDRESS_NO_PORT): a bind that is told of clears it, lest it be told
 * twice. One that is silently allowed need not: post_bind would find the same verdict, and be as silent.
 */
#ifndef PORTLAW_BPF_CHOICES_H_
#define PORTLAW_BPF_CHOICES_H_

#include "bpf/faults.h"

static __always_inline void mark_choice(struct bpf_sock* sk) {
  __u32* mark = bpf_sk_storage_get(&chosen, sk, NULL, BPF_SK_STORAGE_GET_F_CREATE);
  if (mark)
    *mark = 1;
  else
    count_fault(PORTLAW_FAULT_CHOSEN_LOST);
}

static __always_inline void clear_choice(struct bpf_sock* sk) {
  __u32* mark = bpf_sk_storage_get(&chosen, sk, NULL, 0);
  if (mark) *mark = 0;
}

/* Whether the port that `sk` has got is the kernel's choice. */
static __always_inline bool take_choice(struct bpf_sock* sk) {
  __u32* mark = bpf_sk_storage_get(&chosen, sk, NULL, 0);
  if (!mark || !*mark) return false;
  *mark = 0;
  return true;
}

#endif /* PORTLAW_BPF_CHOICES_H_ */
