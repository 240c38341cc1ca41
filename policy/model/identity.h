// SPDX-License-Identifier: Apache-2.0
// Who a container says it is, in the words that engines have for it.
#ifndef PORTLAW_POLICY_MODEL_IDENTITY_H_
#define PORTLAW_POLICY_MODEL_IDENTITY_H_

#include <string>

namespace portlaw {

// Everything about a container that its registry name can be found by. All of it is hostile input.
struct ContainerIdentity {
  std::string name;             // the engine's: "project-janua-api-1"
  std::string compose_project;  // label com.docker.compose.project; may be empty
  std::string compose_service;  // label com.docker.compose.service; may be empty
  std::string override_name;    // label portlaw.container; may be empty

  auto operator<=>(const ContainerIdentity&) const = default;
};

}  // namespace portlaw

#endif  // PORTLAW_POLICY_MODEL_IDENTITY_H_
