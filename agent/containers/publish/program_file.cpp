// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/publish/program_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace portlaw::containers {

namespace {

struct Publishers {
  std::string_view runtime;
  std::string_view program;
};

// Docker: the proxy, or the daemon itself (userland-proxy off, and 28 on). Podman: the command, which hands the socket
// to conmon; for users, what forwards into their namespace.
constexpr Publishers kPublishers[] = {
    {"docker", "dockerd"},      {"docker", "docker-proxy"}, {"docker", "rootlesskit"}, {"podman", "podman"},
    {"podman", "rootlessport"}, {"podman", "pasta"},        {"podman", "slirp4netns"},
};

constexpr std::string_view kDirectories[] = {"/usr/bin",
                                             "/usr/sbin",
                                             "/usr/local/bin",
                                             "/usr/local/sbin",
                                             "/usr/libexec/docker",
                                             "/usr/libexec/podman",
                                             "/usr/lib/podman",
                                             "/usr/local/libexec/podman"};

std::uint64_t KernelDevice(unsigned major, unsigned minor) { return std::uint64_t{major} << 20 | minor; }

// "36 35 98:0 /mnt1 /mnt2 rw ...": the third field of the mount's line.
std::optional<std::uint64_t> DeviceOfMount(std::uint64_t mount) {
  std::ifstream mounts("/proc/self/mountinfo");
  for (std::string line; std::getline(mounts, line);) {
    std::istringstream fields(line);
    std::uint64_t id = 0;
    std::uint64_t parent = 0;
    unsigned major = 0;
    unsigned minor = 0;
    char colon = 0;
    if (fields >> id >> parent >> major >> colon >> minor && id == mount) return KernelDevice(major, minor);
  }
  return std::nullopt;
}

}  // namespace

std::optional<ProgramFile> ProgramFileOf(const std::string& path) {
  struct statx about {};
  if (statx(AT_FDCWD, path.c_str(), 0, STATX_INO | STATX_MNT_ID, &about) != 0) return std::nullopt;
  const auto by_mount = (about.stx_mask & STATX_MNT_ID) != 0 ? DeviceOfMount(about.stx_mnt_id) : std::nullopt;
  return ProgramFile{about.stx_ino, by_mount.value_or(KernelDevice(about.stx_dev_major, about.stx_dev_minor))};
}

std::vector<ProgramFile> PublishingPrograms(std::string_view runtime) {
  std::vector<ProgramFile> files;
  for (const Publishers& publisher : kPublishers) {
    if (publisher.runtime != runtime) continue;
    for (const std::string_view directory : kDirectories) {
      const auto file = ProgramFileOf(std::string(directory) + "/" + std::string(publisher.program));
      if (file) files.push_back(*file);
    }
  }
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

void AddProgramsOf(std::int64_t pid, std::vector<ProgramFile>& programs) {
  const std::string own = "/proc/" + std::to_string(pid) + "/exe";
  std::error_code failed;
  const std::filesystem::path installed = std::filesystem::read_symlink(own, failed);
  for (const std::string& path : {own, (installed.parent_path() / "docker-proxy").string()}) {
    const auto file = ProgramFileOf(path);
    if (file && std::find(programs.begin(), programs.end(), *file) == programs.end()) programs.push_back(*file);
  }
}

}  // namespace portlaw::containers
