/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The hooks. What each is for, and which the agent cannot do without: agent/kernel/hook_specs.cpp. */
#include "bpf/hooks.h"
#include "bpf/in_use.h"
#include "bpf/lsm.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* clang-format off */
SEC("cgroup/bind4")      int bind4(struct bpf_sock_addr *ctx)  { return on_bind(ctx, IPV4); }
SEC("cgroup/bind6")      int bind6(struct bpf_sock_addr *ctx)  { return on_bind(ctx, IPV6); }
SEC("cgroup/post_bind4") int post_bind4(struct bpf_sock *ctx)  { return on_post_bind(ctx, IPV4); }
SEC("cgroup/post_bind6") int post_bind6(struct bpf_sock *ctx)  { return on_post_bind(ctx, IPV6); }

SEC("cgroup/bind4")      int in_use4(struct bpf_sock_addr *ctx) { return on_bind_in_use(ctx, IPV4); }
SEC("cgroup/bind6")      int in_use6(struct bpf_sock_addr *ctx) { return on_bind_in_use(ctx, IPV6); }
/* clang-format on */

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(cgroup_mkdir, struct cgroup* cgroup, const char* path) {
  if (is_cgroup2(cgroup)) inherit_subject(cgroup, path);
  return 0;
}

/* At rmdir no process is left in it, and none can come: no need to wait for the release, which page cache puts off. */
SEC("tp_btf/cgroup_rmdir")
int BPF_PROG(cgroup_rmdir, struct cgroup* cgroup, const char* path) {
  if (is_cgroup2(cgroup)) forget_subject(cgroup, path);
  return 0;
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(inet_sock_set_state, const struct sock* sk, int old_state, int new_state) {
  if (new_state == TCP_LISTEN && old_state == TCP_CLOSE && listens_on_chosen_port(sk)) on_listen(sk);
  return 0;
}

SEC("lsm/socket_bind")
int BPF_PROG(lsm_bind, struct socket* socket, struct sockaddr* address, int length, int result) {
  return result ? result : on_socket_bind(socket, address);
}

SEC("lsm/sctp_bind_connect")
int BPF_PROG(lsm_sctp_bindx, struct sock* sk, int option, struct sockaddr* addresses, int length, int result) {
  return result ? result : on_sctp_bind_connect(sk, option, addresses);
}

SEC("lsm/socket_listen")
int BPF_PROG(lsm_listen, struct socket* socket, int backlog, int result) {
  return result ? result : on_socket_listen(socket);
}
