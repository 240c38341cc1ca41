// SPDX-License-Identifier: Apache-2.0
// Which names the registry may have for a container, by what orchestrators write on it: one table, so that a file that
// is checked and a container that runs are found in the same way.
#ifndef PORTLAW_POLICY_NAMING_NAMING_H_
#define PORTLAW_POLICY_NAMING_NAMING_H_

#include <map>
#include <string>
#include <string_view>

#include "policy/model/identity.h"

namespace portlaw {

// Labels and annotations, as key and value.
using IdentityLabels = std::map<std::string, std::string>;

// What is known of a container. All of it is hostile input.
struct ContainerFacts {
  std::string name;  // the engine's; may be empty
  IdentityLabels
      labels;       // those that it was given itself, and not by its image; others than IsIdentityLabel do not matter
  std::string pod;  // the name of Podman's pod that it is in; empty: none

  bool operator==(const ContainerFacts&) const = default;
};

// The label by which whoever starts a container says outright who it is.
inline constexpr std::string_view kContainerLabel = "portlaw.container";

// Whether a label of this key says anything about who a container is.
bool IsIdentityLabel(std::string_view key);

// Who it is: by the first line of the table (naming.cpp) that has names for it. Names that are too long to be anybody's
// are left out. Pure; linear in the names.
ContainerIdentity IdentityOf(const ContainerFacts& facts);

// The pod itself: what binds on behalf of all its containers. `labels` are the pod's.
ContainerIdentity IdentityOfPod(const std::string& pod, const IdentityLabels& labels);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_NAMING_NAMING_H_
