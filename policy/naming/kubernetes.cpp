// SPDX-License-Identifier: Apache-2.0
#include "policy/naming/kubernetes.h"

#include "policy/naming/rules.h"
#include "policy/text/names.h"

namespace portlaw {

namespace {

constexpr std::string_view kKubernetesLabels[] = {
    "io.kubernetes.cri.sandbox-name",   "io.kubernetes.cri.sandbox-namespace",
    "io.kubernetes.cri.container-name", "io.kubernetes.cri.image-name",
    "io.kubernetes.pod.name",           "io.kubernetes.pod.namespace",
    "io.kubernetes.container.name",     "io.kubernetes.cri-o.ImageName",
};
constexpr std::string_view kPodName[] = {kKubernetesLabels[0], kKubernetesLabels[4]};
constexpr std::string_view kPodNamespace[] = {kKubernetesLabels[1], kKubernetesLabels[5]};
constexpr std::string_view kPodContainer[] = {kKubernetesLabels[2], kKubernetesLabels[6]};
constexpr std::string_view kPodImage[] = {kKubernetesLabels[3], kKubernetesLabels[7]};

// What CRI-O and cri-dockerd call the container of the sandbox.
constexpr std::string_view kSandbox = "POD";

// A part that Kubernetes made: `least` to `most` characters of its alphabet behind the last '-'.
bool CutRandom(std::string_view& name, std::size_t least, std::size_t most) {
  constexpr std::string_view kAlphabet = "bcdfghjklmnpqrstvwxz2456789";
  const auto dash = name.rfind('-');
  if (dash == std::string_view::npos || dash == 0) return false;
  const std::string_view part = name.substr(dash + 1);
  if (part.size() < least || part.size() > most) return false;
  if (part.find_first_not_of(kAlphabet) != std::string_view::npos) return false;
  name = name.substr(0, dash);
  return true;
}

// The pod's container, then the workload that owns the pod (a StatefulSet's without the pod's number, too), then the
// pod.
std::vector<std::string> KubernetesNames(const ContainerFacts& facts) {
  const KubernetesContainer self = KubernetesContainerOf(facts.labels);
  if (self.pod.empty()) return {};
  const std::string numbered = WorkloadOfPod(self.pod);
  const std::string_view unnumbered = WithoutIndex(numbered);
  const std::string workload(unnumbered.empty() ? numbered : unnumbered);
  naming::NameList names;
  if (!self.container.empty()) names.AddPart(workload, self.container);
  names.Add(numbered);
  names.Add(workload);
  if (self.pod_namespace.empty()) return names.Take();
  names.Add(self.pod_namespace + "/" + self.pod);
  names.Add(self.pod_namespace + "/" + workload);
  if (!self.container.empty()) names.Add(self.pod_namespace + "-" + self.container);
  return names.Take();
}

}  // namespace

KubernetesContainer KubernetesContainerOf(const IdentityLabels& labels) {
  KubernetesContainer self{
      std::string(naming::ValueOf(labels, kPodName)), std::string(naming::ValueOf(labels, kPodNamespace)),
      std::string(naming::ValueOf(labels, kPodContainer)), std::string(naming::ValueOf(labels, kPodImage))};
  if (self.container == kSandbox) self.container.clear();
  return self;
}

IdentityLabels LabelsOf(const KubernetesContainer& container) {
  return {{std::string(kPodName[0]), container.pod},
          {std::string(kPodNamespace[0]), container.pod_namespace},
          {std::string(kPodContainer[0]), container.container},
          {std::string(kPodImage[0]), container.image}};
}

std::string WorkloadOfPod(std::string_view pod) {
  if (CutRandom(pod, 5, 5)) CutRandom(pod, 6, 10);
  return std::string(pod);
}

std::string PodNameOf(std::string_view kind, std::string_view workload) {
  const std::string name(workload);
  if (kind == "Pod") return name;
  if (kind == "StatefulSet") return name + "-0";
  if (kind == "CronJob") return name + "-28391040-x2x4z";
  const bool two_levels = kind == "Deployment" || kind == "Rollout";
  return name + (two_levels ? "-7d9f8b6c5d-x2x4z" : "-x2x4z");
}

naming::NamingRule naming::Kubernetes() { return {"kubernetes", kKubernetesLabels, KubernetesNames}; }

}  // namespace portlaw
