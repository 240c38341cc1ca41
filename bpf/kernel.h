/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The kernel as a program sees it: its types, the helpers, and constants that are macros there and not in BTF. */
#ifndef PORTLAW_BPF_KERNEL_H_
#define PORTLAW_BPF_KERNEL_H_

#include "vmlinux.h" /* first: the others use its types */
/* clang-format off */
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
/* clang-format on */

#define AF_INET 2
#define AF_INET6 10
#define EPERM 1
#define EEXIST 17
#define EADDRINUSE 98
#define SOCK_BINDPORT_LOCK 8 /* include/net/sock.h: the port was asked for by bind() */

/*
 * The same value, unknown to the verifier from here on. Before 6.8 a number that it knows on the stack, and that a
 * function reads by a pointer into its caller's frame, is not tracked back: another number there counts as the same
 * state, and branches that are taken with that one are cut out as dead. What is stored off an 8-byte boundary is none
 * that it knows.
 */
static __always_inline __u32 unknown_to_verifier(__u32 value) {
  __u32 place[2] __attribute__((aligned(8)));
  place[1] = value;
  asm volatile("" : : "r"(place) : "memory");
  return place[1];
}

#endif /* PORTLAW_BPF_KERNEL_H_ */
