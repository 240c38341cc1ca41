// SPDX-License-Identifier: Apache-2.0
// The table of names, from its inside: one file a kind of orchestrator.
#ifndef PORTLAW_POLICY_NAMING_RULES_H_
#define PORTLAW_POLICY_NAMING_RULES_H_

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/naming/naming.h"

namespace portlaw::naming {

// Names, the most telling first, each once. Empty ones and those that are too long for the registry are passed over,
// and what comes when the list is full (kMaxBytes, so that the kernel's maps have room for it).
class NameList {
 public:
  static constexpr std::size_t kMaxBytes = 700;

  void Add(std::string_view name);
  // Also without the number at its end: "shop-api-2", "shop-api".
  void AddWithoutIndex(std::string_view name);
  // Of a part of something: "janua-api" tells by itself what it belongs to, "api" of "janua" does not.
  void AddPart(std::string_view whole, std::string_view part);

  std::vector<std::string> Take() { return std::move(names_); }

 private:
  std::vector<std::string> names_;
  std::size_t bytes_ = 0;
};

// A line of the table.
struct NamingRule {
  std::string_view kind;
  std::span<const std::string_view> labels;  // that it reads
  // The names of a container of this kind; none: it is of no such kind.
  std::vector<std::string> (*names)(const ContainerFacts& facts);
};

NamingRule Label();       // label.cpp: portlaw.container, the last word
NamingRule Kubernetes();  // kubernetes.cpp: annotations and labels of containerd, CRI-O and the kubelet
NamingRule Swarm();       // swarm.cpp
NamingRule Nomad();       // nomad.cpp
NamingRule Compose();     // compose.cpp: of Docker and of Podman
NamingRule Pod();         // pod.cpp: Podman's pods, made by hand and by `kube play`
NamingRule Unit();        // unit.cpp: Podman under systemd, by quadlets and `generate systemd`

// The value of the first of `keys` that there is; empty where there is none.
std::string_view ValueOf(const IdentityLabels& labels, std::span<const std::string_view> keys);

// What a pod of this name goes by in Podman: "pippin", and what `kube play` makes of a Deployment, "pippin-pod".
std::string_view WorkloadOfPodmanPod(std::string_view pod);

}  // namespace portlaw::naming

#endif  // PORTLAW_POLICY_NAMING_RULES_H_
