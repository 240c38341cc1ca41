// SPDX-License-Identifier: Apache-2.0
// portlaw learn: what was seen becomes a registry draft, or is held against a registry.
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "agent/audit/human_log.h"
#include "agent/cli/command.h"
#include "agent/cli/policy_options.h"
#include "agent/cli/report_errors.h"
#include "agent/control/client.h"
#include "agent/control/protocol.h"
#include "agent/learn/sightings.h"
#include "agent/scan/listeners.h"
#include "policy/learn/against.h"
#include "policy/learn/draft_text.h"
#include "policy/text/printable.h"

namespace portlaw::cli {

namespace {

constexpr char kSilentAllows[] =
    "an audit log has only what was refused, would be refused or was warned about: binds that are allowed leave no "
    "line";

constexpr char kFooter[] =
    "Without --audit-log, learns from the sockets that listen now, in all network namespaces; that looks into every\n"
    "process and needs root. An audit log has only what was refused, would be refused or was warned about: binds that\n"
    "are allowed leave no line, so learn from a log that was written in audit mode before there was a registry, or\n"
    "add --listening.\n\n"
    "A draft is made of guesses; its notes name each one. Exit code: 0 for a draft; with --against, 1 if something "
    "was\n"
    "seen that the registry does not say; 2 if it could not run.\n\n"
    "  portlaw learn > PORTS.md\n"
    "  portlaw learn --audit-log /var/log/portlaw.jsonl --listening --against PORTS.md\n";

struct LearnOptions {
  std::vector<std::string> audit_logs;
  bool listening = false;
  RegistryOptions against;
  std::string format;
  std::string socket = control::kDefaultSocket;
  learn::DraftOptions draft;
};

struct Learned {
  learn::Observations observations;
  std::vector<std::string> remarks;  // what was not seen, or not understood
  std::string origin;                // "4 events of portlaw.jsonl"
};

void AddOrigin(Learned& learned, const std::string& origin) {
  learned.origin += (learned.origin.empty() ? "" : " and ") + origin;
}

Result<void> LearnFromLogs(const LearnOptions& options, Learned& learned) {
  learn::LogCounts counts;
  std::string files;
  for (const std::string& path : options.audit_logs) {
    const Result<void> added = learn::AddLog(path, learned.observations, counts);
    if (!added) return added;
    files += (files.empty() ? "" : ", ") + Printable(path);
  }
  AddOrigin(learned, std::to_string(counts.events) + (counts.events == 1 ? " event" : " events") +
                         " of the audit log (" + files + ")");
  learned.remarks.push_back(kSilentAllows);
  if (counts.other_protocols > 0) {
    learned.remarks.push_back(std::to_string(counts.other_protocols) + " events are of protocols without ports here");
  }
  if (counts.malformed > 0) {
    std::string remark = std::to_string(counts.malformed) +
                         (counts.malformed == 1 ? " line that is no event is" : " lines that are no events are") +
                         " passed over:";
    for (const std::string& line : counts.first_malformed) remark += " " + Printable(line) + ";";
    if (counts.malformed > counts.first_malformed.size()) remark += " ...;";
    learned.remarks.push_back(remark + " portlaw audit verify lists all");
  }
  return {};
}

ResultOfMany<void> LearnFromSockets(const LearnOptions& options, Learned& learned) {
  if (::geteuid() != 0) {
    return FailMany(Fail({}, "listening sockets belong to processes of all users, which only root may look into",
                         "use sudo, or learn from a log: portlaw learn --audit-log FILE")
                        .value());
  }
  const auto settings = io::LoadSettings(options.against.settings, io::FileKind::kAny);
  if (!settings) return tl::make_unexpected(settings.error());
  auto agent = control::Client::Connect(options.socket);
  auto seen = scan::ObserveListeners(CompiledPolicy::Compile({}, *settings, io::HostName()), agent ? &*agent : nullptr);
  if (!seen) return FailMany(std::move(seen.error()));
  learn::AddListeners(seen->listeners, learned.observations);
  const std::size_t sockets = seen->listeners.size();
  AddOrigin(learned, std::to_string(sockets) + (sockets == 1 ? " socket that listens" : " sockets that listen"));
  for (const std::string& remark : seen->incomplete) learned.remarks.push_back("incomplete: " + remark);
  return {};
}

ResultOfMany<Learned> Learn(const LearnOptions& options) {
  Learned learned;
  if (!options.audit_logs.empty()) {
    const Result<void> done = LearnFromLogs(options, learned);
    if (!done) return FailMany(done.error());
  }
  if (options.listening || options.audit_logs.empty()) {
    const ResultOfMany<void> done = LearnFromSockets(options, learned);
    if (!done) return tl::make_unexpected(done.error());
  }
  return learned;
}

template <class Formats>
const auto* FindFormat(const Formats& formats, const std::string& name) {
  for (const auto& format : formats) {
    if (name.empty() || format.name == name) return &format;
  }
  return static_cast<decltype(&formats[0])>(nullptr);
}

// Whether `options` name a format that their kind of output has.
Result<void> CheckFormat(const LearnOptions& options) {
  const bool drafts = options.against.registries.empty();
  const bool known = drafts ? FindFormat(learn::DraftFormats(), options.format) != nullptr
                            : FindFormat(learn::AgainstFormats(), options.format) != nullptr;
  if (known) return {};
  return Fail({}, std::string(drafts ? "a draft" : "a difference") + " cannot be written as " + options.format,
              drafts ? "use --format markdown, yaml or json" : "use --format text, json or markdown");
}

int Finish(const std::string& text, int exit_code) {
  std::cout << text << std::flush;
  if (!std::cout) return ReportError(Fail({"stdout", 0}, "cannot be written to").value());
  return exit_code;
}

int PrintDraft(const LearnOptions& options, const Learned& learned) {
  learn::Draft draft = learn::MakeDraft(learned.observations, options.draft);
  for (const std::string& remark : learned.remarks) {
    draft.notes.insert(draft.notes.begin(), {Severity::kNote, "learn-source", remark, {}, {}});
  }
  if (draft.registry.assignments.empty()) {
    std::cerr << "portlaw: nothing to make a registry of in " << learned.origin << "\n";
    for (const Finding& note : draft.notes) std::cerr << "portlaw: " << Printable(note.message, 1024) << "\n";
    return kFindings;
  }
  const std::string origin = "made from " + learned.origin + "; read it, correct it, then check it with portlaw lint.";
  return Finish(FindFormat(learn::DraftFormats(), options.format)->render(draft, origin), kFine);
}

int PrintDifferences(const LearnOptions& options, const CompiledPolicy& policy, const Learned& learned) {
  learn::Differences differences = learn::Compare(policy, learned.observations, options.draft);
  differences.remarks.insert(differences.remarks.end(), learned.remarks.begin(), learned.remarks.end());
  return Finish(FindFormat(learn::AgainstFormats(), options.format)->render(differences),
                HasFindings(differences) ? kFindings : kFine);
}

int RunLearn(const LearnOptions& options) {
  spdlog::set_default_logger(audit::MakeHumanLog());
  spdlog::set_level(spdlog::level::warn);
  if (const Result<void> format = CheckFormat(options); !format) return ReportError(format.error());
  std::shared_ptr<const CompiledPolicy> policy;
  if (!options.against.registries.empty()) {
    auto loaded = LoadPolicy(options.against);
    if (!loaded) return ReportErrors(loaded.error());
    policy = *std::move(loaded);
  }
  const ResultOfMany<Learned> learned = Learn(options);
  if (!learned) return ReportErrors(learned.error());
  return policy ? PrintDifferences(options, *policy, *learned) : PrintDraft(options, *learned);
}

}  // namespace

void AddLearn(Command app) {
  Command command = app.AddSubcommand("learn", "Make a registry draft of what was seen, or compare it with one");
  const auto options = std::make_shared<LearnOptions>();
  command.AddOption("--audit-log", options->audit_logs, "Learn from this audit log; - is the standard input")
      .OneValueEach();
  command.AddFlag("--listening", options->listening,
                  "Learn from the sockets that listen now (root); the default without --audit-log");
  command.AddOption("--against", options->against.registries, "Print the difference from these registries instead");
  command.AddOption("--settings", options->against.settings, "Policy settings (YAML)");
  command.AddOption("--format", options->format,
                    "A draft: markdown (default), yaml, json; a difference: text (default), json, markdown");
  command.AddFlag("--host", options->draft.host, "Take in services and processes of the host");
  command.AddFlag("--ephemeral", options->draft.ephemeral, "Take in ports in 32768-60999");
  command.AddFlag("--refused", options->draft.refused,
                  "Take in binds that failed: refused by portlaw, or the port was in use");
  command.AddOption("--socket", options->socket, "Where a running agent is asked whose sockets are");
  command.Footer(kFooter);
  command.OnRun([options] { return RunLearn(*options); });
}

}  // namespace portlaw::cli
