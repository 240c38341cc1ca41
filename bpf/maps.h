/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Every map, and nothing else. The agent pins all of them; sizes that depend on the host are set by the agent before
 * it loads (agent/kernel/kernel.h, KernelOptions).
 */
#ifndef PORTLAW_BPF_MAPS_H_
#define PORTLAW_BPF_MAPS_H_

#include "bpf/abi.h"
#include "bpf/kernel.h"

/* The two tables. Written by the agent through a mapping: words are stored whole. */
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 2);
  __type(key, __u32);
  __type(value, struct portlaw_page);
  __uint(map_flags, BPF_F_MMAPABLE);
} policy SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct portlaw_in_force);
  __uint(map_flags, BPF_F_MMAPABLE);
} in_force SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, PORTLAW_SUBJECT_SLOTS);
  __type(key, __u32);
  __type(value, __u64); /* PORTLAW_SUBJECT_WORD */
  __uint(map_flags, BPF_F_MMAPABLE);
} subject_cache SEC(".maps");

/* Preallocated: a new container must find its place also when memory is short. */
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 1);
  __type(key, __u64);
  __type(value, struct portlaw_subject);
} subjects SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, PORTLAW_MAX_BIRTHS);
  __type(key, struct portlaw_container_id);
  __type(value, struct portlaw_birth);
  __uint(map_flags, BPF_F_NO_PREALLOC);
} births SEC(".maps");

/* Preallocated, as `subjects` is. */
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, PORTLAW_MAX_BIRTHS);
  __type(key, struct portlaw_container_id);
  __type(value, __u64);
} born SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u64);
} heartbeat SEC(".maps");

/* Who the rows are; for the agent alone. */
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct portlaw_name);
  __uint(map_flags, BPF_F_NO_PREALLOC);
} names SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 1);
  __type(key, struct portlaw_decision_key);
  __type(value, struct portlaw_decision_count);
  __uint(map_flags, BPF_F_NO_PREALLOC);
} decisions SEC(".maps");

/* The same for whoever has no name (host processes, unregistered containers): they cannot use up the others' places. */
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 1);
  __type(key, struct portlaw_decision_key);
  __type(value, struct portlaw_decision_count);
  __uint(map_flags, BPF_F_NO_PREALLOC);
} nameless SEC(".maps");

/* Counts of owners that are gone, owner 0: the agent moves them here. */
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 1);
  __type(key, struct portlaw_decision_key);
  __type(value, struct portlaw_decision_count);
  __uint(map_flags, BPF_F_NO_PREALLOC);
} retired SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, PORTLAW_FAULT_COUNT);
  __type(key, __u32);
  __type(value, __u64);
} faults SEC(".maps");

/* For the agent alone, and for `unload`. */
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct portlaw_port_set);
  __uint(map_flags, BPF_F_MMAPABLE);
} reserved_ports SEC(".maps");

/* How many binds in private network namespaces passed that would have been told of on the host. */
struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u64);
} unjudged SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096);
} events SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096);
} cgroup_events SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, PORTLAW_MAX_ENGINE_PROGRAMS);
  __type(key, struct portlaw_program);
  __type(value, __u32);
} engine_programs SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct portlaw_engine_filter);
} engine_filter SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_SK_STORAGE);
  __type(key, int);
  __type(value, struct portlaw_bind_mark);
  __uint(map_flags, BPF_F_NO_PREALLOC);
} bind_marks SEC(".maps");

/* Set by the agent before it loads. */
const volatile struct portlaw_features features = {};

#endif /* PORTLAW_BPF_MAPS_H_ */
