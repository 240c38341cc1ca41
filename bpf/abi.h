/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the kernel side and agent/kernel share: map keys, map values, events.
 *
 * Every struct is fixed width, padded by hand and asserted, so that a program
 * pinned by one build of the agent can be read by another. A change here must
 * raise PORTLAW_ABI_VERSION: the agent then loads a fresh set of maps beside the
 * pinned ones instead of reusing them.
 *
 * How a bind is decided, by loads from plain arrays alone (maps.h):
 *
 *   subject_cache[cgroup id % slots]           -> row        (who binds; `subjects`, a hash, has them all)
 *   first = in_force[0].first                  -> the table  (policy[first] is its header)
 *   policy[first + row].words[port / 128]      -> page       (directory of the row)
 *   policy[first + page].words[port % 128 * 4 + slot] -> cell (the verdict)
 *
 * The table is a two-level page table over (port, protocol slot), so its size
 * follows what the rows differ in, and its cost is the same for any registry.
 * Pages that are equal are stored once. A row belongs to a *name* (or to a class
 * of subjects that have none), never to a policy: a new policy is a new table in
 * which every row in use has been filled.
 *
 * `policy` holds two tables, one in each half. A new policy is written into the
 * half that is not in force, and one store to in_force[0].first puts it in force.
 * Programs that began before it may still read the old half: it is not written
 * again before an RCU grace period is over (agent/kernel/grace_period.h).
 */
#ifndef PORTLAW_BPF_ABI_H_
#define PORTLAW_BPF_ABI_H_

#ifdef __bpf__
typedef unsigned char portlaw_u8;
typedef unsigned short portlaw_u16;
typedef unsigned int portlaw_u32;
typedef unsigned long long portlaw_u64;
#else
#include <stdint.h>
typedef uint8_t portlaw_u8;
typedef uint16_t portlaw_u16;
typedef uint32_t portlaw_u32;
typedef uint64_t portlaw_u64;
#endif

#ifdef __cplusplus
#define PORTLAW_ASSERT_SIZE(type, bytes) static_assert(sizeof(struct type) == (bytes), #type " changed its size")
#else
#define PORTLAW_ASSERT_SIZE(type, bytes) _Static_assert(sizeof(struct type) == (bytes), #type " changed its size")
#endif

#define PORTLAW_ABI_VERSION 5

/* ---- the policy table ---------------------------------------------------- */

#define PORTLAW_PORTS_PER_PAGE 128
#define PORTLAW_SLOTS 4
#define PORTLAW_PAGE_WORDS (PORTLAW_PORTS_PER_PAGE * PORTLAW_SLOTS) /* 512 = 65536 / 128 */

/* Protocol slots of a page. UDP-Lite shares the ports of UDP in the registry's sense. */
enum portlaw_slot {
  PORTLAW_SLOT_OTHER = 0,
  PORTLAW_SLOT_TCP = 1,
  PORTLAW_SLOT_UDP = 2,
  PORTLAW_SLOT_SCTP = 3,
};

/* One entry of a table: a directory, a page of cells, or (its first) the header. */
struct portlaw_page {
  portlaw_u16 words[PORTLAW_PAGE_WORDS];
};
PORTLAW_ASSERT_SIZE(portlaw_page, 1024);

/* The first entry of every table, laid over a portlaw_page. */
struct portlaw_header {
  portlaw_u64 generation;        /* of the policy; events carry it; 0: no policy has been installed */
  portlaw_u64 host_netns_cookie; /* 0: the initial network namespace */
  portlaw_u64 rate_window_ns;    /* per key: at most rate_burst events in a window */
  portlaw_u32 rate_burst;
  portlaw_u32 rows;             /* entries 1 .. rows-1 are directories */
  portlaw_u32 host_netns_inode; /* of the same namespace, for hooks that have no helper for its cookie */
  portlaw_u32 keys_per_owner;   /* how many keys of `decisions` one owner may have */
  portlaw_u32 chosen_denied;    /* the action on a port that the kernel chose and that would be denied if asked for */
  portlaw_u32 refuse_errno;     /* what a refused bind() fails with, where the kernel lets us say; 0: EPERM */
};
PORTLAW_ASSERT_SIZE(portlaw_header, 48);

