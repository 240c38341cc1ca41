/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The policy table: three loads from a row and a port to a verdict, whatever the registry. */
#ifndef PORTLAW_BPF_TABLE_H_
#define PORTLAW_BPF_TABLE_H_

#include "bpf/maps.h"

/*
 * Where the table in force begins. A program asks once: all it reads of the policy is then of one generation. Loads
 * from plain arrays are inlined by the verifier: no helper is called.
 */
static __always_inline __u32 table_in_force(void) {
  __u32 zero = 0;
  const volatile struct portlaw_in_force* now = bpf_map_lookup_elem(&in_force, &zero);
  return now ? now->first : 0;
}

/* NULL before the first policy. */
static __always_inline const struct portlaw_header* header_of(__u32 table) {
  const struct portlaw_header* header = bpf_map_lookup_elem(&policy, &table);
  return header && header->generation ? header : NULL;
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
static __always_inline __u16 cell_of(__u32 table, __u32 row, __u16 port, __u8 slot) {
  if (row == PORTLAW_ROW_NONE) return 0; /* the header's place */
  __u32 index = table + row;
  const struct portlaw_page* directory = bpf_map_lookup_elem(&policy, &index);
  if (!directory) return 0;
  __u32 number = word_of(directory, port / PORTLAW_PORTS_PER_PAGE);
  if (number == 0) return 0;
  index = table + number;
  const struct portlaw_page* page = bpf_map_lookup_elem(&policy, &index);
  if (!page) return 0;
  return word_of(page, port % PORTLAW_PORTS_PER_PAGE * PORTLAW_SLOTS + slot);
}

/* Whether a cell allows in the host's network namespace. */
static __always_inline bool allows_in_host(__u16 cell) { return PORTLAW_ACTION(cell) == PORTLAW_ACTION_ALLOW; }

/* Whether a cell allows in every scope: then nothing more needs to be known about the bind. */
static __always_inline bool allows_silently(__u16 cell) {
  return allows_in_host(cell) && PORTLAW_ACTION(cell >> 8) == PORTLAW_ACTION_ALLOW;
}

#endif /* PORTLAW_BPF_TABLE_H_ */
