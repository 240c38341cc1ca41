// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/last_refusals.h"

#include <algorithm>
#include <map>
#include <utility>

#include "agent/audit/log_lines.h"
#include "agent/audit/log_record.h"

namespace portlaw::audit {

namespace {

// "udplite" takes the ports of UDP in the registry's sense.
bool IsOfProtocol(const LogRecord& record, Protocol protocol) {
  if (record.protocol == "udplite") return protocol == Protocol::kUdp;
  return ParseProtocol(record.protocol) == protocol;
}

bool IsRefusal(const LogRecord& record) {
  if (!record.reason || record.scope != Scope::kHost) return false;
  return record.action == Action::kDeny || record.action == Action::kWouldDeny || record.reason == Reason::kPortInUse;
}

PortRefusal RefusalOf(const LogRecord& record, std::string_view line) {
  return {ToRfc3339(record.time), std::string(ReasonWord(record)), record.message, record.suppressed,
          std::string(line)};
}

}  // namespace

Result<std::vector<PortRefusal>> LastRefusals(const std::vector<std::string>& paths, Port port, Protocol protocol,
                                              std::size_t most) {
  std::multimap<WallTime, PortRefusal> newest;
  const auto look = [&](const LogLine& line, const std::string&) {
    if (line.too_long) return true;
    const ParsedLine parsed = ParseLogLine(line.text);
    const auto& record = parsed.record;
    if (!record || record->port != port || !IsOfProtocol(*record, protocol) || !IsRefusal(*record)) return true;
    newest.emplace(record->time, RefusalOf(*record, line.text));
    if (newest.size() > most) newest.erase(newest.begin());
    return true;
  };
  for (const std::string& path : paths) {
    if (auto read = ForEachLogLine(path, look); !read) return tl::make_unexpected(read.error());
  }
  std::vector<PortRefusal> refusals;
  for (auto& [time, refusal] : newest) refusals.push_back(std::move(refusal));
  std::reverse(refusals.begin(), refusals.end());
  return refusals;
}

}  // namespace portlaw::audit
