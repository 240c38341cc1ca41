// SPDX-License-Identifier: Apache-2.0
#include "policy/guard/preflight.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "policy/render/table.h"
#include "policy/scan/row_json.h"
#include "policy/scan/wording.h"
#include "policy/text/printable.h"

namespace portlaw {

namespace {

bool IsRefusal(const Verdict& verdict) {
  return verdict.action == Action::kDeny || verdict.action == Action::kWouldDeny;
}

std::vector<std::string> Cells(const ScanRow& row) {
  const Listener& listener = row.listener;
  return {std::to_string(listener.port),
          std::string(ToString(listener.protocol)),
          std::string(ToString(listener.scope)),
          HolderWords(listener),
          ProcessWords(listener),
          std::string(ToString(row.verdict.action)),
          std::string(ToString(row.verdict.reason)),
          RegistryWords(row)};
}

}  // namespace

Preflight MakePreflight(const CompiledPolicy& policy, std::vector<Listener> listeners,
                        std::vector<std::string> incomplete) {
  ScanReport report = MakeScanReport(policy, std::move(listeners), std::move(incomplete));
  Preflight preflight{{}, report.rows.size(), std::move(report.incomplete)};
  for (ScanRow& row : report.rows) {
    if (IsRefusal(row.verdict)) preflight.refused.push_back(std::move(row));
  }
  return preflight;
}

std::string PreflightText(const Preflight& preflight) {
  Table table;
  if (!preflight.refused.empty()) {
    table.Add({"PORT", "PROTOCOL", "NETNS", "WHO", "PROCESS", "ACTION", "REASON", "REGISTRY"});
  }
  for (const ScanRow& row : preflight.refused) table.Add(Cells(row));
  std::string text = table.Text() + std::to_string(preflight.refused.size()) + " of " +
                     std::to_string(preflight.judged) + " listeners would be refused\n";
  for (const std::string& remark : preflight.incomplete) text += "incomplete: " + Printable(remark) + "\n";
  return text;
}

std::string PreflightJson(const Preflight& preflight) {
  nlohmann::ordered_json refused = nlohmann::ordered_json::array();
  for (const ScanRow& row : preflight.refused) refused.push_back(ScanRowJson(row));
  const nlohmann::ordered_json json = {
      {"refused", std::move(refused)}, {"judged", preflight.judged}, {"incomplete", preflight.incomplete}};
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace portlaw
