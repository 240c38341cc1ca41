// SPDX-License-Identifier: Apache-2.0
// What is asked of an audit log, and what is counted of it.
#ifndef PORTLAW_AGENT_AUDIT_LOG_QUERY_H_
#define PORTLAW_AGENT_AUDIT_LOG_QUERY_H_

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent/audit/log_record.h"

namespace portlaw::audit {

// Whatever is not given lets everything pass; several values of one kind are alternatives.
struct LogFilter {
  std::vector<std::string> containers;  // as the registry compares names; "-" is a process of the host
  std::vector<std::string> services;    // the binder's
  std::vector<PortRange> ports;
  std::vector<Action> actions;
  std::vector<Reason> reasons;
  std::optional<WallTime> since;  // this point in time is in
  std::optional<WallTime> until;  // this one is not

  bool Passes(const LogRecord& record) const;
};

// By what events can be counted: one entry a word.
struct LogKey {
  std::string_view name;
  std::string (*value)(const LogRecord& record);
};
std::span<const LogKey> LogKeys();

// Counts events by one key.
class LogTally {
 public:
  // Further values are counted as one: a log can hold any number of names.
  static constexpr std::size_t kMaxValues = 100'000;

  struct Count {
    std::string value;
    std::uint64_t events = 0;
    std::uint64_t suppressed = 0;  // that had no line of their own
    WallTime last;
  };

  explicit LogTally(const LogKey& key) : key_(key) {}

  void Add(const LogRecord& record);
  // Most events first.
  std::vector<Count> Take() const;

 private:
  const LogKey& key_;
  std::map<std::string, Count> counts_;
};

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_LOG_QUERY_H_
