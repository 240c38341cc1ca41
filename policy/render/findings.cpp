// SPDX-License-Identifier: Apache-2.0
#include "policy/render/findings.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "policy/render/model_json.h"
#include "policy/text/printable.h"

namespace portlaw {

namespace {

constexpr std::size_t kMaxMessageBytes = 4096;

std::size_t CountOf(const Findings& findings, Severity severity) {
  return std::count_if(findings.begin(), findings.end(),
                       [severity](const Finding& finding) { return finding.severity == severity; });
}

std::string FindingText(const Finding& finding) {
  std::string text = Printable(ToString(finding.source), 1024) + ": ";
  text += ToString(finding.severity);
  text += ": " + Printable(finding.code) + ": " + Printable(finding.message, kMaxMessageBytes) + "\n";
  for (const Source& source : finding.related) text += "  see " + Printable(ToString(source), 1024) + "\n";
  return text;
}

}  // namespace

std::string FindingsText(const Findings& findings) {
  std::string text;
  for (const Finding& finding : findings) text += FindingText(finding);
  return text;
}

std::string FindingsJson(const Findings& findings) {
  return Dump({{"findings", ToJson(findings)},
               {"errors", CountOf(findings, Severity::kError)},
               {"warnings", CountOf(findings, Severity::kWarning)},
               {"notes", CountOf(findings, Severity::kNote)}});
}

std::string CountText(const Findings& findings) {
  std::string text;
  for (Severity severity : {Severity::kError, Severity::kWarning, Severity::kNote}) {
    const std::size_t count = CountOf(findings, severity);
    if (count == 0) continue;
    text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(ToString(severity));
    if (count != 1) text += "s";
  }
  return text.empty() ? "no findings" : text;
}

bool HasErrors(const Findings& findings) { return CountOf(findings, Severity::kError) != 0; }

}  // namespace portlaw
