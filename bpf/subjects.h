/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Who binds: the cgroup of the process, not that of the socket, which may have been handed over. */
#ifndef PORTLAW_BPF_SUBJECTS_H_
#define PORTLAW_BPF_SUBJECTS_H_

#include "bpf/current.h"
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

static __always_inline bool has_subject(__u64 cgroup) { return bpf_map_lookup_elem(&subjects, &cgroup) != NULL; }

/* Gives `cgroup` a slot of the cache, after `subjects` has it; only for one that nobody else gives a row just then. */
static __always_inline void cache_subject(__u64 cgroup, const struct portlaw_subject* subject) {
  __u32 slot = PORTLAW_SUBJECT_SLOT(cgroup);
  volatile __u64* word = bpf_map_lookup_elem(&subject_cache, &slot);
  if (word) *word = PORTLAW_SUBJECT_WORD(cgroup, subject->row, subject->flags);
}

/* The word of the cache for `cgroup`; where another has its slot, made from `subjects`; 0 where there is none. */
static __always_inline __u64 subject_word_of(__u64 cgroup) {
  __u32 slot = PORTLAW_SUBJECT_SLOT(cgroup);
  const volatile __u64* cached = bpf_map_lookup_elem(&subject_cache, &slot);
  __u64 word = cached ? *cached : 0;
  if (PORTLAW_SUBJECT_WORD_CGROUP(word) == cgroup) return word;
  struct portlaw_subject subject;
  return find_subject(cgroup, &subject) ? PORTLAW_SUBJECT_WORD(cgroup, subject.row, subject.flags) : 0;
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
