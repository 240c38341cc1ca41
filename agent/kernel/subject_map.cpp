// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/subject_map.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace portlaw::kernel {

namespace {

SubjectEntry EntryOf(CgroupId cgroup, const portlaw_subject& subject) {
  return {cgroup, subject.row, subject.owner, (subject.flags & PORTLAW_SUBJECT_CONTAINER_PARENT) != 0};
}

template <std::size_t size>
bool Copy(const std::string& text, char (&field)[size]) {
  if (text.size() >= size || text.find('\0') != std::string::npos) return false;
  std::memcpy(field, text.data(), text.size());
  return true;
}

template <std::size_t size>
std::string TextOf(const char (&field)[size]) {
  return std::string(field, ::strnlen(field, size));
}

}  // namespace

Result<void> SubjectMap::Set(const SubjectEntry& entry) {
  portlaw_subject subject = {};
  subject.row = entry.row;
  subject.flags = entry.container_parent ? PORTLAW_SUBJECT_CONTAINER_PARENT : 0;
  subject.check = PORTLAW_CHECK(entry.cgroup);
  subject.owner = entry.owner;
  return map_.Put(entry.cgroup, subject);
}

std::optional<SubjectEntry> SubjectMap::Find(CgroupId cgroup) const {
  const auto subject = map_.Find(cgroup);
  return subject ? std::optional(EntryOf(cgroup, *subject)) : std::nullopt;
}

Result<std::vector<SubjectEntry>> SubjectMap::All() const {
  const auto all = map_.All();
  if (!all) return tl::unexpected(all.error());
  std::vector<SubjectEntry> entries;
  for (const auto& [cgroup, subject] : *all) entries.push_back(EntryOf(cgroup, subject));
  return entries;
}

Result<bool> SubjectMap::Inherit(CgroupId cgroup, CgroupId parent) {
  const auto above = Find(parent);
  if (Find(cgroup) || !above) return false;
  SubjectEntry entry = {cgroup, above->row, above->owner, false};
  if (above->container_parent) {
    entry.row = kPendingRow;
    entry.owner = cgroup;
  }
  if (const auto set = Set(entry); !set) return tl::unexpected(set.error());
  return true;
}

Result<void> NameMap::Set(Row row, const ContainerIdentity& identity) {
  portlaw_name name = {};
  const bool fits = Copy(identity.name, name.name) && Copy(identity.compose_project, name.compose_project) &&
                    Copy(identity.compose_service, name.compose_service) &&
                    Copy(identity.override_name, name.override_name);
  if (!fits)
    return Fail({}, "a container's name or label is too long",
                "names up to " + std::to_string(sizeof(name.name) - 1) + " bytes, labels up to " +
                    std::to_string(sizeof(name.compose_service) - 1) + " are possible");
  return map_.Put(row, name);
}

Result<std::vector<NamedRow>> NameMap::All() const {
  const auto all = map_.All();
  if (!all) return tl::unexpected(all.error());
  std::vector<NamedRow> rows;
  for (const auto& [row, name] : *all) {
    NamedRow named;
    named.row = row;
    named.identity = {TextOf(name.name), TextOf(name.compose_project), TextOf(name.compose_service),
                      TextOf(name.override_name)};
    rows.push_back(std::move(named));
  }
  std::sort(rows.begin(), rows.end(), [](const NamedRow& a, const NamedRow& b) { return a.row < b.row; });
  return rows;
}

}  // namespace portlaw::kernel
