/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A cgroup has a subject from its first instant to its last. */
#ifndef PORTLAW_BPF_CGROUPS_H_
#define PORTLAW_BPF_CGROUPS_H_

#include "bpf/births.h"
#include "bpf/subjects.h"

/* The default hierarchy's id; those of v1 count from 1, and their cgroup ids are others'. */
#define CGROUP2_HIERARCHY 0

static __always_inline bool is_cgroup2(const struct cgroup* cgroup) {
  return BPF_CORE_READ(cgroup, root, hierarchy_id) == CGROUP2_HIERARCHY;
}

static __always_inline __u64 parent_id(const struct cgroup* cgroup) {
  const struct cgroup* parent = parent_of(cgroup);
  return parent ? BPF_CORE_READ(parent, kn, id) : 0;
}

static __always_inline void emit_cgroup_event(enum portlaw_cgroup_change change, __u64 cgroup, __u64 parent,
                                              const char* path) {
  struct portlaw_cgroup_event* event = bpf_ringbuf_reserve(&cgroup_events, sizeof(*event), 0);
  if (!event) {
    count_fault(PORTLAW_FAULT_CGROUP_EVENT_LOST);
    return;
  }
  event->time_ns = bpf_ktime_get_ns();
  event->cgroup = cgroup;
  event->parent = parent;
  event->change = change;
  long length = bpf_probe_read_kernel_str(event->path, sizeof(event->path), path);
  event->path_length = length > 0 ? length : 0;
  bpf_ringbuf_submit(event, 0);
}

/*
 * The tracepoint comes before the directory can be seen: nobody is in the cgroup yet. A parent without subject is
 * outside the subtree that the agent is confined to.
 */
static __always_inline void inherit_subject(const struct cgroup* cgroup, const char* path) {
  struct portlaw_subject subject;
  __u64 parent = parent_id(cgroup);
  if (!find_subject(parent, &subject)) return;
  __u64 id = BPF_CORE_READ(cgroup, kn, id);
  struct portlaw_container_id container = {};
  bool has_id = subject.flags & PORTLAW_SUBJECT_HOST && container_id_of(cgroup, &container);
  if (has_id || subject.flags & PORTLAW_SUBJECT_CONTAINER_PARENT) {
    subject.row = has_id ? row_at_birth(&container, id) : PORTLAW_ROW_PENDING;
    subject.owner = id;
    subject.flags = 0;
  }
  subject.flags &= PORTLAW_SUBJECT_HOST;
  subject.check = PORTLAW_CHECK(id);
  long error = bpf_map_update_elem(&subjects, &id, &subject, BPF_NOEXIST);
  if (!error) cache_subject(id, &subject);
  if (error && error != -EEXIST) count_fault(PORTLAW_FAULT_SUBJECTS_FULL);
  emit_cgroup_event(PORTLAW_CGROUP_MADE, id, parent, path);
}

static __always_inline void forget_subject(const struct cgroup* cgroup, const char* path) {
  __u64 id = BPF_CORE_READ(cgroup, kn, id);
  if (bpf_map_delete_elem(&subjects, &id)) return;
  emit_cgroup_event(PORTLAW_CGROUP_GONE, id, parent_id(cgroup), path);
}

#endif /* PORTLAW_BPF_CGROUPS_H_ */
