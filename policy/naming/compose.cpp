// SPDX-License-Identifier: Apache-2.0
// Compose, of Docker and of Podman: "project-service-1" (v1: "project_service_1"), each replica with a number of its
// own; `compose run` makes "project-service-run-4f2a0c9d81e7".
#include "policy/naming/rules.h"
#include "policy/text/names.h"

namespace portlaw::naming {

namespace {

constexpr std::string_view kComposeLabels[] = {"com.docker.compose.service", "io.podman.compose.service",
                                               "com.docker.compose.project", "io.podman.compose.project",
                                               "com.docker.compose.oneoff"};
constexpr std::string_view kComposeService[] = {kComposeLabels[0], kComposeLabels[1]};
constexpr std::string_view kComposeProject[] = {kComposeLabels[2], kComposeLabels[3]};
constexpr std::string_view kOneOff[] = {kComposeLabels[4]};

std::vector<std::string> ComposeNames(const ContainerFacts& facts) {
  const std::string_view service = ValueOf(facts.labels, kComposeService);
  if (service.empty()) return {};
  const std::string_view project = ValueOf(facts.labels, kComposeProject);
  const std::string_view name = facts.name;
  NameList names;
  if (ValueOf(facts.labels, kOneOff) == "True") {
    names.AddPart(project, service);
    return names.Take();
  }
  names.Add(name);
  const bool has_project = !project.empty() && name.size() > project.size() + 1 && name.starts_with(project) &&
                           (name[project.size()] == '-' || name[project.size()] == '_');
  const std::string_view rest = has_project ? name.substr(project.size() + 1) : std::string_view();
  names.Add(rest);
  names.AddPart(project, service);
  names.Add(WithoutIndex(name));
  names.Add(WithoutIndex(rest));
  return names.Take();
}

}  // namespace

NamingRule Compose() { return {"compose", kComposeLabels, ComposeNames}; }

}  // namespace portlaw::naming
