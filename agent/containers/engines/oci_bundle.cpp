// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/oci_bundle.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "agent/containers/engines/bounded_json.h"
#include "agent/containers/engines/container_record.h"

namespace portlaw::containers {

namespace {

// The words that a runtime has for the same things.
struct Dialect {
  std::string_view pod;
  std::string_view pod_namespace;
  std::string_view container;
  std::string_view image;
};

constexpr Dialect kDialects[] = {
    {"io.kubernetes.cri.sandbox-name", "io.kubernetes.cri.sandbox-namespace", "io.kubernetes.cri.container-name",
     "io.kubernetes.cri.image-name"},
    {"io.kubernetes.pod.name", "io.kubernetes.pod.namespace", "io.kubernetes.container.name",
     "io.kubernetes.cri-o.ImageName"},
    {"", "nerdctl/namespace", "nerdctl/name", "nerdctl/image"},
};

std::string Annotation(const Json& annotations, std::string_view key) {
  return key.empty() ? std::string() : Text(Member(annotations, key), kMaxNameBytes);
}

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

void SetKubernetes(KnownContainer& known, const std::string& pod, const std::string& pod_namespace,
                   const std::string& container) {
  known.identity.name = WorkloadOfPod(pod);
  known.identity.compose_service = container;
  known.identity.compose_project = pod_namespace;
  known.details.name = pod_namespace + "/" + pod + (container.empty() ? "" : "/" + container);
}

bool SetIdentity(KnownContainer& known, const Json& annotations, const Dialect& dialect) {
  const std::string pod = Annotation(annotations, dialect.pod);
  const std::string container = Annotation(annotations, dialect.container);
  if (pod.empty() && container.empty()) return false;
  if (pod.empty()) {
    known.identity.name = container;
    known.details.name = container;
  } else {
    SetKubernetes(known, pod, Annotation(annotations, dialect.pod_namespace), container);
  }
  known.details.image = Annotation(annotations, dialect.image);
  return true;
}

}  // namespace

std::string WorkloadOfPod(std::string_view pod) {
  if (CutRandom(pod, 5, 5)) CutRandom(pod, 6, 10);
  return std::string(pod);
}

std::optional<KnownContainer> IdentityOfBundle(std::string_view config_json, const std::string& id,
                                               std::string_view runtime) {
  const auto json = ParseJson(config_json);
  if (!json) return std::nullopt;
  const Json& annotations = Member(*json, "annotations");
  if (!annotations.is_object()) return std::nullopt;
  KnownContainer known;
  known.details.id = id;
  known.details.runtime = runtime;
  const bool named = std::any_of(std::begin(kDialects), std::end(kDialects),
                                 [&](const Dialect& dialect) { return SetIdentity(known, annotations, dialect); });
  for (const auto& [key, value] : annotations.items()) SetLabel(known.identity, key, Text(value, kMaxNameBytes));
  const bool labelled = !known.identity.override_name.empty() || !known.identity.compose_service.empty();
  return named || labelled ? std::optional(std::move(known)) : std::nullopt;
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
