// SPDX-License-Identifier: Apache-2.0
// The sentence of an event on the terminal of whoever was refused or warned: the setting terminal.
#ifndef PORTLAW_AGENT_DEVELOPER_TERMINAL_SINK_H_
#define PORTLAW_AGENT_DEVELOPER_TERMINAL_SINK_H_

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "agent/audit/sink.h"

namespace portlaw::developer {

// A courtesy beside the log: what a terminal does not take, or had too much of, is lost without a count; the log has
// it.
class TerminalSink : public audit::Sink {
 public:
  // `wanted` is asked at each event, so that a reload changes it.
  explicit TerminalSink(std::function<bool()> wanted, std::string proc = "/proc")
      : wanted_(std::move(wanted)), proc_(std::move(proc)) {}

  // To the terminal of the process, or of its parent where it has exited already. At most one sentence a second for
  // each terminal.
  void Write(const audit::AuditEvent& event) override;
  std::string Name() const override { return "terminals"; }

  static constexpr std::size_t kMaxTerminals = 256;

 private:
  using Time = std::chrono::sys_time<std::chrono::nanoseconds>;

  bool IsTooSoon(dev_t terminal, Time now);

  std::function<bool()> wanted_;
  std::string proc_;
  std::map<dev_t, Time> written_;  // of the last second
};

}  // namespace portlaw::developer

#endif  // PORTLAW_AGENT_DEVELOPER_TERMINAL_SINK_H_
