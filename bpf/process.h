/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Who it was, even if it is gone a moment later: what an event says of the process beyond its numbers. */
#ifndef PORTLAW_BPF_PROCESS_H_
#define PORTLAW_BPF_PROCESS_H_

#include "bpf/maps.h"

#define MAX_PATH_STEPS 32 /* components and mounts on the way to the root */

static __always_inline const struct mount* mount_of(const struct vfsmount* mnt) {
  return (const void*)mnt - bpf_core_field_offset(struct mount, mnt);
}

/*
 * The path of a file as its process sees it: from the file to the root of its mount namespace, each component with its
 * final NUL, the last first. What has no room any more is cut off at the root's end.
 */
static __noinline int describe_path(struct portlaw_process* process, const struct file* file) {
  const struct dentry* dentry = BPF_CORE_READ(file, f_path.dentry);
  const struct vfsmount* mnt = BPF_CORE_READ(file, f_path.mnt);
  process->exe_deleted = !BPF_CORE_READ(dentry, d_hash.pprev);
  volatile __u16* written = &process->exe_length; /* unknown to the verifier, so that every step looks alike to it */
  *written = 0;
  for (int step = 0; step < MAX_PATH_STEPS; step++) {
    if (dentry == BPF_CORE_READ(mnt, mnt_root)) {
      const struct mount* mount = mount_of(mnt);
      const struct mount* above = BPF_CORE_READ(mount, mnt_parent);
      if (above == mount) break;
      dentry = BPF_CORE_READ(mount, mnt_mountpoint);
      mnt = (const void*)above + bpf_core_field_offset(struct mount, mnt);
      continue;
    }
    const struct dentry* parent = BPF_CORE_READ(dentry, d_parent);
    if (dentry == parent) break; /* of a file system that is mounted nowhere */
    __u32 length = *written;
    if (length > PORTLAW_EXE_LENGTH - PORTLAW_COMPONENT_LENGTH) {
      process->exe_cut = 1;
      break;
    }
    long read =
        bpf_probe_read_kernel_str(process->exe + length, PORTLAW_COMPONENT_LENGTH, BPF_CORE_READ(dentry, d_name.name));
    if (read <= 0) break;
    *written = length + read;
    dentry = parent;
  }
  return 0;
}

/* The beginning of the command line, as the process has it now; nothing where its page is not in memory. */
static __always_inline void describe_arguments(struct portlaw_process* process, const struct mm_struct* mm) {
  __u64 start = BPF_CORE_READ(mm, arg_start);
  __u64 length = BPF_CORE_READ(mm, arg_end) - start;
  if (length > PORTLAW_ARGS_LENGTH) length = PORTLAW_ARGS_LENGTH;
  barrier_var(length);
  if (length > PORTLAW_ARGS_LENGTH) return;
  if (bpf_probe_read_user(process->args, length, (const void*)start) == 0) process->args_length = length;
}

/* Fills all of `process` from the task that binds. */
static __noinline int describe_binder(struct portlaw_process* process) {
  const struct task_struct* task = (const void*)bpf_get_current_task();
  const struct task_struct* leader = BPF_CORE_READ(task, group_leader);
  const struct task_struct* parent = BPF_CORE_READ(leader, real_parent);
  process->started_ns = BPF_CORE_READ(leader, start_boottime);
  process->ppid = BPF_CORE_READ(parent, tgid);
  process->loginuid = PORTLAW_NO_LOGINUID;
  if (bpf_core_field_exists(task->loginuid)) process->loginuid = BPF_CORE_READ(task, loginuid.val);
  process->exe_length = 0;
  process->args_length = 0;
  process->exe_cut = 0;
  process->exe_deleted = 0;
  __builtin_memset(process->padding, 0, sizeof(process->padding));
  BPF_CORE_READ_INTO(&process->parent_comm, parent, comm);
  const struct mm_struct* mm = BPF_CORE_READ(task, mm);
  if (!mm) return 0;
  describe_arguments(process, mm);
  const struct file* exe = BPF_CORE_READ(mm, exe_file);
  if (exe) describe_path(process, exe);
  return 0;
}

#endif /* PORTLAW_BPF_PROCESS_H_ */
