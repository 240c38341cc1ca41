/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Constants of the kernel that are macros there, so that vmlinux.h does not have them. All are ABI or fixed since 2.6.
 */
#ifndef PORTLAW_BPF_KERNEL_CONSTANTS_H_
#define PORTLAW_BPF_KERNEL_CONSTANTS_H_

#define AF_INET 2
#define AF_INET6 10
#define EEXIST 17
#define SOCK_BINDPORT_LOCK 8 /* include/net/sock.h: the port was asked for by bind() */

#endif /* PORTLAW_BPF_KERNEL_CONSTANTS_H_ */
