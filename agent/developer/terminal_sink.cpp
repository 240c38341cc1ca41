// SPDX-License-Identifier: Apache-2.0
#include "agent/developer/terminal_sink.h"

#include <unistd.h>

#include <optional>

#include "agent/developer/terminal_of.h"

namespace portlaw::developer {
namespace {

constexpr std::chrono::seconds kPause{1};

// Of the process itself or of its parent, as the user that it runs as or, behind sudo, that it was logged in by.
std::optional<Terminal> TerminalBehind(const std::string& proc, const audit::Process& process) {
  const uid_t users[] = {process.uid, process.loginuid.value_or(process.uid)};
  for (const std::uint32_t pid : {process.pid, process.ppid}) {
    if (pid == 0) continue;
    if (auto terminal = TerminalOf(proc, static_cast<pid_t>(pid), users)) return terminal;
  }
  return std::nullopt;
}

}  // namespace

void TerminalSink::Write(const audit::AuditEvent& event) {
  if (!wanted_() || event.process.pid == 0) return;
  const auto terminal = TerminalBehind(proc_, event.process);
  if (!terminal || IsTooSoon(terminal->device, event.time)) return;
  // A program may have left its line unfinished, or the terminal in raw mode.
  const std::string text = "\r\nportlaw: " + event.message + "\r\n";
  // The result is not looked at: a terminal that is held (Ctrl-S) takes nothing.
  [[maybe_unused]] const ssize_t taken = write(terminal->fd.get(), text.data(), text.size());
}

bool TerminalSink::IsTooSoon(dev_t terminal, Time now) {
  std::erase_if(written_, [&](const auto& entry) { return now - entry.second >= kPause; });
  if (written_.contains(terminal) || written_.size() >= kMaxTerminals) return true;
  written_.emplace(terminal, now);
  return false;
}

}  // namespace portlaw::developer
