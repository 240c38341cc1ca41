/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From a cell to a decision: the scope, the kernel's choice, the event. The path that most binds never take. */
#ifndef PORTLAW_BPF_BINDS_H_
#define PORTLAW_BPF_BINDS_H_

#include "bpf/decisions.h"
#include "bpf/engines.h"
#include "bpf/sockets.h"
#include "bpf/subjects.h"
#include "bpf/table.h"

#define PASS 1
#define REFUSE 0 /* the caller of bind() gets EPERM */

/* Who binds, by which table, and what it says. */
struct hearing {
  __u64 cgroup;
  struct portlaw_subject subject;
  const struct portlaw_header* header; /* NULL: there is no table */
  __u16 cell;
};

/*
 * Looks everything up. The subject comes before the table, since a row is in the table before a subject refers to it.
 */
static __always_inline void hear(struct hearing* it, __u64 cgroup, __u16 port, __u8 slot) {
  it->cgroup = cgroup;
  it->subject = subject_of(cgroup);
  if (it->subject.flags & PORTLAW_SUBJECT_HOST) it->subject.row = row_of_host_process(&it->subject);
  void* table = table_in_force();
  it->header = table ? header_of(table) : NULL;
  it->cell = table ? cell_of(table, it->subject.row, port, slot) : 0;
}

/*
 * Whether the bind is allowed in any scope, so that nothing more need be known about it. This is what nearly every
 * bind costs. False may also mean that the look was not clear: then `hear` looks again.
 */
static __always_inline bool allowed_at_a_glance(__u64 cgroup, __u16 port, __u8 slot) {
  struct portlaw_subject subject;
  if (!find_subject(cgroup, &subject)) return false;
  __u32 row = subject.flags & PORTLAW_SUBJECT_HOST ? row_of_host_process(&subject) : subject.row;
  void* table = table_in_force();
  return table && allows_silently(cell_of(table, row, port, slot));
}

/* Fills what every hook knows in the same way. Clears the rest: padding goes to user space too. */
static __always_inline void describe(struct portlaw_bind_event* event, enum portlaw_hook hook,
                                     const struct hearing* it) {
  __builtin_memset(event, 0, sizeof(*event));
  __u64 pid_tgid = bpf_get_current_pid_tgid();
  event->time_ns = bpf_ktime_get_ns();
  event->cgroup = it->cgroup;
  event->owner = it->subject.owner;
  event->row = it->subject.row;
  event->pid = pid_tgid >> 32;
  event->tid = pid_tgid;
  event->uid = bpf_get_current_uid_gid();
  event->hook = hook;
  event->chosen = hook != PORTLAW_HOOK_BIND;
  bpf_get_current_comm(event->comm, sizeof(event->comm));
}

/* Cookie of the host's namespace; where the agent could not ask for it (before 5.14), the initial one's. */
static __always_inline __u64 host_netns_cookie(const struct portlaw_header* header) {
  return header->host_netns_cookie ? header->host_netns_cookie : bpf_get_netns_cookie(NULL);
}

/* Decides by the verdict byte of the event's scope, which is set already; counts, tells. */
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

static __always_inline int pass_without_table(void) {
  count_fault(PORTLAW_FAULT_NO_TABLE);
  return PASS;
}

#endif /* PORTLAW_BPF_BINDS_H_ */
