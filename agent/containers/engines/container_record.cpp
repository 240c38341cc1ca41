// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/container_record.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "agent/containers/engines/bounded_json.h"
#include "agent/containers/engines/container_path.h"

namespace portlaw::containers {

namespace {

std::optional<int> HostPortNumber(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0 || number > 65535) return std::nullopt;
  return number;
}

// "4101", "4100-4110", "" and "0" (the engine chooses). A range that goes backwards is nothing.
std::optional<PortRange> HostPortRange(std::string_view text) {
  if (text.empty()) return PortRange{0, 0};
  const auto dash = text.find('-');
  const auto first = HostPortNumber(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : HostPortNumber(text.substr(dash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return PortRange{static_cast<Port>(*first), static_cast<Port>(*last)};
}

void AddRange(ContainerRecord& record, std::vector<HostPort>& ports, PortRange range, Protocol protocol) {
  for (int port = range.first; port <= range.last; ++port) {
    if (ports.size() >= kMaxPublishedPorts) {
      record.ports_left_out = true;
      return;
    }
    ports.push_back({static_cast<Port>(port), protocol});
  }
}

// {"80/tcp": [{"HostIp": "", "HostPort": "4101"}], "81/udp": null}
std::vector<HostPort> ParsePorts(ContainerRecord& record, const Json& map) {
  std::vector<HostPort> ports;
  if (!map.is_object()) return ports;
  for (const auto& [key, bindings] : map.items()) {
    const auto slash = key.find('/');
    const auto protocol = slash == std::string::npos ? Protocol::kTcp : ParseProtocol(key.substr(slash + 1));
    if (!protocol || !bindings.is_array()) continue;
    for (const Json& binding : bindings) {
      const auto range = HostPortRange(Text(Member(binding, "HostPort"), 16));
      if (range) AddRange(record, ports, *range, *protocol);
    }
  }
  std::sort(ports.begin(), ports.end());
  ports.erase(std::unique(ports.begin(), ports.end()), ports.end());
  return ports;
}

IdentityLabels ParseLabels(const Json& labels) {
  IdentityLabels found;
  if (!labels.is_object()) return found;
  for (const auto& [key, value] : labels.items()) {
    if (IsIdentityLabel(key)) found.emplace(key, Text(value, kMaxNameBytes));
  }
  std::erase_if(found, [](const auto& label) { return label.second.empty(); });
  return found;
}

std::string ParseName(const Json& json) {
  std::string name = Text(Member(json, "Name"), kMaxNameBytes + 1);
  if (name.starts_with('/')) name.erase(0, 1);
  return name;
}

Result<std::string> ParseId(const Json& json) {
  std::string id = Text(json, kMaxNameBytes);
  if (!IsContainerId(id)) return Fail({}, "a container id that is not one");
  return id;
}

EngineEventKind KindOf(std::string_view what) {
  if (what == "destroy" || what == "remove") return EngineEventKind::kRemoved;
  for (const std::string_view change : {"create", "init", "start", "restart", "die", "stop", "rename", "update"}) {
    if (what == change) return EngineEventKind::kChanged;
  }
  return EngineEventKind::kOther;
}

}  // namespace

Result<ContainerRecord> ParseContainer(std::string_view text, std::string_view runtime) {
  const auto json = ParseJson(text);
  if (!json) return tl::make_unexpected(json.error());
  auto id = ParseId(Member(*json, "Id"));
  if (!id) return tl::make_unexpected(id.error());
  ContainerRecord record;
  const std::string name = ParseName(*json);
  record.known.identity = IdentityOf({name, {}, ""});
  record.labels = ParseLabels(Member(*json, "Config", "Labels"));
  record.pod_id = Text(Member(*json, "Pod"), kMaxNameBytes);
  if (!IsContainerId(record.pod_id)) record.pod_id.clear();
  record.image_id = Text(Member(*json, "Image"), kMaxNameBytes);
  record.known.details.id = std::move(*id);
  record.known.details.name = name;
  record.known.details.runtime = runtime;
  record.known.details.image = Text(Member(*json, "Config", "Image"), kMaxNameBytes);
  record.running = Truth(Member(*json, "State", "Running"));
  record.pid = Number(Member(*json, "State", "Pid"));
  record.requested = ParsePorts(record, Member(*json, "HostConfig", "PortBindings"));
  record.bound = ParsePorts(record, Member(*json, "NetworkSettings", "Ports"));
  return record;
}

Result<IdentityLabels> ParseImage(std::string_view text) {
  const auto json = ParseJson(text);
  if (!json) return tl::make_unexpected(json.error());
  if (!json->is_object()) return Fail({}, "an image that is no object");
  return ParseLabels(Member(*json, "Config", "Labels"));
}

Result<PodRecord> ParsePod(std::string_view text) {
  const auto json = ParseJson(text);
  if (!json) return tl::make_unexpected(json.error());
  auto id = ParseId(Member(*json, "Id"));
  if (!id) return tl::make_unexpected(id.error());
  PodRecord pod{std::move(*id),
                Text(Member(*json, "Name"), kMaxNameBytes),
                ParseLabels(Member(*json, "Labels")),
                Text(Member(*json, "InfraContainerID"), kMaxNameBytes),
                {}};
  const Json& containers = Member(*json, "Containers");
  if (!containers.is_array()) return pod;
  for (const Json& container : containers) {
    std::string name = Text(Member(container, "Name"), kMaxNameBytes);
    const bool self = Text(Member(container, "Id"), kMaxNameBytes) == pod.infra;
    if (!self && !name.empty() && pod.members.size() < kMaxPodMembers) pod.members.push_back(std::move(name));
  }
  return pod;
}

void Identify(ContainerRecord& record, const std::optional<IdentityLabels>& of_image,
              const std::optional<PodRecord>& pod) {
  if (pod && pod->infra == record.known.details.id) return IdentifyInfra(record.known, *pod);
  ContainerFacts facts{record.known.details.name, {}, pod ? pod->name : ""};
  for (const auto& [key, value] : of_image ? record.labels : IdentityLabels()) {
    const auto inherited = of_image->find(key);
    if (inherited == of_image->end() || inherited->second != value) facts.labels.emplace(key, value);
  }
  record.known.identity = IdentityOf(facts);
}

void IdentifyInfra(KnownContainer& infra, const PodRecord& pod) {
  infra.identity = IdentityOfPod(pod.name, pod.labels);
  infra.details.name = pod.name;
  infra.pod.clear();
  for (const std::string& name : pod.members) infra.pod.push_back(IdentityOf({name, {}, pod.name}));
}

Result<ContainerList> ParseContainerList(std::string_view text, std::size_t limit) {
  const auto json = ParseJson(text);
  if (!json) return tl::make_unexpected(json.error());
  if (!json->is_array()) return Fail({}, "the list of containers is no list");
  ContainerList list;
  for (const Json& entry : *json) {
    auto id = ParseId(Member(entry, "Id"));
    if (!id) continue;
    if (list.ids.size() >= limit) {
      list.more = true;
      break;
    }
    list.ids.push_back(std::move(*id));
  }
  return list;
}

Result<EngineEvent> ParseEngineEvent(std::string_view line, std::string_view runtime) {
  const auto json = ParseJson(line);
  if (!json) return tl::make_unexpected(json.error());
  if (!json->is_object()) return Fail({}, "an event that is no object");
  EngineEvent event;
  if (Text(Member(*json, "Type"), kMaxNameBytes) != "container") return event;
  event.what = Text(Member(*json, "Action"), kMaxNameBytes);
  event.kind = KindOf(event.what);
  if (event.kind == EngineEventKind::kOther) return event;
  auto id = ParseId(Member(*json, "Actor", "ID"));
  if (!id) return tl::make_unexpected(id.error());
  event.id = std::move(*id);
  const Json& attributes = Member(*json, "Actor", "Attributes");
  const std::string name = Text(Member(attributes, "name"), kMaxNameBytes);
  event.known.identity = IdentityOf({name, {}, ""});
  event.labels = ParseLabels(attributes);
  event.known.details = {event.id, name, std::string(runtime), Text(Member(attributes, "image"), kMaxNameBytes)};
  return event;
}

EngineVersion ParseServer(std::string_view value) {
  EngineVersion engine;
  const auto slash = value.find('/');
  if (slash == std::string_view::npos) return engine;
  if (value.substr(0, slash) == "Libpod") engine.runtime = "podman";
  const std::string_view rest = value.substr(slash + 1);
  engine.version = rest.substr(0, std::min(rest.find(' '), kMaxNameBytes));
  return engine;
}

std::string ParseContainersDirectory(std::string_view text, std::string_view runtime) {
  const auto json = ParseJson(text);
  if (!json) return {};
  const std::string root = Text(Member(*json, "DockerRootDir"), 4000);
  const std::string driver = Text(Member(*json, "Driver"), 64);
  if (root.starts_with('/') && runtime != "podman") return root + "/containers";
  if (!root.starts_with('/') || driver.empty() || driver.find('/') != std::string::npos) return {};
  return root + "/" + driver + "-containers";
}

}  // namespace portlaw::containers
