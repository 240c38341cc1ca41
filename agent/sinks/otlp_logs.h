// SPDX-License-Identifier: Apache-2.0
// OpenTelemetry's protocol for logs, as JSON.
#ifndef PORTLAW_AGENT_SINKS_OTLP_LOGS_H_
#define PORTLAW_AGENT_SINKS_OTLP_LOGS_H_

#include <span>
#include <string>
#include <string_view>

#include "agent/sinks/delivery.h"

namespace portlaw::sinks {

// The body of a request: a log record an event, its sentence as the body and the rest as attributes, named by the
// semantic conventions where these have a name.
std::string OtlpLogs(std::span<const EventPointer> events);

// How many records the answer to it says were not taken.
std::size_t OtlpRejected(std::string_view answer);

}  // namespace portlaw::sinks

#endif  // PORTLAW_AGENT_SINKS_OTLP_LOGS_H_
