// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "policy/render/table.h"
#include "policy/scan/render.h"
#include "policy/scan/wording.h"
#include "policy/text/printable.h"

namespace portlaw {
namespace {

std::string Joined(const ScanRow& row) {
  std::string text;
  for (const std::string& address : row.addresses) text += (text.empty() ? "" : " ") + Printable(address);
  if (row.sockets > row.addresses.size()) text += " (" + std::to_string(row.sockets) + " sockets)";
  const bool mute = row.listener.hold == Hold::kBound && row.listener.protocol != Protocol::kUdp;
  return mute ? text + " (bound, does not listen)" : text;
}

std::vector<std::string> CellsOf(const ScanRow& row) {
  const Listener& listener = row.listener;
  return {std::string(row.finding ? "! " : "  ") + std::string(ToString(row.status)),
          std::to_string(listener.port),
          std::string(ToString(listener.protocol)),
          std::string(ToString(listener.scope)),
          Joined(row),
          HolderWords(listener),
          ProcessWords(listener),
          RegistryWords(row)};
}

std::vector<std::string> CellsOf(const Assignment& row) {
  const Scope scope = row.exposure == Exposure::kInternal ? Scope::kPrivate : Scope::kHost;
  return {"  " + std::string(kNotListening),
          ToString(row.ports),
          std::string(ToString(row.protocol)),
          std::string(ToString(scope)),
          "-",
          "-",
          "-",
          RegistryWords(row)};
}

Tone ToneOf(const ScanRow& row) {
  if (row.finding) return Tone::kBad;
  return row.verdict.action == Action::kAllow ? Tone::kPlain : Tone::kDoubtful;
}

std::string Counted(std::size_t count, const std::string& word) {
  return std::to_string(count) + " " + word + (count == 1 ? "" : "s");
}

std::string Summary(const ScanReport& report, bool all) {
  std::array<std::size_t, kScanStatuses> counts{};
  std::size_t findings = 0;
  for (const ScanRow& row : report.rows) {
    ++counts[static_cast<int>(row.status)];
    findings += row.finding ? 1 : 0;
  }
  std::string text = Counted(report.rows.size(), "listener");
  for (int status = 0; status < kScanStatuses; ++status) {
    if (counts[status] == 0) continue;
    text += ", " + std::to_string(counts[status]) + " " + std::string(ToString(static_cast<ScanStatus>(status)));
  }
  text += "; " + Counted(report.not_listening.size(), "assignment") + " that nobody serves";
  text += all || report.not_listening.empty() ? "; " : " (--all lists them); ";
  return text + Counted(findings, "finding") + (findings > 0 ? " (!)" : "") + "\n";
}

}  // namespace

std::string ScanText(const ScanReport& report, bool all, Paint paint) {
  Table table;
  table.Add({"  STATUS", "PORT", "PROTOCOL", "NETNS", "ADDRESS", "WHO", "PROCESS", "REGISTRY"}, Tone::kFaint);
  for (const ScanRow& row : report.rows) table.Add(CellsOf(row), ToneOf(row));
  if (all) {
    for (const Assignment& row : report.not_listening) table.Add(CellsOf(row), Tone::kFaint);
  }
  std::string text = table.Text(paint) + "\n" + Summary(report, all);
  for (const std::string& remark : report.incomplete) text += "incomplete: " + Printable(remark) + "\n";
  return text;
}

}  // namespace portlaw
