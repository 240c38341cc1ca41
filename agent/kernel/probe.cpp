// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/probe.h"

#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "agent/io/unique_fd.h"
#include "agent/kernel/system_error.h"

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71  // include/uapi/asm-generic/socket.h
#endif

namespace portlaw::kernel {

namespace {

constexpr char kBtf[] = "/sys/kernel/btf/vmlinux";
constexpr char kLsms[] = "/sys/kernel/security/lsm";
constexpr char kBpffs[] = "/sys/fs/bpf";

// 0 where there is no such path.
long FileSystemOf(const std::string& path) {
  struct statfs about = {};
  return ::statfs(path.c_str(), &about) == 0 ? static_cast<long>(about.f_type) : 0;
}

std::string NearestExisting(std::string path) {
  std::error_code ignored;
  while (path.size() > 1 && !std::filesystem::exists(path, ignored)) path = std::filesystem::path(path).parent_path();
  return path.empty() ? "/" : path;
}

}  // namespace

Result<void> CheckRoot() {
  if (::geteuid() == 0) return {};
  return Fail({}, "loading eBPF programs needs root", "run it with sudo, or as a system service");
}

Result<void> CheckBtf() {
  if (::access(kBtf, R_OK) == 0) return {};
  return Fail({kBtf, 0}, "this kernel has no type information (BTF), which the programs are fitted to it by",
              "use a kernel built with CONFIG_DEBUG_INFO_BTF=y; those of Debian, Ubuntu, Fedora and RHEL are");
}

Result<void> CheckBpfLsm() {
  std::ifstream file(kLsms);
  for (std::string name; std::getline(file, name, ',');)
    if (name.substr(0, name.find('\n')) == "bpf") return {};
  return Fail({kLsms, 0}, "BPF LSM is not active", "start the kernel with 'bpf' at the end of its lsm= list");
}

Result<void> CheckCgroup2(const std::string& directory) {
  const long type = FileSystemOf(directory);
  if (type == CGROUP2_SUPER_MAGIC) return {};
  if (type == 0) return Fail({directory, 0}, "there is no such cgroup", "make the directory, or give another one");
  return Fail({directory, 0}, "is not a directory of cgroup v2",
              "give one below the mount of cgroup2 (findmnt -t cgroup2)");
}

Result<void> CheckBpffs(const std::string& path) {
  const std::string existing = NearestExisting(path);
  if (FileSystemOf(existing) == BPF_FS_MAGIC) return {};
  const bool usual_place = path == kBpffs || path.starts_with(std::string(kBpffs) + "/");
  const std::string advice = "mount -t bpf -o mode=0700 bpf " + (usual_place ? std::string(kBpffs) : existing);
  if (!usual_place) return Fail({path, 0}, "is not on a BPF file system", advice);
  if (::mount("bpf", kBpffs, "bpf", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=0700") == 0) return {};
  return FailWithErrno(std::string("no BPF file system is mounted at ") + kBpffs + ", and it cannot be mounted",
                       advice);
}

Result<NetnsIdentity> OwnNetns() {
  NetnsIdentity own;
  struct stat about = {};
  if (::stat("/proc/thread-self/ns/net", &about) != 0) return FailWithErrno("cannot see the network namespace");
  own.inode = static_cast<std::uint32_t>(about.st_ino);
  const io::UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  socklen_t length = sizeof(own.cookie);
  if (!socket.valid()) return FailWithErrno("cannot make a socket");
  if (::getsockopt(socket.get(), SOL_SOCKET, SO_NETNS_COOKIE, &own.cookie, &length) != 0) own.cookie = 0;
  return own;
}

}  // namespace portlaw::kernel
