/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Processes of the host that bind for containers: who runs an engine's program is the engine. */
#ifndef PORTLAW_BPF_ENGINES_H_
#define PORTLAW_BPF_ENGINES_H_

#include "bpf/current.h"

/* The program that the process runs; false for a kernel thread. */
static __always_inline bool program_of(const struct task_struct* task, struct portlaw_program* program) {
  const struct inode* inode = BPF_CORE_READ(task, mm, exe_file, f_inode);
  if (!inode) return false;
  program->inode = BPF_CORE_READ(inode, i_ino);
  program->device = BPF_CORE_READ(inode, i_sb, s_dev);
  program->uid = bpf_get_current_uid_gid();
  return true;
}

/*
 * Whether nobody else can make the process bind: it is not traced, and where it says that it is root, it is the
 * host's. (Users' engines run in user namespaces of those users.)
 */
static __always_inline bool acts_for_itself(const struct task_struct* task, __u32 uid) {
  if (BPF_CORE_READ(task, ptrace)) return false;
  return uid != 0 || BPF_CORE_READ(task, cred, user_ns, level) == 0;
}

/*
 * The row of a process of the host whose subject is `subject`: its own, or that of the engine whose program it runs.
 * Never asked about processes in containers: those may bring any program along.
 */
static __noinline __u32 row_of_host_process(const struct portlaw_subject* subject) {
  const struct task_struct* task = (const void*)bpf_get_current_task();
  struct portlaw_program program = {};
  if (!program_of(task, &program) || !may_be_engine(program.inode)) return subject->row;
  const __u32* row = bpf_map_lookup_elem(&engine_programs, &program);
  if (!row && subject->owner) {
    program.cgroup = subject->owner;
    row = bpf_map_lookup_elem(&engine_programs, &program);
  }
  return row && acts_for_itself(task, program.uid) ? *row : subject->row;
}

#endif /* PORTLAW_BPF_ENGINES_H_ */
