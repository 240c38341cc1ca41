/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What each hook does, in order. The short way to PASS comes first in each. */
#ifndef PORTLAW_BPF_HOOKS_H_
#define PORTLAW_BPF_HOOKS_H_

#include "bpf/autobind.h"
#include "bpf/cgroups.h"
#include "bpf/events.h"
#include "bpf/silent.h"

static __noinline int decide_bind(struct bpf_sock_addr* ctx, enum address_family family) {
  struct bind_context bind;
  lookup_policy(&bind, bpf_ntohs(ctx->user_port), slot_of(ctx->protocol));
  if (!bind.header) return pass_without_policy();

  struct portlaw_bind_event event;
  describe_bind(&event, ctx, family, &bind);
  __u8 verdict = apply_verdict(&event, bind.cell, bind.header);
  struct bpf_sock* sk = ctx->sk;
  if (sk && PORTLAW_ACTION(verdict) > PORTLAW_ACTION_ALLOW) mark_told(sk, event.port, verdict);
  return result_of(verdict, bind.header);
}

/* bind4 and bind6. The socket's family decides which of them is called: a caller's AF_UNSPEC changes nothing. */
static __always_inline int on_bind(struct bpf_sock_addr* ctx, enum address_family family) {
  __u16 port = bpf_ntohs(ctx->user_port);
  if (port == 0) {
    struct bpf_sock* sk = ctx->sk;
    if (sk) mark_autobind(sk);
    return PASS;
  }
  if (is_silently_allowed(port, slot_of(ctx->protocol))) return PASS;
  return decide_bind(ctx, family);
}

static __noinline int decide_post_bind(struct bpf_sock* ctx, enum address_family family) {
  struct bind_context bind;
  lookup_policy(&bind, ctx->src_port, slot_of(ctx->protocol));
  if (!bind.header) return pass_without_policy();

  struct portlaw_bind_event event;
  describe_post_bind(&event, ctx, family, &bind);
  const struct portlaw_bind_mark mark = take_mark(ctx);
  __u8 verdict = verdict_of(&event, bind.cell) & ~PORTLAW_CHOSEN_PASSES;
  if (mark.verdict && mark.verdict == verdict && mark.port == event.port) return result_of(verdict, bind.header);
  event.chosen = mark.autobind && !is_steered(raw_socket(ctx));
  return result_of(apply_verdict(&event, bind.cell, bind.header), bind.header);
}

/*
 * post_bind4 and post_bind6: the port that the socket has got, whoever chose it. The one that was asked for is decided
 * again, since another program may have rewritten it after the bind hook, or overruled that.
 */
static __always_inline int on_post_bind(struct bpf_sock* ctx, enum address_family family) {
  if (is_silently_allowed(ctx->src_port, slot_of(ctx->protocol))) return PASS;
  return decide_post_bind(ctx, family);
}

/* Whether a TCP socket listens on a port that no bind() asked for. MPTCP: its subflow is a TCP socket. */
static __always_inline bool listens_on_chosen_port(const struct sock* sk) {
  return BPF_CORE_READ(sk, sk_protocol) == IPPROTO_TCP &&
         !(BPF_CORE_READ_BITFIELD_PROBED(sk, sk_userlocks) & SOCK_BINDPORT_LOCK);
}

/* A verdict byte where nothing can be refused: what would be denied is not said to have been. */
static __always_inline __u8 only_told(__u8 verdict) {
  if (PORTLAW_ACTION(verdict) != PORTLAW_ACTION_DENY) return verdict;
  return PORTLAW_VERDICT(PORTLAW_ACTION_WOULD_DENY, PORTLAW_REASON(verdict), 0);
}

/*
 * A tracepoint can only tell, not refuse (lsm.h can). For a socket that was never bound it comes before the kernel
 * chooses (inet_csk_listen_start): the port is still 0 then. It sees every socket of the host: a process without
 * subject is outside the subtree that the agent is confined to.
 */
static __always_inline void on_listen(const struct sock* sk) {
  if (!has_subject(cgroup_id_of(current_task()))) return;
  struct bind_context bind;
  lookup_policy(&bind, PORTLAW_DYNAMIC_LISTEN_PORT, PORTLAW_SLOT_TCP);
  if (!bind.header) return;

  struct portlaw_bind_event event;
  describe_listener(&event, sk, &bind);
  apply_verdict(&event, only_told(bind.cell & 0xff) | only_told(bind.cell >> 8) << 8, bind.header);
}

#endif /* PORTLAW_BPF_HOOKS_H_ */
