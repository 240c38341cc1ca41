// SPDX-License-Identifier: Apache-2.0
// A container's identity from what its OCI bundle says (config.json, runtime-spec 1.0). Text in, values out.
#ifndef PORTLAW_AGENT_CONTAINERS_ENGINES_OCI_BUNDLE_H_
#define PORTLAW_AGENT_CONTAINERS_ENGINES_OCI_BUNDLE_H_

#include <optional>
#include <string>
#include <string_view>

#include "agent/containers/identity_source.h"

namespace portlaw::containers {

// From the annotations that containerd's CRI plugin, CRI-O and nerdctl write: pod, namespace, container and image; and
// the labels of others where a runtime hands them on. Who it is then, policy/naming tells. Nothing where there are no
// such annotations.
std::optional<KnownContainer> IdentityOfBundle(std::string_view config_json, const std::string& id,
                                               std::string_view runtime);

// The name of container `id` in the containers.json of containers/storage, where Podman keeps it.
std::string NameInStorage(std::string_view containers_json, const std::string& id);

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_ENGINES_OCI_BUNDLE_H_
