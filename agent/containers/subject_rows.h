// SPDX-License-Identifier: Apache-2.0
// The rows of the kernel's table, and all that the kernel is told of subjects: what each row means by the policy in
// force, and what could not be told.
#ifndef PORTLAW_AGENT_CONTAINERS_SUBJECT_ROWS_H_
#define PORTLAW_AGENT_CONTAINERS_SUBJECT_ROWS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/containers/publish/published_ports.h"
#include "agent/containers/row_book.h"
#include "agent/containers/subject_store.h"
#include "policy/decide/policy.h"

namespace portlaw::containers {

// How the registry sees a service of the host: as itself where a row names it, else as any process of the host.
Subject ResolveUnit(const CompiledPolicy& policy, const UnitIdentity& unit);

// Loop thread only. Nothing is written before GoLive.
class SubjectRows {
 public:
  // `store` and `published` outlive this.
  SubjectRows(SubjectStore& store, const PublishedPorts& published, PublishedPorts::SubjectOf subject_of,
              std::uint32_t max_rows);

  // Rows that an earlier agent gave.
  void Restore(const std::vector<kernel::NamedRow>& rows);
  void UsePolicy(std::shared_ptr<const CompiledPolicy> policy) { policy_ = std::move(policy); }
  const std::shared_ptr<const CompiledPolicy>& policy() const { return policy_; }
  // Every row in use, resolved against `policy`.
  std::vector<kernel::NamedRow> All(const CompiledPolicy& policy) const;
  void GoLive() { live_ = true; }
  bool live() const { return live_; }

  // The row of `key`, made if need be; nothing where all are taken, or all that `uid`, who claims it, may have, or
  // where the kernel refuses it.
  std::optional<Row> Of(const SubjectKey& key, std::uint32_t uid = 0);
  const SubjectKey* KeyOf(Row row) const { return book_.KeyOf(row); }
  void Ref(Row row) { book_.Ref(row); }
  void Unref(Row row) { book_.Unref(row, Clock::now()); }
  // Frees rows that nobody has had since `before`.
  void Sweep(Clock::time_point before);

  Result<void> WriteSubject(const kernel::SubjectEntry& entry);
  void RemoveSubject(CgroupId cgroup);
  Result<void> WriteBirth(const kernel::Birth& birth);

  // The engine has other processes or ports than before, or is gone (`published` no longer knows it).
  void EngineChanged(const std::string& engine);
  // The programs of all engines, to be written when going live.
  Result<void> WritePrograms();

  std::size_t size() const { return book_.size(); }
  std::uint64_t without_row() const { return without_row_; }
  std::uint64_t store_errors() const { return store_errors_; }

 private:
  kernel::NamedRow Resolved(Row row, const SubjectKey& key, const CompiledPolicy& policy) const;
  Result<void> Counted(Result<void> result, std::string_view what);

  SubjectStore& store_;
  const PublishedPorts& published_;
  PublishedPorts::SubjectOf subject_of_;
  RowBook book_;
  std::shared_ptr<const CompiledPolicy> policy_;
  std::map<std::string, Row> engine_rows_;  // each counted once
  bool live_ = false;
  std::uint64_t without_row_ = 0;
  std::uint64_t store_errors_ = 0;
};

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_SUBJECT_ROWS_H_
