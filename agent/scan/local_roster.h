// SPDX-License-Identifier: Apache-2.0
// Who is each cgroup, found out without a running agent: the same sources, asked once.
#ifndef PORTLAW_AGENT_SCAN_LOCAL_ROSTER_H_
#define PORTLAW_AGENT_SCAN_LOCAL_ROSTER_H_

#include <memory>

#include "agent/containers/roster.h"
#include "agent/io/event_loop.h"
#include "policy/decide/policy.h"
#include "policy/model/result.h"

namespace portlaw::scan {

class LocalRoster {
 public:
  // Starts every source, walks all cgroups, and waits a few seconds at most for engines that answer later. Writes
  // nothing to the kernel. Errors: no cgroup v2, no event loop.
  static Result<std::unique_ptr<LocalRoster>> Make(std::shared_ptr<const CompiledPolicy> policy);

  const containers::Roster& roster() const { return roster_; }

 private:
  // Where a roster keeps what it would tell the kernel: nowhere.
  class NoKernel : public containers::SubjectStore {
   public:
    Result<void> AddRow(const kernel::NamedRow&) override { return {}; }
    Result<void> RemoveRow(kernel::Row) override { return {}; }
    Result<void> SetSubject(const kernel::SubjectEntry&) override { return {}; }
    Result<void> RemoveSubject(kernel::CgroupId) override { return {}; }
  };

  explicit LocalRoster(io::EventLoop loop) : loop_(std::move(loop)), roster_(no_kernel_) {}
  Result<void> Fill(std::shared_ptr<const CompiledPolicy> policy);
  void AwaitAnswers();

  io::EventLoop loop_;  // outlives the sources, which the roster owns
  NoKernel no_kernel_;
  containers::Roster roster_;
};

}  // namespace portlaw::scan

#endif  // PORTLAW_AGENT_SCAN_LOCAL_ROSTER_H_
