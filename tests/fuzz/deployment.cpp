// SPDX-License-Identifier: Apache-2.0
// What `portlaw check` reads (compose files, manifests, Dockerfiles, environment files) on any bytes, and the
// judgement.
#include "policy/check/deployment.h"

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include "policy/check/interpolate.h"
#include "policy/check/judge.h"

namespace {

using namespace portlaw;

std::shared_ptr<const CompiledPolicy> SmallPolicy() {
  Registry registry;
  Assignment row;
  row.ports = {6000, 6000};
  row.container = "pear-api";
  row.service = "Pear";
  row.source = {"ports.md", 1};
  registry.assignments.push_back(row);
  ReservedRange reserved;
  reserved.ports = {8000, 8099};
  reserved.source = {"ports.md", 2};
  registry.reserved.push_back(reserved);
  return CompiledPolicy::Compile({registry}, Settings(), "host");
}

void Require(bool condition, const char* what) {
  if (condition) return;
  std::cerr << "not kept by a reader of deployment files: " << what << "\n";
  std::abort();
}

void CheckBinds(const Deployment& deployment) {
  for (const PlannedBind& bind : deployment.binds) {
    Require(!bind.identities.empty(), "a bind has somebody who binds");
    Require(bind.ports.first <= bind.ports.last, "a range goes up");
    Require(bind.source.line >= 1, "a bind has a line");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto policy = SmallPolicy();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  DeploymentOptions options;
  options.directory = "garden";
  options.variables = check::ParseEnvFile(text, {{"PEAR_PORT", "6000"}});
  (void)check::Interpolate(text, options.variables);
  (void)FindDeploymentFormat(text, "compose.yaml");
  for (const DeploymentFormat& format : DeploymentFormats()) {
    const Result<Deployment> deployment = format.read(text, "file.yaml", options);
    if (!deployment) continue;
    CheckBinds(*deployment);
    (void)Judge(*policy, deployment->binds);
  }
  return 0;
}
