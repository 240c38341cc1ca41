/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From a process and a port to a verdict: the silent path first, then the one that tells. */
#ifndef PORTLAW_BPF_VERDICTS_H_
#define PORTLAW_BPF_VERDICTS_H_

#include "bpf/decisions.h"
#include "bpf/engines.h"
#include "bpf/sockets.h"
#include "bpf/subjects.h"
#include "bpf/table.h"

#define PASS 1
#define REFUSE 0 /* the caller of bind() gets EPERM */

/*
 * Whether the bind is allowed in any scope, so that nothing more need be known about it: the silent path, which nearly
 * every bind takes. False may also mean that the look was not clear: then lookup_policy looks again.
 */
static __always_inline bool is_silently_allowed(__u16 port, __u8 slot) {
  const struct task_struct* task = current_task();
  __u64 subject = subject_word_of(cgroup_id_of(task));
  if (PORTLAW_SUBJECT_WORD_IS_HOST(subject) && may_be_engine(program_inode_of(task))) return false;
  return allows_silently(cell_of(table_in_force(), PORTLAW_SUBJECT_WORD_ROW(subject), port, slot));
}

/* Who binds, by which table, and what it says. */
struct bind_context {
  __u64 cgroup;
  struct portlaw_subject subject;
  const struct portlaw_header* header; /* NULL: there is no policy yet */
  __u16 cell;
};

/*
 * Looks everything up. The subject comes before the table, since a row is in the table before a subject refers to it.
 */
static __always_inline void lookup_policy(struct bind_context* bind, __u16 port, __u8 slot) {
  bind->cgroup = cgroup_id_of(current_task());
  bind->subject = subject_of(bind->cgroup);
  if (bind->subject.flags & PORTLAW_SUBJECT_HOST) bind->subject.row = row_of_host_process(&bind->subject);
  __u32 table = table_in_force();
  bind->header = header_of(table);
  bind->cell = cell_of(table, bind->subject.row, port, slot);
}

/* Cookie of the host's namespace; where the agent could not ask for it (before 5.14), the initial one's. */
static __always_inline __u64 host_netns_cookie(const struct portlaw_header* header) {
  return header->host_netns_cookie ? header->host_netns_cookie : bpf_get_netns_cookie(NULL);
}

/* The verdict byte that counts where the event is; 0: no rule, which is a fault. */
static __always_inline __u8 verdict_of(const struct portlaw_bind_event* event, __u16 cell) {
  return event->private_netns ? cell >> 8 : cell & 0xff;
}

static __always_inline int result_of(__u8 verdict) {
  return PORTLAW_ACTION(verdict) == PORTLAW_ACTION_DENY ? REFUSE : PASS;
}

/*
 * Decides by the verdict byte of the event's scope, which is set already; counts it and emits the event, unless it is
 * an allow. event->verdict is then set.
 */
static __noinline int apply_verdict(struct portlaw_bind_event* event, __u16 cell, const struct portlaw_header* header) {
  __u8 verdict = verdict_of(event, cell);
  if (verdict == 0) {
    count_fault(PORTLAW_FAULT_NO_RULE);
    return PASS;
  }
  if (event->hook == PORTLAW_HOOK_POST_BIND && event->chosen && verdict & PORTLAW_CHOSEN_PASSES) return PASS;
  event->verdict = verdict & ~PORTLAW_CHOSEN_PASSES;
  if (PORTLAW_ACTION(verdict) == PORTLAW_ACTION_ALLOW) return PASS;
  event->generation = header->generation;
  emit_event(event, header);
  return result_of(verdict);
}

static __always_inline int pass_without_policy(void) {
  count_fault(PORTLAW_FAULT_NO_TABLE);
  return PASS;
}

#endif /* PORTLAW_BPF_VERDICTS_H_ */
