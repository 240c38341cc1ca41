// SPDX-License-Identifier: Apache-2.0
// A container as a Docker-compatible engine describes it. Text in, values out; all of the text is hostile.
#ifndef PORTLAW_AGENT_CONTAINERS_ENGINES_CONTAINER_RECORD_H_
#define PORTLAW_AGENT_CONTAINERS_ENGINES_CONTAINER_RECORD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/containers/identity_source.h"
#include "policy/model/port.h"
#include "policy/model/result.h"
#include "policy/naming/naming.h"

namespace portlaw::containers {

// Names and labels are cut off here: the registry's are far shorter.
inline constexpr std::size_t kMaxNameBytes = 255;
// Ports that one container may publish; the rest is passed over (`ports_left_out`).
inline constexpr std::size_t kMaxPublishedPorts = 1024;

// Containers of one pod for which its infra container binds; the rest is passed over.
inline constexpr std::size_t kMaxPodMembers = 256;

struct HostPort {
  Port port = 0;  // 0: the engine chooses
  Protocol protocol = Protocol::kTcp;

  auto operator<=>(const HostPort&) const = default;
};

// A pod of Podman's.
struct PodRecord {
  std::string id;
  std::string name;
  IdentityLabels labels;             // that say who it is
  std::string infra;                 // id of the container that binds for it; empty: none
  std::vector<std::string> members;  // names of its other containers

  bool operator==(const PodRecord&) const = default;
};

struct ContainerRecord {
  KnownContainer known;          // by its name alone, until Identify
  IdentityLabels labels;         // that say who it is: its own and its image's
  std::string pod_id;            // of the pod that it is in; empty: none
  std::optional<PodRecord> pod;  // the same, once the engine has told of it
  std::string image_id;          // "sha256:..."; empty where the engine does not tell
  bool running = false;
  std::int64_t pid = 0;             // of its first process, in the engine's pid namespace; 0: none
  std::vector<HostPort> requested;  // HostConfig.PortBindings; ranges are spelled out. Sorted, each once
  std::vector<HostPort> bound;      // NetworkSettings.Ports: what the engine published in the end. Sorted, each once
  bool ports_left_out = false;
  bool name_only = false;  // from an event, which tells who it is and nothing of ports and processes

  bool operator==(const ContainerRecord&) const = default;
};

// The answer of GET /containers/ID/json. `runtime` is the engine's name: "docker", "podman".
Result<ContainerRecord> ParseContainer(std::string_view json, std::string_view runtime);

// The answer of GET /containers/json: the ids, at most `limit`; `more` tells whether there were more.
struct ContainerList {
  std::vector<std::string> ids;
  bool more = false;
};
Result<ContainerList> ParseContainerList(std::string_view json, std::size_t limit);

// A line of GET /events. Podman says "remove" where Docker says "destroy"; both are kRemoved here.
enum class EngineEventKind : std::uint8_t { kOther, kChanged, kRemoved };
struct EngineEvent {
  EngineEventKind kind = EngineEventKind::kOther;
  std::string id;
  std::string what;      // the engine's word: "create", "start"
  KnownContainer known;  // engines put name, image and labels into the event; Docker sets the name last, so that no
                         // label can pass for it
  IdentityLabels labels;
};
Result<EngineEvent> ParseEngineEvent(std::string_view line, std::string_view runtime);

// The answer of GET /images/NAME/json.
Result<IdentityLabels> ParseImage(std::string_view json);

// The answer of GET /libpod/pods/ID/json.
Result<PodRecord> ParsePod(std::string_view json);

// Finds out who the container is, by its own labels and its pod. Labels that its image has as well say nothing: whoever
// makes an image does not decide which names it may have; nor does any label where it is not known which those are.
void Identify(ContainerRecord& record, const std::optional<IdentityLabels>& of_image,
              const std::optional<PodRecord>& pod);
// The infra container of `pod` is the pod, and binds for all that are in it.
void IdentifyInfra(KnownContainer& infra, const PodRecord& pod);

// The value of the header "Server" of an answer: "Docker/20.10.24 (linux)", "Libpod/4.3.1 (linux)". Whoever else speaks
// the API is "docker" too.
struct EngineVersion {
  std::string runtime = "docker";
  std::string version;
};
EngineVersion ParseServer(std::string_view value);

// The answer of GET /info: where the engine makes a directory for each container, before anything else is done about
// it; empty where the answer does not tell.
std::string ParseContainersDirectory(std::string_view json, std::string_view runtime);

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_ENGINES_CONTAINER_RECORD_H_
