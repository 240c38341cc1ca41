// SPDX-License-Identifier: Apache-2.0
// Audit events, each a sentence, in the agent's log for people.
#ifndef PORTLAW_AGENT_AUDIT_HUMAN_LOG_SINK_H_
#define PORTLAW_AGENT_AUDIT_HUMAN_LOG_SINK_H_

#include <spdlog/logger.h>

#include <memory>
#include <utility>

#include "agent/audit/sink.h"

namespace portlaw::audit {

// Refused and would-be-refused binds are warnings, and so is tampering; all else is a notice ("info").
class HumanLogSink : public Sink {
 public:
  // `log` is one that MakeHumanLog made.
  explicit HumanLogSink(std::shared_ptr<spdlog::logger> log) : log_(std::move(log)) {}

  void Write(const AuditEvent& event) override;
  std::uint64_t Lost() const override;
  std::string Name() const override { return "log"; }

 private:
  std::shared_ptr<spdlog::logger> log_;
};

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_HUMAN_LOG_SINK_H_
