// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <nlohmann/json.hpp>

#include "policy/scan/render.h"
#include "policy/scan/row_json.h"
#include "policy/scan/wording.h"
#include "policy/text/rfc3339.h"

namespace portlaw {
namespace {

using Json = nlohmann::ordered_json;

Json SourceJson(const Source& source) { return {{"file", source.file}, {"line", source.line}}; }

Json ContainerJson(const Listener& listener) {
  if (!listener.container) return nullptr;
  const ListenerContainer& container = *listener.container;
  return {{"id", container.id},
          {"name", container.identity.name},
          {"runtime", container.runtime},
          {"image", container.image}};
}

Json ProcessJson(const Listener& listener) {
  if (!listener.process) return nullptr;
  const ListenerProcess& process = *listener.process;
  return {{"pid", process.pid},
          {"comm", process.comm},
          {"exe", process.exe},
          {"started", Rfc3339(process.started)},
          {"others", process.others}};
}

Json RowJson(const Assignment& row) {
  return {{"first", row.ports.first},
          {"last", row.ports.last},
          {"protocol", ToString(row.protocol)},
          {"container", row.container},
          {"service", row.service},
          {"label", row.label},
          {"exposure", row.exposure == Exposure::kInternal ? "internal" : "host"},
          {"source", SourceJson(row.source)}};
}

Json SummaryJson(const ScanReport& report) {
  std::array<std::size_t, kScanStatuses> counts{};
  std::size_t findings = 0;
  for (const ScanRow& row : report.rows) {
    ++counts[static_cast<int>(row.status)];
    findings += row.finding ? 1 : 0;
  }
  Json summary = Json::object();
  for (int status = 0; status < kScanStatuses; ++status) {
    summary[std::string(ToString(static_cast<ScanStatus>(status)))] = counts[status];
  }
  summary[kNotListening] = report.not_listening.size();
  summary["findings"] = findings;
  return summary;
}

}  // namespace

nlohmann::ordered_json ScanRowJson(const ScanRow& row) {
  const Listener& listener = row.listener;
  const Verdict& verdict = row.verdict;
  return {{"status", ToString(row.status)},
          {"finding", row.finding},
          {"port", listener.port},
          {"protocol", ToString(listener.protocol)},
          {"state", ToString(listener.hold)},
          {"netns", ToString(listener.scope)},
          {"netns_id", listener.netns},
          {"addresses", row.addresses},
          {"sockets", row.sockets},
          {"chosen", listener.chosen},
          {"container", ContainerJson(listener)},
          {"service", row.service},
          {"process", ProcessJson(listener)},
          {"uid", listener.uid},
          {"cgroup", listener.cgroup},
          {"action", ToString(verdict.action)},
          {"reason", ToString(verdict.reason)},
          {"owner", verdict.owner},
          {"rule", verdict.rule_text},
          {"source", verdict.rule ? SourceJson(*verdict.rule) : Json(nullptr)}};
}

std::string ScanJson(const ScanReport& report) {
  Json listeners = Json::array();
  for (const ScanRow& row : report.rows) listeners.push_back(ScanRowJson(row));
  Json not_listening = Json::array();
  for (const Assignment& row : report.not_listening) not_listening.push_back(RowJson(row));
  const Json json = {{"listeners", std::move(listeners)},
                     {"not_listening", std::move(not_listening)},
                     {"summary", SummaryJson(report)},
                     {"incomplete", report.incomplete}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace portlaw
