// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/container_path.h"

#include <algorithm>

namespace portlaw::containers {

namespace {

constexpr std::string_view kScope = ".scope";
constexpr std::size_t kFullId = 64;

struct Prefix {
  std::string_view text;
  std::string_view runtime;
};

// A prefix that another begins with comes after it. No runtime: no container.
constexpr Prefix kPrefixes[] = {
    {"docker-", "docker"}, {"libpod-conmon-", ""}, {"libpod-payload-", "podman"},     {"libpod-", "podman"},
    {"crio-conmon-", ""},  {"crio-", "cri-o"},     {"cri-containerd-", "containerd"}, {"nerdctl-", "containerd"},
};

bool IsHex(char c) { return ('0' <= c && c <= '9') || ('a' <= c && c <= 'f'); }

// An id that stands alone: only in full, since "deadbeef1234" may be any directory's name.
std::optional<NamedContainer> BareId(std::string_view parent, std::string_view name) {
  if (name.size() != kFullId || !IsContainerId(name)) return std::nullopt;
  if (parent == "libpod_parent") return std::nullopt;  // a pod
  return NamedContainer{std::string(name), parent == "docker" ? "docker" : ""};
}

// "kubelet-kubepods-pod1.slice:cri-containerd:ID": the systemd form, given to a runtime that uses the cgroupfs driver.
std::optional<NamedContainer> ColonForm(std::string_view name) {
  const auto colon = name.rfind(':');
  if (colon == std::string_view::npos || !IsContainerId(name.substr(colon + 1))) return std::nullopt;
  const bool containerd = name.substr(0, colon).ends_with("cri-containerd");
  return NamedContainer{std::string(name.substr(colon + 1)), containerd ? "containerd" : ""};
}

std::optional<NamedContainer> ContainerOfComponent(std::string_view parent, std::string_view name) {
  if (name.ends_with(kScope)) name.remove_suffix(kScope.size());
  for (const Prefix& prefix : kPrefixes) {
    if (!name.starts_with(prefix.text)) continue;
    const std::string_view id = name.substr(prefix.text.size());
    if (prefix.runtime.empty() || !IsContainerId(id)) return std::nullopt;
    return NamedContainer{std::string(id), std::string(prefix.runtime)};
  }
  if (auto colon = ColonForm(name)) return colon;
  return BareId(parent, name);
}

// The first component of `path` that names a container; what comes after it is left in `path`.
std::optional<NamedContainer> TakeContainer(std::string_view& path) {
  std::string_view parent;
  while (!path.empty()) {
    const auto slash = path.find('/');
    const std::string_view name = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
    if (name.empty()) continue;
    if (auto container = ContainerOfComponent(parent, name)) return container;
    parent = name;
  }
  return std::nullopt;
}

}  // namespace

bool IsContainerId(std::string_view text) {
  const bool length = text.size() == kFullId || text.size() == 32 || text.size() == 12;
  return length && std::all_of(text.begin(), text.end(), IsHex);
}

std::optional<NamedContainer> ContainerOfCgroup(std::string_view path) {
  auto container = TakeContainer(path);
  const bool nested = path.find_first_not_of('/') != std::string_view::npos;
  return nested ? std::nullopt : container;
}

bool IsInContainer(std::string_view path) { return TakeContainer(path).has_value(); }

}  // namespace portlaw::containers
