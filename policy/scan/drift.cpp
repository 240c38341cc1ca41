// SPDX-License-Identifier: Apache-2.0
#include <string_view>

#include "policy/scan/render.h"
#include "policy/scan/wording.h"

namespace portlaw {
namespace {

// `text`, which is printable, as plain text in a cell of a GitHub-flavoured Markdown table: no markup, no link, no
// mention of a user.
std::string Cell(std::string_view text) {
  static constexpr std::string_view kMarkup = "\\`*_[]<>|~#&!";
  std::string cell;
  for (char c : text) {
    if (c == '@') {
      cell += "&#64;";
      continue;
    }
    if (kMarkup.find(c) != std::string_view::npos) cell += '\\';
    cell += c;
  }
  return cell;
}

std::string Line(const std::string& port, Protocol protocol, std::string_view says, std::string_view runs,
                 std::string_view drift) {
  return "| " + port + " | " + std::string(ToString(protocol)) + " | " + Cell(says) + " | " + Cell(runs) + " | " +
         std::string(drift) + " |\n";
}

bool IsDrift(const ScanRow& row) {
  if (row.finding) return true;
  const bool agrees =
      row.status == ScanStatus::kRight || row.status == ScanStatus::kInternal || row.status == ScanStatus::kDynamic;
  return !agrees && row.listener.scope == Scope::kHost;
}

std::string RunsWords(const Listener& listener) {
  std::string text = HolderWords(listener);
  const std::string process = ProcessWords(listener);
  if (!process.empty()) text += ": " + process;
  if (listener.scope == Scope::kPrivate) text += ", in its own network namespace";
  return text;
}

std::string LineOf(const ScanRow& row) {
  return Line(std::to_string(row.listener.port), row.listener.protocol, RegistryWords(row), RunsWords(row.listener),
              ToString(row.status));
}

std::string LineOf(const Assignment& row) {
  return Line(ToString(row.ports), row.protocol, RegistryWords(row), "nobody", kNotListening);
}

}  // namespace

std::string ScanDrift(const ScanReport& report) {
  std::string lines;
  for (const ScanRow& row : report.rows) {
    if (IsDrift(row)) lines += LineOf(row);
  }
  for (const Assignment& row : report.not_listening) lines += LineOf(row);
  if (lines.empty()) return "No drift: what runs is what the registry says.\n";
  return "| Port | Protocol | The registry says | What runs | Drift |\n|---|---|---|---|---|\n" + lines;
}

}  // namespace portlaw