/* Value of `in_force`. */
struct portlaw_in_force {
  portlaw_u32 first; /* where in `policy` the table in force begins: 0, or half of its entries */
  portlaw_u32 padding;
};
PORTLAW_ASSERT_SIZE(portlaw_in_force, 8);

/*
 * A cell is 16 bits: the low byte is the verdict in the host's network
 * namespace, the high byte the one in a private namespace.
 * A verdict byte: bits 0-2 action, bits 3-6 reason, bit 7 "kernel's choice passes".
 * 0 is "no rule": it is counted as a fault, never taken for a verdict.
 */
#define PORTLAW_ACTION(verdict) ((verdict)&0x07)
#define PORTLAW_REASON(verdict) (((verdict) >> 3) & 0x0f)
#define PORTLAW_CHOSEN_PASSES 0x80 /* a port that the kernel chose is allowed here */
#define PORTLAW_VERDICT(action, reason, chosen_passes) \
  ((action) | ((reason) << 3) | ((chosen_passes) ? PORTLAW_CHOSEN_PASSES : 0))

enum portlaw_action {
  PORTLAW_ACTION_NONE = 0,
  PORTLAW_ACTION_ALLOW = 1,
  PORTLAW_ACTION_WARN = 2,
  PORTLAW_ACTION_DENY = 3,
  PORTLAW_ACTION_WOULD_DENY = 4,
};

enum portlaw_reason {
  PORTLAW_REASON_NONE = 0,
  PORTLAW_REASON_CONTESTED = 1,
  PORTLAW_REASON_ASSIGNED_RESERVED = 2,
  PORTLAW_REASON_ASSIGNED = 3,
  PORTLAW_REASON_LEGACY = 4,
  PORTLAW_REASON_RESERVED = 5,
  PORTLAW_REASON_SIBLING = 6,
  PORTLAW_REASON_IN_BLOCK = 7,
  PORTLAW_REASON_FOREIGN = 8,
  PORTLAW_REASON_UNALLOCATED = 9,
  PORTLAW_REASON_DYNAMIC_LISTEN = 10,
  PORTLAW_REASON_PENDING = 11,
  PORTLAW_REASON_PORT_IN_USE = 12, /* in no table: the bind fails with EADDRINUSE */
  PORTLAW_REASON_EPHEMERAL = 13,
};

/* The cell of port 0 of a row says what a listener on a port nobody chose is. */
#define PORTLAW_DYNAMIC_LISTEN_PORT 0

/* Rows that exist in every table. Named subjects get rows from PORTLAW_ROW_FIRST_NAMED on. */
enum portlaw_row {
  PORTLAW_ROW_NONE = 0, /* the header's place: "no subject" */
  PORTLAW_ROW_HOST = 1,
  PORTLAW_ROW_UNREGISTERED = 2,
  PORTLAW_ROW_PENDING = 3, /* who this is has not been found out yet */
  PORTLAW_ROW_UNATTENDED =
      4, /* the same, while no agent runs: no subject refers to it, programs put it in place of PENDING */
  PORTLAW_ROW_FIRST_NAMED = 5,
};

/* ---- subjects ------------------------------------------------------------ */

/*
 * Value of `subjects`, keyed by cgroup id (u64).
 *
 * A hash map's element may be reused for another key while a program still looks at it. `check` tells: it is
 * PORTLAW_CHECK of the key, in the same 64-bit word as the row, so that one load gives both or neither.
 */
struct portlaw_subject {
  portlaw_u32 row;
  portlaw_u16 flags; /* PORTLAW_SUBJECT_* */
  portlaw_u16 check;
  portlaw_u64 owner; /* cgroup id of the container's, service's or engine's own cgroup: nested cgroups inherit it */
};
PORTLAW_ASSERT_SIZE(portlaw_subject, 16);
#define PORTLAW_CHECK(cgroup) ((portlaw_u16)(cgroup))

/* Children of this cgroup are containers: they start as PORTLAW_ROW_PENDING. */
#define PORTLAW_SUBJECT_CONTAINER_PARENT 0x1
/* Processes here are the host's own (a service with a row of its own is, too): they may be a container engine's. */
#define PORTLAW_SUBJECT_HOST 0x2

/*
 * `subject_cache` is direct-mapped: the slot of a cgroup holds its id, its row and whether it is the host's in one
 * word, so that one load gives all or nothing; rows have 15 bits. Whoever changes a subject writes the slot afterwards;
 * another cgroup may take the slot at any time, and a subject without one is found in `subjects`. Nothing clears a
 * slot: no id is used twice.
 */
