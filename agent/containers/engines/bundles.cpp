// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/bundles.h"

#include <dirent.h>
#include <spdlog/spdlog.h>

#include "agent/containers/engines/oci_bundle.h"
#include "agent/io/read_file.h"
#include "policy/text/printable.h"

namespace portlaw::containers {

namespace {

constexpr std::size_t kMaxConfigBytes = 4 * 1024 * 1024;
constexpr std::size_t kMaxNamesBytes = 32 * 1024 * 1024;
constexpr std::size_t kMaxNamespaces = 64;

constexpr std::string_view kContainerdTasks = "/run/containerd/io.containerd.runtime.v2.task";

// containers/storage: a directory for each container, and the list of their names.
constexpr std::string_view kStorages[] = {"/run/containers/storage/overlay-containers",
                                          "/var/lib/containers/storage/overlay-containers"};

// containerd's namespaces: "k8s.io", "moby", "default".
std::vector<std::string> SubdirectoriesOf(const std::string& directory) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> open(opendir(directory.c_str()), closedir);
  while (const dirent* entry = open ? readdir(open.get()) : nullptr) {
    if (entry->d_name[0] != '.' && names.size() < kMaxNamespaces) names.emplace_back(entry->d_name);
  }
  return names;
}

KnownContainer WithoutName(const NamedContainer& container) {
  KnownContainer known;
  known.details.id = container.id;
  known.details.name = container.id.substr(0, 12);
  known.details.runtime = container.runtime;
  return known;
}

}  // namespace

Answer Bundles::Identify(const Cgroup& cgroup) {
  const auto container = ContainerOfCgroup(cgroup.path);
  if (!container) return NotMine{};
  if (auto known = Find(*container)) {
    ++found_;
    return std::move(*known);
  }
  if (nameless_++ == 0) {
    spdlog::info("{} is a container's, but nothing on this host tells its name; further ones are only counted",
                 Printable(cgroup.path));
  }
  return Nameless{WithoutName(*container).details};
}

std::optional<KnownContainer> Bundles::Find(const NamedContainer& container) const {
  if (auto known = FindInContainerd(container.id)) return known;
  return FindInStorage(container.id);
}

std::optional<KnownContainer> Bundles::FindInContainerd(const std::string& id) const {
  const std::string tasks = root_ + std::string(kContainerdTasks);
  for (const std::string& name : SubdirectoriesOf(tasks)) {
    const auto config = io::ReadFile(tasks + "/" + name + "/" + id + "/config.json", kMaxConfigBytes);
    if (config) return IdentityOfBundle(*config, id, "containerd");
  }
  return std::nullopt;
}

std::optional<KnownContainer> Bundles::FindInStorage(const std::string& id) const {
  std::optional<KnownContainer> known;
  for (const std::string_view storage : kStorages) {
    const std::string directory = root_ + std::string(storage);
    const auto config = io::ReadFile(directory + "/" + id + "/userdata/config.json", kMaxConfigBytes);
    if (config) known = IdentityOfBundle(*config, id, "cri-o");
    if (known && !known->identity.name.empty()) return known;
    const auto list = io::ReadFile(directory + "/containers.json", kMaxNamesBytes);
    const std::string name = list ? NameInStorage(*list, id) : "";
    if (name.empty()) continue;
    if (!known) known = KnownContainer{{}, {.id = id, .name = "", .runtime = "podman", .image = ""}};
    known->identity.name = name;
    known->details.name = name;
    return known;
  }
  return known;
}

std::vector<SourceStatus> Bundles::Status() const {
  return {{.name = std::string(kBundles),
           .connected = true,
           .detail = std::to_string(found_) + " containers named, " + std::to_string(nameless_) + " without a name"}};
}

std::unique_ptr<IdentitySource> MakeBundles() { return std::make_unique<Bundles>(); }

}  // namespace portlaw::containers
