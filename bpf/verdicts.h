/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From a process and a port to a verdict, on the path that tells. */
#ifndef PORTLAW_BPF_VERDICTS_H_
#define PORTLAW_BPF_VERDICTS_H_

#include "bpf/decisions.h"
#include "bpf/engines.h"
#include "bpf/sockets.h"
#include "bpf/subjects.h"
#include "bpf/table.h"

#define PASS 1
#define REFUSE 0 /* the caller of bind() gets EPERM, or what bpf_set_retval said */

/* Who binds, by which table, and what it says. */
struct bind_context {
  __u64 cgroup;
  struct portlaw_subject subject;
  const struct portlaw_header* header; /* NULL: there is no policy yet */
  __u16 cell;
};

/* Whether an agent has given a sign of life lately: then who is pending will soon have a name. */
static __always_inline bool agent_lives(void) {
  __u32 zero = 0;
  const volatile __u64* last = bpf_map_lookup_elem(&heartbeat, &zero);
  return last && bpf_ktime_get_ns() - *last < PORTLAW_HEARTBEAT_NS;
}

/*
 * Looks everything up. The subject comes before the table, since a row is in the table before a subject refers to it.
 */
static __always_inline void lookup_policy(struct bind_context* bind, __u16 port, __u8 slot) {
  bind->cgroup = cgroup_id_of(current_task());
  bind->subject = subject_of(bind->cgroup);
  if (bind->subject.flags & PORTLAW_SUBJECT_HOST) bind->subject.row = row_of_host_process(&bind->subject);
  if (bind->subject.row == PORTLAW_ROW_PENDING && !agent_lives()) bind->subject.row = PORTLAW_ROW_UNATTENDED;
  __u32 table = table_in_force();
  bind->header = header_of(table);
  bind->cell = cell_of(table, bind->subject.row, port, slot);
}

/* Cookie of the host's namespace; where the agent could not ask for it (before 5.14), the initial one's. */
static __always_inline __u64 host_netns_cookie(const struct portlaw_header* header) {
  return header->host_netns_cookie ? header->host_netns_cookie : bpf_get_netns_cookie(NULL);
}

/* The verdict byte that counts where the event is; 0: no rule, which is a fault. */
static __always_inline __u8 verdict_of(const struct portlaw_bind_event* event, __u16 cell) {
  return event->private_netns ? cell >> 8 : cell & 0xff;
}

/* What bind and post_bind give back; a refusal that is to look like another error says so. */
static __always_inline int result_of(__u8 verdict, const struct portlaw_header* header) {
  if (PORTLAW_ACTION(verdict) != PORTLAW_ACTION_DENY) return PASS;
  if (features.set_retval && header->refuse_errno) bpf_set_retval(-(int)header->refuse_errno);
  return REFUSE;
}

/* The verdict on a port that the kernel chose: nobody's passes, somebody's is not refused as if it had been asked for.
 */
static __always_inline __u8 verdict_on_choice(__u8 verdict, const struct portlaw_header* header) {
  __u8 action = PORTLAW_ACTION(verdict);
  if (verdict & PORTLAW_CHOSEN_PASSES)
    action = PORTLAW_ACTION_ALLOW;
  else if (header->chosen_denied != PORTLAW_ACTION_DENY &&
           (action == PORTLAW_ACTION_DENY || action == PORTLAW_ACTION_WOULD_DENY))
    action = header->chosen_denied;
  return PORTLAW_VERDICT(action, PORTLAW_REASON(verdict), 0);
}

/*
 * Decides by the verdict byte of the event's scope, which is set already; counts it and emits the event, unless it is
 * an allow. The verdict, which is then also the event's; 0: there was none.
 */
static __noinline __u8 apply_verdict(struct portlaw_bind_event* event, __u16 cell,
                                     const struct portlaw_header* header) {
  __u8 verdict = verdict_of(event, cell);
  if (verdict == 0) {
    count_fault(PORTLAW_FAULT_NO_RULE);
    return 0;
  }
  if (event->hook == PORTLAW_HOOK_POST_BIND && event->chosen) verdict = verdict_on_choice(verdict, header);
  event->verdict = verdict & ~PORTLAW_CHOSEN_PASSES;
  if (PORTLAW_ACTION(verdict) == PORTLAW_ACTION_ALLOW) {
    if (event->private_netns && !allows_in_host(cell)) count_unjudged();
    return event->verdict;
  }
  event->generation = header->generation;
  emit_event(event, header);
  return event->verdict;
}

static __always_inline int pass_without_policy(void) {
  count_fault(PORTLAW_FAULT_NO_TABLE);
  return PASS;
}

#endif /* PORTLAW_BPF_VERDICTS_H_ */
