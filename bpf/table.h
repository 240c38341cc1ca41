/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The policy table: three loads from a row and a port to a verdict, whatever the registry. */
#ifndef PORTLAW_BPF_TABLE_H_
#define PORTLAW_BPF_TABLE_H_

#include "bpf/maps.h"

/*
 * The table in force, or NULL before the first policy. A program takes it once: all it reads of the policy is then
 * of one generation.
 */
static __always_inline void* table_in_force(void) {
  __u32 zero = 0;
  return bpf_map_lookup_elem(&policy, &zero);
}

static __always_inline const struct portlaw_header* header_of(void* table) {
  __u32 zero = 0;
  return bpf_map_lookup_elem(table, &zero);
}

static __always_inline __u8 slot_of(__u32 protocol) {
  switch (protocol) {
    case IPPROTO_TCP:
      return PORTLAW_SLOT_TCP;
    case IPPROTO_UDP:
    case IPPROTO_UDPLITE:
      return PORTLAW_SLOT_UDP;
    case IPPROTO_SCTP:
      return PORTLAW_SLOT_SCTP;
    default:
      return PORTLAW_SLOT_OTHER;
  }
}

/*
 * words[index], for an index that is in range already: verifiers before 6.2 lose sight of that where it was spilled,
 * and clang would leave out a mask that it finds needless.
 */
static __always_inline __u16 word_of(const struct portlaw_page* page, __u32 index) {
  barrier_var(index);
  return page->words[index & (PORTLAW_PAGE_WORDS - 1)];
}

/* The cell for a bind; 0, "no rule", where the row or the page has not been filled. */
static __always_inline __u16 cell_of(void* table, __u32 row, __u16 port, __u8 slot) {
  if (row == PORTLAW_ROW_NONE) return 0; /* entry 0 is the header */
  const struct portlaw_page* directory = bpf_map_lookup_elem(table, &row);
  if (!directory) return 0;
  __u32 index = word_of(directory, port / PORTLAW_PORTS_PER_PAGE);
  if (index == 0) return 0;
  const struct portlaw_page* page = bpf_map_lookup_elem(table, &index);
  if (!page) return 0;
  return word_of(page, port % PORTLAW_PORTS_PER_PAGE * PORTLAW_SLOTS + slot);
}

/* Whether a cell allows in every scope: then nothing more needs to be known about the bind. */
static __always_inline bool allows_silently(__u16 cell) {
  return PORTLAW_ACTION(cell) == PORTLAW_ACTION_ALLOW && PORTLAW_ACTION(cell >> 8) == PORTLAW_ACTION_ALLOW;
}

#endif /* PORTLAW_BPF_TABLE_H_ */
