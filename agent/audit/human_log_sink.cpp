// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/human_log_sink.h"

#include "agent/audit/human_log.h"

namespace portlaw::audit {

void HumanLogSink::Write(const AuditEvent& event) {
  const bool grave =
      event.action == Action::kDeny || event.action == Action::kWouldDeny || event.hook == kernel::Hook::kTamper;
  log_->log(grave ? spdlog::level::warn : spdlog::level::info, "[{}] {}", ToString(event.action), event.message);
}

std::uint64_t HumanLogSink::Lost() const { return DroppedLines(*log_); }

}  // namespace portlaw::audit
