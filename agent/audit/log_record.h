// SPDX-License-Identifier: Apache-2.0
// A line of the audit log read again: what JsonLine wrote.
#ifndef PORTLAW_AGENT_AUDIT_LOG_RECORD_H_
#define PORTLAW_AGENT_AUDIT_LOG_RECORD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/audit/log_chain.h"
#include "agent/audit/wall_clock.h"
#include "policy/decide/verdict.h"

namespace portlaw::audit {

// What the line says, of the keys that anybody asks for. Text is hostile. A text that is null is empty.
struct LogRecord {
  struct Container {
    std::string id;
    std::string name;
    std::string runtime;
  };

  WallTime time;
  Action action = Action::kWarn;
  std::optional<Reason> reason;  // none: of no bind (kTamperWord)
  Port port = 0;
  std::string protocol;
  Scope scope = Scope::kHost;
  std::optional<Container> container;  // none: a host process
  std::string service;
  std::string owner;
  std::string comm;
  std::string exe;
  std::int64_t pid = 0;
  std::uint32_t uid = 0;
  std::optional<Source> source;  // the line of the registry that decided
  std::uint64_t generation = 0;
  std::uint64_t suppressed = 0;
  std::string message;
  std::optional<ChainLink> link;  // none: of an agent that did not chain its lines yet
};

// What queries write, and ask for, where there is nothing: no container, no service, no line of the registry.
inline constexpr char kNone[] = "-";

// The reason as the line has it.
std::string_view ReasonWord(const LogRecord& record);

struct ParsedLine {
  std::optional<LogRecord> record;    // none: the line does not say when who did what on which port
  std::vector<std::string> problems;  // everything that is not as the contract has it, in words; few
};

// Keys that the contract does not have are no problem. Never throws.
ParsedLine ParseLogLine(std::string_view line);

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_LOG_RECORD_H_
