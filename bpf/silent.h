/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The silent path: what a bind costs that nobody need be told of. */
#ifndef PORTLAW_BPF_SILENT_H_
#define PORTLAW_BPF_SILENT_H_

#include "bpf/current.h"
#include "bpf/subjects.h"
#include "bpf/table.h"

/*
 * Whether the bind is allowed in any scope, so that nothing more need be known about it: the silent path, which nearly
 * every bind takes. False may also mean that the look was not clear: then lookup_policy looks again.
 */
static __always_inline bool is_silently_allowed(__u16 port, __u8 slot) {
  const struct task_struct* task = current_task();
  __u64 subject = subject_word_of(cgroup_id_of(task));
  if (PORTLAW_SUBJECT_WORD_IS_HOST(subject) && may_be_engine(program_inode_of(task))) return false;
  __u32 row = PORTLAW_SUBJECT_WORD_ROW(subject);
  if (row == PORTLAW_ROW_PENDING) return false;
  return allows_silently(cell_of(table_in_force(), row, port, slot));
}

#endif /* PORTLAW_BPF_SILENT_H_ */
