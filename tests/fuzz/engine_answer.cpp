// SPDX-License-Identifier: Apache-2.0
// What an engine answers, and the command line of one: the first byte says to which question.
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "agent/containers/engines/container_path.h"
#include "agent/containers/engines/container_record.h"
#include "agent/containers/publish/podman_run.h"
#include "tests/fuzz/require.h"

using namespace portlaw;
using namespace portlaw::containers;
using fuzz::Require;

namespace {

void Container(const std::string& text) {
  auto record = ParseContainer(text, "podman");
  if (!record) return;
  Require(IsContainerId(record->known.details.id), "a container's id is one");
  Require(record->pod_id.empty() || IsContainerId(record->pod_id), "a pod's id is one");
  Require(record->requested.size() <= kMaxPublishedPorts, "ports are bounded");
  Require(record->bound.size() <= kMaxPublishedPorts, "ports are bounded");
  Identify(*record, IdentityLabels(), std::nullopt);
  fuzz::RequireBounded(record->known.identity);
}

void Pod(const std::string& text) {
  const auto pod = ParsePod(text);
  if (!pod) return;
  Require(IsContainerId(pod->id), "a pod's id is one");
  Require(pod->members.size() <= kMaxPodMembers, "what is in a pod is bounded");
  KnownContainer infra;
  IdentifyInfra(infra, *pod);
  for (const ContainerIdentity& identity : infra.Binders()) fuzz::RequireBounded(identity);
}

void Event(const std::string& text) {
  const auto event = ParseEngineEvent(text, "docker");
  if (!event || event->kind == EngineEventKind::kOther) return;
  Require(IsContainerId(event->id), "an event's container has an id");
  fuzz::RequireBounded(event->known.identity);
}

void List(const std::string& text) {
  const auto list = ParseContainerList(text, 3);
  if (!list) return;
  Require(list->ids.size() <= 3, "a list is bounded");
  Require(std::all_of(list->ids.begin(), list->ids.end(), IsContainerId), "a list is one of ids");
}

void Directory(const std::string& text) {
  for (const char* runtime : {"docker", "podman"}) {
    const std::string directory = ParseContainersDirectory(text, runtime);
    Require(directory.empty() || directory.starts_with('/'), "a directory's path begins at the root");
  }
}

void Command(const std::string& text) {
  std::vector<std::string> arguments;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find(' ', begin), text.size());
    arguments.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  const auto run = ParsePodmanRun(arguments);
  if (!run) return;
  Require(run->ports.size() <= kMaxPublishedPorts, "ports are bounded");
  fuzz::RequireBounded(IdentityOf({run->name, run->labels, run->pod}));
}

void Image(const std::string& text) { (void)ParseImage(text); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr void (*kQuestions[])(const std::string&) = {Container, Pod, Event, List, Directory, Command, Image};
  const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
  kQuestions[data[0] % std::size(kQuestions)](text);
  return 0;
}
