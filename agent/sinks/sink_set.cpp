// SPDX-License-Identifier: Apache-2.0
#include "agent/sinks/sink_set.h"

#include <algorithm>

#include "agent/sinks/datagram_delivery.h"
#include "agent/sinks/format.h"
#include "agent/sinks/http_delivery.h"
#include "agent/sinks/journal_entry.h"
#include "agent/sinks/stream_delivery.h"
#include "agent/sinks/syslog_message.h"
#include "policy/decide/sink_address.h"

namespace portlaw::sinks {

namespace {

std::unique_ptr<Delivery> SyslogDelivery(const SinkSettings& settings) {
  Encode encode = [format = settings.format](const audit::AuditEvent& event) {
    return SyslogMessage(event, Formatted(format, event));
  };
  if (settings.address.starts_with(kUnixScheme)) {
    return std::make_unique<DatagramDelivery>(settings.address.substr(kUnixScheme.size()), std::move(encode));
  }
  return std::make_unique<StreamDelivery>(settings.address, TlsFiles{settings.ca, settings.certificate, settings.key},
                                          std::move(encode));
}

std::unique_ptr<Delivery> JournaldDelivery(const SinkSettings& settings) {
  return std::make_unique<DatagramDelivery>(settings.address.substr(kUnixScheme.size()), JournalEntry);
}

std::unique_ptr<Delivery> OtlpDelivery(const SinkSettings& settings) {
  return std::make_unique<HttpDelivery>(settings.address, TlsFiles{settings.ca, settings.certificate, settings.key});
}

// In the order of SinkType. A new type is a word in settings_table.cpp and a line here.
constexpr struct {
  const char* name;
  std::unique_ptr<Delivery> (*make)(const SinkSettings& settings);
} kTypes[] = {
    {"syslog", SyslogDelivery},
    {"journald", JournaldDelivery},
    {"otlp", OtlpDelivery},
};

// As status and metrics show it: no two may share it.
std::string NameOf(const SinkSettings& settings) {
  constexpr const char* kFormats[] = {"json", "ocsf", "ecs", "cef"};
  std::string name = std::string(kTypes[static_cast<int>(settings.type)].name) + " " + settings.address;
  if (settings.type == SinkType::kSyslog) name += std::string(" ") + kFormats[static_cast<int>(settings.format)];
  return name;
}

}  // namespace

SinkSet::~SinkSet() {
  for (const Entry& entry : entries_) entry.sink->Close();  // all at once, before the first is waited for
}

std::shared_ptr<QueuedSink> SinkSet::TakeOrMake(const SinkSettings& settings) {
  const auto known = std::ranges::find_if(entries_, [&](const Entry& entry) { return entry.settings == settings; });
  if (known != entries_.end()) return std::exchange(known->sink, nullptr);
  return std::make_shared<QueuedSink>(NameOf(settings), kTypes[static_cast<int>(settings.type)].make(settings),
                                      report_);
}

void SinkSet::Configure(const std::vector<SinkSettings>& wanted) {
  std::vector<Entry> entries;
  for (const SinkSettings& settings : wanted) {
    const auto same_name = [&](const Entry& entry) { return NameOf(entry.settings) == NameOf(settings); };
    if (std::ranges::none_of(entries, same_name)) entries.push_back({settings, TakeOrMake(settings)});
  }
  std::erase_if(closing_, [](const auto& sink) { return sink->Finished(); });
  for (Entry& entry : entries_) {
    if (!entry.sink) continue;
    entry.sink->Close();
    closing_.push_back(std::move(entry.sink));
  }
  entries_ = std::move(entries);
}

std::vector<std::shared_ptr<audit::Sink>> SinkSet::sinks() const {
  std::vector<std::shared_ptr<audit::Sink>> list;
  for (const Entry& entry : entries_) list.push_back(entry.sink);
  return list;
}

}  // namespace portlaw::sinks
