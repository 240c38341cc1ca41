// SPDX-License-Identifier: Apache-2.0
// The formats of deployment files, a file each.
#ifndef PORTLAW_POLICY_CHECK_FORMATS_H_
#define PORTLAW_POLICY_CHECK_FORMATS_H_

#include "policy/check/deployment.h"

namespace portlaw::check {

// docker-compose: https://github.com/compose-spec/compose-spec
DeploymentFormat Compose();
// Kubernetes manifests: pods and everything with a pod template, services, lists; several documents in a file.
DeploymentFormat Kubernetes();
// EXPOSE of a Dockerfile or Containerfile.
DeploymentFormat Dockerfile();

}  // namespace portlaw::check

#endif  // PORTLAW_POLICY_CHECK_FORMATS_H_
