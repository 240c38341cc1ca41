// SPDX-License-Identifier: Apache-2.0
// What Kubernetes' runtimes write on a container.
#ifndef PORTLAW_POLICY_NAMING_KUBERNETES_H_
#define PORTLAW_POLICY_NAMING_KUBERNETES_H_

#include <string>
#include <string_view>

#include "policy/naming/naming.h"

namespace portlaw {

struct KubernetesContainer {
  std::string pod;            // empty: it is none of Kubernetes
  std::string pod_namespace;  // may be empty
  std::string container;      // empty: the pod's sandbox ("pause"), which holds its network
  std::string image;          // may be empty
};

// By the annotations that containerd's CRI plugin writes into a bundle, by CRI-O's, or by the kubelet's labels.
KubernetesContainer KubernetesContainerOf(const IdentityLabels& labels);
// The other way round, as containerd's CRI plugin does it.
IdentityLabels LabelsOf(const KubernetesContainer& container);

// "janua-api-7d9f8b6c5d-x2x4z" (a Deployment's pod), "janua-api-x2x4z" (a DaemonSet's): "janua-api". The endings are
// those that Kubernetes makes (k8s.io/apimachinery/pkg/util/rand: no vowels, no 0, 1 or 3).
std::string WorkloadOfPod(std::string_view pod);

// The name of a pod as Kubernetes makes it for a workload of this kind: "janua" of a StatefulSet gives "janua-0".
std::string PodNameOf(std::string_view kind, std::string_view workload);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_NAMING_KUBERNETES_H_
