// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/log_query.h"

#include <algorithm>

#include "policy/text/names.h"

namespace portlaw::audit {

namespace {

constexpr char kHost[] = "-";
constexpr char kNameless[] = "(no name)";
constexpr char kFurther[] = "(further values)";

std::string ContainerOf(const LogRecord& record) {
  if (!record.container) return kHost;
  if (!record.container->name.empty()) return record.container->name;
  return record.container->id.empty() ? kNameless : record.container->id;
}

template <class Values, class Matches>
bool AnyOrNone(const Values& values, Matches matches) {
  return values.empty() || std::any_of(values.begin(), values.end(), matches);
}

// A name without its replica's number, as compose gives it, is the container as well; an id may be cut short.
bool IsContainer(const LogRecord& record, const std::string& wanted) {
  constexpr std::size_t kShortId = 12;
  if (!record.container) return wanted == kHost;
  const std::string& name = record.container->name;
  if (name == wanted || MatchesPattern(wanted, name) || MatchesPattern(wanted + "-{n}", name)) return true;
  return wanted.size() >= kShortId && record.container->id.starts_with(wanted);
}

constexpr LogKey kKeys[] = {
    {"container", ContainerOf},
    {"port", [](const LogRecord& record) { return std::to_string(record.port) + "/" + record.protocol; }},
    {"reason", [](const LogRecord& record) { return std::string(ReasonWord(record)); }},
    {"action", [](const LogRecord& record) { return std::string(ToString(record.action)); }},
    {"service", [](const LogRecord& record) { return record.service.empty() ? kHost : record.service; }},
};

}  // namespace

bool LogFilter::Passes(const LogRecord& record) const {
  if ((since && record.time < *since) || (until && record.time >= *until)) return false;
  return AnyOrNone(actions, [&](Action action) { return action == record.action; }) &&
         AnyOrNone(reasons, [&](Reason reason) { return reason == record.reason; }) &&
         AnyOrNone(ports, [&](PortRange range) { return range.Contains(record.port); }) &&
         AnyOrNone(services, [&](const std::string& name) { return NameKey(name) == NameKey(record.service); }) &&
         AnyOrNone(containers, [&](const std::string& name) { return IsContainer(record, name); });
}

std::span<const LogKey> LogKeys() { return kKeys; }

void LogTally::Add(const LogRecord& record) {
  std::string value = key_.value(record);
  auto place = counts_.find(value);
  if (place == counts_.end()) {
    if (counts_.size() >= kMaxValues) value = kFurther;
    place = counts_.try_emplace(value, Count{value, 0, 0, record.time}).first;
  }
  Count& count = place->second;
  ++count.events;
  count.suppressed += record.suppressed;
  count.last = std::max(count.last, record.time);
}

std::vector<LogTally::Count> LogTally::Take() const {
  std::vector<Count> counts;
  for (const auto& [value, count] : counts_) counts.push_back(count);
  std::stable_sort(counts.begin(), counts.end(), [](const Count& a, const Count& b) { return a.events > b.events; });
  return counts;
}

}  // namespace portlaw::audit
