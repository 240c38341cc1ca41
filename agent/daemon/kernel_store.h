// SPDX-License-Identifier: Apache-2.0
// The roster's way to the kernel.
#ifndef PORTLAW_AGENT_DAEMON_KERNEL_STORE_H_
#define PORTLAW_AGENT_DAEMON_KERNEL_STORE_H_

#include <string>
#include <vector>

#include "agent/containers/roster.h"
#include "agent/kernel/kernel.h"

namespace portlaw::daemon {

class KernelStore : public containers::SubjectStore {
 public:
  // `kernel` outlives the store.
  explicit KernelStore(kernel::Kernel& kernel) : kernel_(kernel) {}
  Result<void> AddRow(const kernel::NamedRow& row) override { return kernel_.AddRow(row); }
  Result<void> RemoveRow(kernel::Row row) override { return kernel_.RemoveRow(row); }
  Result<void> SetSubject(const kernel::SubjectEntry& entry) override { return kernel_.SetSubject(entry); }
  Result<void> RemoveSubject(kernel::CgroupId cgroup) override { return kernel_.RemoveSubject(cgroup); }
  Result<void> SetBirth(const kernel::Birth& birth) override { return kernel_.SetBirth(birth); }
  void RemoveBirth(const std::string& id) override { kernel_.RemoveBirth(id); }
  void NoteBorn(const std::string& id, kernel::CgroupId cgroup) override { kernel_.NoteBorn(id, cgroup); }
  Result<void> SetEnginePrograms(const std::vector<kernel::EngineProgram>& programs) override {
    return kernel_.SetEnginePrograms(programs);
  }

 private:
  kernel::Kernel& kernel_;
};

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_KERNEL_STORE_H_
