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
#define EEXIST 17
#define SOCK_BINDPORT_LOCK 8 /* include/net/sock.h: the port was asked for by bind() */

#endif /* PORTLAW_BPF_KERNEL_H_ */
