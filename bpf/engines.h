/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Processes of the host that bind for containers: who runs an engine's program is the engine. */
#ifndef PORTLAW_BPF_ENGINES_H_
#define PORTLAW_BPF_ENGINES_H_

#include "bpf/maps.h"

/* The program that the current process runs; false where the kernel does not let us look. */
static __always_inline bool current_program(struct portlaw_program* program) {
  const struct task_struct* task = (const void*)bpf_get_current_task();
  const struct inode* inode = BPF_CORE_READ(task, mm, exe_file, f_inode);
  if (!inode) return false;
  program->inode = BPF_CORE_READ(inode, i_ino);
  program->device = BPF_CORE_READ(inode, i_sb, s_dev);
  return true;
}

/*
 * The row of a process of the host: its own, or that of the engine whose program it runs. Never asked about processes
 * in containers: those may bring any program along.
 */
static __always_inline __u32 row_of_host_process(void) {
  __u32 zero = 0;
  const __u32* count = bpf_map_lookup_elem(&engine_program_count, &zero);
  if (!count || !*count) return PORTLAW_ROW_HOST;
  struct portlaw_program program;
  if (!current_program(&program)) return PORTLAW_ROW_HOST;
  const __u32* row = bpf_map_lookup_elem(&engine_programs, &program);
  return row ? *row : PORTLAW_ROW_HOST;
}

#endif /* PORTLAW_BPF_ENGINES_H_ */
