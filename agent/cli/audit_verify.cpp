// SPDX-License-Identifier: Apache-2.0
// portlaw audit verify: whether logs are whole.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "agent/audit/log_head.h"
#include "agent/audit/log_verify.h"
#include "agent/cli/audit_logs.h"
#include "agent/cli/report_errors.h"
#include "policy/lint/aggregate.h"
#include "policy/render/findings.h"

namespace portlaw::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxFindingsShown = 1000;

std::string Dumped(const Json& json, int indent) {
  return json.dump(indent, ' ', true, Json::error_handler_t::replace);
}

struct VerifyOptions {
  std::vector<std::string> logs;
  std::vector<std::string> heads;
  std::string format = "text";
};

std::string TimeOrDash(const std::optional<audit::WallTime>& time) { return time ? audit::ToRfc3339(*time) : "-"; }

std::uint64_t CountOf(const audit::LogTotals& totals, Action action) {
  return totals.actions[static_cast<std::size_t>(action)];
}

std::string ChainText(const audit::LogTotals& totals) {
  if (!totals.head) return "no line is chained to the one before\n";
  std::string text =
      "chained from number " + std::to_string(totals.chained.value_or(0)) + "; head " + audit::PointText(*totals.head);
  if (totals.unchained > 0) text += "; " + std::to_string(totals.unchained) + " events before the chain prove nothing";
  return text + "\n";
}

void PrintTotals(const audit::LogTotals& totals) {
  std::cout << totals.lines << " lines, " << totals.events << " events (" << CountOf(totals, Action::kWarn) << " warn, "
            << CountOf(totals, Action::kDeny) << " deny, " << CountOf(totals, Action::kWouldDeny) << " would-deny), "
            << totals.suppressed << " more suppressed; from " << TimeOrDash(totals.first) << " to "
            << TimeOrDash(totals.last) << "; " << (totals.beginnings > 1 ? "policy generations began anew; " : "")
            << totals.findings << (totals.findings == 1 ? " finding\n" : " findings\n") << ChainText(totals);
}

Json TotalsJson(const audit::LogTotals& totals) {
  return {{"lines", totals.lines},
          {"events", totals.events},
          {"warn", CountOf(totals, Action::kWarn)},
          {"deny", CountOf(totals, Action::kDeny)},
          {"would-deny", CountOf(totals, Action::kWouldDeny)},
          {"suppressed", totals.suppressed},
          {"first", totals.first ? Json(audit::ToRfc3339(*totals.first)) : Json()},
          {"last", totals.last ? Json(audit::ToRfc3339(*totals.last)) : Json()},
          {"beginnings", totals.beginnings},
          {"unchained", totals.unchained},
          {"chained_from", totals.chained ? Json(*totals.chained) : Json()},
          {"head", totals.head ? Json(audit::PointText(*totals.head)) : Json()},
          {"findings", totals.findings}};
}

// What the log has to come by: the heads that were given, and those that stand beside the logs. To be called before the
// logs are read, as an agent may be writing to them.
Result<void> ExpectHeads(const VerifyOptions& options, audit::LogVerifier& verifier) {
  for (const std::string& text : options.heads) {
    const auto head = audit::ParseChainPoint(text);
    if (!head) return Fail({}, "--head \"" + text + "\" is no head", "write NUMBER:HASH, as the agent's log has it");
    verifier.Expect(*head, "--head");
  }
  for (const std::string& log : options.logs) {
    if (const auto head = audit::ReadHead(log)) verifier.Expect(*head, audit::HeadPath(log));
  }
  return {};
}

int RunVerify(const VerifyOptions& options) {
  Findings kept;  // the first of them, for JSON
  std::uint64_t seen = 0;
  audit::LogVerifier verifier([&](const Finding& finding) {
    if (++seen > kMaxFindingsShown) return;
    if (options.format == "json") return kept.push_back(finding);
    std::cout << FindingsText(TellEach({finding}));
  });
  if (const auto expected = ExpectHeads(options, verifier); !expected) return ReportError(expected.error());
  const Result<void> read = ForEachLine(options.logs, [&](const audit::LogLine& line, const std::string& file) {
    verifier.Look(line, file);
    return true;
  });
  if (!read) return ReportError(read.error());
  verifier.Finish();
  const audit::LogTotals& totals = verifier.totals();
  if (options.format == "json") {
    Json json = Json::parse(FindingsJson(TellEach(kept)));
    std::cout << Dumped({{"findings", json["findings"]}, {"totals", TotalsJson(totals)}}, 2) << "\n";
  } else {
    if (seen > kMaxFindingsShown) std::cout << "... and " << seen - kMaxFindingsShown << " more findings\n";
    PrintTotals(totals);
  }
  return FinishOutput(totals.findings > 0 ? kFindings : kFine);
}

}  // namespace

void AddAuditVerify(Command audit) {
  Command command = audit.AddSubcommand("verify", "Check that logs are whole, in order and as the agent writes them");
  const auto options = std::make_shared<VerifyOptions>();
  command.AddOption("LOG", options->logs, "Audit logs, the oldest first; - is the standard input").Required();
  command
      .AddOption("--head", options->heads,
                 "NUMBER:HASH that the log has to come by, as the agent told its own log (the journal)")
      .OneValueEach();
  command.AddOption("--format", options->format, "Output format").OneOf({"text", "json"});
  command.Footer(
      "Every line has to be an event with the keys, types and words of the format; times may go back by 5 s at\n"
      "most, policy generations only to 1 (after an unload or a boot).\n"
      "Every line has its number and the SHA-256 of the line before, through rotation and restart: a line that was\n"
      "edited, removed, moved or inserted breaks the chain. A tail that was cut off, or a log that was written anew, "
      "is\n"
      "seen by its head: LOG.head beside the log, and --head with one from the journal, which nobody can change "
      "later:\n\n"
      "  journalctl -u portlaw | grep 'audit log .*: head'\n"
      "  portlaw audit verify audit.jsonl.1 audit.jsonl --head 4711:2c26b46b...\n\n"
      "Exit code: 0 fine, 1 findings, 2 if a log cannot be read.\n");
  command.OnRun([options] { return RunVerify(*options); });
}

}  // namespace portlaw::cli