#define PORTLAW_SUBJECT_SLOTS 131072
#define PORTLAW_SUBJECT_SLOT(cgroup) ((portlaw_u32)(cgroup) & (PORTLAW_SUBJECT_SLOTS - 1))
#define PORTLAW_SUBJECT_WORD(cgroup, row, flags) \
  ((portlaw_u64)(cgroup) << 16 | ((flags)&PORTLAW_SUBJECT_HOST ? 0x8000 : 0) | (row))
#define PORTLAW_SUBJECT_WORD_CGROUP(word) ((word) >> 16) /* never that of a cgroup whose id needs more than 48 bits */
#define PORTLAW_SUBJECT_WORD_ROW(word) ((portlaw_u32)((word)&0x7fff))
#define PORTLAW_SUBJECT_WORD_IS_HOST(word) (((word)&0x8000) != 0)

/* A container's id: the 64 hexadecimal digits, as bytes. Key of `births` and of `born`. */
#define PORTLAW_CONTAINER_ID_BYTES 32
struct portlaw_container_id {
  portlaw_u8 bytes[PORTLAW_CONTAINER_ID_BYTES];
};
PORTLAW_ASSERT_SIZE(portlaw_container_id, 32);

/*
 * Value of `births`: the row of a cgroup that is made for this container. Written by the agent alone, for every
 * container that its engines know. The value of `born` is the cgroup (u64) that has got it: as long as that one lives,
 * no other does.
 */
struct portlaw_birth {
  portlaw_u32 row;
  portlaw_u32 uid;  /* whose engine it is, in the initial user namespace: who must make the cgroup */
  char engine[112]; /* its socket, ends with NUL; for an agent that starts */
};
PORTLAW_ASSERT_SIZE(portlaw_birth, 120);
#define PORTLAW_MAX_BIRTHS 4096

/* An agent lives whose `heartbeat` (bpf_ktime_get_ns, u64) is not older. It writes one each second. */
#define PORTLAW_HEARTBEAT_NS 3000000000ull

/*
 * Value of `names`, keyed by row (u32): who a row is, so that an agent that starts finds what its predecessor
 * knew. Only the agent reads it. Strings end with NUL; empty ones are not known.
 */
struct portlaw_name {
  portlaw_u32 kind; /* portlaw_name_kind */
  char name[256];
  char names[768]; /* of a container: those that it may go by, each with its NUL */
};
PORTLAW_ASSERT_SIZE(portlaw_name, 1028);

enum portlaw_name_kind {
  PORTLAW_NAME_CONTAINER = 0,
  PORTLAW_NAME_UNIT = 1,   /* a service of the host */
  PORTLAW_NAME_ENGINE = 2, /* of containers */
};

/*
 * Key of `engine_programs`: a program file of a container engine, with who must run it, and where. The value is the
 * engine's row (u32): a process of the host that runs it so binds as the engine. What an ordinary user runs is never
 * root's engine, whatever file it is.
 */
struct portlaw_program {
  portlaw_u64 inode;
  portlaw_u64 device; /* of the file system, as the kernel has it: major << 20 | minor */
  portlaw_u64 cgroup; /* the engine's; 0: anywhere on the host (`podman run` binds published ports itself) */
  portlaw_u32 uid;    /* in the initial user namespace */
  portlaw_u32 padding;
};
PORTLAW_ASSERT_SIZE(portlaw_program, 32);
#define PORTLAW_MAX_ENGINE_PROGRAMS 256

/* Value of `engine_filter`: bit (inode % 1024) is set for each program there is, so that others need no look-up. */
struct portlaw_engine_filter {
  portlaw_u64 bits[16];
};
PORTLAW_ASSERT_SIZE(portlaw_engine_filter, 128);
#define PORTLAW_ENGINE_WORD(inode) ((portlaw_u32)((inode) >> 6) & 15)
#define PORTLAW_ENGINE_BIT(inode) (1ull << ((inode)&63))

/*
 * What this kernel lets programs do, found by trying (agent/kernel/features.h). Constant when the programs are loaded,
 * so that the verifier does not look at what is not allowed.
 */
