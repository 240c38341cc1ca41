/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From a cell to a decision: the scope, the kernel's choice, the event. The path that most binds never take. */
#ifndef PORTLAW_BPF_BINDS_H_
#define PORTLAW_BPF_BINDS_H_

#include "bpf/decisions.h"
#include "bpf/sockets.h"
#include "bpf/subjects.h"
#include "bpf/table.h"

#define PASS 1
#define REFUSE 0 /* the caller of bind() gets EPERM */

/* Fills what every hook knows in the same way. Clears the rest: padding goes to user space too. */
static __always_inline void describe(struct portlaw_bind_event* event, enum portlaw_hook hook, __u64 cgroup,
                                     const struct portlaw_subject* subject) {
  __builtin_memset(event, 0, sizeof(*event));
  __u64 pid_tgid = bpf_get_current_pid_tgid();
  event->time_ns = bpf_ktime_get_ns();
  event->cgroup = cgroup;
  event->owner = subject->owner;
  event->row = subject->row;
  event->pid = pid_tgid >> 32;
  event->tid = pid_tgid;
  event->uid = bpf_get_current_uid_gid();
  event->hook = hook;
  event->chosen = hook != PORTLAW_HOOK_BIND;
  bpf_get_current_comm(event->comm, sizeof(event->comm));
}

static __always_inline int pass_without_table(void) {
  count_fault(PORTLAW_FAULT_NO_TABLE);
  return PASS;
}

/* Decides by the verdict byte of the event's scope, which is set already. */
static __noinline int conclude(struct portlaw_bind_event* event, __u16 cell, const struct portlaw_header* header) {
  __u8 verdict = event->private_netns ? cell >> 8 : cell & 0xff;
  if (verdict == 0) {
    count_fault(PORTLAW_FAULT_NO_RULE);
    return PASS;
  }
  if (event->hook == PORTLAW_HOOK_POST_BIND && verdict & PORTLAW_CHOSEN_PASSES) return PASS;
  event->verdict = verdict & ~PORTLAW_CHOSEN_PASSES;
  if (PORTLAW_ACTION(verdict) == PORTLAW_ACTION_ALLOW) return PASS;
  event->generation = header->generation;
  account(event, header);
  return PORTLAW_ACTION(verdict) == PORTLAW_ACTION_DENY ? REFUSE : PASS;
}

#endif /* PORTLAW_BPF_BINDS_H_ */
