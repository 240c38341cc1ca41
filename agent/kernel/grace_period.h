// SPDX-License-Identifier: Apache-2.0
// Waits until every program that runs now has ended.
//
// Our programs run under rcu_read_lock, so an RCU grace period is what to wait for. The kernel makes one for user space
// where a map in a map is replaced: "wait for any running BPF programs to complete" (maybe_wait_bpf_programs,
// kernel/bpf/syscall.c, since 5.0). So this replaces the only element of an array of maps that nobody reads.
// membarrier(MEMBARRIER_CMD_GLOBAL) does not wait on machines with one CPU, where a program may have been preempted.
#ifndef PORTLAW_AGENT_KERNEL_GRACE_PERIOD_H_
#define PORTLAW_AGENT_KERNEL_GRACE_PERIOD_H_

#include "agent/io/unique_fd.h"
#include "policy/model/result.h"

namespace portlaw::kernel {

class GracePeriod {
 public:
  static Result<GracePeriod> Make();

  // Milliseconds, mostly. Programs that began before the call have ended when it returns.
  Result<void> Wait() const;

 private:
  GracePeriod(io::UniqueFd inner, io::UniqueFd outer) : inner_(std::move(inner)), outer_(std::move(outer)) {}

  io::UniqueFd inner_;
  io::UniqueFd outer_;
};

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_GRACE_PERIOD_H_
