// SPDX-License-Identifier: Apache-2.0
// Where audit events go. A new sink is a new file and one line where the agent makes its sinks.
#ifndef PORTLAW_AGENT_AUDIT_SINK_H_
#define PORTLAW_AGENT_AUDIT_SINK_H_

#include <cstdint>
#include <string>

#include "agent/audit/audit_event.h"

namespace portlaw::audit {

// Called from the agent's loop thread. Write never blocks on a slow reader and never fails the agent: what cannot
// be written is counted in Lost.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void Write(const AuditEvent& event) = 0;
  virtual void Reopen() {}  // after log rotation
  virtual std::uint64_t Lost() const { return 0; }
  virtual std::string Name() const = 0;
};

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_SINK_H_
