// SPDX-License-Identifier: Apache-2.0
// Deployment files: what containers they will start, and which ports those will bind. One entry a format.
#ifndef PORTLAW_POLICY_CHECK_DEPLOYMENT_H_
#define PORTLAW_POLICY_CHECK_DEPLOYMENT_H_

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/decide/verdict.h"
#include "policy/model/finding.h"
#include "policy/model/identity.h"
#include "policy/model/port.h"
#include "policy/model/result.h"

namespace portlaw {

// A bind that a deployment file announces.
struct PlannedBind {
  std::vector<ContainerIdentity> identities;  // who binds; several: a pod, and all its containers; never empty
  std::string who;                            // for messages: "service api"
  std::string statement;                      // where it says so: "ports", "hostPort"
  PortRange ports;
  bool one_of = false;  // the engine takes one port of the range
  Protocol protocol = Protocol::kTcp;
  Scope scope = Scope::kHost;
  std::string address;                // host address that it is limited to; empty: all
  std::string project;                // what runs together on one host; empty: unknown
  std::vector<std::string> profiles;  // runs only with one of these; empty: always
  Source source;
};

// `findings` are about what cannot be judged: a variable without a value, a random port.
struct Deployment {
  std::vector<PlannedBind> binds;
  Findings findings;
};

struct DeploymentOptions {
  std::map<std::string, std::string> variables;  // for substitution
  std::string project;                           // compose's project name; empty: what the file says, else `directory`
  std::string directory;                         // name of the directory that the file stands in
  std::set<std::string> profiles;                // compose's enabled profiles; empty: all
};

// A format of deployment files. `claims` tells from name and text whether the file is one.
struct DeploymentFormat {
  std::string_view name;  // "compose"
  bool (*claims)(std::string_view text, const std::string& file);
  Result<Deployment> (*read)(std::string_view text, const std::string& file, const DeploymentOptions& options);
};

// All formats, in one table (deployment.cpp).
std::span<const DeploymentFormat> DeploymentFormats();

// The format that claims the file; none: it is no deployment file.
const DeploymentFormat* FindDeploymentFormat(std::string_view text, const std::string& file);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_CHECK_DEPLOYMENT_H_
