// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/log_filter.h"

#include <algorithm>

#include "policy/text/names.h"

namespace portlaw::audit {

namespace {

template <class Values, class Matches>
bool AnyOrNone(const Values& values, Matches matches) {
  return values.empty() || std::any_of(values.begin(), values.end(), matches);
}

// A name without its replica's number, as compose gives it, is the container as well; an id may be cut short.
bool IsContainer(const LogRecord& record, const std::string& wanted) {
  constexpr std::size_t kShortId = 12;
  if (!record.container) return wanted == kNone;
  const std::string& name = record.container->name;
  if (name == wanted || MatchesPattern(wanted, name) || MatchesPattern(wanted + "-{n}", name)) return true;
  return wanted.size() >= kShortId && record.container->id.starts_with(wanted);
}

bool IsProcess(const LogRecord& record, const std::string& wanted) {
  if (wanted.empty()) return false;
  const std::string& exe = record.exe;
  return wanted == record.comm || wanted == exe || wanted == exe.substr(exe.rfind('/') + 1) ||
         wanted == std::to_string(record.pid);
}

}  // namespace

bool LogFilter::IsInTime(WallTime time) const { return !(since && time < *since) && !(until && time >= *until); }

bool LogFilter::Passes(const LogRecord& record) const {
  return IsInTime(record.time) && AnyOrNone(actions, [&](Action action) { return action == record.action; }) &&
         AnyOrNone(reasons, [&](const std::string& word) { return word == ReasonWord(record); }) &&
         AnyOrNone(ports, [&](PortRange range) { return range.Contains(record.port); }) &&
         AnyOrNone(services, [&](const std::string& name) { return NameKey(name) == NameKey(record.service); }) &&
         AnyOrNone(containers, [&](const std::string& name) { return IsContainer(record, name); }) &&
         AnyOrNone(processes, [&](const std::string& name) { return IsProcess(record, name); });
}

}  // namespace portlaw::audit
