// SPDX-License-Identifier: Apache-2.0
#include "agent/learn/sightings.h"

#include <optional>
#include <utility>

#include "agent/audit/log_lines.h"
#include "agent/audit/log_record.h"

namespace portlaw::learn {

namespace {

constexpr std::size_t kMaxExamples = 5;
constexpr std::string_view kUnitSuffix = ".service";

// UDP-Lite shares the ports of UDP in the registry's sense.
std::optional<Protocol> ProtocolOf(const std::string& text) {
  if (text == "udplite") return Protocol::kUdp;
  const auto protocol = ParseProtocol(text);
  return protocol == Protocol::kAny ? std::nullopt : protocol;
}

void NameBinder(const audit::LogRecord& record, ObservedBind& bind) {
  if (!record.container) {
    bind.binder = Binder::kProcess;
    bind.identity.name = record.comm;
    return;
  }
  bind.binder = record.container->runtime == kUnitRuntime ? Binder::kUnit : Binder::kContainer;
  bind.identity.name = record.container->name;
  if (bind.binder == Binder::kUnit && bind.identity.name.ends_with(kUnitSuffix)) {
    bind.identity.name.resize(bind.identity.name.size() - kUnitSuffix.size());
  }
}

void AddRecord(const audit::LogRecord& record, const Source& source, Observations& observations, LogCounts& counts) {
  if (!record.reason) return;  // of no bind
  const std::optional<Protocol> protocol = ProtocolOf(record.protocol);
  if (!protocol || record.port == 0) {
    ++counts.other_protocols;
    return;
  }
  ObservedBind bind;
  NameBinder(record, bind);
  bind.port = record.port;
  bind.protocol = *protocol;
  bind.scope = record.scope;
  bind.chosen = record.reason == Reason::kDynamicListen;
  bind.refused = record.action == Action::kDeny || record.reason == Reason::kPortInUse;
  observations.Add(std::move(bind), record.comm, source, 1 + record.suppressed);
}

void AddLine(const audit::LogLine& line, const std::string& file, Observations& observations, LogCounts& counts) {
  if (line.text.empty() && !line.torn) return;
  const Source source{file, static_cast<int>(line.number)};
  audit::ParsedLine parsed;
  if (!line.too_long) parsed = audit::ParseLogLine(line.text);
  if (parsed.record) {
    ++counts.events;
    return AddRecord(*parsed.record, source, observations, counts);
  }
  ++counts.malformed;
  if (counts.first_malformed.size() == kMaxExamples) return;
  const std::string problem = line.too_long ? "is too long" : line.torn ? "is torn" : parsed.problems.front();
  counts.first_malformed.push_back(ToString(source) + ": " + problem);
}

}  // namespace

Result<void> AddLog(const std::string& path, Observations& observations, LogCounts& counts) {
  return audit::ForEachLogLine(path, [&](const audit::LogLine& line, const std::string& file) {
    AddLine(line, file, observations, counts);
    return true;
  });
}

void AddListeners(const std::vector<Listener>& listeners, Observations& observations) {
  for (const Listener& listener : listeners) {
    ObservedBind bind;
    bind.port = listener.port;
    bind.protocol = listener.protocol;
    bind.scope = listener.scope;
    bind.chosen = listener.chosen;
    const std::string process = listener.process ? listener.process->comm : "";
    if (!listener.container) {
      bind.binder = Binder::kProcess;
      bind.identity.name = process;
    } else {
      bind.identity = listener.container->identity;
      if (listener.container->runtime == kUnitRuntime) bind.binder = Binder::kUnit;
    }
    observations.Add(std::move(bind), process, {});
  }
}

}  // namespace portlaw::learn
