/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Every map, and nothing else. The agent pins all of them but `table_prototype`; sizes that depend on the host are
 * set by the agent before it loads (agent/kernel/kernel.h, KernelOptions).
 */
#ifndef PORTLAW_BPF_MAPS_H_
#define PORTLAW_BPF_MAPS_H_

#include "bpf/abi.h"
#include "bpf/kernel.h"

/*
 * The type of a policy table. Only its shape is used: BPF_F_INNER_MAP (5.10) lets tables of any length take its
 * place in `policy`. Sizes instead of types: a table without BTF does not take the place of one with it before 6.2
 * (bpf_map_meta_equal compares timer_off, which says "no timer" in two ways).
 */
struct table {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __uint(key_size, sizeof(__u32));
  __uint(value_size, sizeof(struct portlaw_page));
  __uint(map_flags, BPF_F_INNER_MAP);
} table_prototype SEC(".maps");

/* policy[0] is the table in force; empty until the agent installs a policy. */
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
  __uint(max_entries, 1);
  __type(key, __u32);
  __array(values, struct table);
} policy SEC(".maps");

/* Preallocated: a new container must find its place also when memory is short. */
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 1);
  __type(key, __u64);
  __type(value, struct portlaw_subject);
} subjects SEC(".maps");

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

/* How many there are: the binds of a host without engines cost nothing more. */
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u32);
} engine_program_count SEC(".maps");

/* On sockets whose bind asked for port 0: whether the port that post_bind sees is the kernel's choice. */
struct {
  __uint(type, BPF_MAP_TYPE_SK_STORAGE);
  __type(key, int);
  __type(value, __u32);
  __uint(map_flags, BPF_F_NO_PREALLOC);
} chosen SEC(".maps");

#endif /* PORTLAW_BPF_MAPS_H_ */
