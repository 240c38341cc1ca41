/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Counts every decision that is not a silent allow, and sends the events that the rate limit of its key lets through.
 */
#ifndef PORTLAW_BPF_DECISIONS_H_
#define PORTLAW_BPF_DECISIONS_H_

#include "bpf/faults.h"
#include "bpf/process.h"
#include "bpf/table.h"

#define ADD(counter, number) __sync_fetch_and_add(&(counter), (number))

/* The counters under `key`, made if need be; `made` counts them if this call did. NULL: the map is full. */
static __always_inline struct portlaw_decision_count* find_or_make(void* map, const struct portlaw_decision_key* key,
                                                                   __u64* made) {
  struct portlaw_decision_count* count = bpf_map_lookup_elem(map, key);
  if (count) return count;
  const struct portlaw_decision_count none = {};
  if (bpf_map_update_elem(map, key, &none, BPF_NOEXIST) == 0 && made) ADD(*made, 1);
  return bpf_map_lookup_elem(map, key); /* also where another CPU was faster */
}

/* The counters that this decision goes to: its own, else the owner's overflow, else everybody's. */
static __always_inline struct portlaw_decision_count* find_count(void* map, const struct portlaw_decision_key* key,
                                                                 __u32 keys_per_owner) {
  struct portlaw_decision_count* count = bpf_map_lookup_elem(map, key);
  if (count) return count;
  const struct portlaw_decision_key of_owner = {.owner = key->owner, .row = key->row};
  struct portlaw_decision_count* owner = find_or_make(map, &of_owner, NULL);
  if (!owner) {
    const struct portlaw_decision_key of_all = {};
    count_fault(PORTLAW_FAULT_DECISIONS_FULL);
    return bpf_map_lookup_elem(map, &of_all); /* made by the agent before anything was attached */
  }
  if (owner->keys >= keys_per_owner) {
    count_fault(PORTLAW_FAULT_OWNER_KEYS_FULL);
    return owner;
  }
  count = find_or_make(map, key, &owner->keys);
  if (count) return count;
  count_fault(PORTLAW_FAULT_DECISIONS_FULL);
  return owner;
}

static __always_inline bool has_name(const struct portlaw_bind_event* event) {
  return event->row >= PORTLAW_ROW_FIRST_NAMED;
}

/*
 * Whose keys a decision's key is one of. Processes of the host are told apart: those of root by their cgroup (a unit),
 * those of others by their user, who can make as many cgroups as they like.
 */
static __always_inline __u64 owner_of_key(const struct portlaw_bind_event* event) {
  if (event->row != PORTLAW_ROW_HOST) return event->owner;
  return event->uid ? PORTLAW_OWNER_IS_USER | event->uid : event->cgroup;
}

/* Half of the ring is kept for events of those that have a name. */
static __always_inline bool has_room(const struct portlaw_bind_event* event) {
  return has_name(event) ||
         bpf_ringbuf_query(&events, BPF_RB_AVAIL_DATA) < bpf_ringbuf_query(&events, BPF_RB_RING_SIZE) / 2;
}

/* Whether the rate limit lets another event of this key out. */
static __always_inline bool within_rate(struct portlaw_decision_count* count, const struct portlaw_header* header,
                                        __u64 now) {
  if (now - count->window_start_ns >= header->rate_window_ns) {
    count->window_start_ns = now;
    count->window_events = 0;
  }
  if (count->window_events >= header->rate_burst) return false;
  ADD(count->window_events, 1);
  return true;
}

/* Counts the decision that `event` tells of, and emits it, or counts why not. */
static __noinline int emit_event(struct portlaw_bind_event* event, const struct portlaw_header* header) {
  const struct portlaw_decision_key key = {
      .owner = owner_of_key(event),
      .port = event->hook == PORTLAW_HOOK_LISTEN ? PORTLAW_DYNAMIC_LISTEN_PORT : event->port,
      .protocol = slot_of(event->protocol),
      .verdict = event->verdict,
      .row = event->row,
  };
  struct portlaw_decision_count* count = has_name(event) ? find_count(&decisions, &key, header->keys_per_owner)
                                                         : find_count(&nameless, &key, header->keys_per_owner);
  if (!count) {
    count_fault(PORTLAW_FAULT_NOT_COUNTED);
    return 0;
  }
  ADD(count->decided, 1);
  if (!within_rate(count, header, event->time_ns)) {
    ADD(count->suppressed, 1);
    return 0;
  }
  __u64 unseen = count->suppressed + count->dropped;
  event->suppressed = unseen - count->reported;
  struct portlaw_bind_record* record = NULL;
  if (has_room(event)) record = bpf_ringbuf_reserve(&events, sizeof(*record), 0);
  if (!record) {
    ADD(count->dropped, 1);
    return 0;
  }
  record->bind = *event;
  describe_binder(&record->process);
  bpf_ringbuf_submit(record, 0);
  ADD(count->emitted, 1);
  count->reported = unseen;
  return 0;
}

#endif /* PORTLAW_BPF_DECISIONS_H_ */
