// SPDX-License-Identifier: Apache-2.0
// What the kernel is told of subjects. Who they are is decided on this side of it.
#ifndef PORTLAW_AGENT_CONTAINERS_SUBJECT_STORE_H_
#define PORTLAW_AGENT_CONTAINERS_SUBJECT_STORE_H_

#include <string>
#include <vector>

#include "agent/kernel/kernel.h"

namespace portlaw::containers {

// A row is added before a subject, a program or a birth refers to it, and removed when none does any more.
class SubjectStore {
 public:
  virtual ~SubjectStore() = default;
  virtual Result<void> AddRow(const kernel::NamedRow& row) = 0;
  virtual Result<void> RemoveRow(kernel::Row row) = 0;
  virtual Result<void> SetSubject(const kernel::SubjectEntry& entry) = 0;
  virtual Result<void> RemoveSubject(kernel::CgroupId cgroup) = 0;
  // A container that an engine has: its cgroups have the row from their making.
  virtual Result<void> SetBirth(const kernel::Birth&) { return {}; }
  virtual void RemoveBirth(const std::string&) {}
  // `cgroup` is the container `id` already.
  virtual void NoteBorn(const std::string&, kernel::CgroupId) {}
  // The program files of all engines, each with its engine's row; they replace those before.
  virtual Result<void> SetEnginePrograms(const std::vector<kernel::EngineProgram>&) { return {}; }
};

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_SUBJECT_STORE_H_
