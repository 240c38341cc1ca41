// SPDX-License-Identifier: Apache-2.0
// portlaw explain: may this container bind this port, and why.
//
// `action` is what registry and table say: allow, warn or deny. Whether a deny is carried out or only logged
// depends on the mode and the namespace; the text says so.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "agent/cli/command.h"
#include "agent/cli/json_text.h"
#include "agent/cli/policy_options.h"
#include "agent/cli/report_errors.h"
#include "policy/decide/own_protocols.h"
#include "policy/decide/suggest.h"
#include "policy/text/printable.h"

namespace portlaw::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxExplainedBytes = 1024;

struct ExplainOptions {
  RegistryOptions registries;
  std::string container;
  std::string port;
  std::string netns = "host";
  std::string format = "text";
};

struct Explanation {
  Subject subject;
  BindRequest request;
  Verdict verdict;
  Action action = Action::kAllow;  // before the mode
  std::optional<Port> suggestion;
  std::vector<Protocol> own_protocols;  // for which the port is the container's, and which were not asked for
};

Explanation Explain(const CompiledPolicy& policy, const ExplainOptions& options, PortArgument port) {
  Explanation explanation;
  explanation.subject = Resolve(policy, {options.container, {}});
  explanation.request.port = port.port;
  explanation.request.protocol = port.protocol;
  explanation.request.scope = options.netns == "private" ? Scope::kPrivate : Scope::kHost;
  explanation.verdict = Evaluate(policy, explanation.subject, explanation.request);
  const Action action = explanation.verdict.action;
  explanation.action = action == Action::kWouldDeny ? Action::kDeny : action;
  explanation.own_protocols = OwnProtocols(policy, explanation.subject, explanation.request);
  explanation.suggestion = SuggestPort(policy, explanation.subject.service);
  return explanation;
}

Json SourceJson(const std::optional<Source>& source) {
  if (!source) return nullptr;
  return {{"file", source->file}, {"line", source->line}};
}

void PrintJson(const Explanation& explanation) {
  const Json json = {{"container", explanation.subject.container},
                     {"service", OrNull(explanation.subject.service)},
                     {"port", explanation.request.port},
                     {"protocol", ToString(explanation.request.protocol)},
                     {"netns", ToString(explanation.request.scope)},
                     {"action", ToString(explanation.action)},
                     {"reason", ToString(explanation.verdict.reason)},
                     {"source", SourceJson(explanation.verdict.rule)},
                     {"owner", OrNull(explanation.verdict.owner)},
                     {"suggestion", explanation.suggestion ? Json(*explanation.suggestion) : Json()}};
  std::cout << json.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
}

std::string Who(const Subject& subject) {
  const std::string name = Printable(subject.container);
  if (subject.kind != SubjectKind::kRegistered) return name + " (in no registry)";
  return subject.service.empty() ? name : name + " (" + Printable(subject.service) + ")";
}

std::string Because(const Explanation& explanation) {
  if (!explanation.verdict.rule) return "no registry line claims this port for anyone";
  return Printable(explanation.verdict.rule_text, kMaxExplainedBytes);
}

void PrintExplanation(const Explanation& explanation) {
  const Verdict& verdict = explanation.verdict;
  std::cout << ToString(explanation.action) << ": " << Who(explanation.subject) << ", " << explanation.request.port
            << "/" << ToString(explanation.request.protocol) << " in "
            << (explanation.request.scope == Scope::kHost ? "the host's" : "a private") << " network namespace\n";
  if (verdict.action == Action::kWouldDeny) std::cout << "  carried out  only logged, as would-deny\n";
  std::cout << "  reason       " << ToString(verdict.reason) << "\n";
  std::cout << "  because      " << Because(explanation) << "\n";
  if (verdict.rule) std::cout << "  line         " << Printable(ToString(*verdict.rule), kMaxExplainedBytes) << "\n";
  if (!verdict.owner.empty()) std::cout << "  owner        " << Printable(verdict.owner) << "\n";
  for (const Protocol protocol : explanation.own_protocols) {
    std::cout << "  but          it owns " << explanation.request.port << "/" << ToString(protocol) << ", this is "
              << ToString(explanation.request.protocol) << "\n";
  }
  if (explanation.suggestion) {
    std::cout << "  next free    " << *explanation.suggestion << ", of " << Printable(explanation.subject.service)
              << "\n";
  }
}

int RunExplain(const ExplainOptions& options) {
  const Result<PortArgument> port = ParsePortArgument(options.port);
  if (!port) return ReportError(port.error());
  if (options.container.empty()) return ReportError({{}, "the container has no name", "--container NAME"});
  const auto policy = LoadPolicy(options.registries);
  if (!policy) return ReportErrors(policy.error());
  const Explanation explanation = Explain(**policy, options, *port);
  if (options.format == "json") {
    PrintJson(explanation);
  } else {
    PrintExplanation(explanation);
  }
  return explanation.action == Action::kDeny ? kFindings : kFine;
}

}  // namespace

void AddExplain(Command app) {
  Command command = app.AddSubcommand("explain", "Say whether a container may bind a port, and why");
  const auto options = std::make_shared<ExplainOptions>();
  options->registries.AddTo(command);
  command.AddOption("--container", options->container, "The container's name").Required();
  command.AddOption("--port", options->port, "N, N/tcp, N/udp or N/sctp").Required();
  command.AddOption("--netns", options->netns, "Whose network namespace it binds in").OneOf({"host", "private"});
  command.AddOption("--format", options->format, "Output format").OneOf({"text", "json"});
  command.OnRun([options] { return RunExplain(*options); });
}

}  // namespace portlaw::cli
