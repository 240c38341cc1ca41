// SPDX-License-Identifier: Apache-2.0
// Audit events for those who watch: `portlaw watch` and `portlaw run`.
#ifndef PORTLAW_AGENT_DAEMON_WATCH_SINK_H_
#define PORTLAW_AGENT_DAEMON_WATCH_SINK_H_

#include "agent/audit/json_line.h"
#include "agent/audit/sink.h"
#include "agent/control/server.h"

namespace portlaw::daemon {

class WatchSink : public audit::Sink {
 public:
  // `server` outlives the sink.
  explicit WatchSink(control::Server& server) : server_(server) {}

  void Write(const audit::AuditEvent& event) override {
    if (server_.Watchers() > 0) server_.Publish(audit::ToJson(event), event.cgroup);
  }
  std::uint64_t Lost() const override { return server_.Dropped(); }
  std::string Name() const override { return "watchers"; }

 private:
  control::Server& server_;
};

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_WATCH_SINK_H_
