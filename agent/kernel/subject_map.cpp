// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/subject_map.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <string>

namespace portlaw::kernel {

namespace {

SubjectEntry EntryOf(CgroupId cgroup, const portlaw_subject& subject) {
  return {cgroup, subject.row, subject.owner, (subject.flags & PORTLAW_SUBJECT_CONTAINER_PARENT) != 0,
          (subject.flags & PORTLAW_SUBJECT_HOST) != 0};
}

template <std::size_t size>
bool Copy(const std::string& text, char (&field)[size]) {
  if (text.size() >= size || text.find('\0') != std::string::npos) return false;
  std::memcpy(field, text.data(), text.size());
  return true;
}

template <std::size_t size>
bool CopyAll(const std::vector<std::string>& texts, char (&field)[size]) {
  std::size_t used = 0;
  for (const std::string& text : texts) {
    if (text.empty() || text.find('\0') != std::string::npos || used + text.size() + 1 > size) return false;
    std::memcpy(field + used, text.data(), text.size());
    used += text.size() + 1;
  }
  return true;
}

template <std::size_t size>
std::string TextOf(const char (&field)[size]) {
  return std::string(field, ::strnlen(field, size));
}

// Nothing where a part of it does not fit: cut off, it might be another's name.
std::optional<portlaw_name> NameOf(const SubjectKey& key) {
  portlaw_name name = {};
  bool fits = false;
  if (const auto* container = std::get_if<ContainerIdentity>(&key)) {
    name.kind = PORTLAW_NAME_CONTAINER;
    fits = Copy(container->name, name.name) && CopyAll(container->names, name.names);
  } else if (const auto* unit = std::get_if<UnitIdentity>(&key)) {
    name.kind = PORTLAW_NAME_UNIT;
    fits = Copy(unit->name, name.name);
  } else if (const auto* engine = std::get_if<EngineIdentity>(&key)) {
    name.kind = PORTLAW_NAME_ENGINE;
    fits = Copy(engine->name, name.name);
  }
  return fits ? std::optional(name) : std::nullopt;
}

SubjectKey KeyOf(const portlaw_name& name) {
  if (name.kind == PORTLAW_NAME_UNIT) return UnitIdentity{TextOf(name.name)};
  if (name.kind == PORTLAW_NAME_ENGINE) return EngineIdentity{TextOf(name.name)};
  ContainerIdentity container{TextOf(name.name), {}};
  for (std::string_view rest(name.names, sizeof name.names); !rest.empty() && rest.front() != '\0';) {
    const auto end = std::min(rest.find('\0'), rest.size());
    container.names.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return container;
}

}  // namespace

Result<void> SubjectMap::Set(const SubjectEntry& entry) {
  portlaw_subject subject = {};
  subject.row = entry.row;
  if (entry.container_parent) subject.flags |= PORTLAW_SUBJECT_CONTAINER_PARENT;
  if (entry.host) subject.flags |= PORTLAW_SUBJECT_HOST;
  subject.check = PORTLAW_CHECK(entry.cgroup);
  subject.owner = entry.owner;
  if (const auto put = map_.Put(entry.cgroup, subject); !put) return put;
  Cache(PORTLAW_SUBJECT_WORD(entry.cgroup, entry.row, subject.flags), entry.cgroup);
  return {};
}

void SubjectMap::Remove(CgroupId cgroup) {
  map_.Erase(cgroup);
  const std::uint64_t word = cache_[PORTLAW_SUBJECT_SLOT(cgroup)];
  if (PORTLAW_SUBJECT_WORD_CGROUP(word) == cgroup) Cache(0, cgroup);
}

void SubjectMap::Cache(std::uint64_t word, CgroupId cgroup) {
  std::atomic_ref(cache_[PORTLAW_SUBJECT_SLOT(cgroup)]).store(word, std::memory_order_release);
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
  SubjectEntry entry = {cgroup, above->row, above->owner, false, above->host};
  if (above->container_parent) entry = {cgroup, kPendingRow, cgroup, false, false};
  if (const auto set = Set(entry); !set) return tl::unexpected(set.error());
  return true;
}

Result<void> NameMap::Set(Row row, const SubjectKey& key) {
  const auto name = NameOf(key);
  if (!name) {
    return Fail({}, "a container's name or label is too long",
                "up to " + std::to_string(sizeof(portlaw_name::name) - 1) + " bytes are possible");
  }
  return map_.Put(row, *name);
}

Result<std::vector<NamedRow>> NameMap::All() const {
  const auto all = map_.All();
  if (!all) return tl::unexpected(all.error());
  std::vector<NamedRow> rows;
  for (const auto& [row, name] : *all) {
    NamedRow named;
    named.row = row;
    named.key = KeyOf(name);
    rows.push_back(std::move(named));
  }
  std::sort(rows.begin(), rows.end(), [](const NamedRow& a, const NamedRow& b) { return a.row < b.row; });
  return rows;
}

}  // namespace portlaw::kernel
