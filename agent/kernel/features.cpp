// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/features.h"

#include <bpf/libbpf.h>
#include <linux/bpf.h>

namespace portlaw::kernel {

namespace {

// In the programs at bind and post_bind; where those may call it, tracing programs may too.
bool IsAllowedAtBinds(bpf_func_id helper) {
  return libbpf_probe_bpf_helper(BPF_PROG_TYPE_CGROUP_SOCK_ADDR, helper, nullptr) == 1 &&
         libbpf_probe_bpf_helper(BPF_PROG_TYPE_CGROUP_SOCK, helper, nullptr) == 1;
}

}  // namespace

portlaw_features TryFeatures() {
  portlaw_features features = {};
  features.task_btf = IsAllowedAtBinds(BPF_FUNC_get_current_task_btf);
  features.set_retval = IsAllowedAtBinds(BPF_FUNC_set_retval);
  return features;
}

}  // namespace portlaw::kernel
