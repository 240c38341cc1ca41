// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/subject_rows.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace portlaw::containers {

Subject ResolveUnit(const CompiledPolicy& policy, const UnitIdentity& unit) {
  Subject subject = Resolve(policy, {unit.name, {}});
  return subject.kind == SubjectKind::kRegistered ? subject : HostSubject();
}

SubjectRows::SubjectRows(SubjectStore& store, const PublishedPorts& published, PublishedPorts::SubjectOf subject_of,
                         std::uint32_t max_rows)
    : store_(store), published_(published), subject_of_(std::move(subject_of)), book_(max_rows) {}

void SubjectRows::Restore(const std::vector<kernel::NamedRow>& rows) {
  for (const kernel::NamedRow& row : rows) book_.Restore(row.row, row.key);
}

std::vector<kernel::NamedRow> SubjectRows::All(const CompiledPolicy& policy) const {
  std::vector<kernel::NamedRow> rows;
  rows.reserve(book_.size());
  book_.ForEach([&](Row row, const SubjectKey& key) { rows.push_back(Resolved(row, key, policy)); });
  return rows;
}

kernel::NamedRow SubjectRows::Resolved(Row row, const SubjectKey& key, const CompiledPolicy& policy) const {
  if (const auto* container = std::get_if<ContainerIdentity>(&key)) {
    return {row, key, Resolve(policy, *container), {}, false};
  }
  if (const auto* unit = std::get_if<UnitIdentity>(&key)) return {row, key, ResolveUnit(policy, *unit), {}, false};
  const auto* engine = std::get_if<EngineIdentity>(&key);
  if (engine == nullptr) return {row, key, HostSubject(), {}, false};
  const bool audit = policy.settings().engines.unattributed == Mode::kAudit;
  return {row, key, UnregisteredSubject(), published_.Borrowed(engine->name, policy, subject_of_), audit};
}

std::optional<Row> SubjectRows::Of(const SubjectKey& key, std::uint32_t uid) {
  if (const auto known = book_.Find(key)) {
    if (uid == 0) book_.MakeRoots(*known);
    return known;
  }
  const auto row = book_.Allocate(key, uid);
  if (!row) {
    if (without_row_++ == 0) {
      spdlog::warn(
          "all rows for names are taken that user {} may have ({} in all, {} for one who is not root): further "
          "containers are decided as unregistered ones",
          uid, kMaxNamedRows, RowsOfOneUser(kMaxNamedRows));
    }
    return std::nullopt;
  }
  if (!live_ || policy_ == nullptr) return row;
  if (Counted(store_.AddRow(Resolved(*row, key, *policy_)), "a name")) return row;
  book_.Remove(*row);
  return std::nullopt;
}

void SubjectRows::Sweep(Clock::time_point before) {
  book_.Sweep(before, [&](Row row) { return !live_ || store_.RemoveRow(row).has_value(); });
}

Result<void> SubjectRows::WriteSubject(const kernel::SubjectEntry& entry) {
  return Counted(store_.SetSubject(entry), "a subject");
}

Result<void> SubjectRows::WriteBirth(const kernel::Birth& birth) {
  return Counted(store_.SetBirth(birth), "who a container will be");
}

void SubjectRows::RemoveSubject(CgroupId cgroup) {
  if (live_) std::ignore = store_.RemoveSubject(cgroup);
}

// The row is written before a program refers to it, and again where its ports have changed.
void SubjectRows::EngineChanged(const std::string& engine) {
  const SubjectKey key = EngineIdentity{engine};
  if (published_.ProcessesOf(engine) == nullptr) {
    const auto row = engine_rows_.find(engine);
    if (row == engine_rows_.end()) return;
    Unref(row->second);
    engine_rows_.erase(row);
  } else if (const auto known = engine_rows_.find(engine); known == engine_rows_.end()) {
    const auto row = Of(key);
    if (!row) return;
    Ref(*row);
    engine_rows_[engine] = *row;
  } else if (live_ && policy_ != nullptr) {
    std::ignore = Counted(store_.AddRow(Resolved(known->second, key, *policy_)), "published ports");
  }
}

Result<void> SubjectRows::WritePrograms() {
  if (!live_) return {};
  std::vector<kernel::EngineProgram> programs;
  for (const auto& [engine, row] : engine_rows_) {
    const EngineProcesses& processes = *published_.ProcessesOf(engine);
    for (const ProgramFile& file : processes.programs) {
      programs.push_back({file.inode, file.device, processes.cgroup, processes.uid, row});
    }
  }
  return Counted(store_.SetEnginePrograms(programs), "the engines' programs");
}

Result<void> SubjectRows::Counted(Result<void> result, std::string_view what) {
  if (!result && store_errors_++ % 1000 == 0) {
    spdlog::error("the kernel did not take {}: {} ({} such errors so far)", what, ToString(result.error()),
                  store_errors_);
  }
  return result;
}

}  // namespace portlaw::containers
