// SPDX-License-Identifier: Apache-2.0
// portlaw why: whose is this port, who has it, who was refused it, and what to do.
#include "policy/why/why.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "agent/audit/human_log.h"
#include "agent/audit/last_refusals.h"
#include "agent/cli/agent_documents.h"
#include "agent/cli/command.h"
#include "agent/cli/control_options.h"
#include "agent/cli/policy_options.h"
#include "agent/cli/report_errors.h"
#include "agent/control/client.h"
#include "agent/scan/listeners.h"
#include "policy/text/printable.h"

namespace portlaw::cli {
namespace {

constexpr std::size_t kRefusalsTold = 5;

struct WhyOptions {
  std::string port;
  RegistryOptions documents;
  std::vector<std::string> audit_logs;
  ControlOptions control;
};

// Where the command line leaves something open, the running agent's files are taken.
struct WhyFiles {
  RegistryOptions documents;
  std::vector<std::string> audit_logs;
  bool agents_log = false;  // nobody asked for that log by name
};

ResultOfMany<WhyFiles> FilesFor(const WhyOptions& options, Result<control::Client>& agent) {
  WhyFiles files{options.documents, options.audit_logs, false};
  if (!files.documents.registries.empty() && (!files.audit_logs.empty() || !agent)) return files;
  const auto agents = AskAgentFiles(agent, "portlaw why PORT --registry FILE");
  if (files.documents.registries.empty()) {
    if (!agents) return tl::make_unexpected(agents.error());
    files.documents = OrThoseOf(*agents, std::move(files.documents));
  }
  files.agents_log = files.audit_logs.empty() && agents && !agents->audit_log.empty();
  if (files.agents_log) files.audit_logs.push_back(agents->audit_log);
  return files;
}

// The agent's log may be unreadable to the user: that is told; one that was asked for must be read.
Result<void> AddRefusals(const WhyFiles& files, PortSighting& sighting) {
  if (files.audit_logs.empty())
    sighting.incomplete.emplace_back("who was refused is not known: --audit-log FILE tells");
  auto refusals = audit::LastRefusals(files.audit_logs, sighting.port, sighting.protocol, kRefusalsTold);
  if (!refusals && !files.agents_log) return tl::make_unexpected(refusals.error());
  if (refusals) {
    sighting.refusals = *std::move(refusals);
  } else {
    sighting.incomplete.push_back("who was refused is not known: " + ToString(refusals.error()));
  }
  return {};
}

ResultOfMany<PortSighting> LookAtPort(const PortArgument& port, const WhyFiles& files,
                                      const std::shared_ptr<const CompiledPolicy>& policy, control::Client* agent) {
  PortSighting sighting{port.port, port.protocol, {}, {}, {}};
  auto seen = scan::ObservePort(port.port, port.protocol, policy, agent);
  if (!seen) return FailMany(std::move(seen.error()));
  sighting.holders = std::move(seen->listeners);
  sighting.incomplete = std::move(seen->incomplete);
  if (::geteuid() != 0) sighting.incomplete.emplace_back("processes of other users are seen by root only: use sudo");
  if (auto added = AddRefusals(files, sighting); !added) return FailMany(std::move(added.error()));
  return sighting;
}

ResultOfMany<Why> FindWhy(const WhyOptions& options) {
  const Result<PortArgument> port = ParsePortArgument(options.port);
  if (!port) return FailMany(port.error());
  auto agent = control::Client::Connect(options.control.socket);
  const auto files = FilesFor(options, agent);
  if (!files) return tl::make_unexpected(files.error());
  auto policy = LoadPolicy(files->documents);
  if (!policy) return tl::make_unexpected(std::move(policy.error()));
  auto sighting = LookAtPort(*port, *files, *policy, agent ? &*agent : nullptr);
  if (!sighting) return tl::make_unexpected(std::move(sighting.error()));
  return ExplainPort(**policy, *std::move(sighting));
}

// The contract's JSON has no place for what could not be seen.
void TellIncomplete(const Why& why) {
  for (const std::string& remark : why.incomplete) std::cerr << "portlaw: " << Printable(remark, 1024) << "\n";
}

int RunWhy(const WhyOptions& options) {
  spdlog::set_default_logger(audit::MakeHumanLog());
  spdlog::set_level(spdlog::level::warn);
  const auto why = FindWhy(options);
  if (!why) return ReportErrors(why.error());
  std::cout << (options.control.json() ? WhyJson(*why) : WhyText(*why)) << std::flush;
  if (!std::cout) return ReportError(Fail({"stdout", 0}, "the answer cannot be written").value());
  if (options.control.json()) TellIncomplete(*why);
  return HasFindings(*why) ? kFindings : kFine;
}

}  // namespace

void AddWhy(Command app) {
  Command why = app.AddSubcommand("why", "Whose a port is, who has it now, who was refused it, and what to do");
  const auto options = std::make_shared<WhyOptions>();
  why.AddOption("PORT", options->port, "N, N/tcp, N/udp or N/sctp").Required();
  why.AddOption("--registry", options->documents.registries,
                "Registry documents; without any, those of the running agent")
      .OneValueEach();
  why.AddOption("--settings", options->documents.settings, "Policy settings (YAML)");
  why.AddOption("--audit-log", options->audit_logs, "Who was refused, from this log; default: the running agent's")
      .OneValueEach();
  options->control.AddTo(why);
  why.OnRun([options] { return RunWhy(*options); });
}

}  // namespace portlaw::cli
