/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What post_bind cannot see: whether the port that a socket has got was asked for, and whether it has been told of.
 * The bind hook leaves that on the socket. Other threads may bind the same socket, and a bind may fail after the hook:
 * a mark may be missing, or another bind's. So it never makes a refusal (struct portlaw_bind_mark).
 */
#ifndef PORTLAW_BPF_AUTOBIND_H_
#define PORTLAW_BPF_AUTOBIND_H_

#include "bpf/faults.h"

static __always_inline void mark_bind(struct bpf_sock* sk, struct portlaw_bind_mark mark) {
  struct portlaw_bind_mark* place = bpf_sk_storage_get(&bind_marks, sk, NULL, BPF_SK_STORAGE_GET_F_CREATE);
  if (place)
    *place = mark;
  else
    count_fault(PORTLAW_FAULT_MARK_LOST);
}

/* The bind asked for port 0. */
static __always_inline void mark_autobind(struct bpf_sock* sk) {
  const struct portlaw_bind_mark mark = {.autobind = 1};
  mark_bind(sk, mark);
}

/* The bind asked for `port`, and an event told so, with `verdict`. */
static __always_inline void mark_told(struct bpf_sock* sk, __u16 port, __u8 verdict) {
  const struct portlaw_bind_mark mark = {.port = port, .verdict = verdict};
  mark_bind(sk, mark);
}

/* The mark, which is then none. */
static __always_inline struct portlaw_bind_mark take_mark(struct bpf_sock* sk) {
  struct portlaw_bind_mark mark = {};
  struct portlaw_bind_mark* place = bpf_sk_storage_get(&bind_marks, sk, NULL, 0);
  if (!place) return mark;
  const struct portlaw_bind_mark none = {};
  mark = *place;
  *place = none;
  return mark;
}

#endif /* PORTLAW_BPF_AUTOBIND_H_ */
