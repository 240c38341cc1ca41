/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Other people's programs at bind4 and connect4, for foreign_programs_test.cpp. */
#include "bpf/kernel.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* Whoever asks for 4100, or for any port, gets 4200. */
SEC("cgroup/bind4")
int rewrite4(struct bpf_sock_addr* ctx) {
  if (ctx->user_port == bpf_htons(4100) || ctx->user_port == 0) ctx->user_port = bpf_htons(4200);
  return 1;
}

/* Whoever connects has the local port 4200: a program binds it for him. */
SEC("cgroup/connect4")
int bind_for4(struct bpf_sock_addr* ctx) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = bpf_htons(4200)};
  bpf_bind(ctx, (struct sockaddr*)&address, sizeof(address));
  return 1;
}

/* Whatever the programs before it said: the bind goes on. */
SEC("cgroup/bind4")
int overrule4(struct bpf_sock_addr* ctx) {
  bpf_set_retval(0);
  return 1;
}
