// SPDX-License-Identifier: Apache-2.0
#include "agent/sinks/format.h"

#include "agent/audit/json_line.h"

namespace portlaw::sinks {

namespace {

// In the order of EventFormat.
constexpr std::string (*kFormats[])(const audit::AuditEvent&) = {audit::JsonLine, OcsfLine, EcsLine, CefLine};

}  // namespace

std::string Formatted(EventFormat format, const audit::AuditEvent& event) {
  return kFormats[static_cast<std::size_t>(format)](event);
}

}  // namespace portlaw::sinks
