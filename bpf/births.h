/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Who a container is in its first instant, agent or no agent: by the id in its cgroup's name. Anybody may name a
 * cgroup, so a name counts only where the engine's own user made the cgroup, and for one live cgroup at a time.
 */
#ifndef PORTLAW_BPF_BIRTHS_H_
#define PORTLAW_BPF_BIRTHS_H_

#include "bpf/engines.h"
#include "bpf/subjects.h"

#define CONTAINER_ID_DIGITS (2 * PORTLAW_CONTAINER_ID_BYTES)

/* NULL: it is the root. `self` is the css by which a cgroup is its children's parent. */
static __always_inline const struct cgroup* parent_of(const struct cgroup* cgroup) {
  const void* parent = BPF_CORE_READ(cgroup, self.parent);
  return parent ? parent - bpf_core_field_offset(struct cgroup, self) : NULL;
}

/*
 * Whether the kernel's string `text` begins with the literal `word`. Here and below, characters are compared without
 * branches: each would double what the verifier has to look at.
 */
#define BEGINS_WITH(text, word)                                                                        \
  ({                                                                                                   \
    char begin[sizeof(word) - 1] = {};                                                                 \
    __u32 differ = bpf_probe_read_kernel(begin, sizeof(begin), (text)) != 0;                           \
    for (int at = 0; at < (int)sizeof(begin); at++) differ |= (unsigned char)(begin[at] ^ (word)[at]); \
    differ == 0;                                                                                       \
  })

/* The value of a lower-case hexadecimal digit; another character sets bits of `bad`. */
static __always_inline __u32 digit_value(char digit, __u32* bad) {
  __u32 c = (unsigned char)digit;
  __u32 value = (c & 15) + 9 * (c >> 6 & 1);                /* letters have bit 6, figures have not */
  __u32 is_letter = (value + 6) >> 4 & 1;                   /* 10 to 15 */
  *bad |= c ^ ('0' + value + ('a' - '0' - 10) * is_letter); /* the digit of that value is another */
  *bad |= value & ~15u;
  return value;
}

/*
 * The container's id with which the name of `cgroup` ends, as engines make them ("ID", "libpod-ID", "docker-ID.scope").
 * Not containers: monitors ("libpod-conmon-ID") and Podman's pods ("libpod_parent/ID").
 */
static __noinline bool container_id_of(const struct cgroup* cgroup, struct portlaw_container_id* id) {
  char name[256], digits[CONTAINER_ID_DIGITS];
  const char* leaf = BPF_CORE_READ(cgroup, kn, name);
  long length = bpf_probe_read_kernel_str(name, sizeof(name), leaf) - 1;
  const long suffix = sizeof(".scope") - 1, monitor = sizeof("conmon-") - 1;
  if (length < CONTAINER_ID_DIGITS) return false;
  if (BEGINS_WITH(leaf + length - suffix, ".scope")) length -= suffix;
  if (length < CONTAINER_ID_DIGITS) return false;
  if (bpf_probe_read_kernel(digits, sizeof(digits), leaf + length - CONTAINER_ID_DIGITS)) return false;
  __u32 bad = 0;
  for (int i = 0; i < PORTLAW_CONTAINER_ID_BYTES; i++)
    id->bytes[i] = digit_value(digits[2 * i], &bad) << 4 | digit_value(digits[2 * i + 1], &bad);
  if (bad) return false;
  length -= CONTAINER_ID_DIGITS;
  if (length >= monitor && BEGINS_WITH(leaf + length - monitor, "conmon-")) return false;
  return length > 0 || !BEGINS_WITH(BPF_CORE_READ(parent_of(cgroup), kn, name), "libpod_parent\0");
}

/* Whether the cgroup that was born as `id` is still there. The caller has the kernel's lock on the tree. */
static __always_inline bool has_live_cgroup(const struct portlaw_container_id* id) {
  const __u64* cgroup = bpf_map_lookup_elem(&born, id);
  return cgroup && has_subject(*cgroup);
}

/* The row of the new `cgroup`, which is called after container `id`. */
static __always_inline __u32 row_at_birth(const struct portlaw_container_id* id, __u64 cgroup) {
  const struct portlaw_birth* birth = bpf_map_lookup_elem(&births, id);
  __u32 uid = bpf_get_current_uid_gid();
  if (!birth || birth->uid != uid) return PORTLAW_ROW_PENDING;
  if (!acts_for_itself((const void*)bpf_get_current_task(), uid) || has_live_cgroup(id)) return PORTLAW_ROW_PENDING;
  if (bpf_map_update_elem(&born, id, &cgroup, BPF_ANY)) return PORTLAW_ROW_PENDING;
  return birth->row;
}

#endif /* PORTLAW_BPF_BIRTHS_H_ */