struct portlaw_features {
  portlaw_u8 task_btf;   /* bpf_get_current_task_btf in every program of ours (5.11, by type later) */
  portlaw_u8 set_retval; /* bpf_set_retval at bind and post_bind (6.1) */
  portlaw_u8 padding[6];
};
PORTLAW_ASSERT_SIZE(portlaw_features, 8);

/* Value of `reserved_ports`: the ports that the agent has put into net.ipv4.ip_local_reserved_ports. */
struct portlaw_port_set {
  portlaw_u64 bits[1024];
};
PORTLAW_ASSERT_SIZE(portlaw_port_set, 8192);

/* ---- sockets ------------------------------------------------------------- */

/*
 * Value of `bind_marks`, on sockets: what the bind hook knows of a bind, for post_bind. Without one, post_bind decides
 * by the port alone, as if it had been asked for and nobody had told of it: a mark makes no refusal, it only spares a
 * second event, or lets pass what the kernel chose.
 */
struct portlaw_bind_mark {
  portlaw_u16 port;    /* that was asked for and told of, by `verdict` */
  portlaw_u8 verdict;  /* 0: nothing was told */
  portlaw_u8 autobind; /* port 0 was asked for: the kernel chooses */
};
PORTLAW_ASSERT_SIZE(portlaw_bind_mark, 4);

/* ---- decisions ----------------------------------------------------------- */

/*
 * Key of `decisions`: everything that is not a silent allow is counted under one.
 *
 * An owner has at most portlaw_header.keys_per_owner keys, so that one that binds every port there is cannot take
 * the keys of the others. What is past that is counted under the owner's overflow key, in which only `owner` and
 * `row` are set; what finds the whole map full, under the key that is all zero.
 */
struct portlaw_decision_key {
  portlaw_u64 owner;   /* portlaw_subject.owner, of the host's processes see below; 0: the subject was not known */
  portlaw_u16 port;    /* PORTLAW_DYNAMIC_LISTEN_PORT for a listener on a port nobody chose */
  portlaw_u8 protocol; /* portlaw_slot */
  portlaw_u8 verdict;  /* the verdict byte without PORTLAW_CHOSEN_PASSES; 0 in an overflow key */
  portlaw_u32 row;
};
PORTLAW_ASSERT_SIZE(portlaw_decision_key, 16);

/* A process of the host that is not root's is counted under its user, one of root's under its own cgroup. */
#define PORTLAW_OWNER_IS_USER (1ull << 63)

/*
 * decided = emitted + suppressed + dropped, whenever no bind is under way.
 *
 * Kernels before 5.12 have no atomic operation that returns a value, and not every program type has
 * bpf_spin_lock. So the counters are exact, by atomic additions, and the rate limit's window is not quite:
 * CPUs that decide binds of one key at the same instant may each emit one event more than the burst.
 */
struct portlaw_decision_count {
  portlaw_u64 decided;
  portlaw_u64 emitted;
  portlaw_u64 suppressed; /* by the rate limit of this key */
  portlaw_u64 dropped;    /* the ring buffer was full */
  portlaw_u64 reported;   /* of suppressed + dropped, what the last event of this key told */
  portlaw_u64 window_start_ns;
  portlaw_u64 window_events;
  portlaw_u64 keys; /* in an owner's overflow key: how many keys this owner has */
};
PORTLAW_ASSERT_SIZE(portlaw_decision_count, 64);

/* Indices of `faults` (per CPU, u64): what went wrong in the kernel. */
enum portlaw_fault {
  PORTLAW_FAULT_NO_TABLE = 0,        /* no policy loaded: passed */
  PORTLAW_FAULT_NO_RULE = 1,         /* an all-zero cell or directory: passed */
  PORTLAW_FAULT_NO_SUBJECT = 2,      /* cgroup not in `subjects`: decided as pending */
  PORTLAW_FAULT_SUBJECTS_FULL = 3,   /* a new cgroup could not be recorded */
  PORTLAW_FAULT_DECISIONS_FULL = 4,  /* counted under an overflow key instead */
  PORTLAW_FAULT_OWNER_KEYS_FULL = 5, /* the same, since this owner has as many keys as it may have */
  PORTLAW_FAULT_NOT_COUNTED = 6,     /* not even an overflow key: nothing counted, no event */
  PORTLAW_FAULT_CGROUP_EVENT_LOST = 7,
  PORTLAW_FAULT_MARK_LOST = 8, /* no bind_mark for want of memory: told of twice, or a chosen port held as asked for */
  PORTLAW_FAULT_COUNT = 9,
};

