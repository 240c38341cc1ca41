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
// the labels of compose and portlaw where a runtime hands them on. A container of Kubernetes is found in the registry
// by its workload's name, by its container's, and by NAMESPACE-CONTAINER. Nothing where there are no such annotations.
std::optional<KnownContainer> IdentityOfBundle(std::string_view config_json, const std::string& id,
                                               std::string_view runtime);

// "janua-api-7d9f8b6c5d-x2x4z" (a Deployment's pod) and "janua-api-x2x4z" (a DaemonSet's): "janua-api". The endings
// are those that Kubernetes makes (k8s.io/apimachinery/pkg/util/rand: no vowels, no 0, 1 or 3).
std::string WorkloadOfPod(std::string_view pod);

// The name of container `id` in the containers.json of containers/storage, where Podman keeps it.
std::string NameInStorage(std::string_view containers_json, const std::string& id);

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_ENGINES_OCI_BUNDLE_H_
