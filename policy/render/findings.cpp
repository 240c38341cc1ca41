// SPDX-License-Identifier: Apache-2.0
#include "policy/render/findings.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "policy/render/model_json.h"
#include "policy/text/printable.h"

namespace portlaw {

namespace {

std::size_t CountOf(const ToldFindings& findings, Severity severity) {
  return std::count_if(findings.begin(), findings.end(),
                       [severity](const ToldFinding& told) { return told.finding.severity == severity; });
}

std::string FindingText(const ToldFinding& told) {
  const Finding& finding = told.finding;
  std::string text = Printable(ToString(finding.source), 1024) + ": ";
  text += ToString(finding.severity);
  text += ": " + Printable(finding.code) + ": " + Printable(finding.message, kMaxMessageBytes) + "\n";
  for (const Source& source : finding.related) text += "  see " + Printable(ToString(source), 1024) + "\n";
  const std::string alike = AlikeText(told);
  return alike.empty() ? text : text + "  " + alike + "\n";
}

}  // namespace

std::string AlikeText(const ToldFinding& told) {
  if (told.count == 1) return "";
  std::string text = "and " + std::to_string(told.count - 1) + " more like it";
  std::string_view before = told.alike.size() == 1 ? ": line " : ": lines ";
  for (const Source& source : told.alike) {
    text += std::string(before) + std::to_string(source.line);
    before = ", ";
  }
  return told.alike.size() == kMaxAlike ? text + ", ..." : text;
}

std::string FindingsText(const ToldFindings& findings) {
  std::string text;
  for (const ToldFinding& told : findings) text += FindingText(told);
  return text;
}

std::string FindingsJson(const ToldFindings& findings) {
  return Dump({{"findings", ToJson(findings)},
               {"errors", CountOf(findings, Severity::kError)},
               {"warnings", CountOf(findings, Severity::kWarning)},
               {"notes", CountOf(findings, Severity::kNote)}});
}

std::string CountText(const ToldFindings& findings) {
  std::string text;
  for (Severity severity : {Severity::kError, Severity::kWarning, Severity::kNote}) {
    const std::size_t count = CountOf(findings, severity);
    if (count == 0) continue;
    text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(ToString(severity));
    if (count != 1) text += "s";
  }
  return text.empty() ? "no findings" : text;
}

bool HasErrors(const ToldFindings& findings) { return CountOf(findings, Severity::kError) != 0; }

}  // namespace portlaw
