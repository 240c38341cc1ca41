// SPDX-License-Identifier: Apache-2.0
#include "agent/daemon/control_requests.h"

#include <unistd.h>

#include <nlohmann/json.hpp>
#include <string>

#include "agent/control/protocol.h"
#include "agent/scan/agent_identities.h"
#include "agent/version.h"
#include "policy/text/printable.h"

namespace portlaw::daemon {

using nlohmann::json;

namespace {

containers::KnownContainer ContainerOf(const json& request) {
  containers::KnownContainer container;
  container.identity = {control::TextAt(request, "name"), control::TextsAt(request, "names")};
  const std::string display_name = control::TextAt(request, "display_name");  // "default/shop-x2x4z/api"
  container.details = {control::TextAt(request, "id"), display_name.empty() ? container.identity.name : display_name,
                       control::TextAt(request, "runtime"), control::TextAt(request, "image")};
  return container;
}

}  // namespace

std::vector<control::RequestHandler> ControlRequests::Handlers() {
  return {
      {"hello", false, [this](const json&) { return Hello(); }},
      {"status", false, [this](const json&) { return Status(); }},
      {"reload", false, [this](const json&) { return Reload({}); }},
      {"accept", true, [this](const json& request) { return Reload(control::TextAt(request, "name")); }},
      {"identify", false, [this](const json& request) { return scan::AnswerIdentify(roster_, request); }},
      {"register", true, [this](const json& request) { return Register(request); }},
      {"resolve", true, [this](const json& request) { return Resolve(request); }},
  };
}

json ControlRequests::Hello() const {
  json reply = control::Ok();
  reply["version"] = Version();
  reply["pid"] = getpid();
  reply["cgroup_root"] = options_.kernel.cgroup_root;
  reply["cgroup_path"] = news_.root_path();
  reply["generation"] = kernel_.Generation();
  return reply;
}

json ControlRequests::Status() const {
  json reply = control::Ok();
  reply["status"] = actions_.status();
  return reply;
}

json ControlRequests::Reload(const std::optional<std::string>& accepted) const {
  const ReloadOutcome& outcome = actions_.reload(accepted);
  if (!outcome.errors.empty()) return control::Failed(outcome.errors);
  json reply = control::Ok();
  reply["generation"] = kernel_.Generation();
  reply["changed"] = outcome.changed;
  if (outcome.held) reply["held"] = actions_.held();
  return reply;
}

json ControlRequests::Register(const json& request) {
  const containers::KnownContainer container = ContainerOf(request);
  if (container.identity.name.empty()) return control::Failed("a container has a name that is not empty");
  auto cgroup = news_.Find(control::TextAt(request, "cgroup"));
  if (!cgroup) return control::Failed(cgroup.error());
  if (auto done = roster_.Register(*cgroup, container); !done) return control::Failed(done.error());
  json reply = control::Ok();
  reply["generation"] = kernel_.Generation();
  return reply;
}

json ControlRequests::Resolve(const json& request) {
  auto cgroup = news_.Find(control::TextAt(request, "cgroup"));
  if (!cgroup) return control::Failed(cgroup.error());
  const auto subject = roster_.SubjectOf(*cgroup);
  json reply = control::Ok();
  reply["pending"] = !subject || subject->row == kernel::kPendingRow;
  const auto who = roster_.Find(*cgroup, subject ? subject->owner : 0, subject ? subject->row : 0, 0, Protocol::kAny);
  if (who.container != nullptr) reply["name"] = Printable(who.container->identity.name);
  return reply;
}

}  // namespace portlaw::daemon
