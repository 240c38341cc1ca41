/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Who binds: the cgroup of the process, not that of the socket, which may have been handed over. */
#ifndef PORTLAW_BPF_SUBJECTS_H_
#define PORTLAW_BPF_SUBJECTS_H_

#include "bpf/faults.h"

/*
 * Copies the subject of `cgroup`; false where it has none. Tried twice, since the element may be reused for another
 * cgroup under our eyes while the agent gives this one a new row: the second look finds that row.
 */
static __always_inline bool find_subject(__u64 cgroup, struct portlaw_subject* subject) {
  for (int attempt = 0; attempt < 2; attempt++) {
    const volatile __u64* found = bpf_map_lookup_elem(&subjects, &cgroup);
    if (!found) return false;
    __u64* copy = (__u64*)subject;
    copy[0] = found[0];
    copy[1] = found[1];
    if (subject->check == PORTLAW_CHECK(cgroup) && found[0] == copy[0]) return true;
  }
  return false;
}

/* The subject of a process that binds; an unknown one is pending, never free. */
static __always_inline struct portlaw_subject subject_of(__u64 cgroup) {
  struct portlaw_subject subject;
  if (find_subject(cgroup, &subject)) return subject;
  count_fault(PORTLAW_FAULT_NO_SUBJECT);
  subject = (struct portlaw_subject){.row = PORTLAW_ROW_PENDING};
  return subject;
}

#endif /* PORTLAW_BPF_SUBJECTS_H_ */
