// SPDX-License-Identifier: Apache-2.0
#include "policy/check/deployment.h"

#include "policy/check/formats.h"

namespace portlaw {

std::span<const DeploymentFormat> DeploymentFormats() {
  static const DeploymentFormat kFormats[] = {
      check::Dockerfile(),
      check::Compose(),
      check::Kubernetes(),
  };
  return kFormats;
}

const DeploymentFormat* FindDeploymentFormat(std::string_view text, const std::string& file) {
  for (const DeploymentFormat& format : DeploymentFormats()) {
    if (format.claims(text, file)) return &format;
  }
  return nullptr;
}

}  // namespace portlaw
