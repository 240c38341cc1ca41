// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/cgroup_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <vector>

#include "agent/kernel/system_error.h"

namespace portlaw::kernel {

namespace {

// proc(5): spaces and backslashes in mount points are octal escapes.
std::string Unescape(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 3 < text.size()) {
      plain += static_cast<char>(std::stoi(text.substr(i + 1, 3), nullptr, 8));
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

struct Mount {
  std::string root;  // what of the file system is mounted
  std::string point;
  std::string type;
};

// A line of mountinfo: "id parent major:minor root point options [tags] - type source options".
Mount ParseMount(const std::string& line) {
  std::istringstream fields(line);
  std::string skipped;
  Mount mount;
  fields >> skipped >> skipped >> skipped >> mount.root >> mount.point;
  while (fields >> skipped && skipped != "-") {
  }
  fields >> mount.type;
  mount.point = Unescape(mount.point);
  return mount;
}

using Directory = std::unique_ptr<DIR, decltype([](DIR* directory) { ::closedir(directory); })>;

std::vector<std::string> Subdirectories(const std::string& directory) {
  std::vector<std::string> names;
  const Directory open(::opendir(directory.c_str()));
  if (!open) return names;
  while (const dirent* entry = ::readdir(open.get())) {
    const std::string name = entry->d_name;
    if (entry->d_type == DT_DIR && name != "." && name != "..") names.push_back(name);
  }
  return names;
}

std::vector<Mount> Cgroup2Mounts() {
  std::vector<Mount> found;
  std::ifstream mounts("/proc/self/mountinfo");
  for (std::string line; std::getline(mounts, line);)
    if (Mount mount = ParseMount(line); mount.type == "cgroup2") found.push_back(std::move(mount));
  return found;
}

// "/" and "/a" make "/a".
std::string Join(const std::string& path, const std::string& rest) { return (path == "/" ? "" : path) + rest; }

}  // namespace

Result<std::string> FindCgroup2Mount() {
  const std::vector<Mount> mounts = Cgroup2Mounts();
  for (const Mount& mount : mounts)
    if (mount.root == "/") return mount.point;
  if (!mounts.empty()) return mounts.front().point;  // only a subtree is to be seen, as in a container
  return Fail({"/proc/self/mountinfo", 0}, "cgroup v2 is not mounted",
              "mount -t cgroup2 none /sys/fs/cgroup/unified, or boot with systemd.unified_cgroup_hierarchy=1");
}

Result<CgroupId> CgroupIdOf(const std::string& directory) {
  CgroupId id = 0;
  alignas(file_handle) unsigned char space[sizeof(file_handle) + sizeof(id)] = {};
  auto* handle = reinterpret_cast<file_handle*>(space);
  handle->handle_bytes = sizeof(id);
  int mount_id = 0;
  if (::name_to_handle_at(AT_FDCWD, directory.c_str(), handle, &mount_id, 0) != 0)
    return FailWithErrno("cannot tell the id of the cgroup " + directory);
  if (handle->handle_bytes != sizeof(id)) return Fail({directory, 0}, "is not a directory of cgroup v2");
  std::memcpy(&id, handle->f_handle, sizeof(id));
  return id;
}

Result<std::string> CgroupPathOf(const std::string& directory) {
  std::error_code failed;
  const std::string real = std::filesystem::canonical(directory, failed);
  if (failed) return Fail({directory, 0}, "there is no such cgroup");
  for (const Mount& mount : Cgroup2Mounts()) {
    if (real == mount.point) return mount.root;
    if (real.starts_with(Join(mount.point, "/"))) return Join(mount.root, real.substr(mount.point.size()));
  }
  return Fail({directory, 0}, "is not below a mount of cgroup v2");
}

std::uint32_t OwnerOfCgroup(const std::string& directory) {
  struct stat about {};
  return ::stat(directory.c_str(), &about) == 0 ? about.st_uid : static_cast<std::uint32_t>(-1);
}

Result<void> WalkCgroups(const std::string& root,
                         const std::function<void(CgroupId, const std::string&, CgroupId)>& visit) {
  const auto root_id = CgroupIdOf(root);
  if (!root_id) return tl::unexpected(root_id.error());
  const auto root_path = CgroupPathOf(root);
  if (!root_path) return tl::unexpected(root_path.error());
  struct Place {
    std::string directory;
    std::string path;
    CgroupId id;
  };
  visit(*root_id, *root_path, 0);
  std::vector<Place> open = {{root, *root_path, *root_id}};
  while (!open.empty()) {
    const Place place = std::move(open.back());
    open.pop_back();
    for (const std::string& name : Subdirectories(place.directory)) {
      const std::string directory = place.directory + "/" + name;
      const auto id = CgroupIdOf(directory);
      if (!id) continue;
      const std::string path = Join(place.path, "/" + name);
      visit(*id, path, place.id);
      open.push_back({directory, path, *id});
    }
  }
  return {};
}

}  // namespace portlaw::kernel
