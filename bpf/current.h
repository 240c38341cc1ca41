/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The process that runs now, for the silent path: its cgroup and its program, by loads where the kernel lets us. */
#ifndef PORTLAW_BPF_CURRENT_H_
#define PORTLAW_BPF_CURRENT_H_

#include "bpf/maps.h"

/* The task, to be asked for once; NULL where the kernel does not let us look into it. */
static __always_inline const struct task_struct* current_task(void) {
  return features.task_btf ? bpf_get_current_task_btf() : NULL;
}

/* As bpf_get_current_cgroup_id gives it. */
static __always_inline __u64 cgroup_id_of(const struct task_struct* task) {
  return features.task_btf ? task->cgroups->dfl_cgrp->kn->id : bpf_get_current_cgroup_id();
}

/* The inode number of its program file; 0 for a kernel thread. */
static __always_inline __u64 program_inode_of(const struct task_struct* task) {
  if (!features.task_btf) {
    const struct task_struct* plain = (const void*)bpf_get_current_task();
    return BPF_CORE_READ(plain, mm, exe_file, f_inode, i_ino);
  }
  const struct mm_struct* mm = task->mm;
  if (!mm) return 0;
  const struct file* program = mm->exe_file;
  if (!program) return 0;
  const struct inode* inode = program->f_inode;
  return inode ? inode->i_ino : 0;
}

/* Whether some engine's program may have this inode: false is certain. */
static __always_inline bool may_be_engine(__u64 inode) {
  __u32 zero = 0;
  const struct portlaw_engine_filter* filter = bpf_map_lookup_elem(&engine_filter, &zero);
  return filter && filter->bits[PORTLAW_ENGINE_WORD(inode)] & PORTLAW_ENGINE_BIT(inode);
}

#endif /* PORTLAW_BPF_CURRENT_H_ */
