// SPDX-License-Identifier: Apache-2.0
// Podman's pods. `kube play` calls the container "api" of the pod "pippin" "pippin-api", and the pod of a Deployment
// "pippin" "pippin-pod"; a pod made by hand has containers of any name.
#include "policy/naming/rules.h"

namespace portlaw::naming {

namespace {

// "pippin-pod", and before 4.4 "pippin-pod-0".
constexpr std::string_view kPodSuffix = "-pod";

std::vector<std::string> PodNames(const ContainerFacts& facts) {
  if (facts.pod.empty()) return {};
  std::string_view part = facts.name;
  if (part.size() > facts.pod.size() + 1 && part.starts_with(facts.pod) && part[facts.pod.size()] == '-') {
    part.remove_prefix(facts.pod.size() + 1);
  }
  const std::string_view workload = WorkloadOfPodmanPod(facts.pod);
  NameList names;
  names.AddPart(workload, part);
  names.AddWithoutIndex(facts.name);
  names.Add(workload);
  names.Add(facts.pod);
  return names.Take();
}

}  // namespace

std::string_view WorkloadOfPodmanPod(std::string_view pod) {
  const auto number = pod.find_last_not_of("0123456789");
  if (number != std::string_view::npos && number + 1 < pod.size() && pod[number] == '-' &&
      pod.substr(0, number).ends_with(kPodSuffix)) {
    pod = pod.substr(0, number);
  }
  return pod.size() > kPodSuffix.size() && pod.ends_with(kPodSuffix) ? pod.substr(0, pod.size() - kPodSuffix.size())
                                                                     : pod;
}

NamingRule Pod() { return {"pod", {}, PodNames}; }

}  // namespace portlaw::naming
