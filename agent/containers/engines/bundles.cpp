// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/bundles.h"

#include <dirent.h>
#include <spdlog/spdlog.h>

#include <charconv>

#include "agent/containers/engines/container_cgroups.h"
#include "agent/containers/engines/oci_bundle.h"
#include "agent/io/system_file.h"
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

// What a runtime writes there: the pid of the container's first process. 0: nothing.
std::int64_t PidIn(const std::string& directory, const std::string& file) {
  const auto text = io::ReadSystemFile(directory, file, 32);
  std::int64_t pid = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), pid);
  return pid;
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
  const NamedCgroup self{cgroup.id, cgroup.path, cgroup.owner, false, false};
  if (auto record = Find(*container); record && IsCgroupOf(self, *record, 0)) {
    ++found_;
    return std::move(record->known);
  }
  if (nameless_++ == 0) {
    spdlog::info("{} is a container's, but nothing on this host tells its name; further ones are only counted",
                 Printable(cgroup.path));
  }
  return Nameless{WithoutName(*container).details};
}

std::optional<ContainerRecord> Bundles::Find(const NamedContainer& container) const {
  if (auto record = FindInContainerd(container.id)) return record;
  return FindInStorage(container.id);
}

std::optional<ContainerRecord> Bundles::FindInContainerd(const std::string& id) const {
  const std::string tasks = root_ + std::string(kContainerdTasks);
  for (const std::string& name : SubdirectoriesOf(tasks)) {
    const auto config = io::ReadSystemFile(tasks, name + "/" + id + "/config.json", kMaxConfigBytes);
    if (!config) continue;
    auto known = IdentityOfBundle(*config, id, "containerd");
    if (!known) return std::nullopt;
    ContainerRecord record;
    record.known = std::move(*known);
    record.pid = PidIn(tasks, name + "/" + id + "/init.pid");
    return record;
  }
  return std::nullopt;
}

std::optional<ContainerRecord> Bundles::FindInStorage(const std::string& id) const {
  ContainerRecord record;
  bool found = false;
  for (const std::string_view storage : kStorages) {
    const std::string directory = root_ + std::string(storage);
    const std::string userdata = id + "/userdata";
    if (record.pid == 0) record.pid = PidIn(directory, userdata + "/pidfile");
    if (const auto config = io::ReadSystemFile(directory, userdata + "/config.json", kMaxConfigBytes);
        config && !found) {
      if (auto known = IdentityOfBundle(*config, id, "cri-o")) {
        record.known = std::move(*known);
        found = true;
      }
    }
    if (!record.known.details.name.empty()) continue;
    const auto list = io::ReadSystemFile(directory, "containers.json", kMaxNamesBytes);
    const std::string name = list ? NameInStorage(*list, id) : "";
    if (name.empty()) continue;
    if (!found)
      record.known = {IdentityOf({name, {}, ""}), {.id = id, .name = "", .runtime = "podman", .image = ""}, {}};
    record.known.details.name = name;
    found = true;
  }
  return found ? std::optional(std::move(record)) : std::nullopt;
}

std::vector<SourceStatus> Bundles::Status() const {
  return {{.name = std::string(kBundles),
           .connected = true,
           .detail = std::to_string(found_) + " containers named, " + std::to_string(nameless_) + " without a name"}};
}

std::unique_ptr<IdentitySource> MakeBundles() { return std::make_unique<Bundles>(); }

}  // namespace portlaw::containers