/* ---- events -------------------------------------------------------------- */

enum portlaw_hook {
  PORTLAW_HOOK_BIND = 1,
  PORTLAW_HOOK_POST_BIND = 2,
  PORTLAW_HOOK_LISTEN = 3,
  PORTLAW_HOOK_LSM = 4, /* a bind that reaches no cgroup hook */
};

#define PORTLAW_COMM_LENGTH 16

/* What was decided about a bind. */
struct portlaw_bind_event {
  portlaw_u64 time_ns; /* CLOCK_MONOTONIC: bpf_ktime_get_ns */
  portlaw_u64 generation;
  portlaw_u64 cgroup;        /* of the process that binds */
  portlaw_u64 owner;         /* of the subject; as in portlaw_decision_key */
  portlaw_u64 socket_cgroup; /* of the socket; another's where a descriptor was passed; 0 unknown */
  portlaw_u64 netns_cookie;
  portlaw_u64 suppressed; /* events of this key not emitted since its last one */
  portlaw_u32 row;
  portlaw_u32 pid; /* thread group id */
  portlaw_u32 tid;
  portlaw_u32 uid;
  portlaw_u8 address[16]; /* network order; IPv4 in the first four bytes */
  portlaw_u16 port;       /* host order; 0: a listener without one yet */
  portlaw_u16 family;     /* AF_INET, AF_INET6: the socket's */
  portlaw_u16 protocol;   /* IPPROTO_* */
  portlaw_u8 hook;        /* portlaw_hook */
  portlaw_u8 verdict;
  portlaw_u8 private_netns;
  portlaw_u8 chosen; /* the kernel chose the port */
  portlaw_u8 padding[6];
  char comm[PORTLAW_COMM_LENGTH];
};
PORTLAW_ASSERT_SIZE(portlaw_bind_event, 120);

#define PORTLAW_EXE_LENGTH 512
#define PORTLAW_COMPONENT_LENGTH 128 /* a longer component of a path is cut off */
#define PORTLAW_ARGS_LENGTH 192
#define PORTLAW_NO_LOGINUID 0xffffffffu

/* Who binds, as the kernel has it at that moment. Texts are valid up to their lengths. */
struct portlaw_process {
  portlaw_u64 started_ns; /* CLOCK_BOOTTIME */
  portlaw_u32 ppid;       /* thread group id of the parent */
  portlaw_u32 loginuid;   /* PORTLAW_NO_LOGINUID: nobody has logged in, or the kernel does not say */
  portlaw_u16 exe_length;
  portlaw_u16 args_length;
  portlaw_u8 exe_cut;     /* the beginning of the path had no room */
  portlaw_u8 exe_deleted; /* the file has no name any more */
  portlaw_u8 padding[2];
  char parent_comm[PORTLAW_COMM_LENGTH];
  char exe[PORTLAW_EXE_LENGTH];   /* components of the path, the last first, each with its NUL */
  char args[PORTLAW_ARGS_LENGTH]; /* the beginning of the command line: NUL after each argument */
};
PORTLAW_ASSERT_SIZE(portlaw_process, 744);

/* A record of `events`. */
struct portlaw_bind_record {
  struct portlaw_bind_event bind;
  struct portlaw_process process;
};
PORTLAW_ASSERT_SIZE(portlaw_bind_record, 864);

enum portlaw_cgroup_change {
  PORTLAW_CGROUP_MADE = 1,
  PORTLAW_CGROUP_GONE = 2,
};

#define PORTLAW_CGROUP_PATH_LENGTH 512

/* A record of `cgroup_events`: a ring of its own, so that no flood of binds can hide a container. */
struct portlaw_cgroup_event {
  portlaw_u64 time_ns;
  portlaw_u64 cgroup;
  portlaw_u64 parent;
  portlaw_u32 change;
  portlaw_u32 path_length; /* with the final NUL; PORTLAW_CGROUP_PATH_LENGTH: may be cut off */
  char path[PORTLAW_CGROUP_PATH_LENGTH];
};
PORTLAW_ASSERT_SIZE(portlaw_cgroup_event, 544);

#endif /* PORTLAW_BPF_ABI_H_ */
