// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/oci_bundle.h"

#include <nlohmann/json.hpp>

#include "agent/containers/engines/bounded_json.h"
#include "agent/containers/engines/container_record.h"
#include "policy/naming/kubernetes.h"

namespace portlaw::containers {

namespace {

// What nerdctl calls a container.
constexpr std::string_view kNerdctlName = "nerdctl/name";
constexpr std::string_view kNerdctlImage = "nerdctl/image";

}  // namespace

std::optional<KnownContainer> IdentityOfBundle(std::string_view config_json, const std::string& id,
                                               std::string_view runtime) {
  const auto json = ParseJson(config_json);
  if (!json) return std::nullopt;
  const Json& annotations = Member(*json, "annotations");
  if (!annotations.is_object()) return std::nullopt;
  ContainerFacts facts;
  for (const auto& [key, value] : annotations.items()) {
    if (IsIdentityLabel(key)) facts.labels.emplace(key, Text(value, kMaxNameBytes));
  }
  const KubernetesContainer self = KubernetesContainerOf(facts.labels);
  facts.name = self.pod.empty() ? Text(Member(annotations, kNerdctlName), kMaxNameBytes) : self.container;
  KnownContainer known{IdentityOf(facts), {}, {}};
  if (known.identity == ContainerIdentity()) return std::nullopt;
  known.details = {id, facts.name, std::string(runtime), self.image};
  if (self.pod.empty()) {
    known.details.image = Text(Member(annotations, kNerdctlImage), kMaxNameBytes);
  } else {
    known.details.name = self.pod_namespace + "/" + self.pod + (self.container.empty() ? "" : "/" + self.container);
  }
  return known;
}

std::string NameInStorage(std::string_view containers_json, const std::string& id) {
  const auto json = ParseJson(containers_json);
  if (!json || !json->is_array()) return {};
  for (const Json& container : *json) {
    if (Text(Member(container, "id"), kMaxNameBytes) != id) continue;
    const Json& names = Member(container, "names");
    return names.is_array() && !names.empty() ? Text(names.front(), kMaxNameBytes) : std::string();
  }
  return {};
}

}  // namespace portlaw::containers
